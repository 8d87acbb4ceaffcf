"""What is wrong with a mapping, in words that name the place: found when it is read, before any export is."""

import re
from functools import cache

import duckdb

from pipelines.canonical import COLUMNS, MAPPED_TABLES
from pipelines.expression import check_expression
from pipelines.mapping import EPOCHS, SECONDS, Mapping, Record, Spec
from warehouse.errors import HiloError
from warehouse.identifiers import KEY_COLUMNS, OTHER_KEYS


def find_problems(mapping: Mapping) -> list[str]:
    """What is wrong with the mapping, in words; empty when it can be used."""
    problems = []
    if mapping.file.format not in ("csv", "json", "xlsx", "parquet", "whatsapp"):
        problems.append(f"file.format is {mapping.file.format!r}; expected csv, json, xlsx, parquet or whatsapp")
    if not mapping.record:
        problems.append("no [[record]]: say which canonical table the rows give")
    if mapping.file.header_rows == 0 and not mapping.file.columns:
        problems.append("file.header_rows = 0 needs file.columns to name the columns")
    for record in mapping.record:
        problems += find_record_problems(record)
    for sql in [*(skip.sql for skip in mapping.skip), *(rule.sql for rule in mapping.rule)]:
        problems += find_sql_problems(sql)
    return problems


def find_record_problems(record: Record) -> list[str]:
    if record.table not in MAPPED_TABLES:
        return [f"no canonical table {record.table!r}; expected one of {', '.join(MAPPED_TABLES)}"]
    problems = []
    known = COLUMNS[record.table]
    for name in [*record.columns, *(column for column in record.keep if column != "other_keys")]:
        if name not in known:
            problems.append(f"{record.table} has no column {name!r}; it has {', '.join(known)}")
    for name in record.keys:
        if name in KEY_COLUMNS:
            problems.append(f"{record.table}.keys: {name!r} is a column of its own: columns")
        elif name not in OTHER_KEYS:
            problems.append(f"{record.table}.keys: {name!r} is unknown; keys are {', '.join(OTHER_KEYS)}")
    if record.keys and "email" not in known:
        problems.append(f"{record.table} has no keys: its rows are nobody's")
    if "record_id" not in record.columns:
        problems.append(
            f"{record.table}: record_id is missing; rows without an id take record_id = {{ content = true }}"
        )
    for name, spec in [*record.specs().items(), *record.further_specs().items()]:
        ways = [spec.column, spec.columns, spec.value, spec.sql, spec.option, spec.option_value, spec.content or None, spec.sum, spec.min,
                spec.max, spec.first, spec.last, spec.count]  # fmt: skip
        if sum(way is not None for way in ways) != 1:
            problems.append(
                f"{record.table}.{name}: give exactly one of column, columns, value, sql, option, content or an aggregate"
            )
        if spec.sql is not None:
            problems += find_sql_problems(spec.sql, may_aggregate=bool(record.group_by))
        problems += [f"{record.table}.{name}: {problem}" for problem in find_spec_problems(spec)]
    if record.when:
        problems += find_sql_problems(record.when)
    metric, scale = (record.specs().get(name) for name in ("metric", "scale"))
    if metric and metric.value == "nps" and scale and scale.value not in (None, "0-10"):
        problems.append(
            f"nps on the scale {scale.value}: NPS is defined on 0-10 only (0 must be possible); load it as csat"
        )
    return problems


def find_spec_problems(spec: Spec) -> list[str]:
    """What is wrong with what is done to a column's text."""
    problems = []
    if spec.unit not in SECONDS:
        problems.append(f"unit {spec.unit!r} is unknown; expected one of {', '.join(SECONDS)}")
    if spec.epoch and spec.epoch not in EPOCHS:
        problems.append(f"epoch {spec.epoch!r} is unknown; expected s, ms or us")
    if spec.match is not None:
        problems += find_pattern_problems(spec.match)
    return problems


@cache
def find_pattern_problems(pattern: str) -> list[str]:
    """What is wrong with a `match`: DuckDB must be able to read it, and its first group is what it keeps."""
    try:
        with duckdb.connect() as con:
            con.execute("SELECT regexp_extract('', ?, 1)", [pattern])
    except duckdb.Error as error:
        said = str(error).splitlines()[0].split("Error: ", 1)[-1]
        return [f"match {pattern!r} is no regular expression: {said}"]
    # Without classes and escapes, an opening bracket is a group unless (?:…) or flags.
    bare = re.sub(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", "", pattern)
    if not re.search(r"\((?!\?)|\(\?P?<[A-Za-z_]", bare):
        return [f"match {pattern!r} has no group; put what to keep in round brackets"]
    return []


def find_sql_problems(sql: str, may_aggregate: bool = False) -> list[str]:
    """What is wrong with an expression, as a list of at most one."""
    try:
        check_expression(sql, may_aggregate)
    except HiloError as error:
        return [str(error)]
    return []
