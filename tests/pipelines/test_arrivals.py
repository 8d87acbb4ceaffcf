"""What a load brings and what that takes the place of, by example: staged from real exports, beside a stored version."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.canonical import MAPPED_TABLES
from pipelines.mapping.load import read_mapping
from pipelines.read.peek import peek_file
from pipelines.read.staged_name import name_exports
from pipelines.stage.claim import Claim
from pipelines.stage.group import group_alike, stage_group
from pipelines.stage.plan import plan_file
from pipelines.store.arrivals import make_arrivals
from pipelines.store.batch import NEWER_STATE, OLDER, UNPROVEN, find_rejected, make_batch_views
from pipelines.store.building import connect_staging
from tests.pipelines.canonical_rows import insert, read
from warehouse.config.settings import Settings
from warehouse.schema import SCHEMA

COLUMNS = {"record_id": "id", "updated_at": "seen", "country": "land", "comment": "text"}
CONTACTS = {"table": "interactions", "columns": COLUMNS | {"started_at": "seen", "channel": {"value": "phone"}}}
KEEPING = CONTACTS | {"keep": ["country", "comment"]}
PATCH = {"table": "interactions", "columns": COLUMNS, "patch": True}
ARRIVED = "SELECT record_id, country, comment FROM arrived_interactions ORDER BY record_id"
REPLACED = (
    "SELECT record_id FROM (SELECT rowid AS row, record_id FROM building.interactions) JOIN replaced_interactions USING (row)"
    " ORDER BY 1"
)
LEFT_OUT = "SELECT comment, why FROM staging.interactions JOIN staging.dropped USING (_row) ORDER BY 1"
Bring = Callable[..., duckdb.DuckDBPyConnection]


@pytest.fixture
def bring(tmp_path: Path) -> Bring:
    """bring(stored rows, (record of a mapping, lines of id,seen,land,text), …): the arrivals of these exports as one load."""

    def make(stored: list[dict[str, Any]], *exports: tuple[dict[str, Any], str]) -> duckdb.DuckDBPyConnection:
        paths = []
        for number, (_, lines) in enumerate(exports):
            paths.append(tmp_path / f"{number}.csv")
            paths[-1].write_text("id,seen,land,text\n" + "".join(f"{line}\n" for line in lines.split()))
        con = connect_staging(tmp_path / "load", "3GB", name_exports(tmp_path / "load", paths))
        plans = []
        for number, (path, (record, _)) in enumerate(zip(paths, exports, strict=True)):
            raw = {
                "name": "desk",
                "file": {"format": "csv", "required": ["id"]},
                "defaults": {"timezone": "UTC"},
                "record": [record],
            }
            peek = peek_file(path, tmp_path / "load" / str(number))
            mapping = read_mapping(Path("desk.toml"), raw, {})
            claim = Claim(number, peek, mapping, {}, Settings(), tmp_path / "load" / str(number), datetime(2026, 9, 1))
            plans.append(plan_file(con, claim))
        files = [file for group in group_alike(plans) for file in stage_group(con, group)]
        con.execute("ATTACH ':memory:' AS building")
        con.execute("USE building")
        con.execute(SCHEMA)
        insert(con, "interactions", *stored)
        tables = make_batch_views(con, files)
        con.execute(
            "CREATE TABLE staging.failed_rows (table_name VARCHAR, rule VARCHAR, column_name VARCHAR, value VARCHAR, _row BIGINT)"
        )
        find_rejected(con, files, tables)
        make_arrivals(con, files, tables)
        return con

    return make


def call(number: int, day: int, **columns: Any) -> dict[str, Any]:
    """A stored contact, from an export of that day in May; of person 1."""
    row = {"record_id": f"desk:{number}", "source": "desk", "updated_at": f"2026-05-{day:02}", "person_id": 1}
    return row | {"is_person_known": True, "touch_outcome": "left"} | columns


def test_records_arrive_with_what_they_bring_and_nothing_is_written(bring: Bring) -> None:
    con = bring([call(1, 4)], (CONTACTS, "2,2026-05-05,es,hello 3,2026-05-06,,"))
    assert read(con, ARRIVED) == [("desk:2", "ES", "hello"), ("desk:3", None, None)]
    assert read(con, REPLACED) == []
    assert read(con, "SELECT count(DISTINCT row), max(row) < 0 FROM arrived_interactions") == [(2, True)]
    brought = {name for name, *_ in read(con, "DESCRIBE arrived_interactions")}
    assert not brought & {"person_id", "started_local", "matter_id", "journey_id", "stated_country"}
    assert read(con, "SELECT record_id FROM building.interactions") == [("desk:1",)]
    others = [table for table in MAPPED_TABLES if table != "interactions"]
    assert [read(con, f"SELECT * FROM {kind}_{table}") for table in others for kind in ("arrived", "replaced")] == [
        []
    ] * 16


def test_a_record_takes_the_place_of_the_stored_one_unless_that_is_newer(bring: Bring) -> None:
    con = bring(
        [call(1, 4, comment="old"), call(2, 4, comment="newer"), call(3, 4, comment="as old"), call(4, 4)],
        (CONTACTS, "1,2026-05-05,,new 2,2026-05-03,,late 3,2026-05-04,,again"),
    )
    assert read(con, ARRIVED) == [("desk:1", None, "new"), ("desk:3", None, "again")]
    assert read(con, REPLACED) == [("desk:1",), ("desk:3",)]
    assert read(con, LEFT_OUT) == [("late", OLDER)]


def test_of_several_exports_of_a_record_the_newest_arrives_else_the_later_file_and_line(bring: Bring) -> None:
    con = bring(
        [call(1, 4)],
        (CONTACTS, "1,2026-05-06,,newest 2,2026-05-05,,first 2,2026-05-06,,second"),
        (CONTACTS, "1,2026-05-05,,between 3,2026-05-05,,first 3,2026-05-06,,second 2,,,undated"),
        (CONTACTS, "3,2026-05-06,,third"),
    )
    assert read(con, ARRIVED) == [
        ("desk:1", None, "newest"), ("desk:2", None, "second"), ("desk:3", None, "third"),
    ]  # fmt: skip
    assert read(con, REPLACED) == [("desk:1",)]
    assert read(con, LEFT_OUT) == [
        ("between", OLDER), ("first", NEWER_STATE), ("first", OLDER), ("second", UNPROVEN), ("undated", OLDER),
    ]  # fmt: skip


def test_kept_columns_are_what_the_newest_older_export_said_and_nothing_that_others_lent(bring: Bring) -> None:
    con = bring(
        [
            call(1, 4, comment="said", country="FR"),
            call(2, 4, comment="said", country="FR", stated_country=None),  # its person's customer record lent it
            call(3, 4, comment="said"),
            call(5, 4, comment="said"),
        ],
        (
            KEEPING,
            "1,2026-05-05,, 2,2026-05-05,,new 3,2026-05-06,, 3,2026-05-05,pt,between 4,2026-05-05,, 5,2026-05-05,, 5,2026-05-03,pt,older",
        ),
    )
    assert read(con, ARRIVED) == [
        ("desk:1", "FR", "said"), ("desk:2", None, "new"), ("desk:3", "PT", "between"), ("desk:4", None, None),
        ("desk:5", "PT", "said"),
    ]  # fmt: skip
    assert read(con, REPLACED) == [("desk:1",), ("desk:2",), ("desk:3",), ("desk:5",)]


def test_a_patch_makes_a_stored_record_arrive_anew_as_its_export_gave_it(bring: Bring) -> None:
    con = bring(
        [call(1, 4, comment="said", country="FR", stated_country=None, email="ana@x.es"), call(2, 4, comment="said", country="FR"), call(3, 4)],
        (PATCH, "1,2026-05-05,,filled 2,2026-05-03,pt,"),
    )  # fmt: skip
    assert read(con, ARRIVED) == [("desk:1", None, "filled"), ("desk:2", "PT", "said")]
    assert read(con, REPLACED) == [("desk:1",), ("desk:2",)]
    assert read(con, "SELECT email, updated_at FROM arrived_interactions WHERE record_id = 'desk:1'") == [
        ("ana@x.es", "2026-05-04 00:00:00")  # of the record: a patch is no newer export of it
    ]
    assert read(con, "SELECT count(DISTINCT row), max(row) < 0 FROM arrived_interactions") == [(2, True)]


def test_a_patch_fills_the_record_that_arrives_with_it(bring: Bring) -> None:
    con = bring(
        [call(1, 4, comment="old")],
        (CONTACTS, "1,2026-05-05,es,new 2,2026-05-05,es,new"),
        (PATCH, "1,2026-05-05,,filled"),
    )
    assert read(con, ARRIVED) == [("desk:1", "ES", "filled"), ("desk:2", "ES", "new")]
    assert read(con, REPLACED) == [("desk:1",)]


def test_several_patches_of_a_record_fill_it_one_after_the_other_and_the_newest_of_a_file_counts(bring: Bring) -> None:
    con = bring(
        [call(1, 4, country="ES")],
        (PATCH, "1,2026-05-07,,newest 1,2026-05-06,fr,older"),
        (PATCH, "1,2026-05-05,pt,"),
    )
    assert read(con, ARRIVED) == [("desk:1", "PT", "newest")]
    assert read(con, REPLACED) == [("desk:1",)]


def test_a_patch_without_its_record_is_kept_aside(bring: Bring) -> None:
    con = bring([call(1, 4)], (PATCH, "1,2026-05-05,,filled 7,2026-05-05,,lost"))
    assert read(con, ARRIVED) == [("desk:1", None, "filled")]
    assert read(con, "SELECT record_id, reasons[1].reason FROM staging.found") == [
        ("desk:7", "no record with this id is loaded; load its export first or together")
    ]
