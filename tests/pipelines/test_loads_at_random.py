"""Load by load gives what one load of the same records gives: in every table, with corrections, decisions and changed
settings in between."""

import random
from pathlib import Path

import duckdb
import pytest
from msgspec.structs import replace

from pipelines.derive import inactivity_limits, journey_pauses
from pipelines.derive.identity import rules
from tests.pipelines.canonical_rows import make_tables
from tests.pipelines.derivation import load
from tests.pipelines.random_loads import (
    Record,
    change_settings,
    make_decision,
    make_record,
    read_tables,
)
from warehouse.config.settings import Settings
from warehouse.people.decisions import Decision


def hold_limits(con: duckdb.DuckDBPyConnection, from_before: duckdb.DuckDBPyConnection) -> None:
    """Give the pauses and limits, the one thing that follows from what they were: they stay while they are nearly right."""
    for table, where in (
        ("journey_pauses", "true"), ("inactivity_limits", "true"), ("version_facts", "name = 'inactivity_quantile'"),
    ):  # fmt: skip
        if rows := from_before.execute(f"SELECT * FROM {table} WHERE {where}").fetchall():
            con.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)


def lower_the_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the silences of so few customers in so few weeks mean leaving."""
    for name, value in (
        ("ENOUGH_SILENCES", 2), ("LEAST_WEEKS", 1), ("WATCHED", 1.0), ("WATCHED_WEEKS", 1), ("RETURNS", 0.3), ("STILL_FEW", 0.4),
        ("SELDOM", 1.0),
    ):  # fmt: skip
        monkeypatch.setattr(inactivity_limits, name, value)


@pytest.mark.parametrize("seed", range(5))
def test_load_by_load_gives_what_one_load_gives(seed: int, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "LARGE_LOAD", float("inf"))  # small tables would always be derived as a whole
    monkeypatch.setattr(journey_pauses, "ENOUGH_GAPS", 3)  # so few customers have a pause, and journeys that ended
    lower_the_bar(monkeypatch)
    dice = random.Random(seed)
    settings = replace(Settings(timezone="Europe/Madrid"), key_partner_limit=dice.choice((2, 5)))
    step_by_step, at_once = make_tables(), make_tables()
    latest: dict[tuple[str, str], Record] = {}
    log: list[Decision] = []
    for size in (60, *(dice.randint(1, 4) for _ in range(dice.randint(1, 4)))):  # small loads after a large one
        records = [make_record(dice) for _ in range(size)]
        if dice.random() < 0.2:
            log = [*log, make_decision(dice, len(log) + 1)]
        if latest and dice.random() < 0.4:
            settings = change_settings(dice, settings, home)
        load(step_by_step, records, settings, log)
        latest |= {(table, row["record_id"]): (table, row) for table, row in records}
    shuffled = list(latest.values())
    dice.shuffle(shuffled)
    hold_limits(at_once, step_by_step)
    load(at_once, shuffled, settings, log)
    assert read_tables(step_by_step) == read_tables(at_once)
