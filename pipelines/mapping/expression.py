"""SQL that a mapping may write: scalar expressions over the row's own columns, and nothing that reaches further.

A mapping is data that users write and exchange, so it must have no power over files, settings or the network. DuckDB
parses the text; every part of the tree must be of an allowed form, and what runs is written anew from that tree: the
user's text itself (its comments, quotes and line ends) never reaches a query.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import duckdb

from pipelines.mapping.reads import TIME, read_type, replace_reads, time_comparisons
from pipelines.mapping.text_growth import MOST_GROWTH, find_growth
from pipelines.quoting import quote_name
from warehouse.config.errors import HiloError

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
OPERATORS = {"OPERATOR_NOT", "OPERATOR_IS_NULL", "OPERATOR_IS_NOT_NULL", "OPERATOR_COALESCE", "OPERATOR_TRY", "COMPARE_IN", "COMPARE_NOT_IN",
             "ARRAY_EXTRACT", "ARRAY_SLICE", "ARRAY_CONSTRUCTOR"}  # fmt: skip
DATA_TYPES = {"VARCHAR", "TEXT", "BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "FLOAT", "DOUBLE", "DECIMAL", "DATE", "TIME",
              "TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ", "INTERVAL", "JSON", "LIST"}  # fmt: skip

# What a part of the tree may hold, by its class. Everything else in it must be empty.
ABOUT = {"class", "type", "query_location", "query_location_length"}
PARTS = {
    "COLUMN_REF": {"column_names"},
    "CONSTANT": {"literal"},
    "FUNCTION": {"function_name", "qualified_name", "is_operator", "arguments", "filter", "order_bys", "distinct"},
    "OPERATOR": {"children"},
    "COMPARISON": {"left", "right"},
    "CONJUNCTION": {"children"},
    "CASE": {"case_checks", "else_expr"},
    "CAST": {"child", "try_cast", "type_expr"},
    "BETWEEN": {"input", "lower", "upper"},
    "LAMBDA": {"lhs", "expr", "syntax_type"},
    "TYPE": {"type_name", "qualified_name", "children"},
}
NO_ORDER: dict[str, Any] = {"type": "ORDER_MODIFIER", "orders": []}
SELECT = "SELECT "
# The longest expression of the built-in sources has 500 characters, the deepest 9 levels.
MOST_CHARACTERS, MOST_LEVELS = 10_000, 60


@dataclass(frozen=True)
class Expression:
    """`sql` as DuckDB writes the checked tree; the columns that it reads, in order of appearance."""

    sql: str
    columns: tuple[str, ...]


@cache
def check_expression(sql: str, may_aggregate: bool = False, times: str = TIME, is_time: bool = False) -> Expression:
    """The expression as it may run. Raises HiloError when it is not one scalar expression over columns, uses anything
    outside the allowed list, or could make texts without end.

    number_of, time_of and seconds_of of a column become columns of their own (reads.py); `is_time`: so do columns that are
    compared in it, under the name `times`.
    """
    tree = replace_reads(parse_expression(sql), times)
    if is_time:
        tree = time_comparisons(tree, times)
    columns: dict[str, None] = {}
    check_part(tree, sql, SCALARS | AGGREGATES if may_aggregate else SCALARS, columns, MOST_LEVELS)
    if find_growth(tree) > MOST_GROWTH:
        raise HiloError(
            "would make texts more than {most} times as long as the row's: {sql}", most=MOST_GROWTH, sql=shorten(sql)
        )
    written = write_expression(tree)
    # Written and read again, it must be the same: what DuckDB could not write faithfully does not run.
    if write_expression(parse_expression(written)) != written:
        raise HiloError("cannot be written unambiguously; write it more simply: {sql}", sql=shorten(sql))
    return Expression(written, tuple(columns))


@cache
def gives_number(sql: str, may_aggregate: bool = False) -> bool:
    """Whether the checked expression's value is no text of the file but a number, or the text of one that it made itself."""
    columns = check_expression(sql, may_aggregate).columns
    tree = replace_reads(parse_expression(sql), TIME)
    if tree["class"] == "CAST" and tree["type_expr"].get("type_name", "").upper() in ("VARCHAR", "TEXT"):
        tree = tree["child"]
    cells = ", ".join(f"CAST(NULL AS {read_type(label)}) AS {quote_name(label)}" for label in columns)
    try:
        with parser().cursor() as con:
            found = con.sql(f"SELECT {write_expression(tree)} FROM (SELECT {cells or '1'})").types[0]
    except duckdb.Error:
        return False
    return str(found).startswith(("DOUBLE", "FLOAT", "DECIMAL", "INTEGER", "BIGINT", "HUGEINT", "SMALLINT", "TINYINT"))


