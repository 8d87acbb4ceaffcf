"""What a mapping may fill: every column of a table with its kind, unit and meaning, as warehouse/tables declares them."""

from typing import NamedTuple

from pipelines.canonical import COLUMNS, ENDS_OF, MAPPED_TABLES
from warehouse.config.codes import CHANNELS, STAGES
from warehouse.config.errors import WrongUse
from warehouse.tables import TABLES
from warehouse.tables.column import TEXTS, Column

KINDS = {"VARCHAR": "text", "BOOLEAN": "yes or no", "TIMESTAMP": "time", "DATE": "date", "INTEGER": "whole number",
         "BIGINT": "whole number", TEXTS: "texts by name"}  # fmt: skip
# Of the blocks that all tables share, whose declarations say nothing of it.
MEANINGS = {
    "record_id": "the record's id in its source; needed",
    "updated_at": "when the record last changed: the newest export of it wins",
    "email": "of the customer", "phone": "of the customer",
    "customer_id": "your own number of the customer, the same in every system",
    "vendor_customer_id": "the source's number of the customer",
    "channel_native": "the channel in the source's own word",
    "touchpoint": "the named place of contact inside the channel: queue, form, page, shop",
    "topic": "what it was about", "team": "who handled it", "agent": "who handled it", "segment": "the kind of customer",
    "country": "code or name", "language": "code, such as es",
    "attributes": "[record.attributes]: dimensions of your own",
}  # fmt: skip


class MappedColumn(NamedTuple):
    """A column that a mapping may fill: `kind` in words, with the unit; `meaning` with all values of a closed list."""

    name: str
    kind: str
    meaning: str


def list_columns(table: str) -> list[MappedColumn]:
    """The columns of the table, in order, then the ends of its durations. Raises WrongUse for a table that no mapping fills."""
    if table not in COLUMNS:
        raise WrongUse("no table {table!r}; a mapping fills {known}", table=table, known=", ".join(MAPPED_TABLES))
    declared = TABLES[table].columns
    columns = [MappedColumn(name, kind_of(declared[name]), meaning_of(declared[name])) for name in COLUMNS[table]]
    ends = ENDS_OF.get(table, {}).items()
    return columns + [
        MappedColumn(end, "time", f"gives {seconds}, where the export has the time and not the seconds")
        for end, seconds in ends
    ]


def kind_of(column: Column) -> str:
    """What the column holds, with its unit."""
    kind = "seconds" if column.name.endswith("_seconds") else KINDS.get(column.type, "number")
    return f"{kind}, in its currency" if column.unit == "currency" else kind


def meaning_of(column: Column) -> str:
    """What the column means, with its values."""
    values = {"channel": CHANNELS, "stage": STAGES}.get(column.name, column.values)
    note = column.note or MEANINGS.get(column.name, "")
    listed = ", ".join(f"`{value}`" for value in values)
    # A note that lists some of the values is not said beside all of them.
    said = "" if values and all(word in (*values, "…") or "(" in word or ")" in word for word in note.split()) else note
    null = f"empty: {column.null}" if column.null else ""
    return "; ".join(part for part in (said, f"one of {listed}" if listed else "", null) if part)
