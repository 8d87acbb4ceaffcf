"""Answers that cannot be stored, of rows that give other records too: they alone are left out, not the order or the contact."""

from collections.abc import Sequence

import duckdb

from pipelines.quoting import quote_text
from pipelines.stage.file import IS_RECORD, StagedFile
from warehouse.sentence import sentence

REASON = "STRUCT(column_name VARCHAR, value VARCHAR, reason VARCHAR)"
# A mapping's own rule is about the whole row.
OF_THE_ROW = "len(list_filter(_reasons, lambda r: starts_with(r.reason, 'breaks the rule '))) > 0"
ANSWERS = "responses"


def find_lost_answers(con: duckdb.DuckDBPyConnection, files: Sequence[StagedFile]) -> None:
    """Make staging.lost (file_id, base, record_id, reasons, is_lost_alone): rows whose answer cannot be read or breaks a rule;
    `is_lost_alone`: another record of the row is sound, so that the row stands."""
    con.execute(
        f"CREATE TABLE staging.lost (file_id INTEGER, base BIGINT, record_id VARCHAR, reasons {REASON}[], is_lost_alone BOOLEAN)"
    )
    shared = {
        file.file_id
        for file in files
        if any(record.table != ANSWERS for record in file.records) or len(file.records) > 1
    }
    views = dict.fromkeys(record for file in files if file.file_id in shared for record in file.records)
    answers = [record for record in views if record.table == ANSWERS and not record.record.patch]
    if not answers:
        return
    unread = " UNION ALL ".join(
        f"SELECT file_id, unnest(coalesce(_bases, [_base])) AS base, record_id, _reasons AS reasons FROM {record.name}"
        f" WHERE _skip IS NULL AND _reasons IS NOT NULL AND NOT {OF_THE_ROW}"
        for record in answers
    )
    con.execute(f"INSERT INTO staging.lost SELECT *, false FROM ({unread})")
    con.execute(f"""
        INSERT INTO staging.lost SELECT s._file, unnest(coalesce(s._bases, [s._base])), s.record_id, f.reasons, false
        FROM staging.{ANSWERS} s JOIN (
            SELECT _row, list({{'column_name': column_name, 'value': value, 'reason': 'breaks the rule ' || rule}}) AS reasons
            FROM staging.failed_rows WHERE table_name = {quote_text(ANSWERS)} GROUP BY _row) f USING (_row)
        WHERE s._file IN ({", ".join(map(str, shared))})
    """) if con.execute(
        "SELECT 1 FROM duckdb_views() WHERE database_name = 'staging' AND view_name = ?", [ANSWERS]
    ).fetchall() else None
    if not con.execute("SELECT 1 FROM staging.lost LIMIT 1").fetchall():
        return
    sound = " UNION ALL ".join(
        f"SELECT file_id, unnest(coalesce(_bases, [_base])) AS base, record_id, {quote_text(record.table)} AS of_table FROM {record.name} WHERE {IS_RECORD}"
        for record in views
    )
    con.execute(f"""
        UPDATE staging.lost SET is_lost_alone = true WHERE (file_id, base) IN (
            SELECT (file_id, base) FROM ({sound}) s WHERE NOT EXISTS (
                SELECT 1 FROM staging.lost l WHERE s.of_table = {quote_text(ANSWERS)} AND l.file_id = s.file_id AND l.base = s.base AND l.record_id = s.record_id))
    """)


def lost_answer_lines(con: duckdb.DuckDBPyConnection, files: Sequence[StagedFile]) -> list[str]:
    """A line for each file of which answers were left out while their rows were loaded."""
    names = {file.file_id: file.path.name for file in files}
    found = con.execute(
        "SELECT file_id, count(DISTINCT (base, record_id)) FROM staging.lost WHERE is_lost_alone GROUP BY 1 ORDER BY 1"
    ).fetchall()
    return [
        sentence(
            "{file}: {answers:,} answers left out of rows that are loaded: no score of their scale",
            file=names[file_id],
            answers=answers,
        )
        for file_id, answers in found
    ]