def parse_expression(sql: str) -> dict[str, Any]:
    """DuckDB's tree of the one expression. Raises HiloError when the text is more, less or too much."""
    if len(sql) > MOST_CHARACTERS:
        raise HiloError(
            "an expression of {length:,} characters; at most {most:,} are read: {sql}",
            length=len(sql),
            most=MOST_CHARACTERS,
            sql=shorten(sql),
        )
    refuse_nested_operands(sql)
    try:
        with parser().cursor() as con:
            found = con.execute("SELECT json_serialize_sql(?)", [SELECT + sql]).fetchall()[0][0]
        parsed = json.loads(found)
    except (duckdb.Error, RecursionError, UnicodeError):
        raise HiloError("not readable as SQL, or nested too deeply: {sql}", sql=shorten(sql)) from None
    if parsed["error"]:
        raise HiloError("not readable as SQL: {sql}: {said}", sql=shorten(sql), said=parsed.get("error_message", ""))
    select = parsed["statements"][0]["node"] if len(parsed["statements"]) == 1 else {}
    is_plain = (
        select.get("type") == "SELECT_NODE"
        and select["from_table"]["type"] == "EMPTY"
        and len(select["select_list"]) == 1
        and not select["select_list"][0]["alias"]
        and not select["modifiers"]
        and not select["cte_map"]["map"]
        and not any(select[part] for part in ("where_clause", "having", "qualify", "sample", "group_expressions", "group_sets"))
    )  # fmt: skip
    if not is_plain:
        raise HiloError("expected one expression over the row's columns, not a query: {sql}", sql=shorten(sql))
    tree: dict[str, Any] = select["select_list"][0]
    return tree


def write_expression(tree: dict[str, Any]) -> str:
    """The tree as SQL text, by DuckDB."""
    node: dict[str, Any] = {
        "type": "SELECT_NODE", "modifiers": [], "cte_map": {"map": []}, "select_list": [tree],
        "from_table": {"type": "EMPTY", "alias": "", "sample": None}, "where_clause": None, "group_expressions": [],
        "group_sets": [], "aggregate_handling": "STANDARD_HANDLING", "having": None, "sample": None, "qualify": None,
    }  # fmt: skip
    statement = json.dumps({"error": False, "statements": [{"node": node, "named_param_map": []}]})
    with parser().cursor() as con:
        written: str = con.execute("SELECT json_deserialize_sql(?)", [statement]).fetchall()[0][0]
    return written.removeprefix(SELECT)


@cache
def parser() -> duckdb.DuckDBPyConnection:
    """An empty database that only parses; a new one an expression took a tenth of the load of seventy small files."""
    con = duckdb.connect()
    con.execute("SET enable_external_access = false")
    con.execute("SET lock_configuration = true")
    return con


