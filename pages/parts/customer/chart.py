"""The chart of a person: what the swim lanes show of the story, and what a click on a thread does."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import streamlit as st

from pages.parts.charts import chart_words, draw_chart
from pages.parts.controls import change_view
from pages.parts.customer.story_blocks import Block
from pages.parts.customer.story_words import moment_words, named_score, sentence_of
from pages.parts.customer.swim_lanes import SYMBOLS, Mark, span_around, swim_lanes
from pages.parts.masked import is_masked
from pages.parts.page import Page
from pages.parts.palette import GOOD_COLOURS, REST, theme_option
from pages.parts.texts import Texts
from warehouse.config.codes import CHANNELS

LONGEST_HOVER = 70  # characters a line
MOST_LINES = 1500  # the newest; each has its words
MOST_LABELS = 4  # scores with their number beside them; more would overlap
WITHOUT_LANE = ("registered",)


def draw_person_chart(page: Page, blocks: Sequence[Block]) -> None:
    """The lanes of all blocks; zoomed to one matter when one is looked at."""
    texts = page.texts
    zoomed = next((block for block in blocks if str((block.matter or {}).get("matter_id")) == page.view.matter), None)
    marks = [mark for block in newest(blocks, MOST_LINES) for mark in marks_of(block, texts, is_masked(page))]
    zoomed_marks = marks_of(zoomed, texts, is_masked(page)) if zoomed else marks
    span = span_around([mark.time for mark in zoomed_marks])
    if not span:
        return
    shown = [mark for mark in marks if span[0] <= mark.time <= span[1]]
    if sum(mark.kind == "score" for mark in shown) > MOST_LABELS:
        shown = [replace(mark, words="") for mark in shown]
    lanes = lanes_of(shown, texts)
    names = {kind: texts(f"lane.{kind}") for kind in (*SYMBOLS, "forced")}
    key = f"lanes_{texts.language}_{page.view.person}_{page.view.matter}"

    def clicked() -> None:
        points = st.session_state[key].selection.points
        chosen = str(points[0]["customdata"][0]) if points else ""
        if chosen:
            change_view(page, lambda view: replace(view, matter=chosen, sheet=1))

    threads = len({mark.matter for mark in shown if mark.matter is not None})
    alt = texts("customer.chart_alt", lanes=", ".join(lanes), matters=threads, events=len(shown))
    draw_chart(swim_lanes(shown, lanes, thread_colours(blocks), names, span), texts, key, alt, on_select=clicked)


def newest(blocks: Sequence[Block], most: int) -> list[Block]:
    """The last blocks that have so many lines together."""
    kept: list[Block] = []
    for block in reversed(blocks):
        kept.append(block)
        most -= len(block.lines)
        if most <= 0:
            break
    return kept[::-1]


def marks_of(block: Block, texts: Texts, masked: bool = False) -> list[Mark]:
    """The marks of a block: an event with a time and a channel each; without what anybody wrote where that is masked."""
    found = []
    for line in block.lines:
        sentence = sentence_of(line, texts)
        # The scores of one answer are one mark.
        for event in line.events[:1] if line.first["kind"] == "score" else line.events:
            if event["time"] is None or event["kind"] in WITHOUT_LANE:
                continue
            time = event["time"] + timedelta(hours=12) if event["time_precision"] == "day" else event["time"]
            beginning = f"<b>{wrap(sentence.lead)}</b><br>{chart_words(moment_words(event, texts))}"
            rest = [
                sentence.place,
                sentence.said,
                ", ".join(words for _, words in sentence.marks),
                *(() if masked else sentence.quotes),
            ]
            hover = "<br>".join([beginning, *(wrap(words) for words in rest if words)])
            is_forced = event["cause"] in ("handoff", "abandonment", "failure") and event["step_kind"] is not None
            owner = block.matter["matter_id"] if block.matter else None
            in_thread = None if event["kind"] in ("touch", "visit", "message") else owner
            words = (
                " · ".join(named_score(e, texts).rpartition(" ")[0] for e in line.events)
                if event["kind"] == "score"
                else ""
            )
            found.append(Mark(event["kind"], time, lane_of(event["channel"], texts), hover, in_thread, chart_words(words),
                              "forced" if is_forced else ""))  # fmt: skip
    return found


def lane_of(channel: str | None, texts: Texts) -> str:
    """The label of a channel's lane."""
    return chart_words(texts.code("channel", channel))


def wrap(words: str) -> str:
    """The words in lines that fit a hover box, nothing of them taken for markup."""
    lines, line = [], ""
    for word in chart_words(words).split():
        if len(line) + len(word) > LONGEST_HOVER:
            lines.append(line)
            line = ""
        line += f" {word}" if line else word[:LONGEST_HOVER]
    return "<br>".join([*lines[:4], line] if line else lines[:5])


def lanes_of(marks: Sequence[Mark], texts: Texts) -> list[str]:
    """The channels that anything happened on, in the order of the codes."""
    used = {mark.lane for mark in marks}
    ordered = [lane_of(code, texts) for code in CHANNELS]
    return [lane for lane in ordered if lane in used] + sorted(used - set(ordered))


def thread_colours(blocks: Sequence[Block]) -> dict[int, str]:
    """A colour for every matter: the good colours go to those with several contacts, first by number of contacts."""
    colours = (theme_option("chartCategoricalColors") or ["#0B5C7A"])[:GOOD_COLOURS]
    matters = [block.matter for block in blocks if block.matter]
    largest = sorted(matters, key=lambda matter: (-(matter["contacts"] or 0), matter["opened_local"]))
    return {
        matter["matter_id"]: colours[place] if place < len(colours) else REST
        for place, matter in enumerate(largest)
    }  # fmt: skip
