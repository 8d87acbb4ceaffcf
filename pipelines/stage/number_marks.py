"""Which mark is the decimal one in a column of numbers, where some of them could have either: its other numbers prove it, or the
file is refused."""

from collections.abc import Sequence

import duckdb

from pipelines.quoting import quote_text
from pipelines.stage.compile import Context
from pipelines.stage.file_texts import FileNumber
from pipelines.stage.usual_texts import BESIDE
from pipelines.stage.written_number import proof
from pipelines.statement import run_statement
from warehouse.config.errors import HiloError
from warehouse.sentence import sentence


def prove_marks(
    con: duckdb.DuckDBPyConnection, context: Context, numbers: Sequence[FileNumber], opened: dict[str, str]
) -> tuple[tuple[str, str], ...]:
    """The decimal mark by the text (SQL) of each column that has numbers of which it is open: 1.250 is 1250 where the column
    also says 12,50, and one and a quarter where it says 12.50. `opened`: one of them by text.

    Raises HiloError when nothing in the column settles it, or both are said.
    """
    return tuple(sorted((n.text, prove_mark(con, context, n, opened[n.text])) for n in numbers if n.text in opened))


def prove_mark(con: duckdb.DuckDBPyConnection, context: Context, number: FileNumber, example: str) -> str:
    """The decimal mark of the column. Raises HiloError when it is not proven."""
    patterns = {mark: rf"(?:^|{BESIDE})(?:{proof(mark)})(?:$|{BESIDE})" for mark in (".", ",")}
    if number.is_whole:
        # Of a count, 1.250 has no decimals; 1.000 may have.
        whole = r"[1-9]\d{{0,2}}\{mark}(?:\d\d[1-9]|\d[1-9]\d|[1-9]\d\d)"
        patterns = {
            mark: rf"{pattern}|(?:^|{BESIDE}){whole.format(mark=other)}(?:$|{BESIDE})"
            for (mark, pattern), other in zip(patterns.items(), ",.", strict=True)
        }
    proofs = ", ".join(
        f"coalesce(bool_or(regexp_matches(t, {quote_text(pattern)})), false)" for pattern in patterns.values()
    )
    rows = number.rows.select(
        f"{number.text} AS t", context.cells_sql(" ".join((number.text, *number.rows.group, number.rows.where)))
    )
    [proven] = run_statement(con, f"SELECT {proofs} FROM {rows} WHERE contains(t, '.') OR contains(t, ',')").fetchall()
    marks = [mark for mark, is_proven in zip(patterns, proven, strict=True) if is_proven]
    if len(marks) == 1:
        return marks[0]
    why = sentence("the column has numbers of both kinds") if marks else sentence("nothing in the column says which")
    raise HiloError(
        "{file}: numbers such as {example!r} may have decimals or thousands, and {why}; give --option decimal=, (1.250,50) or --option decimal=. (1,250.50)",
        file=context.file_name,
        example=example,
        why=why,
    )
