"""Cells that are emptied, of records that can stand without them: counted by source and column, with examples."""

from collections.abc import Iterable
from typing import Any

import duckdb

from pipelines.check.expectations import OWN
from pipelines.check.results import Result, RunInfo
from pipelines.quoting import quote_text
from pipelines.stage.file import IS_RECORD, StagedRecord
from warehouse.sentence import sentence
from warehouse.tables import TABLES

MOST_EXAMPLES = 3
READABLE = "readable"


def count_emptied(con: duckdb.DuckDBPyConnection, records: list[StagedRecord], run: RunInfo) -> list[Result]:
    """The results of cells that could not be read and of those that cannot be."""
    return count_unreadable(con, records, run) + count_impossible(con, records, run)


def count_unreadable(con: duckdb.DuckDBPyConnection, records: Iterable[StagedRecord], run: RunInfo) -> list[Result]:
    """One result for each source and column with cells that could not be read and are emptied."""
    views = " UNION ALL ".join(
        f"SELECT {quote_text(record.table)} AS table_name, source, unnest(_emptied) AS cell FROM {record.name} WHERE {IS_RECORD} AND _emptied IS NOT NULL"
        for record in records
    )
    if not views:
        return []
    found = con.execute(
        f"SELECT table_name, source, cell.column_name, cell.reason, count(*), array_to_string(list(DISTINCT cell.value ORDER BY cell.value)[:{MOST_EXAMPLES}], ', ')"
        f" FROM ({views}) GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    return [
        Result(run.load_id, table, source, f"{column}_{READABLE}", f"no cell that is {reason}", column, "empty", False, cells, cells, 0.0, examples, run.now)
        for table, source, column, reason, cells, examples in found
    ]  # fmt: skip


def count_impossible(con: duckdb.DuckDBPyConnection, records: Iterable[StagedRecord], run: RunInfo) -> list[Result]:
    """The same for impossible values of patches, which the checks of whole tables do not see."""
    results = []
    for record in (record for record in records if record.record.patch):
        for rule in OWN.get(record.table, list)():
            if rule.severity != "empty" or rule.column not in record.record.columns:
                continue
            found = con.execute(
                f"SELECT source, count(*), array_to_string(list(DISTINCT CAST({rule.column} AS VARCHAR))[:{MOST_EXAMPLES}], ', ')"
                f" FROM {record.name} WHERE {IS_RECORD} AND {rule.failing} GROUP BY source ORDER BY source"
            ).fetchall()
            results += [
                Result(run.load_id, record.table, source, rule.name, f"no row where {rule.failing}", rule.column, "empty", False, cells, cells, 0.0, examples, run.now)
                for source, cells, examples in found
            ]  # fmt: skip
    return results


def emptied_lines(results: Iterable[Result], is_masked: bool) -> list[str]:
    """A line for each result with cells that were emptied."""
    return [emptied_line(r._asdict(), is_masked) for r in results if r.severity == "empty" and not r.is_met]


def emptied_line(result: dict[str, Any], is_masked: bool) -> str:
    """How many cells of which column and source, and why, with examples where they may be shown."""
    column = TABLES[result["table_name"]].columns.get(result["column_name"])
    values = {
        "records": result["table_name"],
        "column": result["column_name"],
        "source": result["source"],
        "rows": result["unexpected_rows"],
        "examples": sentence(", such as {values}", values=result["observed"])
        if result["observed"] and not is_masked
        else "",
        "known": "; " + sentence("known: {values}", values=", ".join(column.values))
        if column and column.values
        else "",
    }
    if result["rule"].endswith(f"_{READABLE}"):
        return sentence(
            "{records}.{column} ({source}): {rows:,} cells hold what cannot be read{examples}{known}", **values
        )
    return sentence("{records}.{column} ({source}): {rows:,} cells hold what cannot be{examples}{known}", **values)
