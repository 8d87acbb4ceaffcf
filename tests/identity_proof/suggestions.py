"""Suggested matches against the truth: which pairs of persons are really one, and which real pairs were suggested."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from tests.identity_proof.pairs import Owner
from warehouse.store.engine import Engine

LIKELY = 0.5  # probability from which a suggestion counts as one

Pair = frozenset[int]


@dataclass(frozen=True)
class Suggested:
    """Likely suggestions, right and wrong; the families whose parts were brought together, by kind."""

    right: list[Pair]
    wrong: list[tuple[Pair, str, str]]  # the two found persons, the kinds of their families, and the evidence
    split: dict[str, int]  # real persons by family that stand as several found ones with a CRM or club record
    brought: dict[str, int]  # of these, those that a likely suggestion brings together

    @property
    def precision(self) -> float:
        """Share of the likely suggestions that are right; 1 where there are none."""
        made = len(self.right) + len(self.wrong)
        return len(self.right) / made if made else 1.0


def measure_suggestions(engine: Engine, truth: Mapping[str, Owner], found: Mapping[str, int]) -> Suggested:
    """Compare the suggestions that are at least LIKELY with the truth."""
    pairs = engine.query(
        "SELECT person_a, person_b, list_aggregate([concat(e.field, ' ', e.agreement) FOR e IN evidence], 'string_agg', ', ')"
        " FROM suggested_matches WHERE probability >= ? ORDER BY ALL", [LIKELY],
    ).rows()  # fmt: skip
    owners: dict[int, set[Owner]] = defaultdict(set)
    for record, owner in truth.items():
        if record in found:
            owners[found[record]].add(owner)
    right: list[Pair] = []
    wrong: list[tuple[Pair, str, str]] = []
    for a, b, evidence in pairs:
        if owners[a] & owners[b]:
            right.append(frozenset((a, b)))
        else:
            kinds = sorted({owner.family or "others" for owner in owners[a] | owners[b]})
            wrong.append((frozenset((a, b)), " + ".join(kinds), evidence))
    described = set(
        engine.query("SELECT record_id FROM customers WHERE display_name IS NOT NULL").get_column("record_id")
    )
    parts: dict[Owner, set[int]] = defaultdict(set)
    for record, owner in truth.items():
        if record in found and record in described:
            parts[owner].add(found[record])
    split: dict[str, int] = defaultdict(int)
    brought: dict[str, int] = defaultdict(int)
    for owner, persons in parts.items():
        if len(persons) > 1:
            split[owner.family] += 1
            brought[owner.family] += any(pair <= persons for pair in right)
    return Suggested(right, wrong, dict(split), dict(brought))
