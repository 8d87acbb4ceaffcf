"""What the published version says of its loads, for the command line."""

from typing import Any

from pipelines.canonical import MAPPED_TABLES
from pipelines.mapping import BUILT_IN, load_sources
from pipelines.read.json_records import is_line_framed
from pipelines.read.json_text import cut_record
from warehouse.engine import open_engine
from warehouse.errors import HiloError
from warehouse.home import home
from warehouse.originals import original_line, original_text


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
    """One entry per reason of every row kept aside, in the order of the files."""
    return (
        open_engine()
        .query(
            """
        SELECT f.load_id AS load, f.name AS file, r.source_line AS line, r.source, r.record_id, reason.column_name AS "column",
            reason.value, reason.reason, s.name AS settled_by, r.raw AS row
        FROM (SELECT *, unnest(reasons) AS reason FROM rejected_rows) r
        JOIN files f USING (file_id) LEFT JOIN files s ON s.file_id = r.superseded_by
        WHERE coalesce(f.load_id = ?, true) ORDER BY r.file_id, line
        """,
            [load_id],
        )
        .to_dicts()
    )


def trace_record(record_id: str) -> dict[str, Any]:
    """File, line, time of loading and text of the exported row behind a record. Raises HiloError when it is not stored."""
    engine = open_engine()
    for table in MAPPED_TABLES:
        found = engine.query(
            f"SELECT f.name, f.source, t.source_line, f.loaded_at, f.sha256, f.encoding FROM {table} t JOIN files f USING (file_id) WHERE t.record_id = ?",
            [record_id],
        ).to_dicts()
        if found:
            row = found[0]
            text = record_text(row, record_id)
            return {"file": row["name"], "line": row["source_line"], "loaded_at": row["loaded_at"], "text": text}
    raise HiloError(f"no record {record_id!r}; record ids are source:id, as the pages and `metrics` show them")


def record_text(row: dict[str, Any], record_id: str) -> str | None:
    """The exported line; of JSON the record alone, which may be a part of its line or go on over many."""
    line = original_line(row["sha256"], row["encoding"], row["source_line"])
    if line is None or not line.lstrip().startswith(("{", "[")):
        return line
    own = home() / "sources"
    sources = load_sources([BUILT_IN, *([own] if own.is_dir() else [])], []).values()
    files = [mapping.file for mapping in sources if mapping.prefix == row["source"]]
    if files and all(file.format != "json" for file in files):
        return line
    records = next((file.records for file in files if file.format == "json"), None)
    if is_line_framed([line], records):
        return line
    text = original_text(row["sha256"], row["encoding"]).removeprefix("\ufeff")
    return cut_record(text, records, row["source_line"], record_id.partition(":")[2]) or line
