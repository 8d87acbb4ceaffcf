"""How large a change must be to matter, where nobody said what was expected."""

from metrics.catalogue.entry import Metric

POINTS = {"percent": 3.0, "points": 5.0, "score": 0.2}  # percentage points; NPS points; a fifth of a step of the scale
SHARE = 0.10  # of times, counts and money


def least_worthwhile(metric: Metric, value: float | None) -> float | None:
    """The smallest difference that matters, in the metric's unit; `value`: what it was before. NULL where that is not known."""
    if metric.kind not in ("time", "count", "sum") and metric.unit in POINTS:
        return POINTS[metric.unit]
    return None if not value else SHARE * abs(value)
