"""Questions about texts in the same rows of a file, answered by one statement."""

import duckdb

from pipelines.stage.compile import Context
from pipelines.stage.written_rows import Rows
from pipelines.statement import run_statement


class Questions:
    """SQL aggregates over texts. `first_rows`: of how many of the rows, from the first on; None: of all."""

    def __init__(self, rows: Rows, first_rows: int | None = None) -> None:
        self.rows, self.first_rows = rows, first_rows
        self.names: dict[str, str] = {}
        self.asked: dict[tuple[str, object], str] = {}

    def name(self, text: str) -> str:
        """The name of the column that holds a text (SQL)."""
        return self.names.setdefault(text, f"t{len(self.names)}")

    def ask(self, what: str, of: object, sql: str) -> None:
        """Add a question; `sql` aggregates named columns."""
        self.asked[what, of] = sql

    def answer(self, con: duckdb.DuckDBPyConnection, context: Context) -> dict[tuple[str, object], object]:
        """The answers by what is asked of which; empty where nothing is asked."""
        if not self.asked:
            return {}
        columns = ", ".join(f"{text} AS {name}" for text, name in self.names.items())
        cells = context.cells_sql(" ".join((columns, *self.rows.group, self.rows.where)))
        if self.first_rows is not None:
            cells = f"(FROM {cells} LIMIT {self.first_rows})"
        asked = ", ".join(self.asked.values())
        [found] = run_statement(con, f"SELECT {asked} FROM {self.rows.select(columns, cells)}").fetchall()
        return dict(zip(self.asked, found, strict=True))
