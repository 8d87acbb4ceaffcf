"""The tables that a mapping may fill, as warehouse/tables declares them."""

from warehouse.schema import declared_columns
from warehouse.tables import FACTS

# The time that dates each record, by table; None: it has none.
MAIN_TIME = {table.name: table.main_time for table in FACTS}
MAPPED_TABLES = tuple(MAIN_TIME)
TYPES = declared_columns()
# Columns that a mapping may give, by table: not what the pipeline itself adds.
COLUMNS = {table.name: [name for name, column in table.columns.items() if column.is_exported] for table in FACTS}
# Ends of durations, which a mapping may give as times instead of seconds: they are reckoned from the start and not stored.
ENDS = {
    "answered_at": "wait_seconds",
    "first_responded_at": "first_response_seconds",
    "ended_at": "handle_seconds",
    "resolved_at": "resolution_seconds",
}
ENDS_OF = {"interactions": ENDS}
# What each column of [record.columns] may be.
MAPPED_COLUMNS = {table: [*columns, *ENDS_OF.get(table, ())] for table, columns in COLUMNS.items()}
