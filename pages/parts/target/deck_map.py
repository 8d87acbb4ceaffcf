"""The journey on a slide: stages as columns, touchpoints as cards, each a shape that can be moved and rewritten."""

from typing import Any

from pptx.enum.text import MSO_ANCHOR

from pages.parts.target.deck_measure import shortened
from pages.parts.target.deck_shapes import Box, add_box, add_text, describe, fill_text
from pages.parts.target.document import Document, JourneyMap, Place, Stage

GAP, HEAD, CARD, STRIPE, INSET = 0.14, 0.8, 0.7, 0.07, 0.09  # inches
MORE = 0.42


def add_map(slide: Any, journey: JourneyMap, box: Box, document: Document) -> None:
    """Columns from left to right, read in that order; cards that would not fit are not begun."""
    left, top, width, height = box
    each = (width - GAP * (len(journey.stages) - 1)) / max(len(journey.stages), 1)
    for position, stage in enumerate(journey.stages):
        add_stage(slide, stage, (left + position * (each + GAP), top, each, height), document)


def add_stage(slide: Any, stage: Stage, box: Box, document: Document) -> None:
    """The head with the stage's number, then its cards, then what is not shown."""
    left, top, width, _ = box
    head = add_box(slide, (left, top, width, HEAD - GAP / 2), "ground")
    lines = [
        (stage.name, 14, "ink", True),
        (" · ".join(part for part in (stage.value, stage.detail) if part), 12, "muted", False),
    ]
    fill_text(head.text_frame, lines, document.language, inset=INSET, anchor=MSO_ANCHOR.MIDDLE)
    top += HEAD
    for place in stage.places:
        add_card(slide, place, (left, top, width, CARD), document)
        top += CARD + GAP / 2
    if stage.more:
        add_text(slide, (stage.more,), (left, top, width, MORE), 11, document.language, colour="muted")


def add_card(slide: Any, place: Place, box: Box, document: Document) -> None:
    """Name, class in words and numbers, with a stripe in the colour of the class."""
    left, top, width, height = box
    card = add_box(slide, box, "paper", line="ground")
    inner = width - 2 * INSET - STRIPE - 0.03
    lines = [
        (shortened(place.name, inner, 12, bold=True), 12, "ink", True),
        (shortened(place.words, inner, 11.5, bold=True), 11.5, place.tone or "muted", True),
        (shortened(place.value, inner, 11.5), 11.5, "ink", False),
    ]
    fill_text(card.text_frame, lines, document.language, inset=INSET + STRIPE / 2, anchor=MSO_ANCHOR.MIDDLE)
    stripe = add_box(slide, (left, top, STRIPE, height), place.tone or "neutral")
    describe(stripe, "")
