"""Parquet: what its own footer says, before a row of it is read."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines.read.outcome import BadRow
from pipelines.read.text import GB
from warehouse.config.errors import HiloError
from warehouse.config.settings import Limits
from warehouse.sentence import sentence

BATCH = 50_000


def parquet_columns(path: Path, link: Path, limits: Limits) -> list[str]:
    """The file's columns, read by its link. Raises HiloError when it is not whole, or holds more than the limits say."""
    try:
        with duckdb.connect() as con:
            columns = [
                row[0]
                for row in con.execute(
                    "DESCRIBE FROM read_parquet(?, hive_partitioning = false)", [str(link)]
                ).fetchall()
            ]
            rows, *_ = con.execute("SELECT num_rows FROM parquet_file_metadata(?)", [str(link)]).fetchall()[0]
            size, *_ = con.execute(
                "SELECT sum(total_uncompressed_size) FROM parquet_metadata(?)", [str(link)]
            ).fetchall()[0]
    except duckdb.Error:
        raise HiloError("{path}: begins as Parquet but is not whole; export or copy it again", path=path) from None
    if rows > limits.rows:
        raise HiloError(
            "{path}: {rows:,} rows where {most:,} are the most; split it, or raise limits.rows in hilo.toml",
            path=path,
            rows=rows,
            most=limits.rows,
        )
    if (size or 0) > limits.unpacked_gb * GB:
        raise HiloError(
            "{path}: unpacks to more than {unpacked_gb:g} GB; split it, or raise limits.unpacked_gb in hilo.toml",
            path=path,
            unpacked_gb=limits.unpacked_gb,
        )
    return columns


def sound_batches(path: Path, bad: list[BadRow]) -> Iterator[pa.RecordBatch]:
    """The file's rows with their number as last column, without those of whose texts one is no UTF-8 or holds NUL."""
    first = 1
    for batch in pq.ParquetFile(path).iter_batches(BATCH):
        unsound = sorted({place for column in batch.columns for place in unsound_places(column)})
        for place in unsound:
            bad.append(BadRow(first + place, sentence("a text that is no UTF-8, or holds a NUL character"), ""))
        numbers = pa.array(range(first, first + len(batch)), pa.int64())
        first += len(batch)
        whole = pa.RecordBatch.from_arrays(
            [*batch.columns, numbers], names=[str(place) for place in range(batch.num_columns + 1)]
        )
        is_sound = np.ones(len(whole), bool)
        is_sound[unsound] = False
        yield whole.filter(pa.array(is_sound))


def unsound_places(column: pa.Array) -> list[int]:
    """Where the column's texts are none."""
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return []
    values = column.cast(pa.large_binary())
    try:
        values.cast(pa.large_string())
        if not pc.any(pc.match_substring(values, b"\0"), min_count=0).as_py():
            return []
    except pa.ArrowInvalid:
        pass
    return [place for place, value in enumerate(values.to_pylist()) if value is not None and not is_sound_text(value)]


def is_sound_text(value: bytes) -> bool:
    try:
        return "\0" not in value.decode()
    except UnicodeDecodeError:
        return False
