"""Rollups that follow what a load derived for the persons whom it touched are those that would be made of all rows."""

import random
from pathlib import Path

import duckdb
import pytest

from metrics.rollups import build, build_rollups
from metrics.rollups.declared import all_rollups
from pipelines.derive.identity import rules
from tests.pipelines.canonical_rows import make_tables
from tests.pipelines.random_loads import change_settings, load_records, make_decision, make_record
from warehouse.config.settings import Settings

TABLES = sorted({rollup.table for rollup in all_rollups()})


def read_facts(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    return dict(con.execute("SELECT name, value FROM version_facts").fetchall())


def read_rollups(con: duckdb.DuckDBPyConnection) -> dict[str, list]:
    """The rows of every rollup by its name."""
    return {rollup.name: con.execute(f"FROM {rollup.name} ORDER BY ALL").fetchall() for rollup in all_rollups()}


def find_touched(con: duckdb.DuckDBPyConnection) -> None:
    """Make `touched`: everybody of whom a row is not as in the version before, under the number of then and of now."""
    sides = [(f"{a}{t}", f"{b}{t}") for t in TABLES for a, b in (("before.", ""), ("", "before."))]
    others = " UNION ".join(f"SELECT person_id FROM (FROM {a} EXCEPT ALL FROM {b})" for a, b in sides)
    con.execute(f"CREATE OR REPLACE TEMP TABLE touched AS {others}")


@pytest.mark.parametrize("seed", range(2))
def test_load_by_load_gives_the_rollups_that_are_made_at_once(
    seed: int, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "LARGE_LOAD", float("inf"))  # small tables would always be derived as a whole
    monkeypatch.setattr(build, "TOUCHED_SHARE", float("inf"))
    dice = random.Random(seed)
    settings, log = Settings(timezone="Europe/Madrid"), []
    con = make_tables()
    load_records(con, [make_record(dice) for _ in range(100)], settings, log)
    con.execute("INSERT INTO version_facts VALUES ('rollup_fingerprint', ?)", [build_rollups(con, settings, read_facts(con), small_table=0)])  # fmt: skip
    for step in range(2):
        con.execute(
            "DETACH DATABASE IF EXISTS before; ATTACH ':memory:' AS before; COPY FROM DATABASE memory TO before"
        )
        if dice.random() < 0.4:
            log = [*log, make_decision(dice, len(log) + 1)]
        if dice.random() < 0.2:
            settings = change_settings(dice, settings, home)
        load_records(con, [make_record(dice) for _ in range(dice.randint(1, 8))], settings, log)
        find_touched(con)
        rules_in_force = build_rollups(con, settings, read_facts(con), "touched", small_table=0)
        con.execute("INSERT INTO version_facts VALUES ('rollup_fingerprint', ?)", [rules_in_force])
        followed = read_rollups(con)
        build_rollups(con, settings, read_facts(con), small_table=0)
        assert followed == read_rollups(con), f"step {step}"
