"""An opened action: its course by week, both groups before and after, what else it moved, and what customers said since."""

from dataclasses import replace

import polars as pl
import streamlit as st

from metrics.analyses.verdicts.change import Change
from metrics.analyses.verdicts.verdict import Verdict
from metrics.catalogue import METRICS, current_name, find_metric
from metrics.presenter.estimates import interval_words, value_words
from metrics.presenter.numbers import MISSING, decimal, format_value
from metrics.semantic.scope import Scope
from pages.parts.actions.chart import draw_course
from pages.parts.actions.words import against_words, difference_words, level_words, where_words
from pages.parts.explain import show_explanation
from pages.parts.formats import format_day, format_days, format_moment, plain
from pages.parts.header import in_zone
from pages.parts.measured import metric_label
from pages.parts.page import Page
from pages.parts.tables import Column, draw_downloads, draw_table, stamped, table_frame
from pages.parts.voice.comments import draw_comments
from warehouse.actions.log import Entry


def draw_detail(page: Page, verdict: Verdict, entry: Entry) -> None:
    """Everything behind the verdict."""
    texts, change = page.texts, verdict.change
    st.markdown(f":small[:gray[{registered_words(page, entry)}]]")
    if change is None or verdict.window is None:
        return
    st.markdown(f"{against_words(verdict, texts)} {method_words(page, verdict, change)}")
    draw_course(page, verdict, change)
    draw_sides(page, verdict, change)
    if verdict.besides:
        draw_besides(page, verdict)
    if verdict.window.weeks_after:
        scope = Scope(*verdict.window.after, verdict.action.filters)
        with st.expander(texts("action.comments"), key=f"comments_{entry.action.id}", on_change="rerun") as comments:
            if comments.open:
                draw_comments(page, scope, f"action_{entry.action.id}")


def registered_words(page: Page, entry: Entry) -> str:
    """Who wrote it down when, the note, and the number that it rests on."""
    texts, action = page.texts, entry.action
    moment = format_moment(in_zone(entry.at.isoformat(), page.engine.settings.timezone), texts)
    said = [texts("action.registered", by=plain(entry.by), moment=moment)]
    if action.due_on:
        said.append(texts("action.due", day=format_day(action.due_on, texts)))
    if action.evidence and current_name(action.metric) in METRICS:
        value = format_value(action.evidence.value, action.evidence.unit or find_metric(action.metric).unit, texts)
        said.append(
            texts("action.rests_on", value=value, n=decimal(action.evidence.n, texts), version=action.evidence.version)
        )
    if action.note:
        said.append(f"“{plain(action.note)}”")
    return " · ".join(said)


def method_words(page: Page, verdict: Verdict, change: Change) -> str:
    """How it was found, in a sentence with its numbers."""
    texts = page.texts
    said = [texts(f"action.method_{change.method}", before=change.weeks_before, after=change.weeks_after)]
    if change.smallest is not None:
        said.append(texts("action.smallest", size=difference_words(change.smallest, change, texts).lstrip("+")))
    if change.apart_p is not None and verdict.why != "apart_before":
        said.append(texts("action.apart_allowed_for" if change.was_apart else "action.together_before"))
    return " ".join(said)


def draw_sides(page: Page, verdict: Verdict, change: Change) -> None:
    """Both groups before and after with n and interval; a chosen row opens to its definition, SQL and records."""
    texts, rows, scopes = page.texts, [], []
    sides = [(verdict.action.filters, change.side)]
    if change.other and verdict.comparison is not None:
        sides.append((verdict.comparison, change.other))
    for filters, side in sides:
        for when, number, (start, end) in zip(("before", "after"), (side.before, side.after), side.days, strict=True):
            if start >= end:
                continue
            number = replace(number, unit=change.unit)
            where = where_words(filters, texts).replace("\\", "").replace("\u2060", "")
            rows.append((where, texts(f"action.{when}"), format_days(start, end, texts),
                         value_words(number, texts), interval_words(number, texts), number.n))  # fmt: skip
            scopes.append(Scope(start, end, filters))
    names = ("group", "when", "weeks", "value", "interval")
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String) | {"n": pl.Int64}, orient="row")
    columns = [
        *(Column(name, texts(f"action.table_{name}")) for name in names), Column("n", "n", lambda n: decimal(n, texts)),
    ]  # fmt: skip
    key = f"sides_{texts.language}_{verdict.action.id}"

    def chosen() -> None:
        if picked := st.session_state[key].selection.rows:
            st.session_state["explained_side"] = (change.metric, scopes[picked[0]])

    label = metric_label(find_metric(change.metric), texts)
    st.markdown(f"**{texts('action.sides', metric=label)}** :small[:gray[{texts('action.choose_side')}]]")
    soft = [row[5] < page.engine.settings.minimum_n_firm for row in rows]
    draw_table(frame, columns, key, texts("action.sides", metric=label), on_select=chosen, soft=soft)
    if asked := st.session_state.pop("explained_side", None):
        show_explanation(page, *asked)
    draw_downloads(
        page, stamped(page, table_frame(frame, columns), page.scope, change.metric), f"action_{verdict.action.id}"
    )


def draw_besides(page: Page, verdict: Verdict) -> None:
    """The other metrics: before, after, what the action changed, and whether that is more than noise."""
    texts = page.texts
    frame = pl.DataFrame([beside_row(page, change) for change in verdict.besides],
                         schema=dict.fromkeys(("metric", "before", "after", "change", "interval", "noise"), pl.String), orient="row")  # fmt: skip
    columns = [Column(name, texts(f"action.table_{name}")) for name in frame.columns]
    st.markdown(f"**{texts('action.besides')}** :small[:gray[{texts('action.besides_help')}]]")
    draw_table(frame, columns, f"besides_{texts.language}_{verdict.action.id}", texts("action.besides"))


def beside_row(page: Page, change: Change) -> tuple[str, str, str, str, str, str]:
    """Metric, before, after, change, interval, more than noise or why nothing can be said."""
    texts = page.texts
    sides = [value_words(replace(side, unit=change.unit), texts) for side in (change.side.before, change.side.after)]
    label = metric_label(find_metric(change.metric), texts)
    if change.difference.value is None:
        return label, sides[0], sides[1], MISSING, MISSING, texts(f"action.gap_{change.gap}")
    said = texts("action.beyond_noise" if change.survives else "action.within_noise")
    return (
        label,
        sides[0],
        sides[1],
        value_words(change.difference, texts),
        level_words(change, texts),
        said,
    )
