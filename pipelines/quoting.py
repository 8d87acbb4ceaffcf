"""Names and texts as SQL writes them."""

# What the staging queries themselves call a column beside the file's own labels; no label of a file is called so.
OWN_LABELS = frozenset(
    [
        "_line",
        "_base",
        "_bases",
        "_place",
        "_skip",
        "_broken",
        "_content",
        "_json",
        "_item",
        "_json_texts",
        "_item_texts",
        "rowid",
    ]
    + [f"c{number}__given" for number in range(100)]
)

# What a sheet of rejected rows has beside their own columns (pipelines/store/correction_sheets.py): nothing that a row says.
LINE_LABEL, REASON_LABEL = "hilo_line", "hilo_reason"


def quote_name(name: str) -> str:
    """An identifier."""
    return '"' + name.replace('"', '""') + '"'


def quote_text(text: str) -> str:
    """A literal."""
    return "'" + text.replace("'", "''") + "'"
