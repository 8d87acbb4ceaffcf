"""Whether an action worked: worked, did not, harmed, or cannot be told yet, and when it could be."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import msgspec

from metrics.analyses.verdicts.bar import bar_of, wanted_sign
from metrics.analyses.verdicts.besides import find_besides
from metrics.analyses.verdicts.change import Change, find_change
from metrics.analyses.verdicts.comparison import suggest_comparison
from metrics.analyses.verdicts.halves import CONTROL, TREATED, half_of
from metrics.analyses.verdicts.mix import Mix, find_mix, sides_traded
from metrics.analyses.verdicts.moves import as_judged, together_of
from metrics.analyses.verdicts.overlap import actions_in
from metrics.analyses.verdicts.power import weeks_needed
from metrics.analyses.verdicts.sound import require_known
from metrics.analyses.verdicts.window import WEEK, Window, window_of
from metrics.catalogue.constants import data_until
from metrics.semantic.engine import Engine
from metrics.semantic.scope import Filters
from warehouse.actions.action import Action
from warehouse.config.errors import WrongUse

Outcome = Literal["worked", "did_not", "harmed", "cannot_tell", "planned"]


@dataclass(frozen=True)
class Verdict:
    """What became of an action. `why`: text key verdict.why.<why> of what cannot be told, "" where it can.

    `comparison`: the group it was compared with, NULL: none; `is_suggested`: found by rule in the weeks before the start.
    `could_tell_on`: the first day on which an effect as expected would show in 4 of 5 cases; NULL: told already, or not
    within a year. `bar`: the difference that counts as having worked, as large as expected or worthwhile, in the metric's
    unit and with its sign. `mixed_with`, `mixed_comparison`: other actions in the same weeks on the group, on the comparison.
    `together`: the group and its comparison as one, where contacts went from one to the other; `mix`: what other topics or
    segments explain of a difference beyond noise. `action` is as it is judged (moves.as_judged).
    """

    action: Action
    outcome: Outcome
    why: str
    window: Window | None = None
    change: Change | None = None
    besides: tuple[Change, ...] = ()
    comparison: Filters | None = None
    is_suggested: bool = False
    bar: float | None = None
    could_tell_on: date | None = None
    mixed_with: tuple[str, ...] = ()
    mixed_comparison: tuple[str, ...] = ()
    together: Change | None = None
    mix: Mix | None = None

    @property
    def is_final(self) -> bool:
        """Whether all the weeks that it was meant to be judged on are there; before, it is so far."""
        return bool(self.window and self.window.weeks_after >= self.window.horizon)


def judge(engine: Engine, action: Action, actions: Sequence[Action] = (), has_besides: bool = True) -> Verdict:
    """The verdict on an action from the data of a version. `actions`: all of them, to say which are mixed with this one."""
    try:
        require_known(action)
    except WrongUse:
        return Verdict(action, "cannot_tell", "unknown_names")
    last_day = data_until(engine.facts).date()
    window = window_of(action, last_day)
    if window is None:
        return Verdict(action, "planned", "no_date")
    action = as_judged(action)
    is_suggested = action.compare == "suggested"
    comparison = action.comparison if action.compare == "stated" else None
    if action.compare == "halves":
        comparison = half_of(action, CONTROL)
        action = msgspec.structs.replace(action, filters=half_of(action, TREATED))
    if is_suggested:
        comparison = suggest_comparison(engine, action, window, actions)
    change = find_change(engine, action.metric, action.filters, comparison, window)
    verdict = Verdict(
        action, "cannot_tell", "", change.window, change, (), comparison, is_suggested, bar_of(action, change),
        mixed_with=named(actions_in(engine, action.metric, window, action.filters, actions, action.id)),
        mixed_comparison=named(actions_in(engine, action.metric, window, comparison, actions, action.id)) if comparison is not None else (),
    )  # fmt: skip
    if action.status_on(last_day) == "planned":
        return replace(decide(verdict), outcome="planned", why="not_begun")
    verdict = withhold_moved(engine, decide(verdict))
    return replace(verdict, besides=find_besides(engine, action, comparison, window)) if has_besides else verdict


def decide(verdict: Verdict) -> Verdict:
    """The outcome from the interval: beyond 0 the good way, the bad way, or too narrow for what was hoped for."""
    change, window = verdict.change, verdict.window
    assert change is not None and window is not None
    if change.gap:
        return replace(verdict, why=change.gap, could_tell_on=date_of(verdict))
    if change.direction != "same":
        is_good = (change.direction == "up") == (wanted_sign(verdict.action) > 0)
        return replace(verdict, outcome="worked" if is_good else "harmed")
    if change.was_apart:
        return replace(verdict, why="apart_before")
    if verdict.bar is not None and not change.allows(verdict.bar):
        return replace(verdict, outcome="did_not")
    return replace(verdict, why="too_uncertain", could_tell_on=date_of(verdict))


def withhold_moved(engine: Engine, verdict: Verdict) -> Verdict:
    """The verdict, unless contacts changed sides or others come now: what is left of the difference then must be beyond noise.

    Where the sides traded contacts, group and comparison together must have moved the same way; without what other topics or
    segments explain, the interval must still lie beyond 0.
    """
    change = verdict.change
    if verdict.action.compare == "halves":  # only the action tells them apart: what moves is its own doing
        return verdict
    if verdict.outcome not in ("worked", "harmed") or change is None:
        return verdict
    if verdict.comparison is not None and sides_traded(change):
        union = together_of(verdict.action.filters, verdict.comparison)
        together = find_change(engine, change.metric, union, None, change.window) if union is not None else None
        verdict = replace(verdict, together=together)
        if together is None or together.direction != change.direction:
            return replace(verdict, outcome="cannot_tell", why="sides_traded")
    mix = find_mix(engine, change)
    if mix and change.allows(mix.explained):
        return replace(verdict, outcome="cannot_tell", why="mix_moved", mix=mix)
    return replace(verdict, mix=mix)


def date_of(verdict: Verdict) -> date | None:
    """The day from which an effect as large as the bar would be seen in 4 of 5 cases; NULL: not within a year, or not known."""
    change, window, bar = verdict.change, verdict.window, verdict.bar
    if change is None or window is None or change.course is None or change.step is None or bar is None:
        return None
    weeks = weeks_needed(change.course, change.step, change.on_scale(bar))
    return window.after[0] + weeks * WEEK if weeks else None


def named(actions: Sequence[Action]) -> tuple[str, ...]:
    """Their titles."""
    return tuple(action.title for action in actions)
