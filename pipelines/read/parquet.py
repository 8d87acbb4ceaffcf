"""Parquet: what its own footer says, before a row of it is read."""

from pathlib import Path

import duckdb

from pipelines.read.text import GB
from warehouse.errors import HiloError
from warehouse.settings import Limits


def parquet_columns(path: Path, link: Path, limits: Limits) -> list[str]:
    """The file's columns. Raises HiloError when it is not whole, or holds more than the limits say.

    It is opened by its link: DuckDB takes a name with * or [ for a pattern.
    """
    try:
        with duckdb.connect() as con:
            columns = [row[0] for row in con.execute("DESCRIBE FROM read_parquet(?)", [str(link)]).fetchall()]
            rows, *_ = con.execute("SELECT num_rows FROM parquet_file_metadata(?)", [str(link)]).fetchall()[0]
            sizes = "SELECT sum(total_uncompressed_size) FROM parquet_metadata(?)"
            size = con.execute(sizes, [str(link)]).fetchall()[0][0]
    except duckdb.Error:
        raise HiloError(f"{path}: begins as Parquet but is not whole; export or copy it again") from None
    if rows > limits.rows:
        raise HiloError(
            f"{path}: {rows:,} rows where {limits.rows:,} are the most; split it, or raise limits.rows in hilo.toml"
        )
    if (size or 0) > limits.unpacked_gb * GB:
        raise HiloError(
            f"{path}: unpacks to more than {limits.unpacked_gb:g} GB; split it, or raise limits.unpacked_gb in hilo.toml"
        )
    return columns
