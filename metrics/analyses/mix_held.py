"""A share of satisfied answers over several scales, had the mix of scales stayed as it was.

Scales differ in their level whatever the customers feel (5 of 5 is said more often than 10 of 10), so a share over several moves when
one survey asks more and another less. Direct standardisation (Rothman, Epidemiology, 2nd ed., ch. 10): the shares of now, weighted by
the answers of the period before.
"""

import math
from typing import NamedTuple

import polars as pl

from metrics.catalogue import find_metric
from metrics.presenter.english import ENGLISH
from metrics.presenter.estimates import sample_words, value_words
from metrics.semantic.comparison import end_of_data, equal_period_before
from metrics.semantic.compute import measure
from metrics.semantic.engine import Engine
from metrics.semantic.estimate import Estimate
from metrics.semantic.scope import Scope
from metrics.stats.intervals import Z

LEAST_SHIFT = 5.0  # percentage points of all answers that changed their scale


class HeldMix(NamedTuple):
    """The share with the mix of before, and how many percentage points of the answers moved from one scale to another."""

    held: Estimate
    shifted: float

    @property
    def sentence(self) -> str:
        """One line in English."""
        held = f"{value_words(self.held, ENGLISH)} ({sample_words(self.held, ENGLISH)})"
        return f"its mix of scales moved by {self.shifted:.0f} points; with the mix of the period before: {held}"


def hold_mix(engine: Engine, name: str, scope: Scope) -> HeldMix | None:
    """The share of the scope with the mix of scales of the period before it.

    None of other metrics than shares of satisfied answers, where nothing lies before, where the mix hardly moved, and where a scale of
    before has no answers now: nobody knows its share.
    """
    metric = find_metric(name)
    if "mixed scales" not in metric.notes or metric.interval != "wilson":
        return None
    earlier = equal_period_before(scope, end_of_data(engine))
    if earlier is None:
        return None
    now, before = (
        measure(engine, name, period, ("scale",)).select("scale", "hits", "n") for period in (scope, earlier)
    )
    both = now.join(before.select("scale", before="n"), on="scale", how="full", coalesce=True, nulls_equal=True)
    both = both.with_columns(pl.col("hits", "n", "before").fill_null(0))
    answers, answers_before = int(both["n"].sum()), int(both["before"].sum())
    if not answers or not answers_before or both.filter((pl.col("n") == 0) & (pl.col("before") > 0)).height:
        return None
    weights, shares = both["before"] / answers_before, both["n"] / answers
    shifted = 50 * float((weights - shares).abs().sum())
    if shifted < LEAST_SHIFT:
        return None
    weighed = both.filter(weights > 0)
    return HeldMix(weigh(weighed, weighed["before"] / answers_before), shifted)


def weigh(scales: pl.DataFrame, weights: pl.Series) -> Estimate:
    """The weighed share in percent; its 95 % interval from Wilson's centre and variance of each scale."""
    n, hits = scales["n"], scales["hits"]
    value = 100 * float((weights * hits / n).sum())
    centre = (hits + Z**2 / 2) / (n + Z**2)
    half = 100 * Z * math.sqrt(float((weights**2 * centre * (1 - centre) / (n + Z**2)).sum()))
    middle = 100 * float((weights * centre).sum())
    return Estimate(
        value, max(min(middle - half, value), 0), min(max(middle + half, value), 100), int(n.sum()), "percent"
    )
