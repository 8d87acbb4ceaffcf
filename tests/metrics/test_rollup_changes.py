"""Load by load, rollups that are brought up to date by what changed are those that would be made of all rows."""

import random
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from string import Formatter

import duckdb
import pytest

from metrics.catalogue import METRICS
from metrics.catalogue.constants import constants
from metrics.catalogue.entry import Leg, Part
from metrics.rollups import build, build_rollups, declared
from metrics.rollups.declared import rolled_legs
from tests.metrics.conftest import DATA_UNTIL, Row, fill_table, store_view
from tests.metrics.generated import generate_tables
from warehouse.config.settings import Settings
from warehouse.schema import SCHEMA

Tables = dict[str, list[Row]]
ROLLED = {leg.table for _, _, leg in rolled_legs()}
LATER = "2021-04-20T09:30:00"


class Versions:
    """A connection with the version in the making, and the one before it attached as `before`, as a load has them."""

    def __init__(self, folder: Path, **settings: int) -> None:
        self.folder, self.settings = folder, Settings(**settings)
        self.con = duckdb.connect(config={"threads": 1})
        self.con.execute("ATTACH ':memory:' AS building; USE building")
        self.con.execute(SCHEMA)

    def load(
        self, tables: Tables, data_until: str = DATA_UNTIL, touched: Collection[int] | None = None, small_table: int = 0
    ) -> None:
        """Publish what the tables hold now, with rollups made of what the touched persons changed; None: of everything."""
        con = self.con
        con.execute(
            "DETACH DATABASE IF EXISTS before; ATTACH ':memory:' AS before; COPY FROM DATABASE building TO before"
        )
        for table, rows in tables.items():
            store_view(con, table)
            con.execute(f"DELETE FROM {table}")
            if rows:
                fill_table(con, self.folder, table, rows)
        con.execute("CREATE OR REPLACE TEMP TABLE touched (person_id BIGINT)")
        con.executemany("INSERT INTO touched VALUES (?)", [[None], *([person] for person in touched or ())])
        facts = {"data_until": data_until}
        relation = None if touched is None else "touched"
        facts["rollup_fingerprint"] = build_rollups(con, self.settings, facts, relation, small_table)
        con.execute("DELETE FROM version_facts")
        con.executemany("INSERT INTO version_facts VALUES (?, ?)", list(facts.items()))

    def rollups(self) -> dict[str, list]:
        """Every rollup's rows by its name."""
        names = [name for (name,) in self.con.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = 'building' AND table_name LIKE 'rollup%' ORDER BY ALL").fetchall()]  # fmt: skip
        return {name: self.con.execute(f"FROM {name} ORDER BY ALL").fetchall() for name in names}


@pytest.fixture
def versions(tmp_path: Path) -> Versions:
    return Versions(tmp_path)


def made_at_once(
    versions: Versions, tables: Tables, data_until: str = DATA_UNTIL, small_table: int = 0
) -> dict[str, list]:
    """The rollups of a first load of the same rows."""
    fresh = Versions(versions.folder)
    fresh.settings = versions.settings
    fresh.load(tables, data_until, small_table=small_table)
    return fresh.rollups()


@pytest.mark.parametrize("seed", range(3))
def test_load_by_load_gives_the_rollups_that_are_made_at_once(
    seed: int, versions: Versions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "TOUCHED_SHARE", float("inf"))  # the touched of a small world are most of it
    dice = random.Random(seed)
    tables = rolled_only(generate_tables(seed, 120))
    until = datetime.fromisoformat(DATA_UNTIL)
    versions.load(tables, until.isoformat())
    for step in range(3):
        touched, tables = change_rows(
            dice, tables, rolled_only(generate_tables(seed * 10 + step, dice.choice((0, 30, 90))))
        )
        until += timedelta(days=dice.choice((0, 0, 1, 12, -9)))
        if dice.random() < 0.2:
            versions.settings = Settings(fcr_window_days=dice.choice((2, 3, 5)))
        versions.load(tables, until.isoformat(), touched)
        assert versions.rollups() == made_at_once(versions, tables, until.isoformat()), f"step {step}"


def rolled_only(tables: Tables) -> Tables:
    """The tables of which rollups are made."""
    return {table: rows for table, rows in tables.items() if table in ROLLED}


def change_rows(dice: random.Random, tables: Tables, others: Tables) -> tuple[set[int], Tables]:
    """Persons, and the tables with other rows of theirs: some removed, some changed, some added, some under another number."""
    everybody = sorted({row["person_id"] for rows in (*tables.values(), *others.values()) for row in rows})
    touched = {person for person in everybody if dice.random() < 0.3}
    renumbered = {person: dice.choice(sorted(touched)) for person in touched if dice.random() < 0.2}
    changed = {}
    for table, rows in tables.items():
        stay = [row for row in rows if row["person_id"] not in touched or dice.random() < 0.6]
        new = [row for row in others.get(table, ()) if row["person_id"] in touched]
        changed[table] = [row | {"person_id": renumbered.get(row["person_id"], row["person_id"])} for row in stay + new]
    return touched, changed


def test_a_row_that_goes_takes_its_group_along(versions: Versions) -> None:
    rows: list[Row] = [{"person_id": 1, "channel": "chat"}, {"person_id": 2}, *({"person_id": 3} for _ in range(9))]
    versions.load({"interactions": rows})
    versions.load({"interactions": rows[1:]}, touched=[1])
    sums = "SELECT channel, row_count, interactions_0_n FROM rollup_interactions_by_channel_stage_segment"
    assert versions.con.execute(sums).fetchall() == [("phone", 10, 10)]


def test_a_contact_of_an_untouched_person_is_judged_once_the_data_go_on(versions: Versions) -> None:
    rows: list[Row] = [
        {"person_id": 1, "started_local": "2021-03-30T10:00:00"},
        *({"person_id": 2 + n} for n in range(4)),
    ]
    sums = "SELECT day, fcr_0_n, fcr_0_immature FROM rollup_interactions_by_channel_stage_segment ORDER BY day"
    versions.load({"interactions": rows})
    assert versions.con.execute(sums).fetchall() == [(datetime(2021, 1, 4), 4, 0), (datetime(2021, 3, 30), 0, 1)]
    versions.load({"interactions": rows}, LATER, touched=[])
    assert versions.con.execute(sums).fetchall() == [(datetime(2021, 1, 4), 4, 0), (datetime(2021, 3, 30), 1, 0)]
    versions.load({"interactions": rows}, touched=[])
    assert versions.con.execute(sums).fetchall() == [(datetime(2021, 1, 4), 4, 0), (datetime(2021, 3, 30), 0, 1)]


TIMED, PRICED, BOTH = {"between_seconds": 60}, {"cost": 7}, {"between_seconds": 60, "cost": 7}


@pytest.mark.parametrize(
    ("gone", "left", "sums"),
    [
        (BOTH, [{"between_seconds": 0, "cost": 0}], (1, 0, "0.0000", "EUR")),
        (BOTH, [{"between_seconds": 20, "cost": 5}, {"cost": -5}], (2, 20, "0.0000", "EUR")),
        (TIMED, [PRICED], (1, None, "7.0000", "EUR")),
        (PRICED, [TIMED], (1, 60, None, None)),
        (BOTH, [], None),
    ],
)
def test_what_is_left_of_a_sum_is_0_or_nothing(
    gone: Row, left: list[Row], sums: tuple | None, versions: Versions
) -> None:
    rows = [{"person_id": n, "currency": "EUR"} | row for n, row in enumerate([gone, *left])]
    others = [{"person_id": 20 + n, "stage": "purchase", "currency": "EUR"} for n in range(9)]
    versions.load({"matter_steps": rows + others})
    versions.load({"matter_steps": rows[1:] + others}, touched=[0])
    found = versions.con.execute("""
        SELECT hops_0_n, hops_0_between_total, CAST(hop_cost_0_cost AS VARCHAR), hop_cost_0_currency_low
        FROM rollup_matter_steps_by_from_channel_to_channel_stage_currency WHERE stage = 'service'
    """).fetchall()
    assert found == ([sums] if sums else [])


@pytest.mark.parametrize(
    ("gone", "added", "lowest"), [("a", (), "c"), ("d", (), "b"), ("a", ("b",), "b"), ("b", ("a",), "a")]
)
def test_an_extreme_that_goes_gives_way_to_the_next(
    gone: str, added: tuple[str, ...], lowest: str, versions: Versions, monkeypatch: pytest.MonkeyPatch
) -> None:
    leg = Leg("interactions", "started_local", (Part("topic", "min(topic)", "min", "STRING"),), is_rolled=True)
    monkeypatch.setattr(declared, "METRICS", {"lowest": replace(METRICS["interactions"], name="lowest", legs=(leg,))})
    rest: list[Row] = [{"person_id": 20 + n, "topic": "d" if gone != "d" else "b"} for n in range(9)] + [
        {"person_id": 30, "topic": "c"}
    ]
    versions.load({"interactions": [{"person_id": 1, "topic": gone}, *rest]})
    versions.load({"interactions": [*({"person_id": 1, "topic": topic} for topic in added), *rest]}, touched=[1])
    assert versions.con.execute(
        "SELECT lowest_0_topic FROM rollup_interactions_by_channel_stage_segment"
    ).fetchall() == [(lowest,)]


def test_a_count_without_rows_is_0(versions: Versions) -> None:
    rows: list[Row] = [
        {"person_id": 1},
        *({"person_id": 2 + n, "metric": "nps", "score": 9.0, "scale": "0-10"} for n in range(9)),
    ]
    rows[0] |= {"score": 8.0, "scale": "0-10"}
    versions.load({"responses": rows})
    versions.load({"responses": rows[1:]}, touched=[1])
    sums = "SELECT nps_0_n, csat_0_rows, csat_0_answers, csat_0_hits, csat_0_scale_low FROM rollup_responses_by_channel_stage_segment_scale"
    assert versions.con.execute(sums).fetchall() == [(9, 0, 0, None, None)]


def test_only_the_rows_of_touched_persons_are_looked_at(versions: Versions) -> None:
    rows: list[Row] = [{"person_id": n} for n in range(9)]
    versions.load({"interactions": rows})
    versions.load({"interactions": rows[:2]}, touched=[])  # no load would leave them out
    assert versions.con.execute(
        "SELECT interactions_0_n FROM rollup_interactions_by_channel_stage_segment"
    ).fetchall() == [(9,)]


def test_other_settings_make_all_anew(versions: Versions) -> None:
    rows: list[Row] = [{"person_id": 1, "is_abandoned": False, "wait_seconds": 25}, {"person_id": 2}, {"person_id": 3}]
    versions.load({"interactions": rows})
    versions.settings = Settings(service_level_seconds=30)
    versions.load({"interactions": rows}, touched=[])
    sums = "SELECT service_level_0_hits, service_level_0_n FROM rollup_interactions_by_channel_stage_segment"
    assert versions.con.execute(sums).fetchall() == [(1, 1)]


def test_a_table_gets_and_loses_its_rollups_as_it_grows_and_shrinks(versions: Versions) -> None:
    alike: list[Row] = [{"person_id": n} for n in range(12)]
    spread: list[Row] = [{"person_id": 100 + n, "channel": f"channel {n}"} for n in range(12)]
    for rows, touched, has_rollups in (
        (alike[:4], None, False),  # small
        (alike, range(12), True),
        (alike + spread, range(100, 112), False),  # half as many groups as rows
        (alike, range(100, 112), True),
        (alike[:4], range(12), False),
    ):
        versions.load({"interactions": rows}, touched=touched, small_table=5)
        assert bool(versions.rollups()) == has_rollups
        assert versions.rollups() == made_at_once(versions, {"interactions": rows}, small_table=5)


def test_a_rollup_that_is_no_longer_declared_goes(versions: Versions) -> None:
    versions.con.execute("CREATE TABLE rollup_interactions_by_agent AS SELECT 1 AS n")
    versions.load({"interactions": [{}]}, small_table=5)
    assert versions.rollups() == {}


@pytest.mark.parametrize("rows", [1, 40])
def test_sums_of_all_dimensions_at_once_make_the_same_rollups(
    rows: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = generate_tables(5, rows)
    made = []
    for share in (0.0, float("inf")):
        monkeypatch.setattr(build, "CUBE_SHARE", share)
        versions = Versions(tmp_path)
        versions.load(rolled_only(tables))
        made.append(versions.rollups())
        assert (
            versions.con.execute(
                "SELECT table_name FROM duckdb_tables() WHERE temporary AND table_name <> 'touched'"
            ).fetchall()
            == []
        )
    assert made[0] == made[1]


def test_sums_are_exact_so_that_nothing_is_left_of_what_is_taken_off() -> None:
    inexact = {
        (metric.name, part.name)
        for metric, _, leg in rolled_legs()
        for part in leg.parts
        if part.merge == "sum" and not part.type.startswith(("BIGINT", "DECIMAL"))
    }
    assert inexact == set()


def test_what_an_end_of_the_data_decides_is_told_by_the_anchor() -> None:
    """So that the rows that may count otherwise are those between the old and the new end."""
    words, later = (constants(Settings(), {"data_until": until}) for until in (DATA_UNTIL, LATER))
    moving = {word for word in words if words[word] != later[word]}
    found = {
        (metric.name, before[-len(leg.anchor) - 4 :])
        for metric, _, leg in rolled_legs()
        for sql in (leg.where, *(part.sql for part in leg.parts))
        for before, word, _, _ in Formatter().parse(sql)
        if word in moving and not before.endswith(f"{leg.anchor} <= ")
    }
    assert moving and found == set()
