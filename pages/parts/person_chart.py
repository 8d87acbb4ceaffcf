"""The chart of a person: what the swim lanes show of the story, and what a click on a thread does."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import streamlit as st

from pages.parts.charts import draw_chart
from pages.parts.controls import change_view
from pages.parts.page import Page
from pages.parts.palette import GOOD_COLOURS, REST, theme_option
from pages.parts.story_blocks import Block
from pages.parts.story_words import moment_words, named_score, sentence_of
from pages.parts.swim_lanes import SYMBOLS, Mark, span_around, swim_lanes
from pages.parts.texts import Texts
from warehouse.codes import CHANNELS

LONGEST_HOVER = 70  # characters a line
MOST_LABELS = 4  # scores with their number beside them; more would overlap
WITHOUT_LANE = ("registered",)


def draw_person_chart(page: Page, blocks: Sequence[Block]) -> None:
    """The lanes of all blocks; zoomed to one matter when one is looked at."""
    texts = page.texts
    marks = [mark for block in blocks for mark in marks_of(block, texts)]
    if not marks:
        return
    lanes = lanes_of(blocks, texts)
    zoomed = next(
        (block for block in blocks if block.matter and str(block.matter["matter_id"]) == page.view.matter), None
    )
    shown = marks_of(zoomed, texts) if zoomed else marks
    if sum(mark.kind == "score" for mark in shown) > MOST_LABELS:
        marks = [replace(mark, words="") for mark in marks]
    colours = thread_colours(blocks)
    zoomed = next(
        (block for block in blocks if block.matter and str(block.matter["matter_id"]) == page.view.matter), None
    )
    span = span_around([mark.time for mark in (marks_of(zoomed, texts) if zoomed else marks)])
    names = {kind: texts(f"lane.{kind}") for kind in (*SYMBOLS, "forced")}
    key = f"lanes_{texts.language}_{page.view.person}_{page.view.matter}"

    def clicked() -> None:
        points = st.session_state[key].selection.points
        chosen = str(points[0]["customdata"][0]) if points else ""
        if chosen:
            change_view(page, lambda view: replace(view, matter=chosen, sheet=1))

    threads = sum(block.matter is not None for block in blocks)
    alt = texts("customer.chart_alt", lanes=", ".join(lanes), matters=threads, events=len(marks))
    draw_chart(swim_lanes(marks, lanes, colours, names, span), texts, key, alt, on_select=clicked)


def marks_of(block: Block, texts: Texts) -> list[Mark]:
    """The marks of a block: an event with a time and a channel each."""
    found = []
    for line in block.lines:
        sentence = sentence_of(line, texts)
        # The scores of one answer are one mark.
        for event in line.events[:1] if line.first["kind"] == "score" else line.events:
            if event["time"] is None or event["kind"] in WITHOUT_LANE:
                continue
            time = event["time"] + timedelta(hours=12) if event["time_precision"] == "day" else event["time"]
            beginning = f"<b>{wrap(sentence.lead)}</b><br>{moment_words(event, texts)}"
            rest = [sentence.place, sentence.said, ", ".join(words for _, words in sentence.marks), *sentence.quotes]
            hover = "<br>".join([beginning, *(wrap(words) for words in rest if words)])
            is_forced = event["cause"] in ("handoff", "abandonment", "failure") and event["step_kind"] is not None
            owner = block.matter["matter_id"] if block.matter else None
            in_thread = None if event["kind"] in ("touch", "visit", "message") else owner
            words = (
                " · ".join(named_score(e, texts).rpartition(" ")[0] for e in line.events)
                if event["kind"] == "score"
                else ""
            )
            found.append(Mark(event["kind"], time, texts.code("channel", event["channel"]), hover, in_thread, words,
                              "forced" if is_forced else ""))  # fmt: skip
    return found


def wrap(words: str) -> str:
    """The words in lines that fit a hover box, nothing of them taken for markup."""
    lines, line = [], ""
    for word in words.replace("&", "&amp;").replace("<", "&lt;").split():
        if len(line) + len(word) > LONGEST_HOVER:
            lines.append(line)
            line = ""
        line += f" {word}" if line else word[:LONGEST_HOVER]
    return "<br>".join([*lines[:4], line] if line else lines[:5])


def lanes_of(blocks: Sequence[Block], texts: Texts) -> list[str]:
    """The channels that anything happened on, in the order of the codes."""
    used = {event["channel"] for block in blocks for line in block.lines for event in line.events
            if event["kind"] not in WITHOUT_LANE}  # fmt: skip
    order = {code: place for place, code in enumerate(CHANNELS)}
    return [texts.code("channel", code) for code in sorted(used, key=lambda code: order.get(code, len(order)))]


def thread_colours(blocks: Sequence[Block]) -> dict[int, str]:
    """A colour for every matter: the good colours go to those with several contacts, first by number of contacts."""
    colours = (theme_option("chartCategoricalColors") or ["#0B5C7A"])[:GOOD_COLOURS]
    matters = [block.matter for block in blocks if block.matter]
    largest = sorted(matters, key=lambda matter: (-(matter["contacts"] or 0), matter["opened_local"]))
    return {
        matter["matter_id"]: colours[place] if place < len(colours) else REST
        for place, matter in enumerate(largest)
    }  # fmt: skip
