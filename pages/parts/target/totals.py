"""The whole journey's numbers in words, today and expected: the tiles of the page and the first slide say the same."""

from dataclasses import dataclass

import polars as pl

from metrics.catalogue import METRICS
from metrics.presenter.estimates import interval_words, sample_words, value_words
from metrics.semantic.estimate import read_estimate
from pages.parts.measured import metric_label
from pages.parts.page import Page
from pages.parts.target.numbers import Target
from pages.parts.target.words import change_words, direction_of, today_of

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
        today, expected = today_of(row), read_estimate(row, "expected", unit)
        lines = (
            texts("target.expected_interval", interval=interval_words(expected, texts))
            if expected.has_interval else texts("target.no_interval"),
            texts("target.today_interval", value=value_words(today, texts), sample=sample_words(today, texts)),
        )  # fmt: skip
        found.append(Total(metric.name, metric_label(metric, texts), value_words(today, texts), value_words(expected, texts),
                           change_words(row, texts), row["difference"], direction_of(metric.name, row["difference"]), lines))  # fmt: skip
    return sorted(found, key=lambda total: FIRST.index(total.metric) if total.metric in FIRST else len(FIRST))
