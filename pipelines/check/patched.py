"""Columns that are mostly given once patches of the same load have filled them in: counted again on what arrives."""

from collections.abc import Iterable

import duckdb

from pipelines.check.results import Result
from pipelines.stage.file import StagedRecord

MOSTLY = "_mostly_given"


def take_patched(results: list[Result], records: Iterable[StagedRecord]) -> list[Result]:
    """Take out of the results those about columns that a patch fills in."""
    filled = {(record.table, column) for record in records if record.record.patch for column in record.record.columns}
    taken = [r for r in results if r.rule == f"{r.column_name}{MOSTLY}" and (r.table_name, r.column_name) in filled]
    results[:] = [result for result in results if result not in taken]
    return taken


def count_again(con: duckdb.DuckDBPyConnection, results: Iterable[Result]) -> list[Result]:
    """The results with what arrives, patched, in the place of what was staged."""
    again = []
    for result in results:
        [(rows, failing)] = con.execute(
            f"SELECT count(*), count(*) FILTER (WHERE {result.column_name} IS NULL) FROM arrived_{result.table_name} WHERE source = ?",
            [result.source],
        ).fetchall()
        is_met = failing <= result.tolerated * rows
        again.append(result._replace(checked_rows=rows, unexpected_rows=failing, is_met=is_met))
    return again
