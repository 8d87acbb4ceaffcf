"""Values that a staging query reads in steps: what a step makes is a column, computed once a row for all that use it.

In one expression it would be written out wherever it is used: three records of a survey with two times each made 90 kB of
SQL, which the database took 0.6 seconds to plan, as long as to read a hundred thousand rows.
"""

STEPS = 10


class Steps:
    """The columns of the query's nested SELECTs, the inmost first."""

    def __init__(self) -> None:
        self.columns: list[list[str]] = [[] for _ in range(STEPS)]

    def put(self, step: int, name: str, sql: str) -> None:
        """Add a column, which the steps after it can use."""
        self.columns[step].append(f"{sql} AS {name}")

    def select_from(self, inmost: str) -> str:
        """The query around `inmost`, which has the columns of the first step."""
        for columns in self.columns[1:]:
            if columns:
                inmost = f"SELECT *, {', '.join(columns)} FROM ({inmost})"
        return inmost
