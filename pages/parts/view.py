"""What a reader looks at, as the URL says it in stable codes: the URL is the only place where it is kept."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from metrics.analyses.matters.hops import MEASURES, RANKED_BY
from metrics.catalogue import RENAMED, current_name
from metrics.catalogue.periods import EARLIEST, LATEST
from pages.parts.periods import DEFAULT_PERIOD, PERIODS

OWN_DATES = "own"
OPENED = "in."  # in.channel=phone: the cell or row that was opened, beside the filter channel=…
# Dimensions that only matters and journeys have: they open a cell, but filter no other page's numbers.
OPENED_ONLY = ("from_channel", "to_channel", "channels_in_matter", "next_channel", "next_stage", "next_touchpoint")
LARGEST_NUMBER = 2**63 - 1  # of a BIGINT
LONGEST_NUMBER = 19  # digits
LAST_SHEET = 1_000_000
MODES = ("open", "closed")  # of a funnel
UNREAD = ("embed", "embed_options", "sheet")  # for Streamlit; a page of a list that has become shorter
NAME = re.compile(r"[a-z0-9_.-]{1,60}")  # of a proposal or an action
Filters = tuple[tuple[str, tuple[str, ...]], ...]


class Known(Protocol):
    """What a URL may name in this version of the data; everything else in it is dropped."""

    @property
    def languages(self) -> Sequence[str]:
        """Languages that the pages speak."""

    @property
    def metrics(self) -> Sequence[str]:
        """Metrics of the catalogue."""

    @property
    def dimensions(self) -> Sequence[str]:
        """Dimensions, attributes included."""

    def values(self, dimension: str) -> Collection[str]:
        """The values that any record has."""


@dataclass(frozen=True)
class View:
    """Language, period, filters, metric, measure and ranking of hops, dimensions and what is opened: a cell, a page of its list, a person, a matter.

    `start` and `end` only with own dates, [start, end). `mode`: of a funnel; `chosen`: names of proposals and actions that the
    target map holds; `item`: the proposal or action that is opened.
    """

    language: str
    period: str = DEFAULT_PERIOD
    start: date | None = None
    end: date | None = None
    filters: Filters = ()
    metric: str = ""
    measure: str = ""
    rank: str = ""
    by: tuple[str, ...] = ()
    opened: Filters = ()
    sheet: int = 1
    person: str = ""
    matter: str = ""
    mode: str = ""
    chosen: tuple[str, ...] = ()
    item: str = ""
    renamed: str = ""  # the name of before by which the address asks for the metric: said, never written

    def filtered(self, dimension: str) -> tuple[str, ...]:
        """The values that the dimension is limited to; empty: all."""
        return dict(self.filters).get(dimension, ())


def read_view(query: Mapping[str, list[str]], known: Known, language: str) -> View:
    """The view that a URL asks for; what it names wrongly is left out. `language` is used when the URL names none."""
    period, start, end = read_period(query)
    return View(
        language=first_of(query, "lang", known.languages) or language,
        period=period,
        start=start,
        end=end,
        filters=read_values(query, known, ""),
        metric=first_of({"metric": [current_name(name) for name in query.get("metric", [])]}, "metric", known.metrics),
        renamed=first_of(query, "metric", tuple(RENAMED)),
        measure=first_of(query, "measure", MEASURES),
        rank=first_of(query, "rank", RANKED_BY),
        by=tuple(dict.fromkeys(name for name in query.get("by", []) if name in known.dimensions)),
        opened=read_values(query, known, OPENED),
        sheet=min(int(read_number(query, "sheet") or 1) or 1, LAST_SHEET),
        person=read_number(query, "person"),
        matter=read_number(query, "matter"),
        mode=first_of(query, "mode", MODES),
        chosen=tuple(dict.fromkeys(name for name in query.get("chosen", []) if NAME.fullmatch(name))),
        item=next((name for name in query.get("item", [])[:1] if NAME.fullmatch(name)), ""),
    )


def read_period(query: Mapping[str, list[str]]) -> tuple[str, date | None, date | None]:
    """Period code and, for own dates, [start, end); the default period when neither makes sense."""
    start, end = read_day(query, "from"), read_day(query, "to")
    if start and end and start < end:
        return OWN_DATES, start, end
    return first_of(query, "period", PERIODS) or DEFAULT_PERIOD, None, None


def read_day(query: Mapping[str, list[str]], name: str) -> date | None:
    """The ISO date under the name, moved into the days that can be asked for; None when there is none or it is no date."""
    try:
        return min(max(date.fromisoformat(query[name][0]), EARLIEST), LATEST)
    except (KeyError, IndexError, ValueError):
        return None


def read_number(query: Mapping[str, list[str]], name: str) -> str:
    """The whole number under the name, empty when there is none; one that the warehouse could not hold is the largest that
    it could, which is nobody's."""
    text = next(iter(query.get(name, [])), "")
    if not (len(text) <= LONGEST_NUMBER and text.isascii() and text.isdecimal()):
        return ""
    return text if int(text) <= LARGEST_NUMBER else str(LARGEST_NUMBER)


