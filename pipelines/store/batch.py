"""All staged files of one load seen as one batch: a view per canonical table, rows kept aside, repeats left out.

Everything here lies in the staging database and is thrown away with it:
  staging.<table>             rows that could be read, with _row (unique), _file, _line, _base, _bases; what the checks look at
  staging.reasons             (file_id, base, line, record_id, reasons): one row per exported row that is kept aside
  staging.dropped             (table_name, _row, why): rows of the views that are not stored
"""

import duckdb

from pipelines.canonical import TYPES
from pipelines.derive.identity.keys import TABLES
from pipelines.derive.identity.touched import note_leaving
from pipelines.quoting import quote_name, quote_text
from pipelines.stage.file import IS_RECORD, StagedFile, StagedRecord
from pipelines.store.said import OF_THE_CUSTOMER, SAYING, own_value

REASON = "STRUCT(column_name VARCHAR, value VARCHAR, reason VARCHAR)"
GROUP_REASON = "another row of the same record is rejected"
KNOWN_BY = {"country": "country_code", "sentiment": "sentiment_code"}  # what is none of them is not stored
OLDER = "a newer export of the same record is loaded"


def make_batch_views(con: duckdb.DuckDBPyConnection, files: list[StagedFile]) -> list[str]:
    """Create the view of every canonical table that the files fill; return the tables. Patches are left out."""
    tables: dict[str, list[str]] = {}
    for number, record in enumerate(all_records(files)):
        if not record.record.patch:
            tables.setdefault(record.table, []).append(
                f"SELECT * EXCLUDE (_n, _skip, _reasons), CAST({number} AS BIGINT) * 1099511627776 + _n AS _row, "
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
    unread = " UNION ALL ".join(
        f"SELECT file_id, unnest(coalesce(_bases, [_base])), NULL, record_id, _reasons FROM {record.name}"
        " WHERE _reasons IS NOT NULL AND _skip IS NULL"
        for record in all_records(files)
    )
    con.execute(f"INSERT INTO staging.found {unread}")
    for table in tables:
        con.execute(
            f"INSERT INTO staging.found SELECT s._file, unnest(coalesce(s._bases, [s._base])), NULL, s.record_id, f.reasons FROM staging.{table} s "
            f"JOIN (SELECT _row, list({{'column_name': column_name, 'value': value, 'reason': 'breaks the rule ' || rule}}) AS reasons "
            f"FROM staging.failed_rows WHERE table_name = {quote_text(table)} GROUP BY _row) f USING (_row)"
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


def drop_repeats(con: duckdb.DuckDBPyConnection, table: str) -> None:
    """Of several rows with one record id keep the newest: by updated_at, else the later file and line; drop those that
    are older than what is stored."""
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE repeated AS SELECT record_id FROM {accepted(table)} GROUP BY record_id HAVING count(*) > 1"
    )
    con.execute(f"""
        INSERT INTO staging.dropped SELECT {quote_text(table)}, _row, {quote_text(OLDER)} FROM (
            SELECT _row, row_number() OVER (PARTITION BY record_id ORDER BY updated_at DESC NULLS LAST, _file DESC, _base DESC) AS place
            FROM {accepted(table)} SEMI JOIN repeated USING (record_id)) WHERE place > 1
    """)
    con.execute(f"""
        INSERT INTO staging.dropped SELECT {quote_text(table)}, s._row, {quote_text(OLDER)} FROM {accepted(table)} s
        JOIN building.{table} t USING (record_id) WHERE s.updated_at < t.updated_at
    """)


def accepted(table: str) -> str:
    """A FROM item: the rows of the batch that are neither rejected nor repeats."""
    dropped = f"(SELECT _row FROM staging.dropped WHERE table_name = {quote_text(table)})"
    return f"(SELECT * FROM staging.{table} ANTI JOIN {dropped} USING (_row))"


def store_table(con: duckdb.DuckDBPyConnection, table: str, files: list[StagedFile]) -> int:
    """Upsert the accepted rows by record id into building.<table>; return how many.

    No primary key: its index doubles file and memory, so old rows are deleted by a semi-join.
    """
    keep = sorted({column for record in all_records(files) if record.table == table for column in record.record.keep})
    columns = list(TYPES[table])
    names, source = ", ".join(map(quote_name, columns)), accepted(table)
    values = ", ".join(stored_value(c) for c in columns)
    if keep:
        collect_kept(con, table, keep)
        values = ", ".join(
            f"coalesce({stored_value(c)}, {quote_name('kept_' + c)})" if c in keep else stored_value(c, "s")
            for c in columns
        )
        source = f"{source} s LEFT JOIN kept USING (record_id)"
    if has_rows(con, f"building.{table}"):
        con.execute(f"CREATE OR REPLACE TEMP TABLE incoming AS SELECT {values} FROM {source}")
        again = f"record_id IN (SELECT record_id FROM {accepted(table)})"
        if table in TABLES:
            note_leaving(con, table, again)
        con.execute(f"DELETE FROM building.{table} WHERE {again}")
        stored = con.execute(f"INSERT INTO building.{table} ({names}) SELECT * FROM incoming").fetchall()[0][0]
        con.execute("DROP TABLE incoming")
    else:
        stored = con.execute(f"INSERT INTO building.{table} ({names}) SELECT {values} FROM {source}").fetchall()[0][0]
    return int(stored)


def stored_value(column: str, table: str = "") -> str:
    """SQL for a staged column as it is stored: a country or sentiment that nobody knows is none, once the check has counted it."""
    cell = f"{table}.{quote_name(column)}" if table else quote_name(column)
    return f"{KNOWN_BY[column]}({cell})" if column in KNOWN_BY else cell


def own_cell(table: str, column: str) -> str:
    """SQL for a column of the stored row t as its exports gave it."""
    return own_value(column, "t") if table in SAYING and column in OF_THE_CUSTOMER else f"t.{quote_name(column)}"


def collect_kept(con: duckdb.DuckDBPyConnection, table: str, keep: list[str]) -> None:
    """Temp table `kept`: what older exports of the accepted records say in the columns to keep, stored or in this batch."""
    cells, own = ", ".join(map(quote_name, keep)), ", ".join(f"{own_cell(table, n)} AS {quote_name(n)}" for n in keep)
    kept = ", ".join(
        f"arg_max({c}, (newness, seen)) AS {quote_name(f'kept_{n}')}" for n in keep for c in [quote_name(n)]
    )
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE kept AS SELECT record_id, {kept} FROM (
            SELECT record_id, updated_at AS newness, 0 AS seen, {own} FROM building.{table} AS t
            UNION ALL
            SELECT record_id, updated_at, 1, {cells} FROM staging.{table} JOIN staging.dropped d USING (_row)
            WHERE d.table_name = {quote_text(table)} AND d.why = {quote_text(OLDER)})
        SEMI JOIN {accepted(table)} USING (record_id) GROUP BY record_id
    """)


def apply_patches(con: duckdb.DuckDBPyConnection, files: list[StagedFile]) -> None:
    """Fill columns of stored records from exports that only add to them; rows without a stored record are kept aside."""
    for record in all_records(files):
        if not record.record.patch:
            continue
        given = [column for column in record.record.columns if column not in ("record_id", "updated_at")]
        con.execute(f"""
            INSERT INTO staging.found SELECT file_id, unnest(coalesce(_bases, [_base])), NULL, record_id,
                [{{'column_name': 'record_id', 'value': record_id, 'reason': 'no record with this id is loaded; load its export first or together'}}]
            FROM {record.name} p WHERE {IS_RECORD}
                AND NOT EXISTS (SELECT 1 FROM building.{record.table} t WHERE t.record_id = p.record_id)
        """)
        values = {c: f"coalesce({stored_value(c, 'p')}, {own_cell(record.table, c)})" for c in given}
        if record.table in SAYING:  # all that a customer record filled in goes, to be filled in again
            values = {c: own_cell(record.table, c) for c in OF_THE_CUSTOMER} | values | {"said": "NULL"}
        assignments = ", ".join(f"{quote_name(c)} = {value}" for c, value in values.items())
        if record.table in TABLES:
            filled = f"SELECT record_id FROM {record.name} WHERE {IS_RECORD}"
            note_leaving(con, record.table, f"record_id IN ({filled})")
            assignments += ", person_id = NULL"  # its keys may have changed: the derivation looks at it again
        con.execute(f"""
            UPDATE building.{record.table} AS t SET {assignments} FROM (
                SELECT * FROM {record.name} WHERE {IS_RECORD}
                QUALIFY row_number() OVER (PARTITION BY record_id ORDER BY updated_at DESC NULLS LAST, _base DESC) = 1) AS p
            WHERE t.record_id = p.record_id
        """)
