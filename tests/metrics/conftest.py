"""A warehouse in memory from a few rows: a test names only the columns that it is about."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from metrics.preparation import build_stored_numbers
from warehouse.config.settings import Settings
from warehouse.schema import SCHEMA
from warehouse.store.engine import Engine, attach_memory
from warehouse.tables import TABLES
from warehouse.tables.sql import table_sql

Row = dict[str, Any]
DATA_UNTIL = "2021-03-31T18:00:00"
AT = "2021-01-04T10:00:00"  # a Monday
PERSON = {"is_person_known": True}
DEFAULTS: dict[str, Row] = {
    "interactions": PERSON | {
        "channel": "phone", "stage": "service", "interaction_type": "call", "direction": "inbound",
        "time_precision": "second", "started_local": AT,
    },
    "messages": PERSON | {"channel": "whatsapp", "time_precision": "second", "sent_local": AT},
    "responses": PERSON | {
        "channel": "phone", "metric": "csat", "survey_kind": "transactional", "time_precision": "second", "answered_local": AT,
    },
    "survey_requests": PERSON | {"channel": "phone", "time_precision": "second", "requested_local": AT},
    "orders": PERSON | {
        "channel": "web", "stage": "purchase", "status": "paid", "currency": "EUR", "time_precision": "second",
        "ordered_local": AT,
    },
    "subscriptions": PERSON | {"channel": "web", "time_precision": "second"},
    "daily_costs": {"channel": "phone", "cost_kind": "service", "currency": "EUR", "spent_local": "2021-01-04T00:00:00"},
    "persons": {"channel": "phone", "active_windows": 1, "is_beginning_known": True},
    "activity_spells": {"channel": "phone"},
    "matters": PERSON | {
        "channel": "phone", "stage": "service", "time_precision": "second", "opened_local": AT, "contacts": 1, "channels": 1,
        "hops": 0, "repeats": 0, "forced_hops": 0, "judged_hops": 0, "reexplained": 0,
    },
    "matter_steps": PERSON | {
        "channel": "chatbot", "stage": "service", "time_precision": "second", "opened_local": AT, "kind": "hop",
        "from_channel": "chatbot", "to_channel": "phone",
    },
    "comments": PERSON | {"channel": "phone", "stage": "service", "time_precision": "second", "of_table": "responses", "said_local": AT},
    "journeys": PERSON | {
        "channel": "phone", "stage": "service", "time_precision": "second", "started_local": AT, "outcome": "left", "touches": 1,
    },
    "journey_steps": PERSON | {
        "channel": "phone", "stage": "service", "time_precision": "second", "touched_local": AT, "of_table": "interactions",
        "position": 1, "is_own": True, "outcome": "left", "is_settled": True, "is_loop": False, "is_return": False,
    },
}  # fmt: skip
SCALES = {"0-10": (0, 10), "1-10": (1, 10), "1-5": (1, 5), "1-7": (1, 7), "0-1": (0, 1)}
MakeWarehouse = Callable[..., Engine]


def fill_table(con: duckdb.DuckDBPyConnection, folder: Path, table: str, rows: list[Row]) -> None:
    """Put the rows over the table's defaults; record, line and person are numbered where a row does not name them."""
    store_view(con, table)
    filled = []
    for number, row in enumerate(rows, 1):
        numbered = {"record_id": f"{table}:{number:04}", "source": "desk", "source_line": number, "person_id": number}
        numbered |= {"matter_id": number} if table in ("matters", "matter_steps") else {}
        full = numbered | DEFAULTS.get(table, {}) | row
        if full.get("scale"):
            full = dict(zip(("scale_min", "scale_max"), SCALES[full["scale"]], strict=True)) | full
        stated = TABLES[table].stated
        filled.append({twin: full[name] for name, twin in stated.items() if name in full} | full)
    columns_of = "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ? AND database_name = current_database()"
    types = con.execute(columns_of, [table]).fetchall()
    known = dict(types)
    path = folder / f"{table}.jsonl"
    path.write_text("\n".join(json.dumps({k: v for k, v in row.items() if k in known}) for row in filled))
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind in types)
    con.execute(
        f"INSERT INTO {table} BY NAME SELECT * FROM read_json('{path}', columns = {{{columns}}}, format = 'nd')"
    )


def store_view(con: duckdb.DuckDBPyConnection, name: str) -> None:
    """Make a view an empty table of its own, so that a test of metrics says what it shows; a table stays as it is."""
    views = "SELECT 1 FROM duckdb_views() WHERE view_name = ? AND database_name = current_database()"
    if con.execute(views, [name]).fetchone():
        con.execute(f"DROP VIEW {name}")
        con.execute(table_sql(TABLES[name]))


def make_engine(folder: Path, tables: dict[str, list[Row]], rollups: bool = False, **settings: Any) -> Engine:
    """An engine on a fresh warehouse with these rows; `rollups`: them and prepared answers, of tables of every size, so that tests of few rows read them."""
    con = duckdb.connect(config={"threads": 1})
    con.execute(SCHEMA)
    for table, rows in tables.items():
        if rows:
            fill_table(con, folder, table, rows)
    chosen = Settings(**settings)
    facts = {"timezone": chosen.timezone, "data_until": DATA_UNTIL}
    if rollups:
        facts["rollup_fingerprint"] = build_stored_numbers(con, chosen, facts, small_table=0)
    return attach_memory(con, chosen, facts)


@pytest.fixture
def warehouse(tmp_path: Path) -> MakeWarehouse:
    """warehouse(interactions=[{...}, …], minimum_n_shown=1): settings beside tables."""

    def make(rollups: bool = False, **given: Any) -> Engine:
        tables = {name: given.pop(name) for name in list(given) if isinstance(given[name], list)}
        return make_engine(tmp_path, tables, rollups, **{"minimum_n_shown": 1, **given})

    return make
