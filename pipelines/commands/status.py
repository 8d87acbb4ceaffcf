"""What the published version says of its loads, for the command line."""

from typing import Any

from pipelines.stage.canonical import MAPPED_TABLES
from warehouse.config.errors import HiloError
from warehouse.store.engine import open_engine
from warehouse.store.record_text import record_text

PERSONAL = ("record_id", "value", "row")  # of a rejected row


def read_status() -> dict[str, Any]:
    """Version, age, the files' accounts, records by table, and rejections that no newer export settled."""
    engine = open_engine()
    files = engine.query("SELECT * EXCLUDE (options) FROM files ORDER BY file_id").to_dicts()
    counts = " UNION ALL ".join(f"SELECT '{table}' AS name, count(*) AS rows FROM {table}" for table in MAPPED_TABLES)
    records = engine.query(f"SELECT * FROM ({counts}) WHERE rows > 0")
    rejections = engine.query("SELECT count(*) AS rows FROM rejected_rows WHERE superseded_by IS NULL")
    return {
        "version": engine.version,
        "published_at": engine.facts.get("published_at"),
        "data_until": engine.facts.get("data_until"),
        "timezone": engine.settings.timezone,
        "files": files,
        "records": dict(records.iter_rows()),
        "open_rejections": rejections.item(),
    }


def read_rejected(load_id: int | None) -> list[dict[str, Any]]:
    """One entry per reason of every row kept aside, in the order of the files; where personal data are masked, without what it said."""
    engine = open_engine()
    rows = engine.query(
        """
        SELECT f.load_id AS load, f.name AS file, r.source_line AS line, r.source, r.record_id, reason.column_name AS "column",
            reason.value, reason.reason, s.name AS settled_by, r.raw AS row
        FROM (SELECT *, unnest(reasons) AS reason FROM rejected_rows) r
        JOIN files f USING (file_id) LEFT JOIN files s ON s.file_id = r.superseded_by
        WHERE coalesce(f.load_id = ?, true) ORDER BY r.file_id, line
        """,
        [load_id],
    ).to_dicts()
    hidden = dict.fromkeys(PERSONAL) if engine.settings.personal_data == "masked" else {}
    return [row | hidden for row in rows]


def trace_record(record_id: str) -> dict[str, Any]:
    """File, line, time of loading and text of the exported row behind a record; `masked`: the text is not told.

    Raises HiloError when the record is not stored.
    """
    engine = open_engine()
    for table in MAPPED_TABLES:
        found = engine.query(
            f"SELECT f.name, f.source, t.source_line, f.loaded_at, f.sha256, f.encoding FROM {table} t JOIN files f USING (file_id) WHERE t.record_id = ?",
            [record_id],
        ).to_dicts()
        if found:
            row = found[0]
            masked = engine.settings.personal_data == "masked"
            text = None if masked else record_text(row["sha256"], row["encoding"], row["source_line"], record_id)
            return {
                "file": row["name"],
                "line": row["source_line"],
                "loaded_at": row["loaded_at"],
                "text": text,
                "masked": masked,
            }
    raise HiloError(f"no record {record_id!r}; record ids are source:id, as the pages and `metrics` show them")
