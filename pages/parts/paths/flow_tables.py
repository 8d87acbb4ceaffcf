"""The diagram of paths as tables: whole paths that sum to all journeys, and its ribbons, which open like a click on them."""

from functools import partial

import polars as pl
import streamlit as st

from metrics.analyses.journeys.flow import flow_of
from metrics.analyses.journeys.journey_list import PathStep
from metrics.analyses.journeys.paths import Paths
from metrics.presenter.numbers import decimal, format_value
from pages.parts.controls import change_view
from pages.parts.page import Page
from pages.parts.paths.place import open_step, unit_words
from pages.parts.tables import Column, draw_downloads, draw_table, stamped, table_frame

SHOWN = 12  # of the commonest paths; the others are one row, which is seen without scrolling


def draw_paths_table(page: Page, paths: Paths) -> None:
    """The commonest paths and all other ones, summing to all journeys."""
    texts = page.texts
    frame = paths_frame(page, paths)
    columns = [
        Column("path", texts("paths.path")),
        Column("end", texts("paths.end")),
        Column("journeys", texts("unit.journeys").capitalize(), lambda n: decimal(n, texts)),
        Column("share", texts("paths.share"), lambda share: format_value(share, "percent", texts)),
    ]
    draw_table(frame, columns, f"paths_{texts.language}_{paths.unit}", texts("paths.as_table"))
    draw_downloads(page, stamped(page, table_frame(whole_frame(page, paths), columns), page.scope, "journeys"), "paths")


def paths_frame(page: Page, paths: Paths) -> pl.DataFrame:
    """path, end, journeys, share: the first rows, then one for all other paths, then the sum."""
    texts = page.texts
    whole = whole_frame(page, paths)
    shown = whole.head(SHOWN)
    rest = whole.height - shown.height
    more = []
    if rest:
        n = paths.total - int(shown["journeys"].sum())
        more.append((texts("paths.other_paths", count=rest), "", n, 100 * n / paths.total))
    more.append((texts("paths.all"), "", paths.total, 100.0))
    return pl.concat([shown, pl.DataFrame(more, schema=whole.schema, orient="row")])


def whole_frame(page: Page, paths: Paths) -> pl.DataFrame:
    """path, end, journeys, share: every path in words."""
    texts = page.texts
    rows = []
    for row in paths.rows.iter_rows(named=True):
        steps = [
            unit_words(texts, paths.unit, row[f"step_{level}"])
            for level in range(1, paths.depth + 1)
            if row[f"step_{level}"] is not None
        ]
        rows.append(
            (" → ".join(steps), texts(f"paths.end_{row['end']}"), row["journeys"], 100 * row["journeys"] / paths.total)
        )
    schema = {"path": pl.String, "end": pl.String, "journeys": pl.Int64, "share": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def draw_ribbons(page: Page, paths: Paths) -> None:
    """Every ribbon of the diagram: step, from, to or how it ends, journeys; a chosen row opens them."""
    texts = page.texts
    st.markdown(f":small[:gray[{texts('paths.ribbons_help')}]]")
    flow = flow_of(paths)
    to = [
        texts(f"paths.end_{end}") if end else unit_words(texts, paths.unit, then)
        for then, end in flow.select("next", "end").iter_rows()
    ]
    frame = flow.with_columns(pl.Series("to", to, pl.String), share=100 * pl.col("journeys") / paths.total)
    columns = [
        Column("level", texts("paths.step", step="").strip(), str),
        Column("unit", texts("continuity.from"), code=partial(unit_words, texts, paths.unit)),
        Column("to", texts("continuity.to")),
        Column("journeys", texts("unit.journeys").capitalize(), lambda n: decimal(n, texts)),
        Column("share", texts("paths.share"), lambda share: format_value(share, "percent", texts)),
    ]
    key = f"ribbons_{texts.language}_{paths.unit}"

    def chosen() -> None:
        if rows := st.session_state[key].selection.rows:
            row = flow.row(rows[0], named=True)
            step = PathStep(row["level"], row["unit"], row["next"], row["end"])
            change_view(page, lambda view: open_step(view, paths.unit, step))

    draw_table(frame, columns, key, texts("paths.flow_alt"), height=360, on_select=chosen)
    draw_downloads(page, stamped(page, table_frame(frame, columns), page.scope, "journeys"), "ribbons")
