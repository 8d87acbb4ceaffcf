"""A small run of the proof: planted effects are found, the proof counts rightly, and its worlds hold what they say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tests.fix_proof.__main__ import holds, judge_worlds, look_weekly, share_words
from tests.fix_proof.worlds import METRICS, NOISES, World, draw_levels, draw_rows, make_worlds

STRONG = [World(n, metric, "quiet", "stated", 1.0, 20, 12, 80) for n, metric in enumerate(METRICS)]


def test_strong_effects_in_quiet_weeks_are_called_what_they_are_in_every_metric() -> None:
    good = judge_worlds(STRONG, 1)
    bad = judge_worlds([replace(world, size=-1.0) for world in STRONG[:1]], 1)
    assert [one.verdict.outcome for one in good + bad] == ["worked"] * len(METRICS) + ["harmed"]
    assert all(one.is_right and holds(one) for one in good + bad)


def test_the_same_weeks_without_the_action_raise_no_alarm() -> None:
    nothing = judge_worlds([replace(world, size=0.0) for world in STRONG], 1)
    assert [one.is_alarm for one in nothing] == [False] * len(METRICS)
    assert look_weekly([replace(STRONG[0], size=0.0)], 1) == [False]


def test_worlds_take_every_metric_noise_and_size_in_turn() -> None:
    worlds = make_worlds(60, (0.0, 1.0, -0.5), "stated", 1)
    kinds = {(world.metric, world.noise, world.size) for world in worlds}
    assert len(kinds) == len(METRICS) * len(NOISES) * 3


def test_the_effect_is_added_to_the_changed_group_after_the_start_and_nowhere_else() -> None:
    world = replace(STRONG[0], size=0.0)
    rows = [draw_rows(w, np.random.default_rng(1)) for w in (world, replace(world, size=1.0))]
    differing = (rows[0]["value"] != rows[1]["value"]).to_numpy()
    starts = np.datetime64(world.action.starts_on or "")
    touched = rows[0].filter(differing)
    assert rows[0].drop("value").equals(rows[1].drop("value"))
    assert set(touched["touchpoint"]) == {world.groups[0]}
    assert touched["happened"].to_numpy().min() >= starts


def test_what_groups_share_cancels_and_drifting_groups_part() -> None:
    spread = {}
    for noise in NOISES:
        levels = [draw_levels(replace(STRONG[0], noise=noise), np.random.default_rng(seed)) for seed in range(30)]
        spread[noise] = float(np.mean([np.std(rows[0] - rows[1]) for rows in levels]))
    assert spread["quiet"] == 0
    assert min(spread[noise] for noise in NOISES if noise != "quiet") > 0.05


def test_shares_are_printed_with_their_interval() -> None:
    assert share_words([True] * 8 + [False] * 2) == "   8 of   10 =  80.0 % [49.0, 94.3]"
    assert share_words([]) == "–"
