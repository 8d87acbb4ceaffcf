"""Rows kept aside, written with the text that they have in the export."""

from itertools import islice

import duckdb

from pipelines.stage.file import StagedFile
from warehouse.store.originals import line_texts

BATCH = 10_000


def record_rejected(con: duckdb.DuckDBPyConnection, file: StagedFile) -> None:
    """Write the file's rejected rows: of JSON each record's own text, of other formats the line; rows of workbooks and
    Parquet that could be read have none."""
    # Rows are numbered in the order of the relation; what was no record counts downwards from -1.
    con.execute("CREATE OR REPLACE TEMP TABLE torn (base BIGINT, raw VARCHAR)")
    numbered = enumerate(file.bad, start=1)
    while batch := list(islice(numbered, BATCH)):
        con.execute(
            "INSERT INTO torn SELECT unnest(?::BIGINT[]), unnest(?::VARCHAR[])",
            [[-number for number, _ in batch], [bad.raw or None for _, bad in batch]],
        )
    texts = "torn"
    if file.rows.is_json:
        texts = f"(SELECT row_number() OVER () - 1 AS base, _json AS raw FROM {file.rows.relation} UNION ALL FROM torn)"
    con.execute(
        f"INSERT INTO building.rejected_rows SELECT file_id, line, ?, record_id, reasons, raw, NULL "
        f"FROM staging.reasons LEFT JOIN {texts} USING (base) WHERE file_id = ?",
        [file.mapping.prefix, file.file_id],
    )
    if not file.rows.is_json:
        fill_lines(con, file)


def fill_lines(con: duckdb.DuckDBPyConnection, file: StagedFile) -> None:
    """Fill the text of rejected rows that have none yet with the lines that they stand on."""
    found = con.execute(
        "SELECT source_line FROM building.rejected_rows WHERE file_id = ? AND raw IS NULL", [file.file_id]
    ).fetchall()
    texts = iter(line_texts(file.path, file.encoding, {row[0] for row in found}).items())
    while batch := list(islice(texts, BATCH)):
        con.execute(
            "UPDATE building.rejected_rows r SET raw = t.raw FROM (SELECT unnest(?::BIGINT[]) AS line, unnest(?::VARCHAR[]) AS raw) t "
            "WHERE r.file_id = ? AND r.source_line = t.line AND r.raw IS NULL",
            [[line for line, _ in batch], [text for _, text in batch], file.file_id],
        )