def read_values(query: Mapping[str, list[str]], known: Known, prefix: str) -> Filters:
    """(dimension, values) for every known dimension that the URL limits to values that exist."""
    found = []
    for dimension in known.dimensions:
        asked = query.get(prefix + dimension)
        if not asked or (not prefix and dimension in OPENED_ONLY):
            continue
        exist = frozenset(known.values(dimension))
        values = tuple(dict.fromkeys(value for value in asked if value in exist))
        if values:
            found.append((dimension, values))
    return tuple(found)


def first_of(query: Mapping[str, list[str]], name: str, allowed: Sequence[str]) -> str:
    """The first value under the name that is allowed, else an empty string."""
    return next((value for value in query.get(name, []) if value in allowed), "")


def write_query(view: View) -> dict[str, str | list[str]]:
    """The URL of a view: the language always, the rest only where it is not the default."""
    query: dict[str, str | list[str]] = {"lang": view.language}
    if view.period == OWN_DATES and view.start and view.end:
        query |= {"from": view.start.isoformat(), "to": view.end.isoformat()}
    elif view.period != DEFAULT_PERIOD:
        query["period"] = view.period
    query |= {dimension: list(values) for dimension, values in view.filters}
    if view.metric:
        query["metric"] = view.metric
    query |= {name: code for name, code in (("measure", view.measure), ("rank", view.rank)) if code}
    if view.by:
        query["by"] = list(view.by)
    query |= {OPENED + dimension: list(values) for dimension, values in view.opened}
    if view.sheet > 1:
        query["sheet"] = str(view.sheet)
    if view.chosen:
        query["chosen"] = list(view.chosen)
    opened = (("person", view.person), ("matter", view.matter), ("mode", view.mode), ("item", view.item))
    return query | {name: value for name, value in opened if value}


def find_refused(query: Mapping[str, list[str]], view: View) -> tuple[tuple[str, str], ...]:
    """(name, value) of everything that the query asks for and its view does not show."""
    written = {name: [kept] if isinstance(kept, str) else kept for name, kept in write_query(view).items()}
    return tuple(
        (name, value)
        for name, values in query.items()
        if name not in UNREAD and not name.startswith("utm_")
        for value in dict.fromkeys(values)
        if value not in written.get(name, []) and not is_understood(name, value, view)
    )


def is_understood(name: str, value: str, view: View) -> bool:
    """Whether the view shows what is asked for although its own address says it otherwise, or not at all."""
    if name in ("from", "to"):
        return view.period == OWN_DATES
    if name in ("person", "matter"):
        return value.isascii() and value.isdecimal()
    return (name == "period" and value in (*PERIODS, OWN_DATES)) or (name == "metric" and value == view.renamed)


def limit(view: View, dimension: str, values: Sequence[str]) -> View:
    """The view with the dimension limited to the values (all, when empty); an opened cell is closed."""
    others = tuple(pair for pair in view.filters if pair[0] != dimension)
    filters = (*others, (dimension, tuple(values))) if values else others
    return replace(view, filters=filters, opened=(), sheet=1, matter="")


def carried(view: View) -> View:
    """What a link to another page takes along: language, period, filters and metric, nothing that was opened."""
    return replace(
        view, measure="", rank="", by=(), opened=(), sheet=1, person="", matter="", mode="", chosen=(), item=""
    )


def open_cell(view: View, cell: Mapping[str, str]) -> View:
    """The view with a cell of a chart or a row of a table opened."""
    return open_cells(view, {dimension: (value,) for dimension, value in cell.items()})


def open_cells(view: View, cells: Mapping[str, Sequence[str]]) -> View:
    """The view with several cells opened as one: bars that stand for several values."""
    return replace(view, opened=tuple((name, tuple(values)) for name, values in cells.items()), sheet=1, matter="")


Change = Callable[[View], View]
