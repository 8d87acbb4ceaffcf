"""What a version knows about its own loading."""

from warehouse.tables.column import TEXTS, Column, flag, moment, text
from warehouse.tables.table import Table

LOAD_ID, FILE_ID = Column("load_id", "INTEGER"), Column("file_id", "INTEGER")


def rows(*names: str) -> tuple[Column, ...]:
    """Numbers of rows, or other large numbers."""
    return tuple(Column(name, "BIGINT") for name in names)


LOADS = Table(
    "loads", "One row per load command that was published.", "registry",
    ((LOAD_ID, moment("started_at"), moment("finished_at"), Column("version", "INTEGER")),),
)  # fmt: skip
FILES = Table(
    "files", "One row per file that was loaded; rows_read = rows_loaded + rows_rejected + rows_skipped.", "registry",
    (
        (FILE_ID, LOAD_ID, text("source"), text("name"), text("sha256"), text("mapping_sha256")),
        (*rows("bytes"), text("encoding"), text("timezone"), Column("options", TEXTS)),
        rows("rows_read", "rows_loaded", "rows_rejected", "rows_skipped", "records"),
        (moment("first_record_at"), moment("last_record_at"), moment("loaded_at")),
    ),
)  # fmt: skip
REJECTED_ROWS = Table(
    "rejected_rows", "One row per exported row that was kept aside.", "registry",
    ((
        FILE_ID, *rows("source_line"), text("source"), text("record_id"),
        Column("reasons", "STRUCT(column_name VARCHAR, value VARCHAR, reason VARCHAR)[]"),
        text("raw", "the row as exported, for the page"),
        Column("superseded_by", "INTEGER", "file_id that brought the record again", "still open"),
    ),),
)  # fmt: skip
SKIPPED_ROWS = Table(
    "skipped_rows", "One row per file and reason: exported rows that are no records (footers, totals, previews, repeats).", "registry",
    ((FILE_ID, text("reason"), *rows("rows", "first_line")),),
)  # fmt: skip
EMPTIED_CELLS = Table(
    "emptied_cells", "One row per file, column and reason: cells that hold no value of their column and were emptied; their rows are loaded.", "registry",
    ((
        FILE_ID, text("table_name"), text("column_name"), text("label", "as the file calls the column"), text("reason"),
        *rows("cells", "first_line"), text("examples", "what some of them say"),
    ),),
)  # fmt: skip
FILE_PARTS = Table(
    "file_parts", "One row per record that was put together of rows of several files, and each of these files.", "registry",
    ((text("table_name"), text("record_id"), FILE_ID),),
)  # fmt: skip
FILE_EDGES = Table(
    "file_edges", "One row per file and record of several rows that stands first or last in it, where a file may have been cut.", "registry",
    ((FILE_ID, text("table_name"), text("part_of", "what its rows are grouped by")),),
)  # fmt: skip
EXPECTATION_RESULTS = Table(
    "expectation_results", "One row per load, table and expectation that was checked.", "registry",
    ((
        LOAD_ID, *map(text, ("table_name", "source", "rule", "expectation", "column_name")),
        text("severity", "reject: the rows are kept aside; warning: published; critical: refused"),
        flag("is_met"), *rows("checked_rows", "unexpected_rows"),
        Column("tolerated", "DOUBLE", "part of the rows that may be unexpected, 0 to 1"),
        text("observed"), moment("checked_at"),
    ),),
)  # fmt: skip
VERSION_FACTS = Table(
    "version_facts", "One row per fact about this version: reporting zone, end of the data, fingerprint of the rollups …", "registry",
    ((text("name"), text("value")),),
)  # fmt: skip
REGISTRY = (
    LOADS,
    FILES,
    REJECTED_ROWS,
    SKIPPED_ROWS,
    EMPTIED_CELLS,
    FILE_PARTS,
    FILE_EDGES,
    EXPECTATION_RESULTS,
    VERSION_FACTS,
)
