"""Nobody but whom a load touched shows anything else, so that rollups that follow these are those that would be made of all rows."""

import random
from pathlib import Path

import duckdb
import pytest

from metrics.rollups import build, build_rollups
from metrics.rollups.declared import all_rollups
from pipelines.derive.all import touched_persons
from pipelines.derive.identity import rules
from tests.pipelines.canonical_rows import make_tables
from tests.pipelines.derivation import load
from tests.pipelines.random_loads import Record, change_settings, make_decision, make_record
from warehouse.config.settings import Settings
from warehouse.tables import TABLES

# Keys are of whoever has them, and classes of customers are ranks among all, when the data end: neither is in a rollup.
OF_PERSONS = {
    table.name: "*" for table in TABLES.values() if "person_id" in table.columns and table.name != "identities"
}
OF_PERSONS["persons"] = "* EXCLUDE (value_class, loyalty_class)"


def read_facts(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    return dict(con.execute("SELECT name, value FROM version_facts").fetchall())


def read_rollups(con: duckdb.DuckDBPyConnection) -> dict[str, list]:
    """The rows of every rollup by its name."""
    return {rollup.name: con.execute(f"FROM {rollup.name} ORDER BY ALL").fetchall() for rollup in all_rollups()}


def find_others(con: duckdb.DuckDBPyConnection, touched: str) -> list[tuple[str, int]]:
    """Table or view and person of each row that is not as in the version before and of nobody touched."""
    found = []
    for table, columns in OF_PERSONS.items():
        then, now = f"SELECT {columns} FROM before.{table}", f"SELECT {columns} FROM {table}"
        others = f"({then} EXCEPT ALL {now}) UNION ALL ({now} EXCEPT ALL {then})"
        found += con.execute(
            f"SELECT '{table}', person_id FROM ({others}) ANTI JOIN {touched} USING (person_id)"
        ).fetchall()
    return found


def make_records(dice: random.Random, number: int) -> list[Record]:
    """As many records; none of the agents, which touch everybody."""
    records = (make_record(dice) for _ in range(2 * number + 20))
    return [record for record in records if record[0] != "agents"][:number]


@pytest.mark.parametrize("seed", range(2))
def test_load_by_load_gives_the_rollups_that_are_made_at_once(
    seed: int, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "LARGE_LOAD", float("inf"))  # small tables would always be derived as a whole
    monkeypatch.setattr(build, "TOUCHED_SHARE", float("inf"))
    dice = random.Random(seed)
    settings, log, small_loads = Settings(timezone="Europe/Madrid"), [], 0
    con = make_tables()
    load(con, make_records(dice, 100), settings, log)
    con.execute("INSERT INTO version_facts VALUES ('rollup_fingerprint', ?)", [build_rollups(con, settings, read_facts(con), small_table=0)])  # fmt: skip
    for step in range(2):
        con.execute(
            "DETACH DATABASE IF EXISTS before; ATTACH ':memory:' AS before; COPY FROM DATABASE building TO before"
        )
        if dice.random() < 0.4:
            log = [*log, make_decision(dice, len(log) + 1)]
        if dice.random() < 0.2:
            settings = change_settings(dice, settings, home)
        load(con, make_records(dice, dice.randint(1, 4)), settings, log)
        touched = touched_persons(con)
        if touched:
            small_loads += 1
            assert find_others(con, touched) == [], f"step {step}"
        rules_in_force = build_rollups(con, settings, read_facts(con), touched, small_table=0)
        con.execute("INSERT INTO version_facts VALUES ('rollup_fingerprint', ?)", [rules_in_force])
        followed = read_rollups(con)
        build_rollups(con, settings, read_facts(con), small_table=0)
        assert followed == read_rollups(con), f"step {step}"
    assert small_loads, "every load touched everybody"
