"""What a reader says of a line that is no row of the table."""

import time
from dataclasses import dataclass
from pathlib import Path

from warehouse.config.errors import HiloError
from warehouse.config.settings import Limits

RAW_TEXT = 100_000_000  # characters of broken rows that are kept in memory; the later ones have their reason only


@dataclass(frozen=True)
class BadRow:
    """A line (or the lines of a torn row) that could not be read as a row; a skip is none by design, e.g. a footer."""

    line: int
    reason: str
    raw: str
    is_skip: bool = False


class BadRows(list[BadRow]):
    """The broken rows of one file. Raises HiloError where so many come that the file is not what it is taken for, or
    where reading takes longer than the limits say."""

    def __init__(self, path: Path, limits: Limits) -> None:
        super().__init__()
        self.path, self.limits = path, limits
        self.end, self.room = time.monotonic() + limits.file_seconds, RAW_TEXT

    def append(self, row: BadRow, /) -> None:
        """Add one more."""
        if len(self) >= self.limits.broken_rows:
            raise HiloError(
                "{path}: more than {most:,} rows cannot be read (line {line}: {reason}); compare it with its mapping, or export it again",
                path=self.path,
                most=self.limits.broken_rows,
                line=self[0].line,
                reason=self[0].reason,
            )
        self.check_time()
        self.room -= len(row.raw)
        super().append(row if self.room > 0 else BadRow(row.line, row.reason, "", row.is_skip))

    def check_time(self) -> None:
        """Raises HiloError when the time is over."""
        if time.monotonic() > self.end:
            raise HiloError(
                "{path}: reading it takes more than {seconds:,} seconds; split the export, or raise limits.file_seconds in hilo.toml",
                path=self.path,
                seconds=self.limits.file_seconds,
            )
