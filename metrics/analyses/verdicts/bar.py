"""The difference that counts as having worked: what was expected, or the least that matters, in the direction that is good."""

from metrics.analyses.verdicts.change import Change
from metrics.analyses.verdicts.worth import least_worthwhile
from metrics.catalogue import find_metric
from warehouse.actions.action import Action


def bar_of(action: Action, change: Change) -> float | None:
    """The least that was expected; without an expectation, the least that matters, in the good direction."""
    expected = action.expected
    if expected:
        ends = [end for end in (expected.difference, expected.low, expected.high) if end is not None]
        return min(ends, key=abs)
    size = least_worthwhile(find_metric(action.metric), change.side.before.value)
    return None if size is None else wanted_sign(action) * size


def wanted_sign(action: Action) -> int:
    """1 where more is better, -1 where less is; of metrics that are neither, what was expected."""
    better = find_metric(action.metric).better
    if better == "neutral" and action.expected:
        return 1 if action.expected.difference > 0 else -1
    return -1 if better == "lower" else 1
