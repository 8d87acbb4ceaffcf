"""The account of every file: rows read = loaded + rejected + skipped, each counted on its own."""

from dataclasses import dataclass
from datetime import datetime

import duckdb

from pipelines.stage.canonical import MAIN_TIME
from pipelines.stage.file import StagedFile
from pipelines.stage.quoting import quote_text
from pipelines.stage.record_select import NO_RECORD
from pipelines.store.batch import OLDER
from warehouse.config.errors import HiloError


@dataclass(frozen=True)
class Account:
    """What became of one file's rows; `skips` counts the documented ones by reason with the first line."""

    rows_read: int
    rows_loaded: int
    rows_rejected: int
    skips: dict[str, tuple[int, int]]
    records: int
    first_record_at: datetime | None
    last_record_at: datetime | None

    @property
    def rows_skipped(self) -> int:
        return sum(rows for rows, _ in self.skips.values())


def account_file(con: duckdb.DuckDBPyConnection, file: StagedFile) -> Account:
    """The file's account after storing. Raises HiloError when the parts do not add up: a defect, not a user's mistake."""
    con.execute("CREATE OR REPLACE TEMP TABLE fates (base BIGINT, fate VARCHAR)")
    for record in file.records[:1] if is_plain(con, file) else file.records:
        if record.record.patch:
            con.execute(
                f"INSERT INTO fates SELECT unnest(coalesce(_bases, [_base])), 'loaded' FROM {record.name} "
                f"WHERE _skip IS NULL AND _reasons IS NULL"
            )
        else:
            con.execute(f"""
                INSERT INTO fates SELECT unnest(coalesce(_bases, [_base])), coalesce(why, 'loaded')
                FROM staging.{record.table} LEFT JOIN (
                    SELECT _row, any_value(why) AS why FROM staging.dropped WHERE table_name = {quote_text(record.table)} GROUP BY _row
                ) USING (_row) WHERE _file = {file.file_id}
            """)
    rejected = f"(SELECT base FROM staging.reasons WHERE file_id = {file.file_id})"
    rows_rejected = scalar(con, f"SELECT count(*) FROM {rejected}")
    loaded = scalar(con, f"SELECT count(DISTINCT base) FROM fates WHERE fate = 'loaded' AND base NOT IN {rejected}")
    skips: dict[str, tuple[int, int]] = {}
    base_skips = f"SELECT _skip, count(*), min(_line) FROM {file.base} WHERE _skip IS NOT NULL GROUP BY 1 ORDER BY 1"
    for reason, rows, line in con.execute(base_skips).fetchall():
        skips[reason] = (rows, line)
    for bad in file.bad:
        if bad.is_skip:
            rows, line = skips.get(bad.reason, (0, bad.line))
            skips[bad.reason] = (rows + 1, min(line, bad.line))
    others = f"""
        SELECT count(*), min(b._line) FROM {file.base} b WHERE b._skip IS NULL AND b._base NOT IN {rejected}
            AND b._base NOT IN (SELECT base FROM fates WHERE fate = 'loaded') AND b._base"""
    for reason, condition in ((OLDER, "IN (SELECT base FROM fates)"), (NO_RECORD, "NOT IN (SELECT base FROM fates)")):
        rows, line = con.execute(f"{others} {condition}").fetchall()[0]
        if rows:
            before, first = skips.get(reason, (0, line))
            skips[reason] = (before + rows, min(first, line))
    times = [time for record in file.records if (time := MAIN_TIME[record.table]) and not record.record.patch]
    spans = [
        f"SELECT min({time}) AS a, max({time}) AS b FROM {record.name} WHERE _skip IS NULL AND _reasons IS NULL"
        for record, time in zip(
            [r for r in file.records if MAIN_TIME[r.table] and not r.record.patch], times, strict=True
        )
    ]
    first, last = (
        con.execute(f"SELECT min(a), max(b) FROM ({' UNION ALL '.join(spans)})").fetchall()[0]
        if spans
        else (None, None)
    )
    records = sum(
        scalar(con, f"SELECT count(*) FROM building.{table} WHERE file_id = {file.file_id}")
        for table in {record.table for record in file.records if not record.record.patch}
    )
    account = Account(file.rows_read, loaded, rows_rejected, skips, records, first, last)
    if account.rows_read != account.rows_loaded + account.rows_rejected + account.rows_skipped:
        raise HiloError(
            f"the account of {file.mapping.name} does not add up: {account}; nothing is published; please report this"
        )
    return account


def is_plain(con: duckdb.DuckDBPyConnection, file: StagedFile) -> bool:
    """Whether the first record alone tells every row's fate: each row gives it, and nothing was kept aside."""
    if file.records[0].record.when or file.records[0].record.is_grouped or file.records[0].record.patch:
        return False
    return not scalar(con, "SELECT count(*) FROM staging.dropped") and not scalar(
        con, "SELECT count(*) FROM staging.reasons"
    )


def scalar(con: duckdb.DuckDBPyConnection, sql: str) -> int:
    return int(con.execute(sql).fetchall()[0][0])
