"""Matters as the whole derivation makes them: over several loads, and when a setting changes."""

from collections.abc import Callable
from pathlib import Path

import duckdb

from pipelines.load import Outcome
from tests.pipelines.canonical_rows import insert, make_tables, read
from tests.pipelines.derivation import derive_with
from tests.pipelines.matter_rows import contact, matters, members
from warehouse.config.settings import Settings
from warehouse.store.versions import version_path

CONTACTS = """\
name = "desk"
[file]
format = "csv"
required = ["id", "at", "mail", "channel", "topic", "case"]
[defaults]
timezone = "UTC"
[[record]]
table = "interactions"
[record.columns]
record_id = "id"
started_at = "at"
email = "mail"
channel = "channel"
interaction_type = { value = "case" }
topic = "topic"
case_id = "case"
"""
HEAD = "id,at,mail,channel,topic,case\n"
ANA = "1,2026-05-04 10:00:00,ana@example.com,phone,bill,\n"
ANA_AGAIN = "2,2026-05-05 10:00:00,ana@example.com,email,bill,\n"
STRANGER = "3,2026-05-06 10:00:00,,webform,,7\n"
ANA_WITH_CASE = "1,2026-05-04 10:00:00,ana@example.com,phone,bill,7\n"
BEN = "4,2026-05-04 10:00:00,ben@example.com,phone,bill,\n"
PATHS = "SELECT record_id, path, is_person_known FROM matters ORDER BY 1"


def test_another_gap_makes_all_matters_again() -> None:
    con = make_tables()
    nobody = {"person_id": None, "is_person_known": None, "email": "ana@example.com"}
    insert(con, "interactions", contact("a", "04 10:00", **nobody), contact("b", "06 10:00", **nobody))
    derive_with(con, Settings())
    assert members(con) == ["a b"]
    derive_with(con, Settings(matter_gap_days=1))
    assert members(con) == ["a", "b"]
    assert read(con, "SELECT value FROM version_facts WHERE name = 'matter_gap_days'") == [("1",)]


def test_another_zone_moves_the_times_of_all_matters() -> None:
    con = make_tables()
    insert(con, "interactions", contact("a", "04 10:00", person_id=None, is_person_known=None, email="ana@example.com"))
    derive_with(con, Settings())
    derive_with(con, Settings(timezone="Asia/Tokyo"))
    assert matters(con, "opened_local, ended_local") == [("2026-05-04 19:00:00", "2026-05-04 19:00:00")]


def test_a_later_load_changes_the_matters_of_whom_it_touches(
    load: Callable[..., Outcome], give: Callable[..., Path]
) -> None:
    others = "".join(f"9{n},2026-05-0{n} 10:00:00,other{n}@example.com,phone,bill,\n" for n in range(1, 9))
    load(give("first.csv", HEAD + ANA + STRANGER + BEN + others), mapping=CONTACTS)
    assert paths(1) == [("desk:1", "phone", True), ("desk:3", "webform", False), ("desk:4", "phone", True)]
    load(give("second.csv", HEAD + ANA_AGAIN), mapping=CONTACTS)
    assert paths(2)[0] == ("desk:1", "phone > email", True)
    load(give("third.csv", HEAD + ANA_WITH_CASE), mapping=CONTACTS)
    assert paths(3) == [("desk:1", "phone > email > webform", True), ("desk:4", "phone", True)]
    load(give("fourth.csv", HEAD + STRANGER.replace(",7", ",8")), mapping=CONTACTS)
    assert paths(4) == [("desk:1", "phone > email", True), ("desk:3", "webform", False), ("desk:4", "phone", True)]


def paths(version: int) -> list[tuple[str, str, bool]]:
    """Matters of the version but those of the others."""
    with duckdb.connect(str(version_path(version)), read_only=True) as con:
        return [row for row in read(con, PATHS) if not row[0].startswith("desk:9")]
