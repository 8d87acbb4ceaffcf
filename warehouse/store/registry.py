"""What a version knows about its own loading: loads, files, rejections, skips and checks. Read only, in frames."""

import polars as pl

from warehouse.store.engine import Engine


def list_loads(engine: Engine) -> pl.DataFrame:
    """One row per load, newest first: load_id, version, times (UTC) and its rows by fate."""
    return engine.query("""
        SELECT l.load_id, l.version, l.started_at, l.finished_at, count(f.file_id) AS files,
               coalesce(sum(f.rows_read), 0)::BIGINT AS rows_read, coalesce(sum(f.rows_loaded), 0)::BIGINT AS rows_loaded,
               coalesce(sum(f.rows_rejected), 0)::BIGINT AS rows_rejected,
               coalesce(sum(f.rows_skipped), 0)::BIGINT AS rows_skipped
        FROM loads l LEFT JOIN files f USING (load_id)
        GROUP BY l.load_id, l.version, l.started_at, l.finished_at ORDER BY l.load_id DESC""")


def list_files(engine: Engine) -> pl.DataFrame:
    """One row per loaded file, newest first."""
    return engine.query("""
        SELECT file_id, load_id, source, name, sha256, encoding, timezone, rows_read, rows_loaded, rows_rejected, rows_skipped,
               records, first_record_at, last_record_at, loaded_at
        FROM files ORDER BY file_id DESC""")


def list_sources(engine: Engine) -> pl.DataFrame:
    """One row per source: its files, records, last record (a day in the reporting zone) and last load (UTC)."""
    return engine.query(
        """
        SELECT source, count(*) AS files, sum(records)::BIGINT AS records,
               CAST(timezone(?, timezone('UTC', max(last_record_at))) AS DATE) AS last_record, max(loaded_at) AS last_load
        FROM files GROUP BY source ORDER BY source""",
        [engine.settings.timezone],
    )


def list_rejections(engine: Engine, limit: int) -> pl.DataFrame:
    """Open rejections, newest file first, one row per exported row and reason: source, file, line, column, value, reason, raw."""
    return engine.query(
        """
        SELECT r.source, f.name AS file, r.source_line, reason.column_name, reason.value, reason.reason, r.raw
        FROM rejected_rows r JOIN files f USING (file_id), unnest(r.reasons) AS u(reason)
        WHERE r.superseded_by IS NULL
        ORDER BY r.file_id DESC, r.source_line, reason.column_name LIMIT ?""",
        [limit],
    )


def count_rejections(engine: Engine) -> pl.DataFrame:
    """Open rejected rows by source, column and reason, most first."""
    return engine.query("""
        SELECT r.source, reason.column_name, reason.reason, count(*) AS rows
        FROM rejected_rows r, unnest(r.reasons) AS u(reason) WHERE r.superseded_by IS NULL
        GROUP BY r.source, reason.column_name, reason.reason ORDER BY rows DESC, r.source, reason.column_name""")


def list_skips(engine: Engine) -> pl.DataFrame:
    """Rows that are no records, by file and reason."""
    return engine.query("""
        SELECT f.source, f.name AS file, s.reason, s.rows, s.first_line AS source_line
        FROM skipped_rows s JOIN files f USING (file_id) ORDER BY s.file_id DESC, s.reason""")


def list_emptied(engine: Engine) -> pl.DataFrame:
    """Cells that were emptied, newest file first: source, file, table_name, column_name, label, reason, cells, source_line, value."""
    return engine.query("""
        SELECT f.source, f.name AS file, e.table_name, e.column_name, e.label, e.reason, e.cells, e.first_line AS source_line,
               e.examples AS value
        FROM emptied_cells e JOIN files f USING (file_id) ORDER BY e.file_id DESC, e.first_line, e.column_name, e.reason""")


def list_checks(engine: Engine) -> pl.DataFrame:
    """The newest result of every expectation: failed ones first."""
    return engine.query("""
        SELECT table_name, source, rule, expectation, column_name, severity, is_met, checked_rows, unexpected_rows,
               observed, checked_at
        FROM (SELECT *, row_number() OVER (PARTITION BY table_name, source, rule, column_name
                                           ORDER BY load_id DESC, checked_at DESC) AS age
              FROM expectation_results) WHERE age = 1
        ORDER BY is_met, table_name, source, rule""")
