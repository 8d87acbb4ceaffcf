"""Positive, neutral or negative: what a touchpoint would be at its expected score, by the bar and the margin of today's map."""

from typing import Any

from metrics.catalogue import METRICS


def expected_class(today: str, metric: str, expected: float | None, low: float | None, high: float | None, bar: float | None,
                   margin: float) -> str:  # fmt: skip
    """The class of metrics.analyses.touchpoints.verdict at the expected score: off today's bar by the margin, the whole interval on that
    side of the bar; else neutral. Without a score, a bar or an interval it stays what it is today."""
    if expected is None or low is None or high is None or bar is None or metric not in METRICS:
        return today
    sign = -1 if METRICS[metric].better == "lower" else 1
    gap, ends = sign * (expected - bar), sorted((sign * (low - bar), sign * (high - bar)))
    if gap >= margin and ends[0] > 0:
        return "positive"
    if gap <= -margin and ends[1] < 0:
        return "negative"
    return "neutral"


def width_of_scale(row: dict[str, Any]) -> float:
    """The width of the score's scale, from a row of the journey map: its gap and the same gap in parts of the width."""
    if row.get("gap_of_scale") and row.get("gap"):
        return abs(float(row["gap"]) / float(row["gap_of_scale"]))
    return {"percent": 100.0, "points": 200.0}.get(str(row.get("score_unit")), 4.0)
