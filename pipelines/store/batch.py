"""All staged files of one load seen as one batch: a view per canonical table, rows kept aside, repeats left out.

Everything here lies in the staging database and is thrown away with it:
  staging.<table>             rows that could be read, with _row (unique), _file, _line, _base, _bases; what the checks look at
  staging.reasons             (file_id, base, line, record_id, reasons): one row per exported row that is kept aside
  staging.dropped             (table_name, _row, why): rows of the views that are not stored
"""

import duckdb

from pipelines.quoting import quote_text
from pipelines.stage.file import IS_RECORD, StagedFile, StagedRecord
from pipelines.store.lost_answers import find_lost_answers
from warehouse.sentence import sentence

REASON = "STRUCT(column_name VARCHAR, value VARCHAR, reason VARCHAR)"
ROWS_OF_A_RECORD = 1 << 40  # a row's number in the batch is its record's, times this, and its own
GROUP_REASON = sentence("another row of the same record is rejected")
# Why a row is no record of its own: another one has its id (repeats.py).
OLDER = sentence("a newer export of the same record is loaded")
NEWER_STATE = sentence("a row of the same file has a newer state of the record")
SAME = sentence("the same record again, with the same contents")
LATER_ROW = sentence("a later row of the same file says something else of the same customer or agent")
UNPROVEN = sentence(
    "a later file of this load has the record with other contents, and no time says which is newer; two accounts of one vendor"
    " are told apart with --option account=NAME"
)


def make_batch_views(con: duckdb.DuckDBPyConnection, files: list[StagedFile]) -> list[str]:
    """Create the view of every canonical table that the files fill; return the tables. Patches are left out."""
    tables: dict[str, list[str]] = {}
    for number, record in enumerate(all_records(files)):
        if not record.record.patch:
            tables.setdefault(record.table, []).append(
                f"SELECT * EXCLUDE (_n, _skip, _reasons, _emptied), CAST({number} AS BIGINT) * {ROWS_OF_A_RECORD} + _n AS _row, "
                f"file_id AS _file, source_line AS _line FROM {record.name} WHERE {IS_RECORD}"
            )
    for table, selects in tables.items():
        con.execute(f"CREATE VIEW staging.{table} AS {' UNION ALL '.join(selects)}")
    return list(tables)


def all_records(files: list[StagedFile]) -> list[StagedRecord]:
    """The views of staged rows, each once: files that were staged together share theirs."""
    return list(dict.fromkeys(record for file in files for record in file.records))


def has_rows(con: duckdb.DuckDBPyConnection, relation: str) -> bool:
    """Whether a table, of the batch or of the version in the making, has any row."""
    return bool(con.execute(f"SELECT 1 FROM {relation} LIMIT 1").fetchall())


