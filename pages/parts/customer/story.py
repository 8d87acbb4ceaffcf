"""A person's story in words: matters as blocks in order, and what stands outside them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import streamlit as st

from pages.parts.controls import change_view
from pages.parts.customer.matter_words import matter_facts, matter_title, outcome_of
from pages.parts.customer.record import draw_definition_links, show_record
from pages.parts.customer.story_blocks import Block, Event, Line
from pages.parts.customer.story_words import line_markdown, sentence_of
from pages.parts.formats import format_days, plain
from pages.parts.masked import is_masked
from pages.parts.page import Page
from pages.parts.texts import Texts

BLOCKS_A_SHEET, MOST_LINES = 12, 12
# The catalogue's entries that define what stands under a matter's title.
MATTER_METRICS = ("matters", "contacts_per_matter", "matter_time", "hops", "forced_hops", "repeat_contact_rate", "reexplanation",
                  "matter_resolution", "cost_per_matter_resolved", "csat_at_end")  # fmt: skip


def draw_story(page: Page, blocks: Sequence[Block], colours: Mapping[int, str]) -> None:
    """The blocks of one sheet, oldest first; only the matter that is looked at when there is one."""
    texts = page.texts
    chosen = [block for block in blocks if block.matter and str(block.matter["matter_id"]) == page.view.matter]
    if chosen:
        st.button(texts("customer.whole_story"), key="whole_story", icon=":material/arrow_back:", type="tertiary",
                  on_click=change_view, args=(page, lambda view: replace(view, matter="", sheet=1)))  # fmt: skip
    sheets = max(1, -(-len(blocks) // BLOCKS_A_SHEET))
    sheet = min(page.view.sheet, sheets)
    # The first sheet ends today: what a reader asks for first is the latest, read in the order in which it happened.
    end = len(blocks) - (sheet - 1) * BLOCKS_A_SHEET
    for place, block in enumerate(chosen or blocks[max(0, end - BLOCKS_A_SHEET) : end]):
        draw_block(page, block, colours, f"{sheet}_{place}")
    if not chosen and sheets > 1:
        draw_sheets(page, sheet, sheets)


def draw_sheets(page: Page, sheet: int, sheets: int) -> None:
    """Buttons to earlier and later parts of the story."""
    texts = page.texts
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="center"):
        for step, name in ((1, "earlier"), (-1, "later")):
            st.button(texts(f"customer.{name}"), key=f"sheet_{name}", disabled=not 1 <= sheet + step <= sheets,
                      on_click=change_view, args=(page, lambda view, to=sheet + step: replace(view, sheet=to)))  # fmt: skip
            if step == 1:
                st.markdown(f":gray[{texts('customer.sheet', sheet=sheet, sheets=sheets)}]", width="content")


def draw_block(page: Page, block: Block, colours: Mapping[int, str], key: str) -> None:
    """A matter under its title, its edge in the colour of its thread; or what lies between matters."""
    texts = page.texts
    with st.container(border=True, key=f"block_{key}", gap="small"):
        if block.matter:
            colour = colours.get(block.matter["matter_id"], "transparent")
            st.html(f"<style>.st-key-block_{key} {{ border-left: 4px solid {colour}; }}</style>")
            draw_matter_head(page, block.matter, key)
        else:
            st.markdown(f":gray[**{texts('customer.outside')}** · {outside_days(block, texts)}]")
        lines = block.lines
        for place, line in enumerate(lines[:MOST_LINES]):
            draw_line(page, line, f"{key}_{place}")
        if len(lines) > MOST_LINES:
            with st.expander(texts("customer.more_lines", count=len(lines) - MOST_LINES), key=f"more_{key}",
                             on_change="rerun") as more:  # fmt: skip
                if more.open:
                    for place, line in enumerate(lines[MOST_LINES:], start=MOST_LINES):
                        draw_line(page, line, f"{key}_{place}")


def draw_matter_head(page: Page, matter: Event, key: str) -> None:
    """Topic and path, the facts under them, and the button that zooms."""
    texts = page.texts
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.header(plain(matter_title(matter, texts)), anchor=False, width="content")
        colour, words = outcome_of(matter, texts)
        st.markdown(f":{colour}-badge[{words}]", width="content")
        if str(matter["matter_id"]) != page.view.matter:
            number = str(matter["matter_id"])
            st.button(texts("customer.zoom"), key=f"zoom_{key}", icon=":material/zoom_in:", type="tertiary",
                      on_click=change_view,
                      args=(page, lambda view: replace(view, matter=number, sheet=1)))  # fmt: skip
        with st.popover(texts("customer.meaning"), key=f"meaning_{key}", type="tertiary", icon=":material/menu_book:",
                        on_change="rerun") as meaning:  # fmt: skip
            if meaning.open:
                draw_definition_links(page, MATTER_METRICS)
    st.markdown(f":small[:gray[{plain(' · '.join(matter_facts(matter, texts)))}]]")


def outside_days(block: Block, texts: Texts) -> str:
    """The days that a block between matters covers."""
    days = [event["time"].date() for line in block.lines for event in line.events if event["time"]]
    return format_days(min(days), max(days) + timedelta(days=1), texts) if days else texts("story.no_time")


def draw_line(page: Page, line: Line, key: str) -> None:
    """One line: when, the sentence, what the customer wrote, and the button that opens its record."""
    texts = page.texts
    sentence = sentence_of(line, texts)
    with st.container(horizontal=True, gap="small", key=f"line_{key}", vertical_alignment="top"):
        with st.container(gap=None, key=f"said_{key}"):
            st.markdown(f":small[:gray[{sentence.when}]]  \n{line_markdown(sentence)}")
            for quote in () if is_masked(page) else sentence.quotes:
                st.text(f"“{quote}”")
        title = f"{sentence.lead} · {sentence.when}"
        if st.button(texts("customer.open"), key=f"open_{key}", icon=":material/open_in_full:", type="tertiary",
                     help=texts("customer.open_line")):  # fmt: skip
            show_record(page, line, sentence.metrics, title)
