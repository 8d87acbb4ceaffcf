"""How much longer than the row's own text an expression can make it: lpad('a', 2000000000) must never run.

DuckDB counts the bytes of single texts against no limit, so what an expression could make is reckoned from its tree.
"""

import re
from typing import Any

MOST_GROWTH = 100
CELL = 1_000  # characters of a column's text, as it is reckoned; constants count their own

REPLACING = {"replace": 2, "regexp_replace": 2}  # the argument that is put in
PADDING = ("lpad", "rpad")


def find_growth(tree: dict[str, Any]) -> float:
    """The longest text that any part of the expression can make, in cells."""
    longest = [0.0]
    measure(tree, longest)
    return max(longest) / CELL


def measure(node: Any, longest: list[float]) -> float:
    """The characters that a part can make; the largest of all parts is kept in `longest`."""
    if isinstance(node, list):
        return sum(measure(item, longest) for item in node)
    if not isinstance(node, dict):
        return 0
    kind = node.get("class")
    if kind == "COLUMN_REF":
        made: float = CELL
    elif kind == "CONSTANT":
        made = len(str(node["literal"].get("text", "")))
    elif kind == "FUNCTION":
        made = measure_function(node, longest)
    else:
        made = sum(measure(value, longest) for value in node.values())
    longest.append(made)
    return made


def measure_function(node: dict[str, Any], longest: list[float]) -> float:
    """The characters that a call can make: all its arguments together, unless it replaces or pads."""
    name, arguments = node["function_name"], [argument["expression"] for argument in node["arguments"]]
    sizes = [measure(argument, longest) for argument in arguments]
    if name in REPLACING and len(arguments) > 2:
        put_in = arguments[REPLACING[name]]
        # Every character may be replaced, and every place between two of them.
        return (sizes[0] + 1) * max(1, replacement_size(name, put_in, sizes[2]))
    if name in PADDING and len(arguments) > 1:
        wanted = constant_text(arguments[1])
        is_number = wanted is not None and re.fullmatch(r"\d{1,12}", wanted)
        return float(wanted) if is_number and wanted else float("inf")
    return sum(sizes) + CELL / 20  # a number or a date becomes a text of at most some dozens


def replacement_size(name: str, put_in: dict[str, Any], size: float) -> float:
    """What stands for each place that is replaced; a group of the pattern (\\1) is a part of the text itself."""
    text = constant_text(put_in)
    if text is None:
        return size
    groups = len(re.findall(r"\\\d", text)) if name == "regexp_replace" else 0
    return len(text) - 2 * groups + groups


def constant_text(node: dict[str, Any]) -> str | None:
    """The text of a constant; None for anything else."""
    return str(node["literal"].get("text", "")) if node.get("class") == "CONSTANT" else None
