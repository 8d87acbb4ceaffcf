"""What the statements that staging runs may consist of, whatever a mapping says: looked up in DuckDB's own parse trees."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

import duckdb

from pipelines.mapping.expression import AGGREGATES, SCALARS
from pipelines.stage.reading import macro_statements

# Functions of the staging queries themselves (pipelines/stage/group.py, row_verdict.py, cast.py, written_time.py, defaults.py, record_select.py, normalise.py).
OURS = {
    "arg_max", "arg_min", "any_value", "country_code", "flatten", "is_zone", "len", "list_concat",
    "list_filter", "list_position", "list_sum", "list_transform", "list_reverse", "map", "map_from_entries", "max", "min", "list", "normal_email", "normal_key",
    "normal_phone", "power", "row_number", "sentiment_code", "struct_pack", "tidy_time", "timezone", "translate", "chr", "unnest",
    "normal_id", "id_fault", "phone_fault", "email_fault", "regexp_split_to_array", "regexp_matches", "nullif", "trim", "md5", "concat_ws",
    "list_value", "count_star", "count", "sum", "~~~", "ceil", "array_extract", "greatest", "row",
} | set(re.findall(r"MACRO ([a-z_]+)\(", " ".join(macro_statements())))  # fmt: skip
TABLE_FUNCTIONS = {"read_csv", "read_parquet"}
OUR_TABLE = re.compile(r"[rbfj]\d+(_[a-z0-9_]+)?")
OUR_COLUMN = re.compile(
    r"c\d+_[a-z_0-9]+|[wn]\d+(_[a-z_]+)?|_(line|base|bases|place|skip|broken|content|json|item|json_texts|item_texts|n|row|file|reasons|refused|emptied|t\d+)|rowid|file_row_number|t\d+|[reabpvtz]|part|place"
)
READ_LABEL = re.compile(r"^(?:time|number|seconds)_of \d+:")
NODES = {"SELECT_NODE", "SET_OPERATION_NODE", "EMPTY", "SUBQUERY", "BASE_TABLE", "TABLE_FUNCTION"}
CLASSES = {"COLUMN_REF", "CONSTANT", "FUNCTION", "OPERATOR", "COMPARISON", "CONJUNCTION", "CASE", "CAST", "BETWEEN", "LAMBDA", "TYPE", "STAR",
           "WINDOW", "SUBQUERY"}  # fmt: skip
MADE = re.compile(r"CREATE (?:TABLE|VIEW) staging\.[rbfj]\d+(?:_[a-z0-9_]+)? AS (.*)", re.DOTALL)
PLAIN = re.compile(
    r'CREATE TABLE staging\.r\d+ \((?:"(?:[^"]|"")*" VARCHAR(?:, )?)*,? ?_line BIGINT\)|INSERT INTO staging\.r\d+ SELECT \* FROM batch_of_rows'
    r"|DROP (?:TABLE|VIEW) staging\.[rbf]\d+(?:_[a-z0-9_]+)?"
)


def find_breaches(con: duckdb.DuckDBPyConnection, sql: str, labels: Sequence[str], file: str) -> list[str]:
    """What a statement holds beyond one query over the row's columns (`labels`) and this file; empty: nothing.

    DuckDB serialises nothing but queries: a second statement of another kind is an error, one of the same kind is counted.
    """
    if PLAIN.fullmatch(sql):
        return []
    found = MADE.fullmatch(sql)
    query = found[1] if found else sql
    parsed = json.loads(con.execute("SELECT json_serialize_sql(?)", [query]).fetchall()[0][0])
    if parsed["error"] or len(parsed["statements"]) != 1:
        return [f"no query: {parsed.get('error_message', 'several')}"]
    known = {label.casefold() for label in labels}
    return list(walk(parsed["statements"][0]["node"], known, file))


def walk(root: Any, labels: set[str], file: str) -> Iterator[str]:
    """A line for each part of the tree that has no business there."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(node)
            continue
        if not isinstance(node, dict):
            continue
        if "class" in node or "type" in node:
            yield from judge(node, labels, file)
        # The arguments of a reader are judged as a whole; types and constants hold no names.
        waiting.extend(
            value for key, value in node.items() if isinstance(value, dict | list) and key not in SETTLED and value
        )


SETTLED = ("literal", "type_expr", "qualified_name", "function", "column_names", "column_name_alias", "cte_map")


def judge(node: dict[str, Any], labels: set[str], file: str) -> Iterator[str]:
    kind, type_ = node.get("class"), node.get("type")
    if kind == "CONSTANT":
        return
    if node.get("cte_map", {}).get("map"):
        yield "a WITH"
    if kind is not None and kind not in CLASSES:
        yield f"a {kind}"
    is_relation = kind is None and ("sample" in node or "setop_type" in node)
    if is_relation and type_ not in NODES:
        yield f"a {type_}"
    if type_ == "BASE_TABLE" and not (
        (node["schema_name"] == "staging" and OUR_TABLE.fullmatch(node["table_name"]))
        or node["table_name"] == "pg_timezone_names"
    ):
        yield f"the table {node['schema_name']}.{node['table_name']}"
    if type_ == "TABLE_FUNCTION":
        call = node["function"]
        first = next((argument["expression"].get("literal", {}).get("text") for argument in call["arguments"]), None)
        if call["function_name"] not in TABLE_FUNCTIONS or first != file:
            yield f"{call['function_name']} of {first}"
    if kind == "FUNCTION" and node["function_name"] not in SCALARS | AGGREGATES | OURS | TABLE_FUNCTIONS:
        yield f"the function {node['function_name']}"
    if kind == "COLUMN_REF":
        names = node["column_names"]
        of_a_label = READ_LABEL.sub("", names[0]).casefold()  # a cell as its reader wrote it
        if of_a_label not in labels and not OUR_COLUMN.fullmatch(names[0]):
            yield f"the column {names}"
