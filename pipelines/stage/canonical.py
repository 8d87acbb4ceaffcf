"""The canonical tables' columns and types, read from warehouse/schema.sql: the one place that declares them."""

from warehouse.schema import declared_columns

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
           "next_order_seconds", "is_person_matched", "matter_id", "other_keys", "said")  # fmt: skip


TYPES = declared_columns()
# Columns that a mapping may give, by table: not what the pipeline itself adds.
COLUMNS = {
    table: [c for c in TYPES[table] if c not in (*PROVENANCE, *DERIVED) and not c.endswith("_local")]
    for table in MAPPED_TABLES
}
