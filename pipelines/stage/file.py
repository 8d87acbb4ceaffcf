"""One file in the staging database: canonical, typed rows beside the reasons why others are not.

For each [[record]] of the mapping there is a view staging.f<file>_c<n>_rows with the canonical columns and
  _n        number of the row in its table
  _line     line of the exported row (the first one of a group): several rows may stand on one line of JSON
  _base     number of the exported row within the file; _bases all of a group, else NULL
  _skip     why the row is no record; NULL: it is one
  _reasons  STRUCT(column_name, value, reason)[] of what cannot be read and is needed; NULL: all that can
  _emptied  the same of cells that are emptied, by canonical column or key; NULL: none
and for all of them staging.b<file>_rows (file_id, _base, _line, _skip): the exported rows. Files that were staged together
share these views; `file_id` tells their rows apart.
"""

from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from pipelines.mapping.model import Mapping, Record
from pipelines.read.outcome import BadRow
from pipelines.read.rows import Rows
from pipelines.stage.cast import Clock
from pipelines.stage.record_select import RecordSelect

IS_RECORD = "_skip IS NULL AND _reasons IS NULL"  # a row of a staged view that is one, and can be read


@dataclass(eq=False)
class StagedRecord:
    """One view of staged rows: where it is, what it fills, and how its mapping wants it stored. One object for all files
    whose rows are in it."""

    name: str
    table: str
    record: Record
    rows: str = ""  # the table below the view


@dataclass
class StagedFile:
    """What one file gave before any check. `rows_read` counts rows of the table, not lines."""

    file_id: int
    path: Path
    mapping: Mapping
    options: dict[str, str]
    rows: Rows
    records: list[StagedRecord]
    base: str
    rows_read: int = 0
    zone: str | None = None
    encoding: str | None = None
    bad: list[BadRow] = field(default_factory=list)
    sha256: str = ""
    cells: str = ""  # the relation of its rows at rest, with _file, _base and _line; "": they are not kept
    selects: list[RecordSelect] = field(default_factory=list)
    clock: Clock | None = None


def drop_staged(con: duckdb.DuckDBPyConnection, file_id: int, kinds: str = "rfb") -> None:
    """Remove what stands under this file's number in the staging database: the rows read (r), the records (f), the
    exported rows (b)."""
    found = con.execute(
        "SELECT table_name, false FROM duckdb_tables() WHERE database_name = 'staging' UNION ALL "
        "SELECT view_name, true FROM duckdb_views() WHERE database_name = 'staging' AND NOT internal ORDER BY 2 DESC",
    ).fetchall()
    for name, is_view in found:
        if any(name == f"{kind}{file_id}" or name.startswith(f"{kind}{file_id}_") for kind in kinds):
            con.execute(f"DROP {'VIEW' if is_view else 'TABLE'} staging.{name}")
