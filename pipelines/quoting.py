"""Names and texts as SQL writes them."""


def quote_name(name: str) -> str:
    """An identifier."""
    return '"' + name.replace('"', '""') + '"'


def quote_text(text: str) -> str:
    """A literal."""
    return "'" + text.replace("'", "''") + "'"
