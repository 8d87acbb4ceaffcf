"""How uneven channels and agents are: the true spread, not the spread that small samples would show anyway."""

import math

import numpy as np
import pytest

from metrics.analyses.omnichannel.consistency import evenness, evenness_score, gap_if, noise_of
from metrics.analyses.omnichannel.folds import FOLDS, Groups


def answers(dice: np.random.Generator, levels: list[float], persons: int, each: int = 1, own: float = 0.0) -> Groups:
    """Satisfied answers by fold for channels with true levels; `own`: how far persons differ from their channel for good."""
    totals, n = np.zeros((FOLDS, len(levels))), np.zeros((FOLDS, len(levels)))
    for i, level in enumerate(levels):
        chance = np.clip(level + own * dice.choice((-1, 1), persons), 0, 1)
        fold = dice.integers(0, FOLDS, persons)
        np.add.at(totals[:, i], fold, dice.binomial(each, chance))
        np.add.at(n[:, i], fold, each)
    return Groups(tuple((f"channel {i}",) for i in range(len(levels))), {"total": totals, "n": n})


def test_the_typical_gap_of_two_channels_is_their_difference_less_the_noise() -> None:
    # 8 of 10 and 2 of 10, one answer a fold, the satisfied ones first.
    n = np.array([[1, 1]] * 10 + [[0, 0]] * 10)
    totals = np.array([[i < 8, i < 2] for i in range(10)] + [[0, 0]] * 10, dtype=float)
    groups = Groups((("phone",), ("email",)), {"total": totals, "n": n})
    even = evenness(groups, "satisfaction")
    # sample variance of each mean: 0.8 × 0.2 ÷ 9 = 0.017778; squared difference 0.36 - 2 × 0.017778 = 0.324444
    assert noise_of(groups) == pytest.approx([0.16 / 9, 0.16 / 9])
    assert even is not None
    assert even.gap == pytest.approx(100 * math.sqrt(0.36 - 2 * 0.16 / 9))
    assert even.score == pytest.approx(100 - even.gap)
    assert even.n == 20
    # trust = 0.162222 ÷ (0.162222 + 0.017778) = 0.901235: drawn from 50 ± 30
    assert even.levels == pytest.approx([50 + 27.0370, 50 - 27.0370], abs=1e-3)


def test_two_rows_that_agree_are_not_sure_of_themselves() -> None:
    # 5 ± 1 of 10 and 8 ± 1 of 10 in every fold; the third channel has two answers in all, neither satisfied
    odd = np.where(np.arange(FOLDS) % 2, 1.0, -1.0)
    few = (np.arange(FOLDS) < 2).astype(float)
    totals = np.stack([5 + odd, 8 + odd, 0 * few], axis=1)
    n = np.stack([np.full(FOLDS, 10.0), np.full(FOLDS, 10.0), few], axis=1)
    even = evenness(Groups((("phone",), ("chat",), ("email",)), {"total": totals, "n": n}), "satisfaction")
    assert even is not None
    assert even.noise == pytest.approx([20 / 200**2 / 0.95, 20 / 200**2 / 0.95, 0])
    scatter, centre = 2 * 20 / 0.95 / 402, 260 / 402
    trust = even.variance / (even.variance + scatter / np.array([200, 200, 2]))
    assert even.levels == pytest.approx(100 * (centre + (np.array([0.5, 0.8, 0]) - centre) * trust))
    assert even.levels[2] == pytest.approx(33.76, abs=0.01)  # not 0


@pytest.mark.parametrize(("gap", "aspect", "score"), [
    (0, "satisfaction", 100), (28, "effort", 72), (1, "response", 100), (2, "response", 84.95), (10, "response", 50),
    (100, "response", 0), (1000, "response", 0),
])  # fmt: skip
def test_the_score_is_what_the_formula_says(gap: float, aspect: str, score: float) -> None:
    assert evenness_score(gap, aspect) == pytest.approx(score, abs=0.005)


def test_agents_are_compared_with_those_of_their_channel_only() -> None:
    names = (("phone", "Ana"), ("phone", "Luis"), ("email", "Eva"), ("email", "Ivo"), ("chat", "Zoe"))
    n = np.full((FOLDS, 5), 50.0)
    totals = n * np.array([0.9, 0.9, 0.3, 0.3, 0.1]) + np.where(np.arange(FOLDS) % 2, 1, -1)[:, None]
    even = evenness(Groups(names, {"total": totals, "n": n}), "resolution")
    assert even is not None
    assert (even.gap, even.score) == (0, 100)
    assert [name[1] for name in even.groups.names] == ["Ana", "Luis", "Eva", "Ivo"]  # Zoe is alone on the chat


