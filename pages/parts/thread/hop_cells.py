"""The hop matrix in words: the pairs, the totals that they add up to, and the repeats on one channel."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from metrics.presenter.estimates import interval_words, note_words, value_words
from metrics.presenter.numbers import decimal
from metrics.semantic.estimate import Estimate, read_difference, read_estimate
from pages.parts.charts import chart_words
from pages.parts.numbers import computed
from pages.parts.page import Page
from pages.parts.thread.hop_chart import Ends, HopCell
from pages.parts.thread.numbers import matrix, repeats

ADDING_UP = ("hops", "waited", "cost")
AXES = ("from_channel", "to_channel")


@dataclass(frozen=True)
class HopMatrix:
    """What the map shows: `pairs` as metrics.analyses.matters.hops.hop_matrix gives them, in one unit, and how many hops each pair has."""

    measure: str
    unit: str
    pairs: pl.DataFrame
    hops: dict[Ends, int]
    other_units: tuple[str, ...] = ()

    @property
    def is_measured(self) -> bool:
        """Whether any pair has a value."""
        return bool(self.pairs["value"].drop_nulls().len())


def read_matrix(page: Page, measure: str) -> HopMatrix:
    """The pairs that have hops. Of amounts in several currencies those of the one with most hops; the others are named."""
    counted = matrix(page.published, page.scope, "hops")
    hops = {(start, end): n for start, end, n in counted.select(*AXES, "n").iter_rows()}
    pairs = counted if measure == "hops" else matrix(page.published, page.scope, measure)
    units = pairs.filter(pl.col("value").is_not_null()).group_by("unit").agg(pl.col("n").sum())
    ordered = units.sort("n", "unit", descending=[True, False])["unit"].to_list()
    unit = str(ordered[0]) if ordered else ""
    shown = pairs.filter((pl.col("unit") == unit) | pl.col("value").is_null()) if measure == "cost" else pairs
    return HopMatrix(measure, unit, shown, hops, tuple(map(str, ordered[1:])) if measure == "cost" else ())


def cells_of(page: Page, found: HopMatrix, total: str, again: str) -> list[HopCell]:
    """Every cell of the map: pairs, totals by row and column, and repeats in a column of their own."""
    return [*pair_cells(page, found), *total_cells(page, found, total), *repeat_cells(page, found, again)]


def pair_cells(page: Page, found: HopMatrix) -> list[HopCell]:
    """One cell a pair that has hops; few hops are grey, a value that is withheld or missing is a dash."""
    firm_from, cells = page.engine.settings.minimum_n_firm, []
    values = {(row["from_channel"], row["to_channel"]): row for row in found.pairs.iter_rows(named=True)}
    for ends, hops in found.hops.items():
        row = values.get(ends) or {"value": None, "n": 0, "note": None}
        value, n = row["value"], row["n"]
        look = "firm" if value is not None and n >= firm_from else "soft"
        hover = [
            shown(page, found, value),
            page.texts("continuity.hover_hops", count=hops),
            *pair_words(page, found, row),
        ]
        cells.append(cell(page, ends, value, shown(page, found, value), look, hover))  # type: ignore[arg-type]
    return cells


def pair_words(page: Page, found: HopMatrix, row: dict[str, Any]) -> list[str]:
    """What the hover says besides: interval, sample, notes."""
    texts, said = page.texts, []
    estimate = estimate_of(found, row)
    if estimate.has_interval:
        said.append(texts("tile.interval", interval=interval_words(estimate, texts)))
    if found.measure == "csat_lost" and row.get("n_without"):
        said.append(
            texts("continuity.hover_csat", n=decimal(row["n"], texts), n_without=decimal(row["n_without"], texts))
        )
    return said + [note_words(note, texts) for note in estimate.notes]


def total_cells(page: Page, found: HopMatrix, total: str) -> list[HopCell]:
    """The totals by row, by column and of all: sums of the cells, or for a median the median of all hops of the row."""
    if found.measure == "csat_lost":
        return []  # a matter with two hops is in two cells: losses do not add up
    sums = added_up(found) if found.measure in ADDING_UP else medians(page)
    cells = []
    for (start, end), (value, hops) in sums.items():
        hover = [shown(page, found, value), page.texts("continuity.hover_hops", count=hops)]
        label_from, label_to = (label(page, code) if code is not None else total for code in (start, end))
        made = cell(page, (start, end), value, shown(page, found, value), "plain", hover)
        cells.append(replace(made, row=label_from, column=label_to))
    return cells


def added_up(found: HopMatrix) -> dict[Ends, tuple[float | None, int]]:
    """Value and hops of each row, each column and all, as sums of the pairs."""
    values = {(row["from_channel"], row["to_channel"]): row["value"] for row in found.pairs.iter_rows(named=True)}

    def summed(belongs: Callable[[Ends], bool]) -> tuple[float | None, int]:
        within = [values[ends] for ends in values if belongs(ends) and values[ends] is not None]
        return (sum(within) if within else None), sum(hops for ends, hops in found.hops.items() if belongs(ends))

    rows = dict.fromkeys(start for start, _ in found.hops)
    columns = dict.fromkeys(end for _, end in found.hops)
    sums: dict[Ends, tuple[float | None, int]] = {}
    for code in rows:
        sums[code, None] = summed(lambda ends, code=code: ends[0] == code)  # type: ignore[misc]
    for code in columns:
        sums[None, code] = summed(lambda ends, code=code: ends[1] == code)  # type: ignore[misc]
    return sums | {(None, None): summed(lambda ends: True)}


def medians(page: Page) -> dict[Ends, tuple[float | None, int]]:
    """The median wait of each row, each column and all."""
    found: dict[Ends, tuple[float | None, int]] = {}
    for axis in AXES:
        for row in computed(page.published, "hop_wait", page.scope, (axis,)).iter_rows(named=True):
            if row["n"]:
                ends = (row[axis], None) if axis == "from_channel" else (None, row[axis])
                found[ends] = row["value"], row["n"]
    row = computed(page.published, "hop_wait", page.scope).row(0, named=True)
    return found | {(None, None): (row["value"], row["n"])}


def repeat_cells(page: Page, found: HopMatrix, again: str) -> list[HopCell]:
    """The repeats on each channel by the same measure; satisfaction is compared for hops only."""
    if found.measure == "csat_lost":
        return []
    cells = []
    for row in repeats(page.published, page.scope).iter_rows(named=True):
        value = row["repeats"] if found.measure == "hops" else row[found.measure]
        if found.measure == "cost" and row["currency"] != found.unit:
            value = None
        hover = [shown(page, found, value), page.texts("continuity.hover_repeats", count=row["repeats"])]
        made = cell(page, (row["channel"], row["channel"]), value, shown(page, found, value), "plain", hover)
        cells.append(replace(made, column=again))
    return cells


def cell(page: Page, ends: Ends, value: float | None, text: str, look: Any, hover: list[str]) -> HopCell:
    """A cell in its place, with its words."""
    start, end = (label(page, code) if code is not None else page.texts("continuity.any") for code in ends)
    return HopCell(start, end, ends, value, text, look, "<br>".join([f"<b>{start} → {end}</b>", *hover]))


def label(page: Page, code: str) -> str:
    """A channel in words."""
    return chart_words(page.texts.code("channel", code))


def shown(page: Page, found: HopMatrix, value: float | None) -> str:
    """A value of the measure in its unit."""
    return value_words(estimate_of(found, {"value": value}), page.texts)


def estimate_of(found: HopMatrix, row: dict[str, Any]) -> Estimate:
    """The number of a row: of satisfaction lost, a difference."""
    read = read_difference if found.measure == "csat_lost" else read_estimate
    return read(row, "value", found.unit)
