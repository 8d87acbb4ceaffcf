"""Of whom it is known that the first activity in the data is the first one."""

from typing import Any

import duckdb
import pytest

from pipelines.derive.beginnings import derive_beginnings
from tests.pipelines.canonical_rows import insert, make_tables


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    con = make_tables()
    con.execute("INSERT INTO journey_pauses VALUES (NULL, 40, 30), ('gold', 10, 30)")
    return con


def person(number: int, first: str, **columns: Any) -> dict[str, Any]:
    return {"person_id": number, "first_active_local": first, "source": "desk"} | columns


def known(con: duckdb.DuckDBPyConnection, *persons: dict[str, Any]) -> dict[int, bool]:
    insert(con, "persons", *persons)
    derive_beginnings(con)
    return dict(con.execute("SELECT person_id, is_beginning_known FROM persons").fetchall())


def test_who_is_seen_first_after_the_limit_of_the_segment_began_there(con: duckdb.DuckDBPyConnection) -> None:
    first, gold = person(1, "2026-01-05 09:00"), {"segment": "gold"}
    assert known(
        con, first, person(2, "2026-02-14 08:59"), person(3, "2026-02-14 09:00"), person(4, "2026-01-15 09:00", **gold),
        person(5, "2026-01-15 08:59", **gold),
    ) == {1: False, 2: False, 3: True, 4: True, 5: False}  # fmt: skip


def test_each_source_begins_for_itself(con: duckdb.DuckDBPyConnection) -> None:
    shop = {"source": "shop"}  # connected in May: whom it alone knows may have bought for years
    assert known(
        con, person(1, "2026-01-05"), person(2, "2026-05-01", **shop), person(3, "2026-05-10", **shop), person(4, "2026-06-11", **shop)
    ) == {1: False, 2: False, 3: False, 4: True}  # fmt: skip


def test_a_customer_record_created_within_the_data_tells_and_an_older_one_too(con: duckdb.DuckDBPyConnection) -> None:
    insert(
        con, "customers",
        {"person_id": 2, "created_local": "2026-01-05"}, {"person_id": 3, "created_local": "2026-01-04"},
        {"person_id": 4, "created_local": "2020-06-01"}, {"person_id": 5, "created_local": "2026-02-01"},
    )  # fmt: skip
    persons = [
        person(n, at) for n, at in ((1, "2026-01-05 09:00"), (2, "2026-01-08"), (3, "2026-01-08"), (4, "2026-05-01"))
    ]
    late = person(5, "2026-01-20")  # recorded after the first activity: that says nothing of before
    assert known(con, *persons, late) == {1: False, 2: True, 3: False, 4: False, 5: False}


def test_silences_are_known_one_of_nearly_all_after_the_first_activity(con: duckdb.DuckDBPyConnection) -> None:
    assert derive_beginnings(con) == {}
    insert(con, "persons", person(1, "2026-01-05 09:00"))
    assert derive_beginnings(con) == {
        "pauses_known_from": "2026-02-14T09:00:00",
        "limits_known_from": "2026-02-04T09:00:00",
    }
    con.execute("INSERT INTO journey_pauses VALUES ('visitors', 128, 3)")
    con.execute("INSERT INTO inactivity_limits VALUES (NULL, 8, 60, 50), (NULL, NULL, 90, 50)")
    assert derive_beginnings(con) == {
        "pauses_known_from": "2026-02-14T09:00:00",
        "limits_known_from": "2026-04-05T09:00:00",
    }
    con.execute("UPDATE journey_pauses SET pause_days = NULL")
    assert derive_beginnings(con)["pauses_known_from"] == "2026-02-04T09:00:00"
