"""Every table of the warehouse, declared once. schema.sql is made of it, and whoever needs "which tables" asks it."""

from collections.abc import Mapping

from warehouse.tables.derived import DERIVED
from warehouse.tables.facts import FACTS
from warehouse.tables.registry import REGISTRY
from warehouse.tables.table import Table

TABLES: Mapping[str, Table] = {table.name: table for table in (*FACTS, *DERIVED, *REGISTRY)}
# Whose rows can carry keys, and those that are about a customer: costs name nobody, whatever an export writes beside them.
KEYED = tuple(table for table in FACTS if table.has_keys)
OF_CUSTOMERS = tuple(table for table in FACTS if table.person == "keys")
# What metrics are computed from.
MEASURED = tuple(table for table in TABLES.values() if table.listed)

__all__ = ["FACTS", "KEYED", "MEASURED", "OF_CUSTOMERS", "TABLES", "Table"]