def find_rejected(con: duckdb.DuckDBPyConnection, files: list[StagedFile], tables: list[str]) -> None:
    """Fill staging.found and staging.dropped from unreadable lines, texts that are no value, and failed checks.

    A row is kept aside whole: every record that it gives, and every other row of its group.
    """
    con.execute(
        f"CREATE TABLE staging.found (file_id INTEGER, base BIGINT, line BIGINT, record_id VARCHAR, reasons {REASON}[])"
    )
    con.execute("CREATE TABLE staging.dropped (table_name VARCHAR, _row BIGINT, why VARCHAR)")
    for file in files:
        # Torn lines are no rows of the table: they count downwards from -1.
        torn = [(-number, bad.line, bad.reason) for number, bad in enumerate(file.bad, start=1) if not bad.is_skip]
        if torn:
            con.execute(
                "INSERT INTO staging.found SELECT ?, base, line, NULL, [{'column_name': '', 'value': NULL, 'reason': reason}] FROM "
                "(SELECT unnest(?::BIGINT[]) AS base, unnest(?::BIGINT[]) AS line, unnest(?::VARCHAR[]) AS reason)",
                [file.file_id, *map(list, zip(*torn, strict=True))],
            )
    find_lost_answers(con, files)
    unread = " UNION ALL ".join(
        f"SELECT file_id, unnest(coalesce(_bases, [_base])) AS base, NULL AS line, record_id, _reasons FROM {record.name}"
        " WHERE _reasons IS NOT NULL AND _skip IS NULL"
        for record in all_records(files)
    )
    stands = "ANTI JOIN (SELECT file_id, base, record_id FROM staging.lost WHERE is_lost_alone) USING (file_id, base, record_id)"
    con.execute(f"INSERT INTO staging.found FROM ({unread}) {stands}")
    for table in tables:
        con.execute(
            f"INSERT INTO staging.found FROM (SELECT s._file AS file_id, unnest(coalesce(s._bases, [s._base])) AS base, NULL AS line, s.record_id, f.reasons FROM staging.{table} s "
            f"JOIN (SELECT _row, list({{'column_name': column_name, 'value': value, 'reason': 'breaks the rule ' || rule}}) AS reasons "
            f"FROM staging.failed_rows WHERE table_name = {quote_text(table)} GROUP BY _row) f USING (_row)) {stands if table == 'responses' else ''}"
        )
    if "responses" in tables and has_rows(con, "staging.lost"):
        con.execute(
            "INSERT INTO staging.dropped SELECT DISTINCT 'responses', _row, 'rejected' FROM staging.failed_rows"
            " WHERE table_name = 'responses'"
        )
    if has_rows(con, "staging.found"):
        spread_over_groups(con, files, tables)


def merge_reasons(con: duckdb.DuckDBPyConnection, files: list[StagedFile]) -> None:
    """Fill staging.reasons, one row per exported row that is kept aside."""
    without_line = {
        row[0] for row in con.execute("SELECT DISTINCT file_id FROM staging.found WHERE line IS NULL").fetchall()
    }
    for file in (file for file in files if file.file_id in without_line):
        con.execute(
            f"UPDATE staging.found f SET line = b._line FROM (SELECT _base, _line FROM {file.base} WHERE file_id = {file.file_id} AND _base IN "
            f"(SELECT base FROM staging.found WHERE file_id = {file.file_id})) b "
            f"WHERE f.file_id = {file.file_id} AND f.base = b._base AND f.line IS NULL"
        )
    con.execute(
        "CREATE TABLE staging.reasons AS SELECT file_id, base, min(line) AS line, max(record_id) AS record_id, list_distinct(flatten(list(reasons))) AS reasons "
        "FROM staging.found GROUP BY file_id, base"
    )


def spread_over_groups(con: duckdb.DuckDBPyConnection, files: list[StagedFile], tables: list[str]) -> None:
    """Reject the other rows of a group of which one is rejected, then drop every record that a rejected row gives."""
    grouped = {record.table for record in all_records(files) if record.record.is_grouped and not record.record.patch}
    for table in grouped & set(tables):
        con.execute(f"""
            INSERT INTO staging.found SELECT s._file, unnest(s._bases), NULL, s.record_id,
                [{{'column_name': '', 'value': CAST(NULL AS VARCHAR), 'reason': {quote_text(GROUP_REASON)}}}]
            FROM staging.{table} s WHERE s._bases IS NOT NULL AND s._row IN (
                SELECT _row FROM (SELECT _row, _file, unnest(_bases) AS base FROM staging.{table}) l
                SEMI JOIN staging.found f ON f.file_id = l._file AND f.base = l.base)
        """)
    for table in tables:
        con.execute(f"""
            INSERT INTO staging.dropped SELECT DISTINCT {quote_text(table)}, _row, 'rejected' FROM (
                SELECT _row, _file, unnest(coalesce(_bases, [_base])) AS base FROM staging.{table}) l
            SEMI JOIN staging.found f ON f.file_id = l._file AND f.base = l.base
        """)


def accepted(table: str) -> str:
    """A FROM item: the rows of the batch that are neither rejected nor repeats."""
    dropped = f"(SELECT _row FROM staging.dropped WHERE table_name = {quote_text(table)})"
    return f"(SELECT * FROM staging.{table} ANTI JOIN {dropped} USING (_row))"
