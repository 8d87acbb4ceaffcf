"""The tables that a mapping may fill, as warehouse/tables declares them."""

from warehouse.schema import declared_columns
from warehouse.tables import FACTS

# The time that dates each record, by table; None: it has none.
MAIN_TIME = {table.name: table.main_time for table in FACTS}
MAPPED_TABLES = tuple(MAIN_TIME)
TYPES = declared_columns()
# Columns that a mapping may give, by table: not what the pipeline itself adds.
COLUMNS = {table.name: [name for name, column in table.columns.items() if column.is_exported] for table in FACTS}
