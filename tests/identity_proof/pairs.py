"""Persons against the truth, over pairs of records: which pairs belong together, which were put together, which both."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Owner:
    """The real person behind a record, and the kind of planted family; '' is everybody else."""

    person: int
    family: str


@dataclass(frozen=True)
class Agreement:
    """Pairs of records: of one real person, of one found person, and of both."""

    records: int
    true: int
    found: int
    both: int

    @property
    def precision(self) -> float:
        """Share of the pairs put together that belong together; 1 where none were put together."""
        return self.both / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of the pairs that belong together that were put together; 1 where none belong."""
        return self.both / self.true if self.true else 1.0


def agree(truth: Mapping[str, Owner], found: Mapping[str, Hashable], family: str | None = None) -> Agreement:
    """Compare over all pairs of records that both know; with `family`, of records of families of that kind only."""
    records = [record for record, owner in truth.items() if record in found and family in (None, owner.family)]
    return Agreement(
        len(records),
        count_pairs(truth[record].person for record in records),
        count_pairs(found[record] for record in records),
        count_pairs((truth[record].person, found[record]) for record in records),
    )


def count_pairs(groups: Iterable[Hashable]) -> int:
    return sum(size * (size - 1) // 2 for size in Counter(groups).values())


def find_false_merges(
    truth: Mapping[str, Owner], found: Mapping[str, Hashable]
) -> dict[Hashable, dict[Owner, list[str]]]:
    """Return the found persons that hold records of several real ones, with these records."""
    held: dict[Hashable, dict[Owner, list[str]]] = defaultdict(lambda: defaultdict(list))
    for record, owner in truth.items():
        if record in found:
            held[found[record]][owner].append(record)
    return {person: dict(owners) for person, owners in held.items() if len(owners) > 1}
