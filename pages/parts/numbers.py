"""Numbers of one published version under one set of settings, cached by both: what was published or set anew is read at once."""

from datetime import UTC, date, datetime
from typing import Any, NamedTuple

import msgspec
import polars as pl
import streamlit as st

from metrics.analyses.curve import cumulative_shares
from metrics.analyses.ranking import rank_touchpoints
from metrics.catalogue import METRICS
from metrics.quality.finding import Finding
from metrics.quality.gate import findings_of, gate
from metrics.quality.judge import Quality, judge_sources
from metrics.semantic.comparison import compare
from metrics.semantic.compute import explain_sql
from metrics.semantic.known_values import known_values
from metrics.semantic.rows import count_rows_behind, rows_behind
from metrics.semantic.scope import Scope
from metrics.semantic.sources import find_measured, sources_behind
from metrics.semantic.together import compute_together, in_rollup
from pages.parts.periods import DEFAULT_PERIOD, period_dates
from warehouse.config.codes import CHANNELS
from warehouse.config.settings import Settings, load_settings
from warehouse.store.engine import Engine, open_engine
from warehouse.store.versions import current_version, version_path

KEPT_RESULTS = 3000  # a page asks for some 30; frames of a few hundred rows


class Published(NamedTuple):
    """What numbers are of, and so what every cache of them is keyed by: a version and the settings in force, as JSON.

    `changed_ns`: a home that was emptied and loaded anew starts at version 1 again.
    """

    number: int
    changed_ns: int
    settings: str


def published_version() -> Published:
    """The version that is published now and the settings now. Raises NoWarehouse; HiloError for an unreadable hilo.toml."""
    number = current_version()
    settings = msgspec.json.encode(load_settings()).decode()
    return Published(number, version_path(number).stat().st_mtime_ns, settings)


def close_engine(engine: Engine) -> None:
    """Let a version's file go when the cache drops it."""
    engine.close()


# Two, because a page that is being drawn may still read the version before.
@st.cache_resource(max_entries=2, on_release=close_engine, show_spinner=False)
def engine_of(published: Published) -> Engine:
    """The engine on a version, under the settings."""
    return open_engine(published.number, msgspec.json.decode(published.settings, type=Settings))


def computed(published: Published, metric: str, scope: Scope, by: tuple[str, ...] = ()) -> pl.DataFrame:
    """`metrics.semantic.compute.compute` on the version, past the gate of its sources' quality."""
    return gated(published, today(), metric, scope, by, "computed", measured(published, metric, scope, by))


def measured(published: Published, metric: str, scope: Scope, by: tuple[str, ...] = ()) -> pl.DataFrame:
    """`metrics.semantic.compute.compute` on the version, as it was measured."""
    return computed_together(published, asked_with(published, metric, scope, by), scope, by)[metric]


@st.cache_data(max_entries=KEPT_RESULTS, show_spinner=False)
def asked_with(published: Published, metric: str, scope: Scope, by: tuple[str, ...]) -> tuple[str, ...]:
    """The metrics that are asked in one query with this one, in the catalogue's order; pages show most of them side by side."""
    together = in_rollup(engine_of(published), metric, scope, by)
    return tuple(name for name in METRICS if name in together)


@st.cache_data(max_entries=KEPT_RESULTS, show_spinner=False)
def computed_together(
    published: Published, metrics: tuple[str, ...], scope: Scope, by: tuple[str, ...]
) -> dict[str, pl.DataFrame]:
    """By metric, what compute() says."""
    return compute_together(engine_of(published), metrics, scope, by)


def compared(published: Published, metric: str, scope: Scope, by: tuple[str, ...] = ()) -> pl.DataFrame:
    """`metrics.semantic.compute.compare` on the version, past the gate of its sources' quality."""
    return gated(published, today(), metric, scope, by, "compared", measured_beside(published, metric, scope, by))


@st.cache_data(max_entries=KEPT_RESULTS, show_spinner=False)
def measured_beside(published: Published, metric: str, scope: Scope, by: tuple[str, ...] = ()) -> pl.DataFrame:
    """`metrics.semantic.compute.compare` on the version, as it was measured."""

    def ask(name: str, asked: Scope, asked_by: tuple[str, ...]) -> pl.DataFrame:
        return measured(published, name, asked, asked_by)

    return compare(engine_of(published), metric, scope, by, ask=ask)


