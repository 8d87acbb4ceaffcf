"""python -m tests.identity_proof: precision and recall of persons and of suggestions against the planted truth.

Loads the sample's exports with its settings (sample_data/hilo.toml) into a warehouse of its own, or, with --families N,
exports written anew with N times the families; and into another one families whose strong keys mislead (misleading.py).
Records without any identifier of a customer are not part of it.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Hashable, Mapping
from pathlib import Path

from sample_data.generate import SEED
from tests.identity_proof.loaded import load_misleading, load_sample, read_persons
from tests.identity_proof.pairs import Owner, agree, find_false_merges
from tests.identity_proof.suggestions import LIKELY, Suggested, measure_suggestions
from warehouse.people.lists import count_doubled_customers

MOST_LISTED = 20


def main() -> None:
    """Print the tables; the exit status is 1 when records of two people were put together."""
    parser = argparse.ArgumentParser(prog="python -m tests.identity_proof", description=__doc__)
    parser.add_argument("--families", type=int, default=1, help="write exports with this many times the families")
    parser.add_argument("--seed", type=int, default=SEED, help="another company of the same kind")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hilo-proof-") as folder:
        with load_sample(Path(folder) / "sample", options.families, options.seed) as (engine, truth):
            found: dict[str, Hashable] = dict(read_persons(engine))
            suggested, doubled = (
                measure_suggestions(engine, truth, read_persons(engine)),
                count_doubled_customers(engine),
            )
        with load_misleading(Path(folder) / "misleading", options.seed) as (engine, misleading):
            persons = read_persons(engine)
            also_suggested, also_doubled = (
                measure_suggestions(engine, misleading, persons),
                count_doubled_customers(engine),
            )
        found |= {record: ("misleading", person) for record, person in persons.items()}
        print_agreement(truth | misleading, found)
        merged = print_false_merges(truth | misleading, found)
        for name, counted in (("the sample", doubled), ("the misleading families", also_doubled)):
            print(f"risk of false merges in {name}: {counted.sentence}")
        print_suggestions(suggested)
        print_suggestions(also_suggested)
    raise SystemExit(1 if merged else 0)


def print_agreement(truth: Mapping[str, Owner], found: Mapping[str, Hashable]) -> None:
    print(f"{'family':20}{'records':>9}{'people':>8}{'true pairs':>12}{'precision':>11}{'recall':>9}")
    kinds = sorted({owner.family for owner in truth.values()})
    for family in (None, *kinds):
        result = agree(truth, found, family)
        people = len({owner.person for owner in truth.values() if family in (None, owner.family)})
        name = "all" if family is None else family or "everybody else"
        print(
            f"{name:20}{result.records:>9,}{people:>8,}{result.true:>12,}{result.precision:>11.4f}{result.recall:>9.4f}"
        )


def print_false_merges(truth: Mapping[str, Owner], found: Mapping[str, Hashable]) -> int:
    merges = find_false_merges(truth, found)
    print(f"\nfalse merges: {len(merges)}")
    for person, owners in list(merges.items())[:MOST_LISTED]:
        records = "; ".join(
            f"{owner.person} {owner.family}: {', '.join(sorted(held)[:3])}" for owner, held in owners.items()
        )
        print(f"  person {person}: {records}")
    return len(merges)


def print_suggestions(suggested: Suggested) -> None:
    made = len(suggested.right) + len(suggested.wrong)
    print(f"\nsuggestions with p ≥ {LIKELY}: {made}, precision {suggested.precision:.4f}")
    for family, people in sorted(suggested.split.items()):
        brought = suggested.brought[family]
        print(
            f"  {family or 'everybody else'}: {people} people with two records that share no key; {brought} suggested, recall {brought / people:.4f}"
        )
    for pair, families, evidence in suggested.wrong[:MOST_LISTED]:
        print(f"  wrong: {' and '.join(map(str, sorted(pair)))} ({families}): {evidence}")


if __name__ == "__main__":
    main()
