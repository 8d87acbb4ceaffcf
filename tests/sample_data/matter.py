"""A matter as the raw files give it: one person's contacts about one thing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from tests.sample_data.raw_contacts import Contact


@dataclass
class Matter:
    """One person's contacts about one thing: each contact is its legs in order."""

    person: str
    contacts: list[list[Contact]]
    is_satisfied: bool | None = None
    answered: tuple[bool, datetime] | None = None

    @property
    def rows(self) -> list[Contact]:
        return [leg for legs in self.contacts for leg in legs]

    @property
    def path(self) -> str:
        channels = [legs[0].channel for legs in self.contacts]
        return " > ".join(channel for n, channel in enumerate(channels) if n == 0 or channel != channels[n - 1])

    @property
    def opened(self) -> datetime:
        return self.contacts[0][0].start

    @property
    def is_resolved(self) -> bool | None:
        stated = [False if c.is_resolved is None else c.is_resolved for c in sorted(self.rows, key=lambda c: c.start)
                  if c.is_resolved is not None or c.is_abandoned]  # fmt: skip
        return stated[-1] if stated else None

    @property
    def hops(self) -> list[tuple[list[Contact], list[Contact]]]:
        return [(a, b) for a, b in pairwise(self.contacts) if a[0].channel != b[0].channel]
