"""What the machine refuses (space, permissions, memory, locks), in the words of the user: one line with the way out."""

import errno
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from warehouse.config.errors import HiloError
from warehouse.config.incidents import describe_incident
from warehouse.sentence import sentence

# What the system says, by its number and by its words: DuckDB and SQLite hand on only the words.
WAYS_OUT = {
    (errno.ENOSPC, "No space left on device"): sentence("free some space on its disk, or choose another HILO_HOME"),
    (errno.EDQUOT, "Disk quota exceeded"): sentence(
        "free some space, ask for a larger quota, or choose another HILO_HOME"
    ),
    (errno.EFBIG, "File too large"): sentence("let this user write larger files (ulimit -f unlimited)"),
    (errno.EROFS, "Read-only file system"): sentence("choose a HILO_HOME on a disk that can be written"),
    (errno.EACCES, "Permission denied"): sentence("give this user the right to read and write it (chmod -R u+rwX)"),
    (errno.EPERM, "Operation not permitted"): sentence("run the command as the user who owns it"),
    (errno.ENOTDIR, "Not a directory"): sentence("move the file away that stands where a folder is expected"),
    (errno.EEXIST, "File exists"): sentence("move away what stands there"),
    (errno.EISDIR, "Is a directory"): sentence("move the folder away that stands where a file is expected"),
    (errno.EIO, "Input/output error"): sentence("the disk fails: restore HILO_HOME from a backup on another one"),
    (errno.EMFILE, "Too many open files"): sentence("let this user open more files (ulimit -n 4096)"),
    (errno.ENAMETOOLONG, "File name too long"): sentence("choose a HILO_HOME with a shorter name"),
    (errno.ENOENT, "No such file or directory"): sentence("see what is there with: python -m pipelines verify"),
}
LOCKED = re.compile(r"[Cc]onflicting lock is held(?: in (.+?) \(PID (\d+)\))?")
IS_FULL, IS_DAMAGED = ("max_temp_directory_size", "disk is full"), ("Corrupt", "not a valid", "read enough bytes")


def is_stop(error: BaseException) -> bool:
    """Whether somebody wants the program to end: DuckDB makes a RuntimeError of Ctrl-C during a query."""
    is_interrupt = type(error) is RuntimeError and "interrupted" in str(error)
    return is_interrupt or isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit)


def explain_fault(error: BaseException) -> HiloError | None:
    """The line for what the machine refused; None for an error of another kind, which is a mistake of ours."""
    if isinstance(error, HiloError):
        return error
    if isinstance(error, MemoryError | duckdb.OutOfMemoryException):
        return HiloError(explain_memory(str(error)))
    if isinstance(error, OSError):
        named = error.filename or error.filename2
        return HiloError(
            "{thing}: {said}; {way_out}",
            thing=named or sentence("the system"),
            said=error.strerror or error,
            way_out=way_out(error.errno, str(error)),
        )
    if isinstance(error, sqlite3.Error | duckdb.IOException) or is_damage(error) or is_refusal(error):
        return HiloError(explain_words(str(error)))
    return None


def explain_words(words: str) -> str:
    """What DuckDB or SQLite says of a file, with the way out."""
    if locked := LOCKED.search(words):
        holder = (
            sentence("{program} (process {number})", program=locked[1], number=locked[2])
            if locked[1]
            else sentence("another program")
        )
        file = re.search(r'file "([^"]+)"', words)
        return sentence(
            "{file} is held by {holder}; close it there and try again",
            file=file[1] if file else sentence("a version"),
            holder=holder,
        )
    return f"{in_print(words)}; {way_out(None, words)}"


def explain_memory(words: str) -> str:
    """What to do where memory, or the disk for what does not fit into it, ran out."""
    if any(word in words for word in IS_FULL):
        return sentence(
            "what does not fit into memory does not fit on the disk of HILO_HOME either; {way_out}",
            way_out=way_out(errno.ENOSPC, ""),
        )
    return sentence(
        "more memory is needed than memory_limit (for a load: load_memory_limit) of HILO_HOME/hilo.toml allows; raise it,"
        " or load fewer files at a time"
    )


def way_out(number: int | None, words: str) -> str:
    """What mends it."""
    for (known, said), mends in WAYS_OUT.items():
        if number == known or (number is None and said.lower() in words.lower()):
            return mends
    if "disk is full" in words:
        return way_out(errno.ENOSPC, "")
    if "readonly" in words or "unable to open" in words:
        return way_out(errno.EACCES, "")
    if any(word in words for word in IS_DAMAGED):
        return sentence("see what is damaged with: python -m pipelines verify")
    return sentence("see whether all is sound with: python -m pipelines verify")


def is_damage(error: BaseException) -> bool:
    """Whether DuckDB found that a file is not as it wrote it."""
    return isinstance(error, duckdb.Error) and "Corrupt database" in str(error)


def is_refusal(error: BaseException) -> bool:
    """Whether DuckDB hands on what the system refused, as it does for a commit that could not be written."""
    return isinstance(error, duckdb.Error) and any(said in str(error) for _, said in WAYS_OUT)


def first_line(error: BaseException) -> str:
    """The first line of an error's text, in print and at most so long that it can be read."""
    return in_print(str(error)) or type(error).__name__


def in_print(words: str) -> str:
    """The first line of a text, in print and at most so long that it can be read."""
    text = (words.strip().splitlines() or [""])[0]
    return "".join(character if character.isprintable() else "�" for character in text)[:400]


def describe_failure(error: BaseException) -> HiloError:
    """The one line for any error: what the machine refused, else an incident with its number."""
    return explain_fault(error) or HiloError(describe_incident(error))


@contextmanager
def faults_in_one_line() -> Iterator[None]:
    """What the machine refuses in the block is raised as HiloError; other errors pass."""
    try:
        yield
    except HiloError:
        raise
    except Exception as error:
        if said := explain_fault(error):
            raise said from None
        raise