def today() -> date:
    """The day that sources are judged on (UTC)."""
    return datetime.now(UTC).date()


@st.cache_data(max_entries=4, show_spinner=False)
def quality_of(published: Published, day: date) -> Quality:
    """The verdicts on the sources, as of a day."""
    return judge_sources(engine_of(published), day)


@st.cache_data(max_entries=KEPT_RESULTS, show_spinner=False)
def concerning(published: Published, day: date, metric: str, scope: Scope) -> list[Finding]:
    """What is wrong with the sources that feed a number, the worst first."""
    return findings_of(engine_of(published), quality_of(published, day), metric, scope)


@st.cache_data(max_entries=KEPT_RESULTS, show_spinner=False)
def gated(published: Published, day: date, metric: str, scope: Scope, by: tuple[str, ...], kind: str, _rows: pl.DataFrame) -> pl.DataFrame:  # fmt: skip
    """The rows of a number with what its sources' quality makes of them; `kind`: which rows, as `_rows` are no key of the cache."""
    quality = quality_of(published, day)
    return gate(engine_of(published), quality, metric, scope, by, _rows) if quality.findings else _rows


@st.cache_data(max_entries=KEPT_RESULTS, show_spinner=False)
def sql_of(published: Published, metric: str, scope: Scope, by: tuple[str, ...] = ()) -> str:
    """The SQL as run."""
    return explain_sql(engine_of(published), metric, scope, by)


@st.cache_data(max_entries=200, show_spinner=False)
def rows_of(published: Published, metric: str, scope: Scope, limit: int, offset: int = 0) -> pl.DataFrame:
    """The stored records behind a number."""
    return rows_behind(engine_of(published), metric, scope, limit, offset)


@st.cache_data(max_entries=KEPT_RESULTS, show_spinner=False)
def row_count(published: Published, metric: str, scope: Scope) -> int:
    """How many stored records are behind a number."""
    return count_rows_behind(engine_of(published), metric, scope)


@st.cache_data(max_entries=500, show_spinner=False)
def choices_of(published: Published, dimension: str) -> list[str]:
    """The values that a dimension has in the version; channels and stages in their own order, "" (not stated) last."""
    engine = engine_of(published)
    found = known_values(engine, dimension)
    ordered_codes = {
        "from_channel": CHANNELS,
        "to_channel": CHANNELS,
        "next_channel": CHANNELS,
        "channel": CHANNELS,
        "next_stage": engine.settings.stages,
        "stage": engine.settings.stages,
    }
    order = ordered_codes.get(dimension, ())
    ordered = sorted(found, key=lambda value: (order.index(value) if value in order else len(order), value.casefold()))
    return [*ordered, ""] if ordered else []


@st.cache_data(max_entries=KEPT_RESULTS, show_spinner=False)
def sources_of(published: Published, metric: str, scope: Scope) -> list[str]:
    """The sources that feed a number."""
    return sources_behind(engine_of(published), metric, scope)


@st.cache_data(max_entries=4, show_spinner=False)
def measured_metrics(published: Published) -> list[str]:
    """Metrics that have anything measured in the version, in the catalogue's order."""
    engine = engine_of(published)
    until = engine.facts.get("data_until")
    last_day = datetime.fromisoformat(until).date() if until else None
    since = engine.facts.get("data_from")
    first_day = datetime.fromisoformat(since).date() if since else None
    recent = Scope(*period_dates(DEFAULT_PERIOD, last_day, first_day))  # a loss is counted from a start on
    return find_measured(engine, recent)


@st.cache_data(max_entries=500, show_spinner=False)
def curve_of(published: Published, metric: str, scope: Scope) -> pl.DataFrame:
    """The cumulative shares of a time."""
    return cumulative_shares(engine_of(published), metric, scope)


@st.cache_data(max_entries=500, show_spinner=False)
def ranked(published: Published, metric: str, scope: Scope, by: tuple[str, ...], limit: int) -> pl.DataFrame:
    """The worst touchpoints, shrunk."""
    return rank_touchpoints(engine_of(published), metric, scope, by, limit)


def first_row(frame: pl.DataFrame) -> dict[str, Any]:
    """The only row of a result without dimensions; one with nothing in it when the result has no row."""
    return frame.row(0, named=True) if frame.height else {"value": None, "n": 0, "note": None}
