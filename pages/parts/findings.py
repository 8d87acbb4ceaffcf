"""What changed beyond noise, in sentences: totals first, then single channels, the worst news before the good."""

from dataclasses import dataclass

import streamlit as st

from metrics.catalogue import METRICS
from metrics.stats.discoveries import benjamini_hochberg
from pages.parts.breakdown import false_share
from pages.parts.formats import plain
from pages.parts.measured import Measured, metric_label
from pages.parts.numbers import compared
from pages.parts.page import Page

TELLING = ("nps", "csat", "ces", "fcr", "first_response", "wait", "abandonment", "conversion", "churn")


@dataclass(frozen=True)
class Finding:
    """A change that exceeds noise: of a channel, or of the total (channel "")."""

    channel: str
    measured: Measured

    @property
    def order(self) -> tuple[bool, bool, float]:
        """Totals first, worse before better, then by how far beyond noise."""
        row = self.measured.row
        half_width = abs((row.get("difference_high") or 0) - (row.get("difference_low") or 0)) / 2
        return bool(self.channel), self.measured.direction == "better", -abs(row["difference"]) / (half_width or 1)


def draw_findings(page: Page) -> None:
    """A sentence for each, and how many comparisons were made: those are told that survive among all (stats/discoveries.py)."""
    texts = page.texts
    found, tested = find_changes(page)
    st.header(texts("overview.changes"), anchor=False)
    for finding in sorted(found, key=lambda finding: finding.order):
        st.markdown(sentence(page, finding))
    if not found:
        st.markdown(texts("overview.no_changes" if tested else "overview.nothing_compared"))
    if tested:
        st.markdown(
            f":small[:gray[{texts('overview.change_count', count=len(found), tested=tested, share=false_share(texts))}]]"
        )


def find_changes(page: Page) -> tuple[list[Finding], int]:
    """Findings, and the number of comparisons that were possible."""
    tested = []
    for name in TELLING:
        for by in ((), ("channel",)):
            for row in compared(page.published, name, page.scope, by).iter_rows(named=True):
                measured = Measured(METRICS[name], row, page.texts, page.engine.settings)
                if row.get("p") is not None and measured.state == "firm":
                    tested.append(Finding(str(row.get("channel") or "") if by else "", measured))
    survives = benjamini_hochberg([finding.measured.row["p"] for finding in tested])
    return [finding for finding, is_real in zip(tested, survives, strict=True) if is_real], len(tested)


def sentence(page: Page, finding: Finding) -> str:
    """**NPS** en **Teléfono**: 12,0, -8,1 ptos. frente al periodo anterior."""
    texts, measured = page.texts, finding.measured
    mark = {"worse": ":red[:material/trending_down:]", "better": ":green[:material/trending_up:]"}.get(
        measured.direction, ""
    )
    colour = {"worse": "red", "better": "green"}.get(measured.direction, "gray")
    words = {
        "metric": metric_label(measured.metric, texts),
        "value": measured.value,
        "change": f":{colour}[{measured.change}]",
        "verdict": texts(f"overview.{measured.direction}"),
    }
    if finding.channel:
        return f"{mark} " + texts("overview.change_part", part=plain(texts.code("channel", finding.channel)), **words)
    return f"{mark} " + texts("overview.change_all", **words)
