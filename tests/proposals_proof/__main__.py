"""How often something is proposed where nothing is wrong, how often what is planted is found, and how true promises are.

python -m tests.proposals_proof [COMPANIES [PLANTED [CONTACTS [WORLDS]]]]
"""

import sys
import tempfile
from collections import Counter
from datetime import date
from pathlib import Path

from metrics.analyses.proposals.find import find_proposals
from metrics.analyses.proposals.proposal import KINDS, Proposals
from metrics.semantic.scope import Scope
from metrics.stats.intervals import wilson_interval
from tests.metrics.conftest import make_engine
from tests.proposals_proof.company import make_company
from tests.proposals_proof.promises import World, promise_in, sum_up

CONTACTS = 4000
WORLDS = [World(spread, *other) for spread in (4, 6, 8) for other in (("csat", 3, 0), ("csat", 3, 0.8), ("nps", 3, 0))]
PERIOD = Scope(date(2021, 1, 4), date(2021, 3, 29))


def proposals_of(seed: int, planted: str = "", contacts: int = CONTACTS) -> Proposals:
    """What is proposed to an invented company."""
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(Path(folder), make_company(seed, contacts, planted), minimum_n_shown=5)
        try:
            return find_proposals(engine, PERIOD)
        finally:
            engine.close()


def main(companies: int = 100, planted_companies: int = 20, contacts: int = CONTACTS, worlds: int = 300) -> None:
    """Print the rates with their intervals, and the promises."""
    kinds: Counter[str] = Counter()
    with_any = 0
    for seed in range(companies):
        found = proposals_of(seed, "", contacts).proposals
        kinds.update({proposal.kind for proposal in found})
        with_any += bool(found)
        for proposal in found:
            print(
                f"  company {seed}: {proposal.kind} {proposal.variant} {proposal.filters} {dict(proposal.rule_words)}"
            )
    low, high = wilson_interval(100 * with_any / max(companies, 1), companies)
    print(
        f"nothing wrong: {with_any} of {companies} companies get a proposal: {100 * with_any / max(companies, 1):.1f} % ({float(low):.1f}–{float(high):.1f}); {dict(kinds)}"
    )
    for kind in KINDS:
        hits = sum(
            any(p.kind == kind for p in proposals_of(10_000 + seed, kind, contacts).proposals)
            for seed in range(planted_companies)
        )
        low, high = wilson_interval(100 * hits / planted_companies, planted_companies)
        print(f"planted {kind}: found in {hits} of {planted_companies} ({float(low):.0f}–{float(high):.0f} %)")
    print(f"promises to touchpoints of known truth, {worlds} worlds each:")
    for world in WORLDS:
        found = [promise for seed in range(worlds) if (promise := promise_in(world, seed))]
        print(f"  {world}: {len(found)} proposals; {sum_up(found) if found else '–'}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
