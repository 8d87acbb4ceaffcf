"""How is this computed: the definition, the SQL as run and the rows behind a number, each with its exported line."""

import streamlit as st

from metrics.catalogue import METRICS
from metrics.catalogue.composites import Composite
from metrics.catalogue.entry import Metric
from metrics.presenter.estimates import note_words
from metrics.semantic.scope import Scope
from pages.parts.drill import draw_rows
from pages.parts.formats import plain, unit_words
from pages.parts.measured import metric_label, metric_text
from pages.parts.numbers import sql_of
from pages.parts.page import Page, scope_words
from pages.parts.sql_layout import lay_out_sql
from pages.parts.view import write_query
from pages.parts.voice.comments import draw_comments


def show_explanation(page: Page, name: str, scope: Scope) -> None:
    """Open the dialog; it is drawn only when asked for, because its rows are a query."""
    metric, texts = METRICS[name], page.texts

    @st.dialog(texts("how.title", metric=metric_label(metric, texts)), width="large")
    def dialog() -> None:
        st.markdown(f":gray[{plain(scope_words(page, scope))}]")
        labels = [texts("how.definition"), texts("how.sql"), texts("how.rows"), texts("voice.title")]
        definition, sql, rows, comments = st.tabs(labels, key="how_tabs", on_change="rerun")
        with definition:
            draw_definition(metric, page)
            st.page_link("pages/definitions.py", label=texts("how.open_definition"), icon=":material/menu_book:",
                         query_params=write_query(page.view) | {"metric": name})  # fmt: skip
        with sql:
            if sql.open:
                st.code(lay_out_sql(sql_of(page.published, name, scope)), language="sql", wrap_lines=True)
        with rows:
            if rows.open:
                draw_rows(page, name, scope, key="how")
        with comments:
            if comments.open:
                draw_comments(page, scope, f"how_{name}")

    dialog()


def draw_definition(entry: Metric | Composite, page: Page) -> None:
    """The catalogue entry as a small table under its description."""
    st.markdown(metric_text(entry, "description", page.texts))
    head = f"| {page.texts('definition.name')} | `{entry.name}` |\n|:--|:--|\n"
    facts = composite_facts(entry, page) if isinstance(entry, Composite) else definition_facts(entry, page)
    st.markdown(head + "\n".join(f"| {name} | {words} |" for name, words in facts))


def composite_facts(composite: Composite, page: Page) -> list[tuple[str, str]]:
    """Formula, unit, what its values mean, interval, the metrics behind it, the page where it stands, and source, in words."""
    texts = page.texts
    facts = [
        ("formula", metric_text(composite, "formula", texts)),
        ("unit", unit_words(composite.unit, texts)),
        ("better", texts(f"better.{composite.better}")),
        ("levels", metric_text(composite, "levels", texts) if composite.levels else ""),
        ("interval", texts(f"interval.{composite.interval}")),
        ("made_of", ", ".join(metric_label(METRICS[name], texts) for name in composite.made_of)),
        ("page", texts(f"nav.{composite.page}")),
        ("source", composite.source),
    ]
    return [(texts(f"definition.{name}"), words) for name, words in facts if words]


def definition_facts(metric: Metric, page: Page) -> list[tuple[str, str]]:
    """Formula, unit, population, date, clock, interval, smallest samples and source, in words."""
    texts, settings = page.texts, page.engine.settings
    tables = dict.fromkeys(leg.table for leg in (*metric.row_legs, *metric.legs) if hasattr(leg, "table"))
    least = max(settings.minimum_n_shown, metric.minimum_n)
    facts = [
        ("formula", metric_text(metric, "formula", texts)),
        ("unit", unit_words(metric.unit, texts)),
        ("better", texts(f"better.{metric.better}")),
        ("population", ", ".join(texts.code("records", table) for table in tables)),
        ("anchor", ", ".join(texts.code("anchor", column) for column in metric.anchor.split(", "))),
        ("clock", texts("definition.calendar") if metric.kind == "time" else ""),
        ("interval", texts(f"interval.{metric.interval}")),
        ("minimum_n", texts("definition.least", least=least, firm=settings.minimum_n_firm)
         if metric.is_withheld_when_small else texts("definition.always")),
        ("settings", settings_words(metric, page)),
        ("notes", " ".join(note_words(note, texts) for note in metric.notes)),
        ("source", metric.source),
    ]  # fmt: skip
    return [(texts(f"definition.{name}"), words) for name, words in facts if words]


def settings_words(metric: Metric, page: Page) -> str:
    """The windows and thresholds in force that the metric uses, printed with its value (docs/definitions.md, "Defaults")."""
    settings, texts = page.engine.settings, page.texts
    repeats = {"days": settings.fcr_window_days, "masked": settings.fcr_immature_days}
    used: dict[str, dict[str, int]] = {
        "fcr": repeats,
        "no_repeat_same_channel": repeats,
        "service_level": {"seconds": settings.service_level_seconds, "short": settings.short_abandon_seconds},
        "abandonment": {"short": settings.short_abandon_seconds},
        "conversion": {"days": settings.conversion_window_days},
    }
    if any(leg.table in ("matters", "matter_steps") for leg in metric.row_legs):
        return texts("settings.matter", days=settings.matter_gap_days)
    return texts(f"settings.{metric.name}", **used[metric.name]) if metric.name in used else ""
