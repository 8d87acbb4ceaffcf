"""TOML written, as somebody would by hand: plain values first, then tables, then lists of tables."""

import json
import re
from collections.abc import Mapping
from typing import Any

BARE = re.compile(r"[A-Za-z0-9_-]+")


def write_toml(content: Mapping[str, Any], place: str = "") -> str:
    """The text of a table that holds texts, whole numbers, truths, lists, and tables of these; empty tables are left out."""
    plain = {key: value for key, value in content.items() if not is_table(value) and not is_list_of_tables(value)}
    lines = [f"{write_key(key)} = {write_value(value)}" for key, value in plain.items()]
    for key, value in content.items():
        name = f"{place}.{write_key(key)}" if place else write_key(key)
        if is_table(value) and value:
            inner = write_toml(value, name)
            has_own = any(not is_table(one) and not is_list_of_tables(one) for one in value.values())
            lines += ["", *([f"[{name}]"] if has_own else []), inner.lstrip("\n")]
        elif is_list_of_tables(value):
            for table in value:
                lines += ["", f"[[{name}]]", write_toml(table, name)]
    return "\n".join(lines).rstrip("\n") + ("\n" if not place else "")


class Inline(dict[str, Any]):
    """A table that is written on one line, as a value."""


def is_table(value: Any) -> bool:
    """Whether it stands under a head of its own."""
    return isinstance(value, dict) and not isinstance(value, Inline)


def is_list_of_tables(value: Any) -> bool:
    """Whether each of it stands under a head of its own."""
    return isinstance(value, list) and bool(value) and all(is_table(one) for one in value)


def write_key(key: str) -> str:
    """A key, quoted where it is not plain."""
    return key if BARE.fullmatch(key) else write_text(key)


def write_value(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(map(write_value, value))}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{write_key(key)} = {write_value(inner)}' for key, inner in value.items())} }}"
    return write_text(str(value))


def write_text(text: str) -> str:
    """A text in double quotes; TOML's escapes are JSON's, besides the sign of deletion."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
