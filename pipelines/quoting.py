"""Names and texts as SQL writes them."""

# What the staging queries themselves call a column beside the file's own labels; no label of a file is called so.
OWN_LABELS = frozenset(
    ["_line", "_base", "_bases", "_place", "_skip", "_broken", "_content", "_json", "_item", "rowid"]
    + [f"c{number}__given" for number in range(100)]
)


def quote_name(name: str) -> str:
    """An identifier."""
    return '"' + name.replace('"', '""') + '"'


def quote_text(text: str) -> str:
    """A literal."""
    return "'" + text.replace("'", "''") + "'"
