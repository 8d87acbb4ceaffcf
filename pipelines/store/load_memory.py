"""How much memory a load may take where the settings name no amount: by what it reads and what there is."""

from collections.abc import Iterable
from pathlib import Path

import duckdb

from warehouse.config.settings import Settings, count_bytes

# 10 million contacts (1.2 GB of CSV) load well in 3 GB and peak at 3.6; 50 million (5.9 GB) do not, and do in 8, peaking at 9.3.
LEAST = 3e9
PER_BYTE = 1.4
UNPACKED = 8  # exports pack to a tenth or less; a workbook to a fifth
PACKED = frozenset({".gz", ".zst", ".zip", ".xlsx", ".parquet"})
LARGEST_SHARE = 0.5  # of what DuckDB would take of this machine (or container), four fifths of its memory
LEAST_LEFT = 0.25  # of the load's memory, for an engine beside it: what the load holds can go to the disk


def choose_load_memory(settings: Settings, files: Iterable[Path]) -> str:
    """The memory limit of a load that reads these files (those that exist count): the setting, else what suits them."""
    if settings.load_memory_limit:
        return settings.load_memory_limit
    suitable = PER_BYTE * sum(count_unpacked(file) for file in files if file.is_file())
    given = machine_bytes()
    return f"{max(min(LEAST, given), min(suitable, LARGEST_SHARE * given)):.0f}B"


def memory_left(con: duckdb.DuckDBPyConnection) -> str:
    """The memory limit of an engine that works beside the load's: what that one may take and does not hold now."""
    [(limit, held)] = con.execute(
        "SELECT current_setting('memory_limit'), (SELECT sum(memory_usage_bytes) FROM duckdb_memory())"
    ).fetchall()
    given = count_bytes(limit)
    return f"{max(given - float(held), LEAST_LEFT * given):.0f}B"


def count_unpacked(file: Path) -> int:
    """The bytes of a file's text, roughly where it is packed."""
    return file.stat().st_size * (UNPACKED if file.suffix.lower() in PACKED else 1)


def machine_bytes() -> float:
    """The memory that DuckDB takes when nobody says how much: it knows containers and every system."""
    with duckdb.connect(":memory:", config={"threads": 1}) as con:
        return count_bytes(con.sql("SELECT current_setting('memory_limit')").fetchall()[0][0])
