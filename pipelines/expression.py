"""SQL that a mapping may write: scalar expressions over the row's own columns, and nothing that reaches further.

A mapping is data that users write and exchange, so it must have no power over files, settings or the network. DuckDB
parses the text; every node must be of an allowed class and every function on the list below.
"""

import json
from functools import cache

import duckdb

from warehouse.errors import HiloError

NODES = {
    "COLUMN_REF", "CONSTANT", "FUNCTION", "OPERATOR", "COMPARISON", "CONJUNCTION", "CASE", "CAST", "BETWEEN", "LAMBDA",
    "TYPE",
}  # fmt: skip
SCALARS = {
    "||", "+", "-", "*", "/", "//", "%", "~~", "!~~", "~~*", "!~~*", "coalesce", "nullif", "if", "ifnull", "concat",
    "concat_ws", "lower", "upper", "trim", "ltrim", "rtrim", "length", "left", "right", "substring", "substr", "replace",
    "split_part", "starts_with", "prefix", "suffix", "ends_with", "contains", "position", "strpos", "instr", "lpad", "rpad",
    "reverse", "regexp_matches", "regexp_full_match", "regexp_extract", "regexp_replace", "round", "floor", "ceil", "abs",
    "greatest", "least", "strftime", "strptime", "try_strptime", "date_trunc", "date_part", "to_timestamp", "epoch",
    "epoch_ms", "make_date", "make_timestamp", "to_days", "to_hours", "to_minutes", "to_seconds", "to_months", "md5",
    "json_extract_string", "json_extract", "json_array_length", "->", "->>", "list_value", "list_contains",
    "array_contains", "isfinite", "trunc", "to_years", "to_milliseconds", "to_microseconds", "year", "month", "day", "string_split", "array_extract", "list_extract",
}  # fmt: skip
AGGREGATES = {"sum", "min", "max", "count", "count_star", "first", "last", "any_value", "arg_min", "arg_max", "min_by", "max_by",
              "bool_or", "bool_and", "string_agg", "avg", "count_if"}  # fmt: skip


@cache
def check_expression(sql: str, may_aggregate: bool = False) -> tuple[str, ...]:
    """The columns that the expression reads, in order of appearance.

    Raises HiloError when it is not one scalar expression or uses anything outside the allowed list.
    """
    with parser().cursor() as con:
        parsed = json.loads(con.execute("SELECT json_serialize_sql(?)", [f"SELECT {sql}"]).fetchall()[0][0])
    if parsed["error"]:
        raise HiloError(f"not readable as SQL: {sql}: {parsed.get('error_message', '')}")
    select = parsed["statements"][0]["node"] if len(parsed["statements"]) == 1 else {}
    is_plain = (
        select.get("type") == "SELECT_NODE"
        and select["from_table"]["type"] == "EMPTY"
        and len(select["select_list"]) == 1
        and not select["modifiers"]
        and not select["where_clause"]
        and not select["having"]
        and not select["qualify"]
        and not select["group_expressions"]
        and not select["cte_map"]["map"]
    )
    if not is_plain:
        raise HiloError(f"expected one expression over the row's columns, not a query: {sql}")
    columns: dict[str, None] = {}
    _walk(select["select_list"][0], sql, SCALARS | AGGREGATES if may_aggregate else SCALARS, columns)
    return tuple(columns)


@cache
def parser() -> duckdb.DuckDBPyConnection:
    """An empty database that only parses; a new one an expression took a tenth of the load of seventy small files."""
    return duckdb.connect()


def _walk(node: object, sql: str, functions: set[str], columns: dict[str, None]) -> None:
    if isinstance(node, list):
        for item in node:
            _walk(item, sql, functions, columns)
    if not isinstance(node, dict):
        return
    kind = node.get("class")
    if kind is not None and kind not in NODES:
        raise HiloError(f"{kind.lower()} is not allowed in a mapping's sql: {sql}")
    if kind == "FUNCTION" and node["function_name"] not in functions:
        raise HiloError(f"function {node['function_name']} is not allowed in a mapping's sql: {sql}")
    if kind == "COLUMN_REF":
        if len(node["column_names"]) != 1:
            raise HiloError(f'write a column as "name", without a table or dot: {sql}')
        columns[node["column_names"][0]] = None
    for value in node.values():
        if isinstance(value, dict | list):
            _walk(value, sql, functions, columns)
