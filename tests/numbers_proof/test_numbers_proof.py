"""The small version of python -m tests.numbers_proof: every number in every kind of world, in fewer worlds."""

import pytest

from tests.numbers_proof.__main__ import Proof, holds, prove
from tests.numbers_proof.worlds import KINDS, NUMBERS, Number

WORLDS = 40
CASES = [(number, kind) for number in NUMBERS for kind in KINDS if kind in number.kinds]


@pytest.mark.parametrize(("number", "kind"), CASES, ids=[f"{number.metric}-{kind}" for number, kind in CASES])
def test_intervals_hold_the_truth_and_nothing_is_called_a_change(number: Number, kind: str) -> None:
    proof = prove(number, kind, WORLDS, seed=7)
    assert proof.worlds == WORLDS
    assert proof.alarms <= 7  # of 40; more than 17 % were not 5 %
    assert proof.covered is None or proof.covered >= 33


def test_a_promise_that_is_broken_is_told() -> None:
    assert holds(950, 1000, 93, 97)
    assert not holds(880, 1000, 93, 97)
    assert not Proof("nps", "restless", 400, None, 96).is_kept
