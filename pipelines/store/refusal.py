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
from warehouse.sentence import sentence

FULL = (errno.ENOSPC, errno.EDQUOT)

# The first that fits. {said}: the error's own words.
SENTENCES: list[tuple[tuple[type[BaseException], ...], str]] = [
    ((RecursionError,), sentence("it is nested too deeply to be read; export it with fewer levels")),
    (
        (MemoryError, pa.ArrowMemoryError, duckdb.OutOfMemoryException),
        sentence("it needs more memory than there is; export a shorter period, or raise load_memory_limit in hilo.toml"),
    ),
    ((PermissionError,), sentence("it may not be read; give yourself the right to (chmod u+r), or copy it")),
    ((FileNotFoundError,), sentence("it is not there any more; export or copy it again")),
    ((BadZipFile, fastexcel.FastExcelError), sentence("the workbook is damaged: {said}; save it again as XLSX, or export CSV")),
    ((zlib.error, EOFError, zstandard.ZstdError), sentence("the compressed file is damaged: {said}; export or download it again")),
    ((OSError,), sentence("it cannot be read: {said}; copy it to another place and load that")),
    ((UnicodeError,), sentence("it is no text in its encoding: {said}; say the encoding with --option encoding=…")),
    ((csv.Error,), sentence("it cannot be read as a table: {said}; compare its delimiter and quotes with the mapping's")),
    ((duckdb.Error, pa.ArrowException), sentence("it cannot be read: {said}; compare its columns with the mapping's, or export it again")),
]  # fmt: skip


def explain_refusal(path: Path, error: BaseException) -> str:
    """The line that says why the file is left out and what to do. Raises the error itself where no file can be
    loaded at all: the disk is full."""
    if isinstance(error, HiloError):
        return str(error)
    if isinstance(error, OSError) and error.errno in FULL:
        raise error
    for kinds, why in SENTENCES:
        if isinstance(error, kinds):
            return f"{path_text(path)}: {why.format(said=own_words(error))}"
    return sentence(
        "{path}: it cannot be read: {said}; export the file again, or leave it out",
        path=path_text(path),
        said=describe_incident(error),
    )


def own_words(error: BaseException) -> str:
    """What the error says of itself, short and on one line."""
    said = error.strerror if isinstance(error, OSError) else None
    text = (said or str(error)).strip() or type(error).__name__
    return one_line(text.splitlines()[0])[:200]
