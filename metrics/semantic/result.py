"""The answer to a question as command line and exports take it: rows of estimates, what they are of, and how far the data go."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from metrics.catalogue.composites import Composite
from metrics.catalogue.entry import Metric
from metrics.semantic.answers import RESULT
from metrics.semantic.estimate import Estimate, read_estimate


@dataclass(frozen=True)
class Result:
    """`rows`: the columns `by`, then RESULT; `entry`: the definition; `data_until`: the last moment of the data, as they state it;
    `reason`: why there is no number where there could be one, `known`: how much of it is tied to persons; both empty where there is
    nothing to say."""

    entry: Metric | Composite
    by: tuple[str, ...]
    rows: pl.DataFrame
    data_until: str
    reason: str = ""
    known: str = ""

    def __post_init__(self) -> None:
        """Raises ValueError for rows of other columns."""
        if tuple(self.rows.columns) != (*self.by, *RESULT):
            raise ValueError(f"a result has the columns {(*self.by, *RESULT)}, not {tuple(self.rows.columns)}")

    @property
    def estimates(self) -> Mapping[tuple[str | None, ...], Estimate]:
        """The numbers by what they are of; one, of (), where nothing was asked by."""
        return {tuple(row[name] for name in self.by): read_estimate(row) for row in self.rows.iter_rows(named=True)}
