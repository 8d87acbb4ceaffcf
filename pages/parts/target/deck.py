"""The document as a PowerPoint file: real titles, tables, charts and shapes that can be edited, notes for who presents it."""

import io
from typing import Any

from pptx.enum.text import MSO_ANCHOR

from pages.parts.target import deck_theme as theme
from pages.parts.target.deck_chart import add_chart
from pages.parts.target.deck_map import add_map
from pages.parts.target.deck_measure import text_height, text_width
from pages.parts.target.deck_shapes import Box, add_box, add_page_number, add_text, describe, fill_text
from pages.parts.target.deck_table import add_table, fitting_rows
from pages.parts.target.document import Block, Chart, Document, Fact, Facts, JourneyMap, Passage, Section, Table
from pages.parts.target.signs import fit_signs

GAP = 0.16  # inches between blocks
FACT_HEIGHT, FACTS_A_ROW, FACT_INSET, FACT_SIZES = 1.35, 4, 0.14, (22, 18, 15, 12)
LEAST_A_ROW = 2
LEAST_CHART, CHART_ROW, CHART_FRAME = 2.2, 0.62, 0.6  # a category of two bars, and what stands around them
MOST_CHART = 0.8  # of a slide: a chart of many places draws together rather than leave its note alone on a slide
LEAST_MAP = 4.4
LONGEST_PROPERTY = 255  # characters, of the properties of a file; many filters are longer


def write_deck(document: Document) -> bytes:
    """The presentation."""
    document = fit_signs(document)
    deck = theme.empty_deck(document.colours)
    write_properties(deck, document)
    add_title_slide(deck, document)
    for section in document.sections:
        Slides(deck, document, section).add()
    target = io.BytesIO()
    deck.save(target)
    return target.getvalue()


def write_properties(deck: Any, document: Document) -> None:
    """Title, language and maker: what a file list and a screen reader say of it."""
    known = deck.core_properties
    known.title, known.subject, known.author = (
        document.title[:LONGEST_PROPERTY],
        document.subtitle[:LONGEST_PROPERTY],
        "Hilo",
    )
    known.language, known.keywords = document.language, " · ".join(document.stamp)[:LONGEST_PROPERTY]


def add_title_slide(deck: Any, document: Document) -> None:
    """Title, subtitle and what the numbers are of."""
    slide = deck.slides.add_slide(layout_of(deck, theme.TITLE_LAYOUT))
    describe(add_box(slide, (0, 0, 0.28, theme.HEIGHT), "accent"), "")
    language = document.language
    fill_text(slide.shapes.title.text_frame, [(document.title, 0, "ink", True)], language, anchor=MSO_ANCHOR.BOTTOM)
    fill_text(slide.placeholders[1].text_frame, [(document.subtitle, 20, "muted", False)], language)
    box = (theme.MARGIN, 4.9, theme.WIDTH - 2 * theme.MARGIN, 1.6)
    add_text(slide, document.stamp, box, theme.TEXT_SIZE, language, colour="muted")


def layout_of(deck: Any, name: str) -> Any:
    """The layout of that name."""
    return next(layout for layout in deck.slide_layouts if layout.name == name)


