"""What a row itself says of its customer, as against what the derivation filled in from a customer record."""

from warehouse.tables import FACTS

OF_THE_CUSTOMER = ("segment", "country", "language")
SAYING = tuple(table.name for table in FACTS if "said" in table.columns)


def own_value(column: str, table: str) -> str:
    """SQL of what a stored row of one of SAYING says in a column, before anything was filled in from its customer record."""
    cell = f"{table}.{column}"
    return f"CASE WHEN {table}.said IS NULL THEN {cell} ELSE struct_extract({table}.said, '{column}') END"
