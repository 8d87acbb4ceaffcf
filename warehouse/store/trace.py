"""The way back: from a stored row to its record as it stands in the export."""

from dataclasses import dataclass
from datetime import datetime

from warehouse.config.errors import HiloError
from warehouse.store.engine import Engine
from warehouse.store.record_text import record_text
from warehouse.tables import FACTS


@dataclass(frozen=True)
class Trace:
    """Name and line of the export, when it was loaded (UTC), and the record's own text.

    `text` is None where personal data are masked, where the file has no lines, and where nothing tells the record from
    its neighbours.
    """

    file: str
    line: int
    loaded_at: datetime
    text: str | None
    is_masked: bool


def trace_row(engine: Engine, record_id: str, file_id: int, line: int) -> Trace:
    """The record of a row that knows its file and line. Raises HiloError when the version does not know the file, or the
    export is not kept any more."""
    files = engine.query("SELECT name, loaded_at, sha256, encoding FROM files WHERE file_id = ?", [file_id])
    if files.is_empty():
        raise HiloError(
            "no file {file_id} is loaded in version {version}: record {record!r} has no export",
            file_id=file_id,
            version=engine.version,
            record=record_id,
        )
    name, loaded_at, sha256, encoding = files.row(0)
    is_masked = engine.settings.personal_data == "masked"
    text = None if is_masked else record_text(sha256, encoding, line, record_id)
    return Trace(name, line, loaded_at, text, is_masked)


def trace_record(engine: Engine, record_id: str) -> Trace:
    """The record of an id that somebody typed; where several tables have it, its newest export.

    Raises HiloError when no table has it, and as trace_row does.
    """
    rows = " UNION ALL ".join(f"SELECT file_id, source_line FROM {table.name} WHERE record_id = $1" for table in FACTS)
    found = engine.query(f"FROM ({rows}) ORDER BY file_id DESC, source_line LIMIT 1", [record_id])
    if found.is_empty():
        raise HiloError(
            "no record {record!r}; record ids are source:id, as the pages and `metrics` show them", record=record_id
        )
    return trace_row(engine, record_id, *found.row(0))
