"""Why a file is refused: one line for every failure, and a numbered log for those that nobody foresaw."""

import csv
import errno
import zlib
from pathlib import Path
from zipfile import BadZipFile

import duckdb
import fastexcel
import pyarrow as pa
import zstandard

from warehouse.config.errors import HiloError
from warehouse.config.incidents import describe_incident
from warehouse.printable import one_line, path_text

FULL = (errno.ENOSPC, errno.EDQUOT)

# The first that fits. {said}: the error's own words.
SENTENCES: list[tuple[tuple[type[BaseException], ...], str]] = [
    ((RecursionError,), "it is nested too deeply to be read; export it with fewer levels"),
    (
        (MemoryError, pa.ArrowMemoryError, duckdb.OutOfMemoryException),
        "it needs more memory than there is; export a shorter period, or raise load_memory_limit in hilo.toml",
    ),
    ((PermissionError,), "it may not be read; give yourself the right to (chmod u+r), or copy it"),
    ((FileNotFoundError,), "it is not there any more; export or copy it again"),
    ((BadZipFile, fastexcel.FastExcelError), "the workbook is damaged: {said}; save it again as XLSX, or export CSV"),
    ((zlib.error, EOFError, zstandard.ZstdError), "the compressed file is damaged: {said}; export or download it again"),
    ((OSError,), "it cannot be read: {said}; copy it to another place and load that"),
    ((UnicodeError,), "it is no text in its encoding: {said}; say the encoding with --option encoding=…"),
    ((csv.Error,), "it cannot be read as a table: {said}; compare its delimiter and quotes with the mapping's"),
    ((duckdb.Error, pa.ArrowException), "it cannot be read: {said}; compare its columns with the mapping's, or export it again"),
]  # fmt: skip


def explain_refusal(path: Path, error: BaseException) -> str:
    """The line that says why the file is left out and what to do. Raises the error itself where no file can be
    loaded at all: the disk is full."""
    if isinstance(error, HiloError):
        return str(error)
    if isinstance(error, OSError) and error.errno in FULL:
        raise error
    for kinds, sentence in SENTENCES:
        if isinstance(error, kinds):
            return f"{path_text(path)}: {sentence.format(said=own_words(error))}"
    return f"{path_text(path)}: it cannot be read: {describe_incident(error)}; export the file again, or leave it out"


def own_words(error: BaseException) -> str:
    """What the error says of itself, short and on one line."""
    said = error.strerror if isinstance(error, OSError) else None
    text = (said or str(error)).strip() or type(error).__name__
    return one_line(text.splitlines()[0])[:200]