def refuse_nested_operands(sql: str) -> None:
    """Raises HiloError for CASE (CASE …) WHEN: DuckDB copies the operand for every WHEN, so that 200 characters of
    them one in the other take more memory than there is, before anything can be checked."""
    operands: list[bool] = []  # of each CASE that is open: whether its first WHEN is still to come
    try:
        tokens, text = duckdb.tokenize(sql), sql.encode()  # places are counted in bytes
    except (TypeError, UnicodeError):
        raise HiloError("not readable as UTF-8: {sql!r}", sql=sql) from None
    for number, (start, kind) in enumerate(tokens):
        end = tokens[number + 1][0] if number + 1 < len(tokens) else len(text)
        word = text[start:end].strip().lower() if kind == duckdb.token_type.keyword else b""
        if word == b"case":
            if any(operands):
                raise HiloError(
                    "CASE inside the operand of CASE is not allowed in a mapping's sql: {sql}", sql=shorten(sql)
                )
            operands.append(True)
        elif word == b"when" and operands:
            operands[-1] = False
        elif word == b"end" and operands:
            operands.pop()


def check_part(
    node: dict[str, Any], sql: str, functions: set[str], columns: dict[str, None], levels: int, is_named: bool = False
) -> None:
    """Note the columns of a part of the tree. Raises HiloError for what is not allowed in it."""
    if levels < 0:
        raise HiloError("nested more than {most} deep: {sql}", most=MOST_LEVELS, sql=shorten(sql))
    kind = node["class"]
    if kind not in PARTS:
        raise HiloError("{kind} is not allowed in a mapping's sql: {sql}", kind=kind.lower(), sql=shorten(sql))
    extra = sorted(key for key, value in node.items() if value and key not in ABOUT | PARTS[kind] and value != NO_ORDER)
    if extra:
        raise HiloError(
            "{kind} with {extra} is not allowed in a mapping's sql: {sql}",
            kind=kind.lower(),
            extra=extra[0],
            sql=shorten(sql),
        )
    if kind == "FUNCTION":
        check_function(node, sql, functions)
    if kind == "OPERATOR" and node["type"] not in OPERATORS:
        raise HiloError("{kind} is not allowed in a mapping's sql: {sql}", kind=node["type"].lower(), sql=shorten(sql))
    if kind == "TYPE" and (node["type_name"].upper() not in DATA_TYPES or len(node["qualified_name"]["path"]) != 1):
        raise HiloError(
            "the type {type} is not allowed in a mapping's sql: {sql}", type=node["type_name"], sql=shorten(sql)
        )
    if kind == "COLUMN_REF":
        if len(node["column_names"]) != 1:
            raise HiloError('write a column as "name", without a table or dot: {sql}', sql=shorten(sql))
        columns[node["column_names"][0]] = None
    for inner in inner_parts(node):
        check_part(inner, sql, functions, columns, levels - 1)


def check_function(node: dict[str, Any], sql: str, functions: set[str]) -> None:
    """Raises HiloError for a function that is not on the list, or a call that is more than its name and arguments."""
    name = node["function_name"]
    if name not in functions or node["qualified_name"]["path"] != [name]:
        raise HiloError("function {name} is not allowed in a mapping's sql: {sql}", name=name, sql=shorten(sql))
    if any(argument["name"] for argument in node["arguments"]):
        raise HiloError("named arguments are not allowed in a mapping's sql: {sql}", sql=shorten(sql))
    if name not in AGGREGATES and (node["filter"] or node["distinct"] or node["order_bys"]["orders"]):
        raise HiloError(
            "{name} is no aggregate; DISTINCT, FILTER and ORDER BY are not for it: {sql}", name=name, sql=shorten(sql)
        )


def inner_parts(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The parts of the tree right below this one."""
    waiting: list[Any] = [value for key, value in node.items() if key != "literal"]
    while waiting:
        value = waiting.pop(0)
        if isinstance(value, list):
            waiting = [*value, *waiting]
        elif isinstance(value, dict) and "class" in value:
            yield value
        elif isinstance(value, dict):
            waiting = [*value.values(), *waiting]


def shorten(sql: str) -> str:
    """The expression for an error message, on one line."""
    line = " ".join(sql.split())
    return line if len(line) <= 200 else f"{line[:200]} …"
