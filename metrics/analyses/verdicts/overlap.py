"""Which other actions touch the same contacts at the same time, so that one cannot be told from the other."""

from collections.abc import Sequence
from datetime import date

from metrics.analyses.verdicts.window import Window
from metrics.semantic.compute import measure
from metrics.semantic.engine import Engine
from metrics.semantic.scope import Filters, Scope
from warehouse.actions.action import Action
from warehouse.config.errors import WrongUse


def can_share(one: Filters, other: Filters) -> bool:
    """Whether a contact can be in both groups: unless both limit a dimension to values of which none is common."""
    theirs: dict[str, set[str]] = {}
    for name, values in other:
        theirs[name] = theirs[name] & set(values) if name in theirs else set(values)
    return not any(name in theirs and not theirs[name] & set(values) for name, values in one)


def actions_in(
    engine: Engine, name: str, window: Window, filters: Filters, actions: Sequence[Action], own: str
) -> list[Action]:
    """Other actions that start or stop in the window and touch rows of the metric in the group: the course has their step too."""
    return [
        action for action in actions
        if action.id != own and moves_in(action, window) and can_share(filters, action.filters)
        and has_common_rows(engine, name, window, (*filters, *action.filters))
    ]  # fmt: skip


def has_common_rows(engine: Engine, name: str, window: Window, filters: Filters) -> bool:
    """Whether any row of the metric is in both groups; taken for granted where the metric cannot be asked so."""
    try:
        row = measure(engine, name, Scope(window.before[0], max(window.after[1], window.before[1]), filters))
    except WrongUse:
        return True
    return bool(row.height and row["n"][0])


def moves_in(action: Action, window: Window) -> bool:
    """Whether the action begins or ends inside the weeks that are compared."""

    def is_inside(day: date | None) -> bool:
        return day is not None and window.before[0] < day < window.after[1]

    return is_inside(action.starts_on) or (action.starts_on is not None and is_inside(action.stopped_on))
