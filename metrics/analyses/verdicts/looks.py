"""How sure a verdict must be that is looked at every week: looking early and often would else find what is not there."""

from metrics.stats.distributions import normal_above, normal_quantile

ALARMS = 0.05  # of the actions that change nothing, at most so many may seem to, over all looks together
SPENT = 0.04  # so many are risked, for few weeks tell little of their noise: 24 of 1,200 planted ones did (tests.fix_proof, seeds 1 and 1000)


def level_of_look(weeks: int, horizon: int, alarms: float = SPENT) -> float:
    """The confidence that a look after so many of the horizon's weeks demands: 1 - alarms at its end, far more at its beginning.

    O'Brien and Fleming's bounds as a spending of the false alarms (Lan and DeMets 1983).
    """
    share = min(max(weeks, 1) / max(horizon, 1), 1.0)
    return 1 - 2 * float(normal_above(normal_quantile(1 - alarms / 2) / share**0.5))
