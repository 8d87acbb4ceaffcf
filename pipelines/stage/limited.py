"""What the database may do for one file: bounded in time, and its failure told in the file's name."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer

import duckdb

from pipelines.mapping.model import Mapping
from pipelines.stage.claim import Claim
from warehouse.config.errors import HiloError
from warehouse.sentence import sentence


@contextmanager
def limited(con: duckdb.DuckDBPyConnection, claim: Claim) -> Iterator[None]:
    """Let the database work as long as one file may take. Raises HiloError that names the file when that is over, or when
    the database cannot do what is asked of it."""
    # Reading in Python is bounded by store_rows; what the database does with a mapping's expressions, by this.
    seconds = claim.peek.limits.file_seconds
    timer = Timer(seconds, con.interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    except duckdb.InterruptException:
        raise HiloError(
            "{path}: reading it as {source} takes more than {seconds:,} seconds; split the export, simplify the mapping's expressions, or raise limits.file_seconds in hilo.toml",
            path=claim.path,
            source=claim.mapping.name,
            seconds=seconds,
        ) from None
    except duckdb.Error as error:
        raise HiloError("{path}: {said}", path=claim.path, said=explain_failure(error, claim.mapping)) from None
    finally:
        timer.cancel()


def explain_failure(error: duckdb.Error, mapping: Mapping) -> str:
    """One line for what the database could not do with the file: its own words without their class, and a way out."""
    said = str(error).strip().splitlines()[0].split("Error: ", 1)[-1]
    if isinstance(error, duckdb.ConversionException | duckdb.InvalidInputException | duckdb.OutOfRangeException):
        way_out = sentence("use TRY_CAST in the mapping's sql for texts that vary")
    elif isinstance(error, duckdb.OutOfMemoryException):
        way_out = sentence("raise memory_limit in hilo.toml")
    else:
        way_out = sentence("compare the file's columns with the mapping's, or export it again")
    return sentence(
        "the file cannot be read as {source}: {said}; {way_out}", source=mapping.name, said=said, way_out=way_out
    )
