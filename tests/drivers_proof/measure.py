"""How often planted drivers are found, and how often something is taken for a driver that is none, over many simulated companies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from metrics.analyses.drivers.find import OUTCOMES, Drivers, find_drivers
from metrics.semantic.scope import Scope
from tests.drivers_proof.company import Driver, Plan, make_company


@dataclass(frozen=True)
class Found:
    """What one company's outcome gave: planted drivers that were told, those not, other experiences that were told, and how many of
    the intervals of experiences that go with nothing hold 0."""

    outcome: str
    told: int
    missed: int
    false: int
    nulls: int
    covered: int
    has_skill: bool


def measure(plan: Plan, seeds: Iterable[int]) -> list[Found]:
    """Every outcome of a company for each seed."""
    found = []
    for seed in seeds:
        engine = make_company(plan, seed)
        found += [judge(plan, find_drivers(engine, Scope(), outcome)) for outcome in OUTCOMES]
        engine.close()
    return found


def judge(plan: Plan, drivers: Drivers) -> Found:
    """The rows beside the plan."""
    rows = [((row["touchpoint"], row["experience"]), row) for row in drivers.rows.iter_rows(named=True)]
    told: set[Driver] = {name for name, row in rows if row["survives"]}
    nulls = [row for name, row in rows if name not in plan.harms]
    return Found(
        drivers.outcome,
        len(told & plan.harms.keys()),
        len(plan.harms.keys() - told),
        len(told - plan.harms.keys()),
        len(nulls),
        sum(row["low"] <= 0 <= row["high"] for row in nulls),
        bool(drivers.skill and drivers.skill.is_there),
    )
