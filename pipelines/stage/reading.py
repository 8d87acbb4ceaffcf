"""What the readers of numbers, times and durations need in the staging database."""

import duckdb

from pipelines.stage.digits import plain_marks_macro
from pipelines.stage.written_date import date_macros, half_words, month_words
from pipelines.stage.written_duration import duration_macros, unit_words
from pipelines.stage.written_score import score_macros
from pipelines.stage.written_time import tidy_macros


def install_readers(con: duckdb.DuckDBPyConnection) -> None:
    """Define the macros that staging queries call, and the tables of words that they look up."""
    for name, words, kind in (
        ("unit_seconds", unit_words(), "DOUBLE"),
        ("month_numbers", month_words(), "VARCHAR"),
        ("day_halves", half_words(), "VARCHAR"),
    ):
        # Variables, and given, not written: as in normalise.py.
        con.execute(f"SET VARIABLE {name} = map(?::VARCHAR[], ?::{kind}[])", [list(words), list(words.values())])
    for statement in macro_statements():
        con.execute(statement)


def macro_statements() -> list[str]:
    """The statements that define the readers, in the order in which one needs the other."""
    return [plain_marks_macro(), *duration_macros(), *date_macros(), *tidy_macros(), *score_macros()]
