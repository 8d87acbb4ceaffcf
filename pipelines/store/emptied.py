"""Cells that hold no value of their column, of rows that are loaded without them: counted by file, column and reason."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace

import duckdb

from pipelines.canonical import ENDS_OF
from pipelines.mapping.model import as_spec
from pipelines.quoting import quote_text
from pipelines.stage.compile import source_label
from pipelines.stage.file import IS_RECORD, StagedFile, StagedRecord
from pipelines.store.batch import ROWS_OF_A_RECORD, all_records
from warehouse.sentence import sentence
from warehouse.tables import TABLES

ANSWERS = "responses"
EXAMPLES = "array_to_string(list_sort(list(DISTINCT cell.value))[:3], ', ')"


@dataclass(frozen=True)
class EmptiedCells:
    """What was emptied of one column of a file for one reason: how many cells, the first one's line, and some that differ."""

    table_name: str
    column_name: str
    label: str  # as the file calls the column; "": as we do
    reason: str
    cells: int
    first_line: int
    examples: str | None

    @property
    def line(self) -> str:
        """The cells in one line, with the values that the column may have where it has a list of them."""
        column = TABLES[self.table_name].columns.get(self.column_name)
        more = [sentence("such as {values}", values=self.examples)] if self.examples is not None else []
        if column and column.values:
            more.append(sentence("known: {values}", values=", ".join(column.values)))
        return sentence(
            "emptied {cells:,}: {records}.{column} ({label}): {reason} (first at line {line:,}){more}",
            cells=self.cells, records=self.table_name, column=self.column_name, label=self.label or self.column_name,
            reason=self.reason, line=self.first_line, more="".join(f"; {one}" for one in more),
        )  # fmt: skip

    def masked(self) -> "EmptiedCells":
        """The same without examples."""
        return replace(self, examples=None)


def count_emptied(con: duckdb.DuckDBPyConnection, files: Sequence[StagedFile]) -> dict[int, list[EmptiedCells]]:
    """By file, the emptied cells of records that are loaded, and the scores of answers that were left out of such rows; after
    merge_reasons."""
    records = all_records(list(files))
    labels = [column_labels(record, files) for record in records]
    parts = []
    for number, record in enumerate(records):
        # A record of its own is kept aside by its row, a patch by the exported row.
        row, base = (
            ("NULL", "_base")
            if record.record.patch
            else (f"CAST({number} AS BIGINT) * {ROWS_OF_A_RECORD} + _n", "NULL")
        )
        parts.append(
            f"SELECT {number} AS record, {quote_text(record.table)} AS table_name, file_id, _line AS line, CAST({row} AS BIGINT) AS _row,"
            f" CAST({base} AS BIGINT) AS base, _emptied FROM {record.name} WHERE {IS_RECORD} AND _emptied IS NOT NULL"
        )
    found = con.execute(f"""
        SELECT record, file_id, cell.column_name, cell.reason, count(*), min(line), {EXAMPLES} FROM (
            SELECT record, file_id, line, unnest(_emptied) AS cell FROM ({" UNION ALL ".join(parts)})
            ANTI JOIN staging.dropped USING (table_name, _row) ANTI JOIN staging.reasons USING (file_id, base))
        GROUP BY ALL ORDER BY file_id, record, min(line), cell.column_name, cell.reason
    """).fetchall()
    counted: dict[int, list[EmptiedCells]] = {}
    for at, file_id, column, *rest in found:
        counted.setdefault(file_id, []).append(
            EmptiedCells(records[at].table, column, labels[at].get(column, ""), *rest)
        )
    for file_id, *rest in lost_answers(con, files):
        counted.setdefault(file_id, []).append(EmptiedCells(ANSWERS, "score", *rest))
    return counted


def column_labels(record: StagedRecord, files: Sequence[StagedFile]) -> dict[str, str]:
    """What the file calls each column and key of a record."""
    options = next(file.options for file in files if record in file.records)
    specs = record.record.specs() | {name: as_spec(spec) for name, spec in record.record.keys.items()}
    labels = {name: source_label(name, spec, options) for name, spec in specs.items()}
    ends = ENDS_OF.get(record.table, {})
    return {seconds: labels[end] for end, seconds in ends.items() if end in labels} | labels


def lost_answers(
    con: duckdb.DuckDBPyConnection, files: Sequence[StagedFile]
) -> list[tuple[int, str, str, int, int, str | None]]:
    """File, label, reason, how many, first line and a value of answers that were left out of rows that are loaded."""
    lines = " UNION ALL ".join(
        f"SELECT file_id, _base AS base, _line AS line FROM {base}"
        for base in dict.fromkeys(file.base for file in files)
    )
    return con.execute(f"""
        SELECT file_id, cell.column_name, cell.reason, count(*), min(line), {EXAMPLES} FROM (
            SELECT file_id, line, reasons[1] AS cell FROM staging.lost JOIN ({lines}) USING (file_id, base)
            ANTI JOIN staging.reasons USING (file_id, base) WHERE is_lost_alone)
        GROUP BY ALL ORDER BY file_id, min(line), cell.column_name, cell.reason
    """).fetchall()


def record_emptied(con: duckdb.DuckDBPyConnection, cells: Sequence[tuple[int, EmptiedCells]]) -> None:
    """Write what was emptied of files, with the file's number."""
    rows = [(file_id, *astuple(one)) for file_id, one in cells]
    if rows:
        places = ", ".join(["(?, ?, ?, ?, ?, ?, ?, ?)"] * len(rows))
        con.execute(f"INSERT INTO building.emptied_cells VALUES {places}", [cell for row in rows for cell in row])
