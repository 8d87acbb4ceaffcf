"""The whole journey's numbers in words, today and expected: the tiles of the page and the first slide say the same."""

from dataclasses import dataclass

import polars as pl

from metrics.catalogue import METRICS
from metrics.presenter.numbers import decimal, format_value
from pages.parts.measured import metric_label
from pages.parts.page import Page
from pages.parts.target.numbers import Target
from pages.parts.target.words import change_words, direction_of, interval_words

FIRST = ("csat", "nps", "ces", "ocr", "fcr")  # what a board asks for first


@dataclass(frozen=True)
class Total:
    """A metric of the whole journey: its name, values in words, and what belongs to them."""

    metric: str
    label: str
    today: str
    expected: str
    change: str
    difference: float
    direction: str
    lines: tuple[str, ...]


def whole_totals(page: Page, target: Target) -> list[Total]:
    """Every metric whose whole changes, those that a board asks for first."""
    texts = page.texts
    rows = target.changes.rows.filter(pl.col("level") == "total", pl.col("difference").is_not_null())
    found = []
    for row in rows.iter_rows(named=True):
        unit, metric = row["unit"], METRICS[row["metric"]]
        today, expected = (format_value(row[name], unit, texts) for name in ("today", "expected"))
        is_known = row["expected_low"] is not None
        lines = (
            texts("target.expected_interval", interval=interval_words(row["expected_low"], row["expected_high"], unit, texts))
            if is_known else texts("target.no_interval"),
            texts("target.today_interval", value=today, interval=interval_words(row["low"], row["high"], unit, texts), n=decimal(row["n"], texts)),
        )  # fmt: skip
        found.append(Total(metric.name, metric_label(metric, texts), today, expected, change_words(row, texts), row["difference"],
                           direction_of(metric.name, row["difference"]), lines))  # fmt: skip
    return sorted(found, key=lambda total: FIRST.index(total.metric) if total.metric in FIRST else len(FIRST))
