"""The matters behind what is opened, or behind the whole page: newest first, by pages, exported as shown."""

from dataclasses import replace
from functools import partial

import polars as pl
import streamlit as st

from metrics.presenter.numbers import MISSING, decimal, format_seconds
from pages.parts.controls import change_view
from pages.parts.formats import format_moment, plain
from pages.parts.page import Page
from pages.parts.palette import colours_of
from pages.parts.scripts import scroll_to
from pages.parts.tables import Column, displayed, draw_downloads, stamped, table_frame
from pages.parts.texts import Texts
from pages.parts.thread.matter_story import draw_matter_story
from pages.parts.thread.money_column import money_columns
from pages.parts.thread.numbers import matter_sums, matters_listed
from warehouse.config.codes import CHANNELS

MATTERS_A_PAGE = 20
MOST_EXPORTED = 100_000
PATH_SIGN = " > "  # as the warehouse writes paths
ROW_HEIGHT = 36


def draw_matters_opened(page: Page) -> None:
    """Title, totals, the list, its pages and downloads, and the matter that is opened in it."""
    texts, is_opened = page.texts, bool(page.view.opened)
    with st.container(horizontal=True, vertical_alignment="center"):
        title = (
            texts("continuity.matters_of", cell=plain(opened_words(page))) if is_opened else texts("continuity.matters")
        )
        st.header(title, anchor=False)
        if is_opened:
            st.button(texts("touchpoints.close"), key="close_opened", type="tertiary", icon=":material/close:",
                      on_click=change_view, args=(page, lambda view: replace(view, opened=(), sheet=1, matter="")))  # fmt: skip
    sums = matter_sums(page.published, page.opened)
    if not sums["matters"]:
        st.markdown(f":gray[{texts('continuity.no_matters_here')}]")
        return
    cut = texts("continuity.cut", most=decimal(MOST_EXPORTED, texts)) if sums["matters"] > MOST_EXPORTED else ""
    st.markdown(f":small[:gray[{totals_words(page, sums)} {cut}]]")
    sheets = -(-sums["matters"] // MATTERS_A_PAGE)
    sheet = min(page.view.sheet, sheets)
    frame = matters_listed(page.published, page.opened, MATTERS_A_PAGE, (sheet - 1) * MATTERS_A_PAGE)
    draw_list(page, frame, sheet)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        draw_pages(page, sheets, sheet)
        exported = partial(exported_matters, page)
        draw_downloads(page, exported, "matters")
    if page.view.matter:
        draw_matter_story(page, int(page.view.matter))
    if page.view.opened or page.view.matter:
        scroll_to("story" if page.view.matter else "matters_card", (page.view.opened, page.view.matter))


def opened_words(page: Page) -> str:
    """What is opened: Chatbot → Phone, Topic: billing, 2 channels."""
    texts, opened = page.texts, dict(page.view.opened)
    ends = [opened.pop(name, None) for name in ("from_channel", "to_channel")]
    words = []
    if any(ends):
        start, end = (texts.code("channel", end[0]) if end else texts("continuity.any") for end in ends)
        words.append(texts("continuity.repeat", channel=start) if ends[0] == ends[1] else f"{start} → {end}")
    if counts := opened.pop("channels_in_matter", None):
        words.append(texts("continuity.on_channels", channels=", ".join(counts)))
    words += [
        f"{texts.dimension(name)}: {', '.join(texts.value(name, value) for value in values)}"
        for name, values in opened.items()
    ]
    return " · ".join(words)


def totals_words(page: Page, sums: dict[str, int]) -> str:
    """How many matters, with the sums that their columns add up to: the tile's and the cell's own number."""
    texts, opened = page.texts, dict(page.view.opened)
    counts = {name: decimal(number, texts) for name, number in sums.items()}
    if "from_channel" not in opened and "to_channel" not in opened:
        return texts("continuity.list_sums", **counts)
    is_repeat = opened.get("from_channel") == opened.get("to_channel")
    return texts("continuity.list_repeats" if is_repeat else "continuity.list_hops", **counts)


def matter_columns(frame: pl.DataFrame, texts: Texts) -> list[Column]:
    """The columns of the list, in words."""

    def count(number: float) -> str:
        return decimal(number, texts)

    return [
        Column("opened_local", texts("continuity.opened_at"), lambda moment: format_moment(moment, texts)),
        Column("topic", texts.dimension("topic"), code=partial(texts.value, "topic")),
        Column("contacts", texts("continuity.contacts"), count),
        Column("hops", texts("continuity.hops"), count),
        Column("repeats", texts("continuity.repeats"), count),
        Column("duration_seconds", texts("continuity.duration"), lambda seconds: format_seconds(seconds, texts)),
        *money_columns(frame, texts),
        Column("is_resolved", texts("continuity.outcome"), code=partial(outcome_words, texts)),
        Column("score", texts("continuity.score")),
        Column("segment", texts.dimension("segment"), code=partial(texts.value, "segment")),
    ]


def outcome_words(texts: Texts, is_resolved: bool | None) -> str:
    """resolved, not resolved, not stated."""
    return texts("code.none") if is_resolved is None else texts(f"continuity.outcome_{str(is_resolved).lower()}")


def with_words(frame: pl.DataFrame, texts: Texts) -> pl.DataFrame:
    """The frame with the last score beside its scale: CSAT 4 of 1-5."""
    rows = frame.select("last_metric", "last_score", "last_scale").iter_rows()
    scores = [None if score is None else score_words(texts, metric, score, scale) for metric, score, scale in rows]
    return frame.with_columns(pl.Series("score", scores, pl.String))


def score_words(texts: Texts, metric: str | None, score: float, scale: str | None) -> str:
    """A score with its kind and scale."""
    number = decimal(score, texts, 0 if float(score).is_integer() else 1)
    label = texts(f"metric.{metric}.label") if metric else ""
    return texts("continuity.score_of", metric=label, score=number, scale=(scale or "–").replace("-", "–")).strip()


def draw_list(page: Page, frame: pl.DataFrame, sheet: int) -> None:
    """The matters as a table with their channels as chips; a chosen row opens its story."""
    texts = page.texts
    columns = matter_columns(frame, texts)
    shown = table_frame(with_words(frame, texts), columns).to_pandas()
    paths = [path.split(PATH_SIGN) for path in frame["path"].fill_null("")]
    labels = [[texts.code("channel", code) for code in path] for path in paths]
    shown.insert(1, texts("continuity.path"), labels)
    words = {c.head: c.words for c in columns if c.words}
    on_chart = colours_of([code for code in CHANNELS if any(code in path for path in paths)])
    known = {texts.code("channel", code): colour for code, colour in on_chart.items()}
    used = list(dict.fromkeys(label for path in labels for label in path))
    opened = "_".join(value for _, values in page.view.opened for value in values)
    key = f"matters_{texts.language}_{opened}_{sheet}"

    def chosen() -> None:
        rows = st.session_state[key].selection.rows
        matter = str(frame["matter_id"][rows[0]]) if rows else ""
        change_view(page, lambda view: replace(view, matter=matter))

    st.dataframe(
        shown.style.format({head: displayed(to_words) for head, to_words in words.items()}, na_rep=MISSING),
        key=key, hide_index=True, placeholder=MISSING, row_height=ROW_HEIGHT, height=ROW_HEIGHT * (len(shown) + 1) + 4,
        alt=texts("continuity.matters"), on_select=chosen, selection_mode="single-row",
        column_config={texts("continuity.path"): st.column_config.MultiselectColumn(
            options=used, color=[known.get(label, "gray") for label in used], width=320)},
    )  # fmt: skip


def draw_pages(page: Page, sheets: int, sheet: int) -> None:
    """The pages of the list; the one in view is in the URL."""
    if sheets < 2:
        return
    key = f"sheet_{page.texts.language}_{sheet}"

    def changed() -> None:
        picked = int(st.session_state[key])
        change_view(page, lambda view: replace(view, sheet=picked, matter=""))

    st.pagination(sheets, default=sheet, key=key, on_change=changed)


def exported_matters(page: Page) -> pl.DataFrame:
    """All matters of the list in its columns, the path in words; as many as a workbook opens well."""
    texts = page.texts
    frame = matters_listed(page.published, page.opened, MOST_EXPORTED)
    table = table_frame(with_words(frame, texts), matter_columns(frame, texts))
    paths = [
        " → ".join(texts.code("channel", code) for code in path.split(PATH_SIGN))
        for path in frame["path"].fill_null("")
    ]
    table = table.insert_column(1, pl.Series(texts("continuity.path"), paths, pl.String))
    return stamped(page, table, page.opened)
