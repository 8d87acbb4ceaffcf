"""How large a change must be to matter, where nobody said what was expected, and how large one that was seen is likely to be."""

from metrics.catalogue.entry import Metric

POINTS = {"percent": 3.0, "points": 5.0, "score": 0.2}  # percentage points; NPS points; a fifth of a step of the scale
SHARE = 0.10  # of times, counts and money
USUAL = 2.0  # standard deviation of what actions change, in differences that matter: most of them move little


def least_worthwhile(metric: Metric, value: float | None) -> float | None:
    """The smallest difference that matters, in the metric's unit; `value`: what it was before. NULL where that is not known."""
    if metric.kind not in ("time", "count", "sum") and metric.unit in POINTS:
        return POINTS[metric.unit]
    return None if not value else SHARE * abs(value)


def likely_effect(difference: float, error: float, least: float) -> float:
    """The difference drawn towards 0 by its error: of those that are large enough to be seen many were lucky as well.

    The mean of the posterior under a normal prior of USUAL × `least`. Unshrunk, a true +5 that is called "worked" on ten answers
    a week shows +18 (type M error: Gelman and Carlin 2014; van Zwet and Cator 2021).
    """
    usual = (USUAL * least) ** 2
    return difference * usual / (usual + error**2)
