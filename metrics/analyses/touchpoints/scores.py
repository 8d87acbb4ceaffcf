"""The score of each touchpoint, the bar that it is held against, its class, and its change since the period before."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl

from metrics.analyses.touchpoints.evidence import column
from metrics.analyses.touchpoints.history import (
    Daily,
    company_between,
    groups_between,
    has_days,
    read_days,
    weeks_within,
)
from metrics.analyses.touchpoints.judge import find_survivors, judge_groups, no_groups, whole_of
from metrics.analyses.touchpoints.verdict import CLASSES, classes_by_evidence, keep_classes
from metrics.analyses.touchpoints.week_noise import noise_factors
from metrics.catalogue import find_metric
from metrics.catalogue.fragment import fill, joined
from metrics.semantic.answers import withhold
from metrics.semantic.comparison import compare
from metrics.semantic.compute import compute, measure
from metrics.semantic.engine import Engine
from metrics.semantic.query import build_query
from metrics.semantic.questions import make_request
from metrics.semantic.scope import Scope
from metrics.semantic.together import measure_together
from warehouse.config.errors import WrongUse
from warehouse.config.settings import Settings
from warehouse.store.prepared import ask_prepared

# What customers were asked goes before what their words show.
ASKED = ("csat", "nps", "ces", "csat_mean", "ces_mean")
SCORES = (*ASKED, "negative_emotions")
COLUMNS = (
    "score_metric", "score", "score_n", "score_low", "score_high", "score_unit", "score_note", "shrunk", "shrunk_low", "shrunk_high",
    "bar", "bar_is_own", "gap", "gap_low", "gap_high", "gap_of_scale", "p", "survives", "class", "reason",
    "previous_score", "previous_n", "trend", "trend_low", "trend_high", "trend_exceeds_noise",
)  # fmt: skip


def score_groups(engine: Engine, scope: Scope, by: Sequence[str], score: str = "") -> pl.DataFrame:
    """`by`, then COLUMNS: one row per group with answers in the period, each by its own score (score_of_groups, or `score`)."""
    chosen = score_of_groups(engine, by, score)
    names = [name for name in dict.fromkeys((score, *SCORES)) if name in set(chosen["score_metric"])]
    measured = measure_together(engine, names, scope, by)
    judged = judge_scores(engine, scope, by, chosen, measured)
    trends = [trend_of(engine, name, scope, by, chosen, measured[name]) for name in names]
    if not trends:
        return pl.DataFrame(schema=dict.fromkeys(by, pl.String) | columns_schema())
    scored = pl.concat(trends, how="vertical").join(judged, on=[*by, "score_metric"], how="left", nulls_equal=True)
    few = pl.when(pl.col("score_n") > 0).then(pl.lit("few")).otherwise(pl.lit("no_score"))
    return scored.with_columns(pl.col("class").fill_null("unknown"), pl.col("reason").fill_null(few)).select(
        *by, *COLUMNS
    )


def columns_schema() -> dict[str, Any]:
    """Types of COLUMNS."""
    texts = ("score_metric", "score_unit", "score_note", "class", "reason")
    flags = ("bar_is_own", "survives", "trend_exceeds_noise")
    schema: dict[str, Any] = dict.fromkeys(COLUMNS, pl.Float64)
    schema |= dict.fromkeys(texts, pl.String) | dict.fromkeys(flags, pl.Boolean)
    return schema | dict.fromkeys(("score_n", "previous_n"), pl.Int64)


def score_of_groups(engine: Engine, by: Sequence[str], score: str = "") -> pl.DataFrame:
    """`by`, score_metric: the score that most customers answered there in all the data, asked ones first.

    Neither period nor filters have a say, so that a touchpoint has the same score every week and for every kind of customer.
    Raises WrongUse for a `score` that is none.
    """
    if score and (not find_metric(score).is_withheld_when_small or find_metric(score).better == "neutral"):
        raise WrongUse(f"{score} is no score: choose a score, a rate or a time")
    if score:
        return measure(engine, score, Scope(), by).filter(pl.col("value").is_not_null()).select(
            *by, score_metric=pl.lit(score)
        )  # fmt: skip
    place = {name: number for number, name in enumerate(SCORES)}
    counted = count_answers(engine, by).with_columns(
        asked=pl.col("score_metric").is_in(ASKED),
        place=pl.col("score_metric").replace_strict(place, return_dtype=pl.Int64),
    )
    best = counted.sort("asked", "n", "place", descending=[True, True, False])
    return best.unique(subset=list(by), keep="first", maintain_order=True).select(*by, "score_metric")


def count_answers(engine: Engine, by: Sequence[str]) -> pl.DataFrame:
    """score_metric, `by`, n: how many answers each of SCORES has of the groups where it has a value, in all the data."""
    requests = {name: make_request(engine, name, Scope(), by, use_rollups=True) for name in SCORES}
    counts = [
        fill(
            f"SELECT '{name}' AS score_metric{''.join(f', {key}' for key in request.keys)}, n_shown AS n FROM (@) AS f"
            " WHERE value IS NOT NULL",
            build_query(replace(request, by_person=False)),
        )
        for name, request in requests.items()
    ]
    sql = joined(" UNION ALL ", counts)
    found = ask_prepared(engine, f"answers by {', '.join(by)}", sql.text, sql.params)
    return found.rename({f"d{i}": name for i, name in enumerate(by)})


def trend_of(
    engine: Engine, name: str, scope: Scope, by: Sequence[str], chosen: pl.DataFrame, measured: pl.DataFrame
) -> pl.DataFrame:
    """The groups that go by this score: value, interval and change since the period before, as compare() says it.

    `measured`: the period itself, as measure() says it.
    """
    mine = chosen.filter(pl.col("score_metric") == name)
    now = withhold(measured, find_metric(name), len(by), engine.settings.minimum_n_shown)

    def ask(asked: str, asked_scope: Scope, asked_by: tuple[str, ...]) -> pl.DataFrame:
        is_now = (asked, asked_scope, asked_by) == (name, scope, tuple(by))
        return now if is_now else compute(engine, asked, asked_scope, asked_by)

    found = compare(engine, name, scope, by, ask=ask).join(mine, on=list(by), nulls_equal=True)
    return found.select(
        *by, "score_metric", score="value", score_n="n", score_low="low", score_high="high", score_unit="unit", score_note="note",
        previous_score="previous_value", previous_n="previous_n", trend="difference", trend_low="difference_low",
        trend_high="difference_high", trend_exceeds_noise="exceeds_noise",
    )  # fmt: skip


def judge_scores(
    engine: Engine, scope: Scope, by: Sequence[str], chosen: pl.DataFrame, measured: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    """What find_survivors gives for the period, with class and reason. `measured`: each score in it, as measure() says it."""
    days: list[Daily] = []
    factors: dict[str, pl.DataFrame] = {}
    frames = []
    totals = measure_together(engine, list(measured), Scope(scope.start, scope.end))
    for name, groups in measured.items():
        metric = find_metric(name)
        factors[name] = noise_factors(metric, pl.DataFrame({"value": [], "n": []}), by)
        if has_days(metric):
            days.append(read_days(engine, metric, scope, by))
            factors[name] = noise_factors(metric, weeks_within(days[-1]), by)
        if whole := whole_of(metric, totals[name].row(0, named=True), engine.settings):
            frames.append(judge_groups(metric, groups, whole, factors[name], by, engine.settings))
    now = own_scores(frames, chosen, by)
    return classify(now, held_before(days, factors, chosen, by, engine.settings), by)


def own_scores(frames: Sequence[pl.DataFrame], chosen: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """The groups, each by its own score only, with `survives`."""
    mine = [frame.join(chosen, on=[*by, "score_metric"], how="semi", nulls_equal=True) for frame in frames]
    return find_survivors(mine, by)


def held_before(
    days: Sequence[Daily], factors: dict[str, pl.DataFrame], chosen: pl.DataFrame, by: Sequence[str], settings: Settings
) -> pl.DataFrame:
    """`by`, score_metric, held: 1, 0 or -1, the class that the weeks before the period ended with."""
    held = no_groups(by).select(*by, "score_metric", held=pl.lit(0, pl.Int8))
    for start, end in days[0].periods_before() if days else ():
        frames = []
        for daily in days:
            if whole := whole_of(daily.metric, company_between(daily, start, end), settings):
                measured = groups_between(daily, start, end)
                frames.append(judge_groups(daily.metric, measured, whole, factors[daily.metric.name], by, settings))
        then = own_scores(frames, chosen, by)
        held = then.select(*by, "score_metric", pl.Series("held", next_classes(then, held, by)[0], pl.Int8))
    return held


def classify(now: pl.DataFrame, held: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """The judged groups with `class` and `reason`."""
    final, earned = next_classes(now, held, by)
    is_real = now["survives"].fill_null(False).to_numpy()
    reasons = np.where(earned != 0, "beyond", np.where(final != 0, "kept", np.where(is_real, "small", "noise")))
    words = {1: CLASSES[0], 0: CLASSES[1], -1: CLASSES[2]}
    classes = [words[int(value)] for value in final]
    return now.with_columns(pl.Series("class", classes, pl.String), pl.Series("reason", reasons.tolist(), pl.String))


def next_classes(now: pl.DataFrame, held: pl.DataFrame, by: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """1, 0 or -1 of each row: with what was held before, and by the evidence of the period alone."""
    known = now.join(held, on=[*by, "score_metric"], how="left", nulls_equal=True, maintain_order="left")
    before = known["held"].fill_null(0).to_numpy()
    gap, p, margin, side = (column(known, name) for name in ("gap", "p", "margin", "side"))
    earned = classes_by_evidence(gap, side, known["survives"].fill_null(False).to_numpy(), margin)
    return keep_classes(earned, before, gap, p, margin), earned
