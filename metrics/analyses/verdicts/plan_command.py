"""python -m metrics plan | halves: what an action could show before it is registered, and whom it is to reach."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Annotated

import msgspec
import polars as pl
import typer

from metrics.analyses.verdicts.halves import list_halves
from metrics.analyses.verdicts.planner import Plan, metrics_that_see, plan_of
from metrics.analyses.verdicts.sound import require_known
from metrics.analyses.verdicts.verdict import judge
from metrics.analyses.verdicts.window import USUAL_HORIZON
from metrics.catalogue import METRICS, find_metric
from metrics.presenter.english import ENGLISH, plain_spaces
from metrics.presenter.numbers import decimal, format_difference
from metrics.semantic.comparison import end_of_data
from metrics.semantic.engine import Engine
from metrics.semantic.scope import Filters
from warehouse.actions.action import Action, Expected
from warehouse.actions.log import current_actions
from warehouse.config.errors import WrongUse
from warehouse.inert import inert
from warehouse.store.engine import open_engine


def add_plan_commands(app: typer.Typer, read_filters: Callable[[Sequence[str]], Filters]) -> None:
    """Add the commands. `read_filters`: of the option --where."""

    @app.command()
    def plan(
        metric: Annotated[str, typer.Argument(help="what it would be judged by")],
        where: Annotated[list[str] | None, typer.Option(help="DIM=VALUE,… of the group")] = None,
        effect: Annotated[float | None, typer.Option(help="the wished difference, in the metric's unit")] = None,
        weeks: Annotated[int, typer.Option(help="after the start", min=3, max=26)] = USUAL_HORIZON,
    ) -> None:
        """Print the least effect that could be seen, and the weeks or answers that a wished one needs, by metric."""
        engine = open_engine()
        expected = Expected(effect) if effect else None
        planned = Action("plan", "plan", find_metric(metric).name, read_filters(where or []), expected=expected)
        require_known(planned)
        for found in plans_for(engine, planned, weeks):
            typer.echo(plain_spaces(plan_words(found)))

    @app.command()
    def halves(action: Annotated[str, typer.Argument(help='id of an action with compare = "halves"')]) -> None:
        """Print its persons as CSV, treated and control, with the identifiers that are theirs alone."""
        found = next((entry.action for entry in current_actions() if entry.action.id == action), None)
        if found is None or found.compare != "halves":
            raise WrongUse(f'{action}: no action of this id with compare = "halves"')
        rows = list_halves(open_engine(), found)
        guarded = [pl.Series(name, [inert(cell) for cell in rows[name]]) for name in ("key_type", "key_value")]
        typer.echo(rows.with_columns(guarded).write_csv().rstrip("\n"))


def plans_for(engine: Engine, action: Action, weeks: int = USUAL_HORIZON) -> list[Plan]:
    """The plan of the action's metric, and of those that may show the same sooner: one each that the weeks before can tell.

    An action without a start would begin when the data end. The wished effect is what is expected of its own metric.
    """
    starts_on = action.starts_on or end_of_data(engine) + timedelta(days=1)
    planned = msgspec.structs.replace(action, starts_on=starts_on, due_on=None)
    found = []
    for name in metrics_that_see(action.metric, list(METRICS)):
        expected = action.expected if name == action.metric else None
        verdict = judge(engine, msgspec.structs.replace(planned, metric=name, expected=expected), has_besides=False)
        wished = expected.difference if expected else None
        plan = plan_of(verdict.change, weeks, wished) if verdict.change else None
        found += [plan] if plan else []
        if name == action.metric and verdict.is_suggested:  # the others are compared with the same group
            planned = compared_with(planned, verdict.comparison)
    return found


def compared_with(action: Action, comparison: Filters | None) -> Action:
    """The action against a group, or against nobody."""
    if comparison is None:
        return msgspec.structs.replace(action, compare="none", comparison=())
    return msgspec.structs.replace(action, compare="stated", comparison=comparison)


def plan_words(plan: Plan) -> str:
    """A plan in a line."""
    answers, sees = decimal(plan.answers_a_week, ENGLISH), format_difference(plan.sees, plan.unit, ENGLISH).lstrip("+")
    said = f"{plan.metric}: {answers} a week; after {plan.weeks} weeks {sees} show in 4 of 5 cases"
    if plan.effect is None:
        return said
    effect = format_difference(plan.effect, plan.unit, ENGLISH)
    weeks = f"{plan.weeks_needed} weeks" if plan.weeks_needed else "more than a year"
    if not plan.can_ask:
        return f"{said}; {effect} would need {weeks}"
    answers = (
        f"{decimal(plan.answers_needed, ENGLISH)} a week"
        if plan.answers_needed
        else "more answers than can be asked for"
    )
    return f"{said}; {effect} would need {weeks}, or {answers}"
