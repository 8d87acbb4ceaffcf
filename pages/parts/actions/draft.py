"""What stands in the form of an action before it is one."""

from dataclasses import dataclass
from datetime import date

import msgspec

from metrics.analyses.proposals.proposal import Proposal
from metrics.catalogue import METRICS
from metrics.semantic.compute import compute
from pages.parts.page import Page
from warehouse.actions.action import Action, Compare, Expected, Filters, Snapshot, name_of

MINUTE = 60


@dataclass(frozen=True)
class Draft:
    """The fields of the form; `expected` in the unit that is typed (minutes for times); `before`: the action or proposal behind."""

    title: str = ""
    owner: str = ""
    metric: str = ""
    filters: Filters = ()
    starts_on: date | None = None
    due_on: date | None = None
    settle_days: int = 0
    compare: Compare = "suggested"
    comparison: Filters = ()
    expected: float | None = None
    note: str = ""
    before: Action | None = None


def new_draft(page: Page) -> Draft:
    """An empty form for what the page is filtered by."""
    metric = page.view.metric if page.view.metric in METRICS else "csat"
    return Draft(metric=metric, filters=page.scope.filters)


def draft_of_action(action: Action) -> Draft:
    """The form as the action stands."""
    expected = action.expected.difference / size_of_unit(action.metric) if action.expected else None
    return Draft(
        action.title, action.owner, action.metric, action.filters, action.starts_on, action.due_on, action.settle_days,
        action.compare, action.comparison, expected, action.note, action,
    )  # fmt: skip


def draft_of_proposal(page: Page, proposal: Proposal, title: str) -> Draft:
    """The form with the proposal's place, its first effect, and the number that it rests on."""
    effect = proposal.effects[0] if proposal.effects else None
    metric = effect.metric if effect else proposal.evidence[0].metric
    expected = snapshot = None
    if effect:
        expected = Expected(
            effect.difference, *sorted((effect.expected.low - effect.today, effect.expected.high - effect.today))
        )
        snapshot = Snapshot(
            page.published[0], effect.today, effect.expected.n, effect.expected.unit, page.scope.start, page.scope.end
        )
    filters = effect.filters if effect else proposal.filters
    made = Action(
        name_of(title or proposal.id), title, metric, filters, expected=expected, proposal=proposal.id, kind=proposal.kind,
        evidence=snapshot, also=tuple(dict.fromkeys(e.metric for e in proposal.effects if e.metric != metric)),
    )  # fmt: skip
    return draft_of_action(made)


def read_action(page: Page, filled: Draft, first: Draft) -> Action:
    """The action that the form says. What it has no field for stays as it was; the evidence is of now where there was none."""
    before = first.before
    action = Action(
        id=before.id if before else name_of(filled.title), title=filled.title.strip(), metric=filled.metric,
        filters=filled.filters, owner=filled.owner.strip(), starts_on=filled.starts_on, due_on=filled.due_on,
        settle_days=filled.settle_days, compare=filled.compare, comparison=filled.comparison, note=filled.note.strip(),
        expected=read_expected(filled, first),
    )  # fmt: skip
    if before:
        kept = {name: getattr(before, name) for name in ("also", "proposal", "kind", "evidence", "stopped_on")}
        action = msgspec.structs.replace(action, **kept)
    return (
        action
        if action.evidence or not filled.metric
        else msgspec.structs.replace(action, evidence=evidence_of(page, action))
    )


def read_expected(filled: Draft, first: Draft) -> Expected | None:
    """The difference in the metric's unit; with the interval of before as long as it is the same."""
    if filled.expected is None:
        return None
    is_same = first.before and filled.expected == first.expected and filled.metric == first.metric
    if is_same and first.before:
        return first.before.expected
    return Expected(filled.expected * size_of_unit(filled.metric))


def evidence_of(page: Page, action: Action) -> Snapshot | None:
    """The number of the page's period in the action's scope."""
    scope = msgspec.structs.asdict(action)["filters"]
    row = compute(page.engine, action.metric, type(page.scope)(page.scope.start, page.scope.end, scope)).row(
        0, named=True
    )
    return Snapshot(page.published[0], row["value"], int(row["n"] or 0), row["unit"], page.scope.start, page.scope.end)


def size_of_unit(metric: str) -> float:
    """Times are typed in minutes."""
    return MINUTE if metric in METRICS and METRICS[metric].unit == "seconds" else 1.0
