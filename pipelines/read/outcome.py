"""What a reader says of a line that is no row of the table."""

from dataclasses import dataclass


@dataclass(frozen=True)
class BadRow:
    """A line (or the lines of a torn row) that could not be read as a row; a skip is none by design, e.g. a footer."""

    line: int
    reason: str
    raw: str
    is_skip: bool = False
