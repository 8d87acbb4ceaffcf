"""What a version keeps besides its rows, made when it is built: rollups, and the answers that no filter changes."""

from collections.abc import Callable, Mapping

import duckdb

from metrics.analyses.journeys.funnel import measured_stages
from metrics.analyses.omnichannel.customers import measure_period, measure_retention
from metrics.analyses.omnichannel.integration import read_sources
from metrics.analyses.omnichannel.parts import read_frames
from metrics.analyses.omnichannel.trend import complete_months, read_months
from metrics.analyses.touchpoints.inventory import stage_inventory
from metrics.analyses.touchpoints.map import CELL
from metrics.analyses.touchpoints.scores import score_of_groups
from metrics.catalogue.periods import last_complete_weeks
from metrics.quality.daily_sums import quality_questions
from metrics.rollups import build_rollups
from metrics.rollups.build import SMALL_TABLE, count_rows
from metrics.semantic.census import counted_conditions, daily_rows
from metrics.semantic.comparison import compare, end_of_data, equal_period_before
from metrics.semantic.compute import compute
from metrics.semantic.engine import Engine
from metrics.semantic.known_values import known_values
from metrics.semantic.scope import Scope
from warehouse.config.settings import Settings
from warehouse.people.lists import count_identifiers
from warehouse.store.prepared import prepare_answers
from warehouse.tables import MEASURED
from warehouse.tables.blocks import PLACE, SOURCE, names_of

# What tiles and the journey map show of persons and percentiles, and by what; COMPARED: also the period before. Each line costs
# a load its queries: those are listed without which a page of ten million contacts would have several over 100 ms.
ALONE, BY_WEEK, BY_CHANNEL, BY_STAGE = (), ("week",), ("channel",), ("stage",)
FIRST_VIEW: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "persons": (ALONE, BY_WEEK),
    "first_response": (BY_STAGE, CELL),
    "wait": (BY_STAGE, CELL),
    "contacts_per_matter": (ALONE, BY_WEEK, BY_CHANNEL, BY_STAGE, CELL),
    "cost_per_matter_resolved": (ALONE, BY_WEEK),
}
COMPARED = (ALONE,)
# Of fewer rows every query of a page takes under 100 ms, and the answers would cost a small load a third of its time.
LARGE_TABLE = 2_000_000


def build_stored_numbers(
    con: duckdb.DuckDBPyConnection,
    settings: Settings,
    facts: Mapping[str, str],
    touched: str | None = None,
    small_table: int = SMALL_TABLE,
) -> str:
    """Make rollups and prepared answers in the connection's schema; the rollups' fingerprint to publish with them.

    A company whose tables are not large keeps only how many rows there are of what, and what its sources are judged by: its rows are read in a few milliseconds.
    """
    fingerprint = build_rollups(con, settings, facts, touched, small_table)
    large_table = LARGE_TABLE if small_table else 0
    is_large = any(count_rows(con, table.name) >= large_table for table in MEASURED)
    known = {**facts, "rollup_fingerprint": fingerprint}
    # The counts first: they decide which legs the others ask about.
    prepare_answers(
        con, settings, known, [*count_questions(), *quality_questions(), *(list_questions() if is_large else ())]
    )
    return fingerprint


def count_questions() -> list[Callable[[Engine], object]]:
    """How many rows there are of what the catalogue counts."""

    def count_of(pair: tuple[str, str]) -> Callable[[Engine], object]:
        return lambda engine: daily_rows(engine, *pair)

    return list(map(count_of, counted_conditions()))


def list_questions() -> list[Callable[[Engine], object]]:
    """What else pages ask of every version in the same words."""

    def values_of(dimension: str) -> Callable[[Engine], object]:
        return lambda engine: known_values(engine, dimension)

    return [
        *map(values_of, names_of((*PLACE, SOURCE))),
        *(lambda engine, by=by: score_of_groups(engine, by) for by in (CELL, CELL[:1])),
        read_sources,
        stage_inventory,
        ask_first_view,
        measured_stages,
        count_identifiers,
    ]


def ask_first_view(engine: Engine) -> None:
    """What pages ask before a reader chooses a period or a filter, where no sums by day could answer it."""
    scope = Scope(*last_complete_weeks(end_of_data(engine)))
    for name, groupings in FIRST_VIEW.items():
        for by in groupings:
            compare(engine, name, scope, by) if by in COMPARED else compute(engine, name, scope, by)
    ask_index(engine, scope)


def ask_index(engine: Engine, scope: Scope) -> None:
    """The omnichannel index: the sums by fold of persons, and who uses several channels."""
    read_frames(engine, scope, ())
    if before := equal_period_before(scope, end_of_data(engine)):
        read_frames(engine, before, ())
    if months := complete_months(engine, scope.end):
        read_months(engine, scope, months)
    measure_period(engine, scope)
    measure_retention(engine, scope)
