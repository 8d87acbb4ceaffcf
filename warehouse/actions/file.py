"""Actions written in a TOML file: one [[action]] each, in the words that a person would use."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal

import msgspec

from warehouse.actions.action import Action, Compare, Expected, Filters, name_of
from warehouse.config.errors import HiloError
from warehouse.config.toml_file import read_toml

Values = str | list[str]


class Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One [[action]]. `where` and `compare` limit dimensions: { channel = "email" } or { channel = ["email", "chat"] }."""

    title: str
    metric: str
    id: str = ""
    where: dict[str, Values] = {}
    owner: str = ""
    starts_on: date | None = None
    due_on: date | None = None
    stopped_on: date | None = None
    settle_days: int = 0
    compare: dict[str, Values] | Literal["suggested", "none", "halves"] = "suggested"
    expected: float | None = None
    expected_low: float | None = None
    expected_high: float | None = None
    also: list[str] = []
    proposal: str = ""
    kind: str = ""
    note: str = ""


class WrittenFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file."""

    action: list[Written]


def read_action_file(path: Path) -> list[Action]:
    """The actions of a file, in its order. Raises HiloError with the place of what is wrong."""
    try:
        written = msgspec.convert(read_toml(path), WrittenFile)
    except msgspec.ValidationError as error:
        known = ", ".join(Written.__struct_fields__)
        raise HiloError("{path}: {said}; an [[action]] may say {known}", path=path, said=error, known=known) from None
    actions = [action_of(one) for one in written.action]
    names = [action.id for action in actions]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise HiloError("{path}: two actions are called {twice}; give each an id of its own", path=path, twice=twice)
    return actions


def action_of(written: Written) -> Action:
    """The action that was written."""
    is_stated = isinstance(written.compare, dict)
    compare: Compare = "stated" if isinstance(written.compare, dict) else written.compare
    expected = None
    if written.expected is not None:
        expected = Expected(written.expected, written.expected_low, written.expected_high)
    return Action(
        id=written.id or name_of(written.title), title=written.title, metric=written.metric,
        filters=filters_of(written.where), owner=written.owner, starts_on=written.starts_on, due_on=written.due_on,
        stopped_on=written.stopped_on, settle_days=written.settle_days, compare=compare,
        comparison=filters_of(written.compare) if is_stated else (), expected=expected,  # type: ignore[arg-type]
        also=tuple(written.also), proposal=written.proposal, kind=written.kind, note=written.note,
    )  # fmt: skip


def filters_of(given: dict[str, Values]) -> Filters:
    """As scopes have them."""
    return tuple((name, (values,) if isinstance(values, str) else tuple(values)) for name, values in given.items())
