"""python -m tests.numbers_proof: how often intervals hold the truth, and how often "beyond noise" is said where nothing changed.

Worlds are invented (worlds.py) and asked with the product's own code on its own SQL. Coverage of a single value is of the level of
its own weeks where these are restless; false alarms are p < 5 % of one period against the one before. The exit status is 1 when a
coverage is outside 93-97 % or a rate of false alarms outside 3-7 %, by more than chance explains.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from metrics.semantic.comparison import compare
from metrics.stats.intervals import wilson_interval
from tests.numbers_proof.worlds import KINDS, NOW, NUMBERS, Number, build_engine, make_rows


@dataclass(frozen=True)
class Proof:
    """What was counted of one number in one kind of world."""

    metric: str
    kind: str
    worlds: int
    covered: (
        int | None
    )  # intervals that hold the truth; None: the number has no interval, or its truth is the week's own
    alarms: int

    @property
    def is_kept(self) -> bool:
        """Whether both rates may be within what is promised."""
        coverage = self.covered is None or holds(self.covered, self.worlds, 93, 97)
        return coverage and holds(self.alarms, self.worlds, 3, 7)


def holds(hits: int, n: int, low: float, high: float) -> bool:
    """Whether the share may lie in the band."""
    least, most = (float(bound) for bound in wilson_interval(100 * hits / n, n))
    return least <= high and most >= low


def prove(number: Number, kind: str, worlds: int, seed: int) -> Proof:
    """Ask the worlds."""
    engine = build_engine(number, make_rows(number, kind, worlds, seed))
    found = compare(engine, number.metric, NOW, ("touchpoint",))
    engine.close()
    covered = None
    if number.truth is not None and kind != "restless":
        inside = found.filter((pl.col("low") <= number.truth) & (pl.col("high") >= number.truth))
        covered = inside.height
    return Proof(number.metric, kind, found.height, covered, found.filter(pl.col("p") < 0.05).height)


def prove_all(worlds: int, seed: int) -> Iterator[Proof]:
    """Every number in every kind of world that it knows."""
    for number in NUMBERS:
        for kind in KINDS:
            if kind in number.kinds:
                yield prove(number, kind, worlds, seed)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.numbers_proof", description=__doc__)
    parser.add_argument("--worlds", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(f"{'number':14} {'world':12} {'worlds':>6} {'coverage':>9} {'false alarms':>13}")
    proofs = []
    for proof in prove_all(options.worlds, options.seed):
        proofs.append(proof)
        covered = "" if proof.covered is None else f"{100 * proof.covered / proof.worlds:.1f} %"
        print(f"{proof.metric:14} {proof.kind:12} {proof.worlds:6} {covered:>9} {100 * proof.alarms / proof.worlds:11.1f} %"
              f"{'' if proof.is_kept else '  not kept'}", flush=True)  # fmt: skip
    raise SystemExit(not all(proof.is_kept for proof in proofs))


if __name__ == "__main__":
    main()
