"""Regular expressions of a mapping: RE2's, like those of DuckDB, whose time is bounded by pattern and text together."""

from functools import cache, lru_cache

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.mapping.expression import parser
from warehouse.config.errors import HiloError


@cache
def check_pattern(pattern: str) -> None:
    """Raises HiloError with the reason when the pattern is no regular expression of RE2."""
    try:
        with parser().cursor() as con:
            con.execute("SELECT regexp_matches('', ?)", [pattern])
    except (duckdb.Error, UnicodeError) as error:  # a message that is cut within a character is no text
        said = str(error).splitlines()[0].split("Error: ", 1)[-1] if isinstance(error, duckdb.Error) else "not readable"
        raise HiloError("{pattern!r} is no regular expression: {said}", pattern=pattern, said=said) from None


@lru_cache(maxsize=4096)
def find_matches(pattern: str, texts: tuple[str, ...]) -> tuple[bool, ...]:
    """For each text whether the pattern is found in it. Raises HiloError for what is no pattern."""
    try:
        return tuple(pc.match_substring_regex(pa.array(texts, pa.string()), pattern).to_pylist())
    except pa.ArrowInvalid:
        check_pattern(pattern)
        raise


def first_group(pattern: str, text: str) -> str:
    """What the pattern's first group keeps of the text; empty when it is not found or keeps nothing."""
    with parser().cursor() as con:
        return str(con.execute("SELECT regexp_extract(?, ?, 1)", [text, pattern]).fetchall()[0][0])
