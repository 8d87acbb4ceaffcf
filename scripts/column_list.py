"""The columns that a mapping may fill, by table, as Markdown, from their declarations."""

from pipelines.canonical import MAPPED_TABLES
from pipelines.commands.columns import list_columns


def list_mapped_columns() -> str:
    """A table of Markdown for each table: column, what it is, meaning and values."""
    parts = []
    for table in MAPPED_TABLES:
        rows = [
            f"| `{column.name}` | {column.kind} | {column.meaning.replace('|', '/')} |"
            for column in list_columns(table)
        ]
        parts.append("\n".join([f"#### `{table}`", "", "| column | is | meaning |", "|---|---|---|", *rows]))
    return "\n\n".join(parts)
