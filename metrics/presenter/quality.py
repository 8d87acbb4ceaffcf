"""What is said of the sources' quality, the same on pages and on the command line: each finding, each light, and what to do."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from metrics.presenter.numbers import Texts, decimal, format_value
from metrics.quality.finding import Finding, Light
from metrics.quality.judge import Quality

MOST_NAMED = 3  # sources in one sentence
SHARES = ("column_emptied", "column_moved", "rows_rejected", "cells_emptied", "persons_unknown")
OF_A_SCALE = ("scores_turned", "scores_moved")


@dataclass(frozen=True)
class QualityWords:
    """How days, columns and words of the data are shown, and whether examples of them may be."""

    texts: Texts
    day: Callable[[date], str] = date.isoformat
    plain: Callable[[str], str] = str
    rule: Callable[[str], str] = str
    column_name: Callable[[str], str] = str
    hides_values: bool = False

    def what(self, finding: Finding) -> str:
        """What is wrong, in a sentence."""
        return self.filled("what", finding)

    def short(self, finding: Finding) -> str:
        """What is wrong, in a few words."""
        return self.filled("short", finding)

    def filled(self, length: str, finding: Finding) -> str:
        """The text of that length with what the finding knows."""
        values = finding.values if finding.kind == "file_repeated" or not self.hides_values else ""
        return self.texts(
            f"quality.{length}_{finding.kind}", since=self.day(finding.since) if finding.since else "", rows=decimal(finding.rows, self.texts),
            usual=self.amount(finding, finding.usual), found=self.amount(finding, finding.found),
            table=self.code("records", finding.table), column=self.column(finding), values=f" ({self.plain(values)})" if values else "",
        )  # fmt: skip

    def what_to_do(self, finding: Finding) -> str:
        """What to do about it."""
        return self.texts(f"quality.do_{finding.kind}")

    def state(self, quality: Quality, light: Light) -> str:
        """The light's state in a word or two."""
        return self.texts(f"quality.state_{quality.state(light)}")

    def sentence(self, quality: Quality, light: Light, now: date) -> str:
        """Why the light is as it is."""
        found = list(dict.fromkeys(finding.source for finding in quality.under(light)))
        aside = decimal(quality.rows_aside, self.texts)
        named = ", ".join(map(self.plain, found[:MOST_NAMED])) + (" …" if len(found) > MOST_NAMED else "")
        are_all = len(quality.judged[light]) == len(quality.sources)
        key = "found" if found else "fine_all" if are_all and quality.sources else quality.state(light)
        return self.texts(
            f"quality.{light}_{key}", aside=aside, sources=named, found=decimal(len(found), self.texts), total=decimal(len(quality.sources), self.texts),
            judged=decimal(len(quality.judged[light]), self.texts), day=self.day(quality.newest) if quality.newest else "–",
            days=decimal((now - quality.newest).days, self.texts) if quality.newest else "–",
        )  # fmt: skip

    def light_to_do(self, quality: Quality, light: Light) -> str:
        """What to do about the light."""
        found = quality.under(light)
        return self.what_to_do(found[0]) if found else self.texts(f"quality.do_{quality.state(light)}_{light}")

    def gated(self, finding: Finding, others: int) -> str:
        """The line beside a number that is made of the source."""
        more = self.texts("quality.and_more", count_more=decimal(others, self.texts)) if others else ""
        return f"{self.plain(finding.source)}: {self.short(finding)}{more}"

    def amount(self, finding: Finding, value: float | None) -> str:
        """A share, a part of a scale, or a number."""
        if finding.kind in SHARES or finding.kind in OF_A_SCALE:
            return format_value(
                None if value is None else value * (100 if finding.kind in SHARES else 1), "percent", self.texts
            )
        return decimal(value or 0, self.texts)

    def column(self, finding: Finding) -> str:
        """The column, the check or the score that it is about."""
        if finding.kind == "check_failed":
            return self.rule(finding.column)
        if finding.kind.startswith("scores_"):
            return finding.column.upper()
        return self.plain(self.column_name(finding.column))

    def code(self, kind: str, code: str) -> str:
        """A code in words where the language has them."""
        words: Any = self.texts(f"{kind}.{code}") if self.texts.has(f"{kind}.{code}") else code
        return str(words)
