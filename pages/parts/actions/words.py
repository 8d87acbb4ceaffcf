"""An action and its verdict in words: what was done where, what it changed, how sure that is, and what cannot be told."""

from dataclasses import replace

from metrics.analyses.verdicts.change import Change
from metrics.analyses.verdicts.moves import moves_contacts
from metrics.analyses.verdicts.planner import Plan
from metrics.analyses.verdicts.verdict import Verdict
from metrics.analyses.verdicts.window import LEAST_AFTER, LEAST_BEFORE
from metrics.catalogue import METRICS, current_name, find_metric
from metrics.presenter.estimates import interval_words, value_words
from metrics.presenter.numbers import MISSING, decimal, format_difference, format_value
from pages.parts.formats import format_day, plain
from pages.parts.measured import metric_label
from pages.parts.texts import Texts
from warehouse.actions.action import Action, Filters

# A verdict is told apart by icon and word as well as by colour.
LOOKS = {
    "worked": (":material/check_circle:", "green"), "harmed": (":material/dangerous:", "red"),
    "did_not": (":material/do_not_disturb_on:", "orange"), "cannot_tell": (":material/hourglass_empty:", "gray"),
    "planned": (":material/event:", "blue"),
}  # fmt: skip


def where_words(filters: Filters, texts: Texts) -> str:
    """Teléfono · soporte; the whole company without filters."""
    named = [", ".join(texts.value(name, value) for value in values) for name, values in filters]
    return plain(" · ".join(named)) or texts("action.everywhere")


def head_words(action: Action, texts: Texts) -> str:
    """Who, where, what it is judged by, since when."""
    metric = METRICS.get(current_name(action.metric))
    label = metric_label(metric, texts) if metric else action.metric
    parts = [plain(action.owner), where_words(action.filters, texts), label]
    if action.starts_on:
        parts.append(texts("action.since", day=format_day(action.starts_on, texts)))
    if action.stopped_on:
        parts.append(texts("action.stopped", day=format_day(action.stopped_on, texts)))
    return " · ".join(filter(None, parts))


def verdict_words(verdict: Verdict, texts: Texts) -> list[str]:
    """What became of the action, in sentences."""
    change, action = verdict.change, verdict.action
    day = format_day(action.starts_on, texts) if action.starts_on else MISSING
    if verdict.outcome in ("worked", "harmed", "did_not") and change:
        said = [texts(f"action.said_{verdict.outcome}", **change_values(verdict, change, texts))]
        if change.likely is not None and verdict.outcome != "did_not":
            said.append(texts("action.likely", change=difference_words(change.likely, change, texts)))
        if not verdict.is_final and verdict.window:
            said.append(texts("action.so_far", weeks=verdict.window.weeks_after, horizon=verdict.window.horizon))
        return [*said, *mixed_words(verdict, texts)]
    values = change_values(verdict, change, texts) if change and change.difference.value is not None else {}
    weeks = {
        "before": change.weeks_before if change else 0, "after": change.weeks_after if change else 0,
        "least_before": LEAST_BEFORE, "least_after": LEAST_AFTER, "day": day, **mix_values(verdict, change, texts),
    }  # fmt: skip
    said = [texts(f"action.why_{verdict.why}", **(weeks | values))]
    if verdict.why in ("few_after", "too_uncertain", "not_begun"):
        said.append(when_words(verdict, texts))
    return [*filter(None, said), *mixed_words(verdict, texts)]


def mix_values(verdict: Verdict, change: Change | None, texts: Texts) -> dict[str, str]:
    """What another mix of topics or segments explains."""
    if verdict.mix is None or change is None:
        return {}
    return {
        "explained": difference_words(verdict.mix.explained, change, texts),
        "dimension": texts.dimension(verdict.mix.dimension).lower(),
    }


def when_words(verdict: Verdict, texts: Texts) -> str:
    """When an effect of the size that matters could be told."""
    if verdict.bar is None or verdict.change is None or verdict.change.step is None:
        return ""
    bar = difference_words(verdict.bar, verdict.change, texts)
    if verdict.could_tell_on is None:
        return texts("action.never", bar=bar)
    return texts("action.could_tell", bar=bar, day=format_day(verdict.could_tell_on, texts))


def change_values(verdict: Verdict, change: Change, texts: Texts) -> dict[str, str]:
    """The words of a change for its sentence."""
    return {
        "metric": metric_label(find_metric(change.metric), texts),
        "after": value_words(replace(change.side.after, unit=change.unit), texts),
        "expected": format_value(change.expected_now, change.unit, texts),
        "change": value_words(change.difference, texts),
        "interval": level_words(change, texts),
        "bar": difference_words(verdict.bar, change, texts),
    }


def difference_words(difference: float | None, change: Change, texts: Texts) -> str:
    """A difference with its sign in the metric's unit: -5,5 h, +12,0 pp."""
    return format_difference(difference, change.unit, texts)


def level_words(change: Change, texts: Texts) -> str:
    """95 %: -7,5 h a -4,2 h; of an early look, the confidence that it demands."""
    percent = 100 * change.level
    level = decimal(percent, texts, 0 if abs(percent - 95) < 0.05 else 1)
    return texts("action.interval", level=level, interval=interval_words(change.difference, texts))


def mixed_words(verdict: Verdict, texts: Texts) -> list[str]:
    """Other actions in the same weeks."""
    said = []
    if verdict.mixed_with:
        said.append(texts("action.mixed_with", actions=plain("; ".join(verdict.mixed_with))))
    if verdict.mixed_comparison:
        said.append(texts("action.mixed_comparison", actions=plain("; ".join(verdict.mixed_comparison))))
    return said


def against_words(verdict: Verdict, texts: Texts) -> str:
    """Against whom it was compared, and why nobody where there is none."""
    if moves_contacts(verdict.action) and verdict.action.compare != "halves":
        said = texts("action.against_union", where=where_words(verdict.action.filters, texts))
        return said if verdict.comparison is None else f"{said} {against_group(verdict, texts)}"
    if verdict.comparison is None:
        return texts("action.against_none" if not verdict.is_suggested else "action.against_none_found")
    return against_group(verdict, texts)


def against_group(verdict: Verdict, texts: Texts) -> str:
    """The group that it was compared with."""
    if verdict.action.compare == "halves":
        return texts("action.against_halves")
    key = "action.against_suggested" if verdict.is_suggested else "action.against"
    return texts(key, group=where_words(verdict.comparison or (), texts))


def plan_words(plan: Plan, texts: Texts) -> str:
    """The least effect that could be seen, and what the wished one needs."""

    def size(number: float) -> str:
        return format_difference(number, plan.unit, texts).lstrip("+")

    values = {
        "metric": metric_label(METRICS[plan.metric], texts), "answers": decimal(plan.answers_a_week, texts),
        "weeks": plan.weeks, "size": size(plan.sees),
    }  # fmt: skip
    said = texts("action.plan", **values)
    if plan.effect is None:
        return said
    needed = {
        "effect": size(abs(plan.effect)), "weeks": plan.weeks,
        "needed": texts("action.plan_weeks", count=plan.weeks_needed, number=plan.weeks_needed) if plan.weeks_needed else texts("action.plan_year"),
        "answers": decimal(plan.answers_needed, texts) if plan.answers_needed else texts("action.plan_too_many"),
    }  # fmt: skip
    return f"{said} {texts('action.plan_wished' if plan.can_ask else 'action.plan_wished_weeks', **needed)}"
