"""Which rows a number is about: a half-open period in the reporting zone and the values that dimensions are limited to."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from warehouse.config.errors import WrongUse

Filters = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Scope:
    """[start, end); None: open. A filter value of "" means rows where the dimension is NULL."""

    start: date | None = None
    end: date | None = None
    filters: Filters = ()

    def __post_init__(self) -> None:
        if self.start and self.end and self.start >= self.end:
            raise WrongUse(f"the period from {self.start} to {self.end} is empty: the end is exclusive")

    def limited(self, dimension: str, values: Iterable[str]) -> "Scope":
        """The scope, limited further."""
        return replace(self, filters=(*self.filters, (dimension, tuple(values))))