class Slides:
    """The slides of one section: blocks flow down, and what does not fit goes on to the next slide."""

    def __init__(self, deck: Any, document: Document, section: Section) -> None:
        self.deck, self.document, self.section = deck, document, section
        self.number, self.top = 0, theme.BODY_BOTTOM
        self.slide: Any = None

    def add(self) -> None:
        """Draw every block."""
        self.start()
        for block in self.section.blocks:
            self.draw(block)

    def start(self) -> None:
        """A new slide with title, footer and notes."""
        document, self.number = self.document, self.number + 1
        title = self.section.title
        if self.number > 1:
            title = document.continued.format(title=title, number=self.number)
        slide = self.slide = self.deck.slides.add_slide(layout_of(self.deck, theme.BODY_LAYOUT))
        language, width = document.language, theme.WIDTH - 2 * theme.MARGIN
        fill_text(slide.shapes.title.text_frame, [(title, 0, "ink", True)], language, anchor=MSO_ANCHOR.MIDDLE)
        foot = (theme.MARGIN, theme.FOOTER_TOP, width - 1, 0.3)
        add_text(slide, (document.footer,), foot, theme.FOOTER_SIZE, language, colour="muted")
        add_page_number(slide, (theme.MARGIN + width - 0.9, theme.FOOTER_TOP, 0.9, 0.3), theme.FOOTER_SIZE, language)
        slide.notes_slide.notes_text_frame.text = "\n\n".join(self.section.notes)
        self.top = theme.BODY_TOP

    def room(self) -> float:
        """Inches left on the slide."""
        return theme.BODY_BOTTOM - self.top

    def need(self, height: float) -> None:
        """Start a new slide unless so much room is left."""
        if height > self.room() and self.top > theme.BODY_TOP:
            self.start()

    def draw(self, block: Block) -> None:
        """Draw a block and go on below it."""
        match block:
            case Passage():
                self.draw_passage(block)
            case Facts():
                self.draw_facts(block)
            case Table():
                self.draw_table(block)
            case Chart():
                wanted = CHART_FRAME + CHART_ROW * len(block.categories) if block.kind == "bars" else 4.0
                self.need(max(LEAST_CHART, min(wanted, MOST_CHART * (theme.BODY_BOTTOM - theme.BODY_TOP))))
                height = min(self.room(), max(wanted, LEAST_CHART))
                add_chart(self.slide, block, self.box(height), self.document)
                self.top += height + GAP
            case JourneyMap():
                self.need(LEAST_MAP)
                add_map(self.slide, block, self.box(self.room()), self.document)
                self.top = theme.BODY_BOTTOM

    def box(self, height: float) -> Box:
        """The full width at the place that was reached."""
        return theme.MARGIN, self.top, theme.WIDTH - 2 * theme.MARGIN, height

    def draw_passage(self, block: Passage) -> None:
        """Each paragraph whole on one slide."""
        width = theme.WIDTH - 2 * theme.MARGIN
        size = theme.SMALL_SIZE if block.small else theme.LEAD_SIZE
        for paragraph in block.paragraphs:
            height = text_height(paragraph, width, size) + 0.08
            self.need(height)
            add_text(self.slide, (paragraph,), self.box(height), size, self.document.language,
                     colour="muted" if block.small else "ink")  # fmt: skip
            self.top += height
        self.top += GAP / 2

    def draw_facts(self, block: Facts) -> None:
        """Up to four numbers a row, as wide as there is room."""
        for first in range(0, len(block.facts), FACTS_A_ROW):
            row = block.facts[first : first + FACTS_A_ROW]
            self.need(FACT_HEIGHT)
            left, top, width, height = self.box(FACT_HEIGHT)
            a_row = max(len(row), LEAST_A_ROW) if len(block.facts) <= FACTS_A_ROW else FACTS_A_ROW
            each = (width - GAP * (a_row - 1)) / a_row
            for position, fact in enumerate(row):
                self.draw_fact(fact, (left + position * (each + GAP), top, each, height))
            self.top += FACT_HEIGHT + GAP

    def draw_fact(self, fact: Fact, box: Box) -> None:
        """Name, number and what belongs to it, in one shape."""
        inner = box[2] - 2 * FACT_INSET
        size = next(
            size for size in FACT_SIZES if text_width(fact.value, size, bold=True) < inner or size == FACT_SIZES[-1]
        )
        lines = [(fact.label, theme.SMALL_SIZE, "muted", False), (fact.value, size, fact.tone or "ink", True)]
        lines += [(fact.detail, 11, "muted", False)] if fact.detail else []
        shape = add_box(self.slide, box, "ground")
        fill_text(shape.text_frame, lines, self.document.language, inset=FACT_INSET, anchor=MSO_ANCHOR.MIDDLE)

    def draw_table(self, block: Table) -> None:
        """As many rows as fit, the rest on the next slides under the same heads."""
        rows, tones = list(block.rows), list(block.tones)
        width = theme.WIDTH - 2 * theme.MARGIN
        while rows:
            count, height = fitting_rows(block, rows, width, self.room())
            if not count and self.top > theme.BODY_TOP:
                self.start()
                continue
            count = max(count, 1)
            add_table(self.slide, block, rows[:count], tones[:count], self.box(height), self.document)
            rows, tones = rows[count:], tones[count:]
            self.top += height + GAP
            if rows and block.is_cut:
                return
            if rows:
                self.start()
