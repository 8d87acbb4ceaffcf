"""Columns that an expression takes as numbers, times or durations instead of as texts.

number_of("Amount"), time_of("Created at") and seconds_of("Talk") are read by the same reader as plain columns, with the file's
own marks, date order and zone. In the tree of the expression each is replaced by a column of the name `number_of:Amount`, which
staging adds to the row. A time is ISO text in UTC, a date without an hour its ISO date, so that they compare as times.
"""

from typing import Any

from warehouse.config.errors import HiloError

NUMBER, TIME, SECONDS = "number_of", "time_of", "seconds_of"
READERS = (NUMBER, TIME, SECONDS)
COMPARISONS = ("COMPARE_LESSTHAN", "COMPARE_GREATERTHAN", "COMPARE_LESSTHANOREQUALTO", "COMPARE_GREATERTHANOREQUALTO")
ORDERING = ("min", "max", "greatest", "least")
ORDERED_BY = ("min_by", "max_by", "arg_min", "arg_max")  # by their second argument


def read_type(label: str) -> str:
    """The type of a column of a row, as an expression sees it."""
    return "DOUBLE" if label.startswith((NUMBER, SECONDS)) and ":" in label else "VARCHAR"


def replace_reads(part: Any, times: str) -> Any:
    """The tree with a column in the place of each call of a reader. Raises HiloError when one is given no column."""
    if isinstance(part, list):
        return [replace_reads(item, times) for item in part]
    if not isinstance(part, dict):
        return part
    name = part.get("function_name")
    if part.get("class") == "FUNCTION" and name in READERS:
        columns = [column for argument in part["arguments"] for column in columns_in(argument)]
        if len(part["arguments"]) != 1 or len(columns) != 1:
            raise HiloError('{name} reads one column: {name}("its label")', name=name)
        return as_read(columns[0], times if name == TIME else name)
    return {key: replace_reads(value, times) for key, value in part.items()}


def columns_in(argument: Any) -> list[dict[str, Any]]:
    """The argument as a column; empty when it is more than that."""
    node = next((value for value in argument.values() if isinstance(value, dict)), argument)
    return [node] if node.get("class") == "COLUMN_REF" and len(node["column_names"]) == 1 else []


def as_read(column: dict[str, Any], reader: str) -> dict[str, Any]:
    """The column as its reader gives it."""
    return column | {"column_names": [f"{reader}:{column['column_names'][0]}"]}


def time_comparisons(part: Any, times: str) -> Any:
    """The tree of an expression for a time, with columns that are compared read as times: 28/02/2024 is before 05/03/2024."""
    if isinstance(part, list):
        return [time_comparisons(item, times) for item in part]
    if not isinstance(part, dict):
        return part
    inner = {key: time_comparisons(value, times) for key, value in part.items()}
    name, kind = part.get("function_name"), part.get("class")
    if kind == "FUNCTION" and name in ORDERING:
        return inner | {"arguments": compared(inner["arguments"], times)}
    if kind == "FUNCTION" and name in ORDERED_BY:
        first, *others = inner["arguments"]
        return inner | {"arguments": [first, *compared(others, times)]}
    if kind == "COMPARISON" and part["type"] in COMPARISONS:
        left, right = compared(inner["left"], times), compared(inner["right"], times)
        # Against a number or a text of the mapping's own, the column is what it says.
        return inner if left == inner["left"] or right == inner["right"] else inner | {"left": left, "right": right}
    return inner


def compared(part: Any, times: str) -> Any:
    """What gives the values that are compared, its columns as times: columns, alone or chosen by CASE or coalesce."""
    if isinstance(part, list):
        return [compared(item, times) for item in part]
    kind = part.get("class")
    if kind is None:  # an argument around its expression, or a WHEN with its THEN
        return {
            key: compared(value, times) if isinstance(value, dict) and key != "when_expr" else value
            for key, value in part.items()
        }
    if kind == "COLUMN_REF":
        is_plain = len(part["column_names"]) == 1 and not part["column_names"][0].startswith(READERS)
        return as_read(part, times) if is_plain else part
    if kind == "CASE":
        return part | {key: compared(part[key], times) for key in ("case_checks", "else_expr") if part[key]}
    if part.get("type") == "OPERATOR_COALESCE":
        return part | {"children": compared(part["children"], times)}
    if part.get("function_name") in ("coalesce", *ORDERING):
        return part | {"arguments": compared(part["arguments"], times)}
    return part
