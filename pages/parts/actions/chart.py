"""The weeks before and after an action, of the group and of the one that it is compared with."""

from datetime import date, timedelta

import streamlit as st

from metrics.analyses.verdicts.change import Change
from metrics.analyses.verdicts.side import Side
from metrics.analyses.verdicts.verdict import Verdict
from metrics.catalogue import find_metric
from metrics.presenter.numbers import decimal, format_value
from pages.parts.actions.words import where_words
from pages.parts.charts import draw_chart
from pages.parts.line_chart import Line, line_chart
from pages.parts.measured import metric_label, value_axis
from pages.parts.page import Page
from pages.parts.palette import REST, colour_of, theme_option


def draw_course(page: Page, verdict: Verdict, change: Change) -> None:
    """One line a group by week, the start marked; weeks of too few are left out."""
    texts, window = page.texts, change.window
    metric = find_metric(change.metric)
    groups = [(where_words(verdict.action.filters, texts), change.side, colour_of(None, 0), True)]
    if change.other and verdict.comparison is not None:
        groups.append((where_words(verdict.comparison, texts), change.other, theme_option("grayTextColor"), False))
    mondays = weeks_of([side for _, side, _, _ in groups])
    if not mondays:
        st.markdown(f":gray[{texts('chart.empty')}]")
        return
    shown = max(page.engine.settings.minimum_n_shown, metric.minimum_n)
    least = shown if metric.is_withheld_when_small else 0
    lines = [
        Line(label, colour, points_of(page, side, mondays, least), is_ours)  # beside the line is little room
        for label, side, colour, is_ours in groups
    ]
    figure = line_chart(lines, value_axis(metric, texts), texts("action.chart_other"))
    # A point stands on the Monday of its week: the start is drawn between the last one before and the first one after.
    band = (window.before[1] - timedelta(days=4), window.after[0] - timedelta(days=3))
    figure.add_vrect(x0=band[0].isoformat(), x1=band[1].isoformat(), fillcolor=REST, line_width=0, layer="below")
    label = metric_label(metric, texts)
    key = f"course_{texts.language}_{verdict.action.id}_{change.metric}"
    draw_chart(figure, texts, key, texts("action.chart_alt", metric=label, group=groups[0][0]))
    st.markdown(f":small[:gray[{texts('action.chart_note', n=decimal(least, texts))}]]")


def weeks_of(sides: list[Side]) -> list[date]:
    """Every Monday from the first week to the last one of any side."""
    known = [date.fromisoformat(week) for side in sides for week in side.weeks["week"]]
    if not known:
        return []
    return [min(known) + timedelta(weeks=number) for number in range((max(known) - min(known)).days // 7 + 1)]


def points_of(page: Page, side: Side, mondays: list[date], least: int) -> list[tuple[str, float | None, str]]:
    """The points of a group's line with the words of the hover; weeks of fewer than `least` have none."""
    rows = {row["week"]: row for row in side.weeks.iter_rows(named=True)}
    points: list[tuple[str, float | None, str]] = []
    for monday in mondays:
        row = rows.get(monday.isoformat())
        if row is None or row["n"] < least:
            points.append((monday.isoformat(), None, ""))
            continue
        words = f"{format_value(row['value'], row['unit'], page.texts)} · {page.texts('tile.n', n=decimal(row['n'], page.texts))}"
        points.append((monday.isoformat(), row["value"], words))
    return points
