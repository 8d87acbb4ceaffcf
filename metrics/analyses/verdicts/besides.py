"""What else an action may have moved: conversion, satisfaction, effort and cost, each with its interval, corrected for their number."""

from dataclasses import replace

import numpy as np

from metrics.analyses.verdicts.change import Change, find_change
from metrics.analyses.verdicts.looks import ALARMS
from metrics.analyses.verdicts.planner import ALSO_SEEN_BY
from metrics.analyses.verdicts.window import Window
from metrics.semantic.engine import Engine
from metrics.semantic.scope import Filters
from metrics.stats.discoveries import benjamini_hochberg
from warehouse.actions.action import Action
from warehouse.config.errors import WrongUse

USUAL = ("conversion", "csat", "nps", "cost_per_contact")  # conversion, satisfaction and cost to serve


def find_besides(engine: Engine, action: Action, comparison: Filters | None, window: Window) -> tuple[Change, ...]:
    """The changes of the metrics that the action names besides and of the mean of its scale, then of the usual ones that it does not.

    `survives` tells which differ beyond noise, 10 % false: among those that were named beforehand, and among the usual ones.
    """
    named = [
        name for name in dict.fromkeys((*ALSO_SEEN_BY.get(action.metric, ()), *action.also)) if name != action.metric
    ]
    usual = [name for name in USUAL if name not in (*named, action.metric)]
    found = []
    for names in (named, usual):
        changes = [change for name in names if (change := change_in(engine, name, action, comparison, window))]
        found += corrected([c for c in changes if c.gap != "not_measured" or c.metric in named])
    return tuple(found)


def change_in(engine: Engine, name: str, action: Action, comparison: Filters | None, window: Window) -> Change | None:
    """The change of a metric; NULL where the metric lacks a dimension of the filters."""
    try:
        return find_change(engine, name, action.filters, comparison, window, ALARMS)
    except WrongUse:
        return None


def corrected(changes: list[Change]) -> list[Change]:
    """The changes with what survives among them."""
    p = np.array([np.nan if change.p is None else change.p for change in changes], dtype=np.float64)
    survives = benjamini_hochberg(p)
    return [
        change if change.p is None else replace(change, survives=bool(lives) and change.direction != "same")
        for change, lives in zip(changes, survives, strict=True)
    ]
