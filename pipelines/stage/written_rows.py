"""The rows in which texts stand before anything is read: the file's own, or the groups over which an expression aggregates."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Rows:
    """`group`: what the file's rows are grouped by (SQL), of those where `where` is true."""

    group: tuple[str, ...] = ()
    where: str = ""

    def select(self, expressions: str, cells: str) -> str:
        """A FROM item of the expressions over the rows."""
        if not self.group:
            return f"(SELECT {expressions} FROM {cells})"
        # first and last go by the row's place, which is not known yet: any will do to see how texts are written.
        rows = f"(SELECT *, 0 AS _base FROM {cells})"
        return f"(SELECT {expressions} FROM {rows}{f' WHERE {self.where}' if self.where else ''} GROUP BY {', '.join(self.group)})"


THE_FILES = Rows()
