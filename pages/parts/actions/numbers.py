"""Verdicts of one published version, cached by that version and the last entry of the actions' log."""

import streamlit as st

from metrics.analyses.verdicts.plan_command import plans_for
from metrics.analyses.verdicts.planner import Plan
from metrics.analyses.verdicts.verdict import Verdict, judge
from pages.parts.numbers import Published, engine_of
from warehouse.actions.action import Action
from warehouse.actions.log import Entry, current_actions


def verdict_in(published: Published, entries: list[Entry], name: str, has_besides: bool = False) -> Verdict:
    """The verdict on an action; with `has_besides` also on the metrics that are looked at besides."""
    last = max(entry.number for entry in entries)
    return judged(published, last, name, has_besides)


@st.cache_data(max_entries=300, show_spinner=False)
def judged(published: Published, last_entry: int, name: str, has_besides: bool) -> Verdict:
    """`metrics.analyses.verdicts.verdict.judge` on the version, with the actions as they stood after an entry of the log."""
    actions = [entry.action for entry in current_actions() if entry.number <= last_entry]
    action = next(action for action in actions if action.id == name)
    return judge(engine_of(published), action, actions, has_besides)


@st.cache_data(max_entries=50, show_spinner=False)
def plans_in(published: Published, content: str, _action: Action) -> list[Plan]:
    """What could be seen of the action that is being written, by metric; `content` is what it says so far."""
    return plans_for(engine_of(published), _action)


@st.cache_data(max_entries=50, show_spinner=False)
def judged_draft(published: Published, content: str, _action: Action, _actions: list[Action]) -> Verdict:
    """The verdict on an action that is being written; `content` is what it says so far."""
    return judge(engine_of(published), _action, _actions, has_besides=False)
