"""The canonical tables' columns and types, read from warehouse/schema.sql: the one place that declares them."""

import duckdb

from warehouse.engine import SCHEMA

# Tables that a mapping may fill, and the time that dates each record.
MAIN_TIME = {
    "interactions": "started_at",
    "messages": "sent_at",
    "responses": "answered_at",
    "survey_requests": "requested_at",
    "orders": "ordered_at",
    "subscriptions": "started_at",
    "costs": "starts_on",
    "customers": "created_at",
    "agents": None,
}
MAPPED_TABLES = tuple(MAIN_TIME)
PROVENANCE = ("source", "file_id", "source_line")
DERIVED = ("person_id", "is_person_known", "time_precision", "previous_contact_seconds", "next_contact_seconds",
           "next_order_seconds", "is_person_matched", "matter_id", "other_keys")  # fmt: skip


def _read_schema() -> dict[str, dict[str, str]]:
    with duckdb.connect() as con:
        con.execute(SCHEMA)
        rows = con.execute(
            "SELECT table_name, column_name, data_type FROM duckdb_columns() ORDER BY table_name, column_index"
        )
        tables: dict[str, dict[str, str]] = {}
        for table, column, data_type in rows.fetchall():
            tables.setdefault(table, {})[column] = data_type
        return tables


TYPES = _read_schema()
# Columns that a mapping may give, by table: not what the pipeline itself adds.
COLUMNS = {
    table: [c for c in TYPES[table] if c not in (*PROVENANCE, *DERIVED) and not c.endswith("_local")]
    for table in MAPPED_TABLES
}
