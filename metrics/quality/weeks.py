"""A source's rows by weeks that are counted back from its last whole day: each has every weekday once, and the newest is whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from metrics.quality.moves import Floats

WEEK = 7
MOST_WEEKS_BACK = 104  # two years: enough to know a season


@dataclass(frozen=True)
class Weeks:
    """`end`: the day after the newest week; `sums`: a row a week, newest first, and a column for each of `names`."""

    end: date
    names: tuple[str, ...]
    sums: Floats

    def __len__(self) -> int:
        return len(self.sums)

    def of(self, *names: str) -> Floats:
        """The columns of these names."""
        return self.sums[:, [self.names.index(name) for name in names]]

    def begun(self, weeks: int) -> date:
        """The first day of so many newest weeks."""
        return self.end - timedelta(days=WEEK * weeks)


def weeks_of(days: pl.DataFrame, names: Sequence[str], end: date) -> Weeks:
    """The whole weeks before `end`, as far as the rows (day, and a column for each name) reach back."""
    first = days["day"].min()
    assert isinstance(first, date)
    count = min(max((end - first).days // WEEK, 0), MOST_WEEKS_BACK)
    sums = np.zeros((count, len(names)))
    back = ((pl.lit(end) - pl.col("day")).dt.total_days() - 1).floordiv(WEEK)
    kept = days.with_columns(back.alias("back")).filter(pl.col("back").is_between(0, count - 1))
    np.add.at(sums, kept["back"].to_numpy(), kept.select(names).to_numpy().astype(float))
    return Weeks(end, tuple(names), sums)