def test_one_channel_or_persons_of_one_fold_say_nothing() -> None:
    n = np.zeros((FOLDS, 2))
    n[0] = 40
    assert evenness(Groups((("a",), ("b",)), {"total": n / 2, "n": n}), "effort") is None
    assert evenness(Groups((("a",),), {"total": n[:, :1] / 2, "n": n[:, :1]}), "effort") is None


def test_true_variance_agrees_with_dersimonian_and_laird_written_out() -> None:
    dice = np.random.default_rng(11)
    groups = answers(dice, [0.5, 0.6, 0.7, 0.9], 180, each=2)
    hits, n = groups.total("total"), groups.total("n")
    mean, weight = hits / n, n
    noise = []
    for i in range(4):  # the variance of a mean from the sums of its folds, one after the other
        parts = [(groups.sums["total"][f, i], groups.sums["n"][f, i]) for f in range(FOLDS)]
        squares = sum((t - c * mean[i]) ** 2 for t, c in parts)
        noise.append(squares / n[i] ** 2 / (1 - sum((c / n[i]) ** 2 for _, c in parts)))
    centre = sum(w * m for w, m in zip(weight, mean, strict=True)) / weight.sum()
    q = sum(w * (m - centre) ** 2 for w, m in zip(weight, mean, strict=True))
    expected = sum(w * v * (1 - w / weight.sum()) for w, v in zip(weight, noise, strict=True))
    variance = (q - expected) / (weight.sum() - (weight**2).sum() / weight.sum())
    even = evenness(groups, "satisfaction")
    assert even is not None
    assert even.gap == pytest.approx(100 * math.sqrt(2 * variance), rel=1e-12)


def gaps(seed: int, levels: list[float], persons: int, rounds: int, **how: float) -> np.ndarray:
    dice = np.random.default_rng(seed)
    found = [evenness(answers(dice, levels, persons, **how), "satisfaction") for _ in range(rounds)]  # type: ignore[arg-type]
    return np.array([even.gap for even in found if even])


def test_channels_that_do_not_differ_score_near_a_hundred() -> None:
    found = gaps(1, [0.7] * 6, 300, 200)
    raw = 100 * math.sqrt(2 * 0.7 * 0.3 / 300)  # what the bare spread of six samples of 300 would show
    assert np.median(found) < 0.5 * raw
    assert found.mean() < 0.6 * raw
    assert np.quantile(found, 0.95) < 6


def test_persons_who_always_answer_alike_are_not_taken_for_a_difference_of_channels() -> None:
    alike = gaps(2, [0.5] * 5, 40, 200, each=10, own=0.5)
    assert np.median(alike**2) < 2 * 100**2 * 0.25 / 40 * 0.6  # ten answers a person know no more than one
    assert (alike == 0).mean() > 0.3


@pytest.mark.parametrize(("levels", "truth"), [
    ([0.9, 0.8, 0.7, 0.6, 0.5], 100 * math.sqrt(2 * 0.025)), ([0.85, 0.6], 25.0),
])  # fmt: skip
def test_a_planted_difference_is_found(levels: list[float], truth: float) -> None:
    assert gaps(3, levels, 400, 200).mean() == pytest.approx(truth, abs=0.5)


def test_levels_that_agree_leave_no_gap_and_the_same_levels_all_of_it() -> None:
    even = evenness(answers(np.random.default_rng(4), [0.9, 0.7, 0.5], 500), "satisfaction")
    assert even is not None
    assert gap_if(even, even.levels) == pytest.approx(even.gap)
    assert gap_if(even, np.full(3, 70.0)) == pytest.approx(0, abs=1e-9)
    mended = even.levels.copy()
    mended[2] = even.levels[1]
    # the three channels are of one size: spread of (90, 70, 70) against (90, 70, 50)
    assert gap_if(even, mended) == pytest.approx(even.gap / math.sqrt(3), rel=0.05)


def test_times_are_compared_as_factors() -> None:
    n = np.full((FOLDS, 2), 30.0)
    wobble = np.where(np.arange(FOLDS) % 2, 0.01, -0.01)[:, None]
    totals = n * (np.log([60.0, 240.0]) + wobble)
    even = evenness(Groups((("wait", "phone"), ("wait", "chat")), {"total": totals, "n": n}), "response")
    assert even is not None
    assert even.gap == pytest.approx(4, abs=0.01)
    assert even.score == pytest.approx(100 - 50 * math.log10(4), abs=0.1)
    assert even.levels == pytest.approx([60, 240], rel=0.01)
