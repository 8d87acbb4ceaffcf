"""Make the rollups of a version, or bring those of the version before up to date by what a load changed."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import groupby

import duckdb

from metrics.catalogue.constants import constants
from metrics.rollups.change import changed_rows, find_change, update_rollups
from metrics.rollups.declared import Rollup, all_rollups
from metrics.rollups.sums import fingerprint, keys_of, sum_again, sum_rows
from warehouse.config.settings import Settings

# A rollup that leaves more than a third of the rows saves nothing that the pruned scan of the rows would not.
WORTHWHILE_SHARE = 1 / 3
SMALL_TABLE = 20_000  # rows that any query reads in a few milliseconds
# One pass over the rows and the rollups from its groups beats a pass for each: up to a third of the rows, of narrow tables a sixth.
CUBE_SHARE = 1 / 6
# Comparing the touched rows with what they were and moving sums costs about three times as much a row as making the sums anew.
TOUCHED_SHARE = 1 / 4


def build_rollups(
    con: duckdb.DuckDBPyConnection,
    settings: Settings,
    facts: Mapping[str, str],
    touched: str | None = None,
    small_table: int = SMALL_TABLE,
) -> str:
    """Bring the rollups in the connection's schema up to date, without those that save nothing; the fingerprint to publish.

    `touched`: a relation with the person_id of everybody of whom a row of any table or view may be another one than in the
    version before, under the number of then and of now. That version is attached as `before`, and its rollups stand in the
    connection's schema. None: any row may be another one, and all rollups are made anew.
    """
    change = find_change(con, settings, facts, touched) if touched else None
    declared, stored = all_rollups(), stored_rollups(con)
    drop_tables(con, stored - {rollup.name for rollup in declared})
    for _, group in groupby(declared, key=lambda rollup: (rollup.table, rollup.anchor)):
        rollups = list(group)
        rows = count_rows(con, rollups[0].table)
        if rows < small_table:
            drop_tables(con, (rollup.name for rollup in rollups if rollup.name in stored))
            continue
        kept = [rollup for rollup in rollups if rollup.name in stored] if change else []
        if change and kept and count_rows(con, changed_rows(kept[0], change)) <= rows * TOUCHED_SHARE:
            update_rollups(con, kept, change)
        else:
            kept = []
        make_rollups(con, [rollup for rollup in rollups if rollup not in kept], rows, constants(settings, facts))
        if small_table:
            drop_tables(con, [r.name for r in rollups if count_rows(con, r.name) > rows * WORTHWHILE_SHARE])
    return fingerprint(settings)


def make_rollups(con: duckdb.DuckDBPyConnection, rollups: list[Rollup], rows: int, words: Mapping[str, str]) -> None:
    """Make rollups of one table anew: each from the smallest one made before that has its dimensions, else from the rows."""
    if not rollups:
        return
    made = []
    cube = cube_of(rollups)
    if count_groups(con, cube) <= rows * CUBE_SHARE:
        con.execute(f"CREATE OR REPLACE TEMP TABLE {cube.name} AS {sum_rows(cube, words, cube.table)}")
        made = [cube]
    for rollup in sorted(rollups, key=lambda rollup: len(rollup.dimensions), reverse=True):
        finer = [other for other in made if set(rollup.dimensions) <= set(other.dimensions)]
        sums = sum_again(rollup, finer[-1].name) if finer else sum_rows(rollup, words, rollup.table)
        con.execute(f"CREATE OR REPLACE TABLE {rollup.name} AS {sums}")
        made.append(rollup)
    con.execute(f"DROP TABLE IF EXISTS temp.{cube.name}")


def cube_of(rollups: list[Rollup]) -> Rollup:
    """The sums by all dimensions of the rollups of one table."""
    return replace(rollups[0], dimensions=tuple(dict.fromkeys(name for r in rollups for name in r.dimensions)))


def count_groups(con: duckdb.DuckDBPyConnection, rollup: Rollup) -> int:
    """About how many groups the rollup has: an estimate costs a fiftieth of its sums."""
    keys = ", ".join([f"date_trunc('day', {rollup.anchor})", *keys_of(rollup)[1:]])
    [(groups,)] = con.execute(f"SELECT approx_count_distinct(hash({keys})) FROM {rollup.table}").fetchall()
    return int(groups)


def stored_rollups(con: duckdb.DuckDBPyConnection) -> set[str]:
    """The names of the rollups in the connection's schema."""
    found = con.execute(
        "SELECT table_name FROM duckdb_tables() WHERE starts_with(table_name, 'rollup_')"
        " AND database_name = current_database() AND schema_name = current_schema()"
    ).fetchall()
    return {name for (name,) in found}


def drop_tables(con: duckdb.DuckDBPyConnection, names: Iterable[str]) -> None:
    """Drop those that are there."""
    for name in names:
        con.execute(f"DROP TABLE IF EXISTS {name}")


def count_rows(con: duckdb.DuckDBPyConnection, relation: str) -> int:
    """How many rows the table or subquery has."""
    [(rows,)] = con.execute(f"SELECT count(*) FROM {relation}").fetchall()
    return int(rows)
