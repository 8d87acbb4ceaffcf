"""One bad value costs one row at most, in every column and by every way of reading it; what is loaded can be computed."""

import csv
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from metrics.catalogue import METRICS
from metrics.rollups import build_rollups
from metrics.semantic.comparison import compare
from metrics.semantic.compute import compute
from metrics.semantic.scope import Scope
from pipelines.canonical import COLUMNS, MAIN_TIME, MAPPED_TABLES
from pipelines.load import load_exports
from pipelines.mapping.load import read_mapping
from pipelines.read.peek import peek_file
from pipelines.read.staged_name import name_exports
from pipelines.stage.claim import Claim
from pipelines.stage.file import drop_staged
from pipelines.stage.group import stage_group
from pipelines.stage.plan import plan_file
from pipelines.store.building import connect_staging
from tests.pipelines.conftest import NOW
from tests.pipelines.hostile_values import VALUES
from warehouse.config.settings import Settings, load_settings
from warehouse.store.engine import open_engine

# A sound value for each column that a table's records must have.
SOUND = {
    "interactions": {"channel": "phone", "interaction_type": "call"},
    "messages": {"channel": "chat", "conversation_id": "c1", "sender_role": "customer"},
    "responses": {
        "channel": "email",
        "metric": "csat",
        "scale": "1-5",
        "score": "4",
        "scale_min": "1",
        "scale_max": "5",
    },
    "orders": {"amount": "1", "currency": "EUR"},
    "costs": {"channel": "phone", "amount": "1", "currency": "EUR", "ends_on": "2026-08-31"},
    "subscriptions": {"monthly_amount": "1", "currency": "EUR"},
}
SPECS: list[tuple[str, dict[str, Any]]] = [
    *(("started_at", spec) for spec in (
        {}, {"epoch": "s"}, {"epoch": "ms"}, {"epoch": "us"}, {"plus_days": 99_999}, {"plus_days": -99_999}, {"formats": ["%d/%m/%Y", "%Y-%m-%d %H:%M:%S"]},
        {"timezone": "America/Caracas"}, {"timezone": "Pacific/Apia"}, {"timezone": {"column": "value"}})),
    *(("wait_seconds", spec) for spec in ({}, {"unit": "days"}, {"unit": "milliseconds"}, {"decimal": ","})),
    *((column, {}) for column in ("transfer_count", "is_resolved", "sentiment", "email", "phone", "country", "customer_id", "topic")),
]  # fmt: skip


@pytest.fixture(scope="module")
def staged(tmp_path_factory):
    """A connection and an export of every hostile value, each in a row of its own."""
    folder = tmp_path_factory.mktemp("values")
    export = write_table(folder / "values.csv", ["id", "value"], [[str(n), value] for n, value in enumerate(VALUES)])
    names = name_exports(folder / "load", [export])
    return connect_staging(folder / "load", "3GB", names), peek_file(export, folder / "load" / "0")


@pytest.mark.parametrize(("column", "spec"), SPECS)
def test_no_value_refuses_the_file(staged, column, spec):
    con, peek = staged
    columns = {"record_id": "id", "channel": {"value": "phone"}, column: {"column": "value", **spec}}
    raw = {"name": "x", "file": {"format": "csv", "required": ["id"]}, "defaults": {"timezone": "UTC", "date_order": "dmy"},
           "record": [{"table": "interactions", "columns": columns}]}  # fmt: skip
    claim = Claim(
        1, peek, read_mapping(Path("x.toml"), raw, {}), {}, Settings(), peek.text.path.parent, datetime(2026, 9, 1)
    )
    (staged_file,) = stage_group(con, [plan_file(con, claim)])
    rows = con.execute(f"SELECT {column}, _reasons FROM {staged_file.records[0].name}").fetchall()
    drop_staged(con, 1)
    assert len(rows) == len(VALUES)


def test_what_hostile_values_leave_can_be_published_and_computed(home, tmp_path):
    exports, rows = tmp_path / "exports", {}
    for table in MAPPED_TABLES:
        columns = [name for name in COLUMNS[table] if name not in ("record_id", "attributes")]
        cells = [[f"{column}-{n}", value, "2026-08-01", column] for column in columns for n, value in enumerate(VALUES)]
        write_table(exports / f"{table}.csv", [f"{table} id", "value", "day", "bad"], cells)
        (exports / f"{table}.mapping.toml").write_text(hostile_mapping(table, columns))
        rows[f"{table}.csv"] = len(cells)
    outcome = load_exports([exports], load_settings(), build_rollups, now=NOW)
    accounts = {Path(path).name: account for path, (_, account) in outcome.accounts.items()}
    assert outcome.refused == {}
    assert {name: account.rows_read for name, account in accounts.items()} == rows
    assert all(account.rows_loaded > account.rows_read / 5 for account in accounts.values())
    engine = open_engine()
    for name in METRICS:
        compute(engine, name, Scope(), ("channel",))
        compare(engine, name, Scope(NOW.date().replace(month=7), NOW.date()))


def hostile_mapping(table: str, columns: list[str]) -> str:
    """A mapping by which each row has one hostile value, in the column that it names, and sound ones elsewhere."""
    sound = {column: f"'{value}'" for column, value in SOUND.get(table, {}).items()}
    if main := MAIN_TIME[table]:
        sound[main] = '"day"'
    specs = []
    for column in columns:
        sql = f"CASE WHEN bad = '{column}' THEN value ELSE {sound.get(column, 'NULL')} END"
        specs.append(f"{column} = {{ sql = {json.dumps(sql)} }}")
    head = f'name = "hostile_{table}"\n[file]\nformat = "csv"\nrequired = ["{table} id"]\n[defaults]\ntimezone = "UTC"\ndate_order = "dmy"\n'
    return (
        head + f'[[record]]\ntable = "{table}"\n[record.columns]\nrecord_id = "{table} id"\n' + "\n".join(specs) + "\n"
    )


def write_table(path: Path, labels: list[str], rows: list[list[str]]) -> Path:
    """Write the rows as CSV."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([labels, *rows])
    return path
