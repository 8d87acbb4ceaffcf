"""python -m warehouse.tables: prints what warehouse/schema.sql holds."""

import sys

from warehouse.tables import TABLES
from warehouse.tables.sql import schema_sql

sys.stdout.write(schema_sql(TABLES.values()))
