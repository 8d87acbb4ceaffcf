"""The empty presentation: wide slides, the pages' colours and one font as its theme, so that a company can change both at once."""

from collections.abc import Mapping
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.util import Inches, Pt

WIDTH, HEIGHT, MARGIN = 13.333, 7.5, 0.6  # inches
TITLE_TOP, TITLE_HEIGHT = 0.42, 0.75
BODY_TOP, BODY_BOTTOM = 1.28, 6.82
FOOTER_TOP = 7.0
FONT = "Arial"  # on every machine that shows slides; the pages' Inter is not
TITLE_SIZE, LEAD_SIZE, TEXT_SIZE, SMALL_SIZE, FOOTER_SIZE = 26, 16, 14, 12, 10
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
# Places of the theme and the colours of ours that fill them.
THEME_COLOURS = {
    "dk1": "ink", "lt1": "paper", "dk2": "accent", "lt2": "ground", "accent1": "expected", "accent2": "today",
    "accent3": "positive", "accent4": "negative", "accent5": "neutral", "accent6": "accent", "hlink": "accent",
    "folHlink": "accent",
}  # fmt: skip
TITLE_LAYOUT, BODY_LAYOUT = "Title Slide", "Title Only"


def empty_deck(colours: Mapping[str, str]) -> Any:
    """A presentation without slides and with two layouts: title and body."""
    deck = Presentation()
    stretch = Inches(WIDTH) / deck.slide_width
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    for layout in [one for one in deck.slide_layouts if one.name not in (TITLE_LAYOUT, BODY_LAYOUT)]:
        deck.slide_layouts.remove(layout)
    for holder in (deck.slide_master, *deck.slide_layouts):
        for shape in holder.placeholders:
            place_wide(shape, stretch)
    set_theme(deck, colours)
    return deck


def place_wide(shape: Any, stretch: float) -> None:
    """Put a placeholder of the narrow default where the wide slide has it."""
    if shape.placeholder_format.type in (1, 3) and "Subtitle" not in shape.name:  # title, centred title
        is_first = shape.placeholder_format.type == 3
        top, height = (2.1, 1.5) if is_first else (TITLE_TOP, TITLE_HEIGHT)
        place(shape, MARGIN, top, WIDTH - 2 * MARGIN, height)
        set_title_style(shape, 40 if is_first else TITLE_SIZE)
    elif "Subtitle" in shape.name:
        place(shape, MARGIN, 3.65, WIDTH - 2 * MARGIN, 0.9)
    else:
        shape.left, shape.width = round(shape.left * stretch), round(shape.width * stretch)


def place(shape: Any, left: float, top: float, width: float, height: float) -> None:
    """Position and size in inches."""
    shape.left, shape.top, shape.width, shape.height = Inches(left), Inches(top), Inches(width), Inches(height)


def set_title_style(shape: Any, size: int) -> None:
    """Left, bold and of one size: the default is centred and shrinks."""
    body = shape.text_frame._txBody
    properties = body.bodyPr
    properties.set("anchor", "b" if size > TITLE_SIZE else "ctr")
    for edge in ("lIns", "rIns"):
        properties.set(edge, "0")
    for child in list(properties):
        properties.remove(child)
    styles = body.find(f"{DRAWING}lstStyle")
    for child in list(styles):
        styles.remove(child)
    level = etree.SubElement(styles, f"{DRAWING}lvl1pPr", algn="l")
    run = etree.SubElement(level, f"{DRAWING}defRPr", sz=str(Pt(size).centipoints), b="1")
    fill = etree.SubElement(run, f"{DRAWING}solidFill")
    etree.SubElement(fill, f"{DRAWING}schemeClr", val="tx1")


def set_theme(deck: Any, colours: Mapping[str, str]) -> None:
    """Write colours and font into the theme that the master and every layout share."""
    part = deck.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme = etree.fromstring(part.blob)
    theme.set("name", "Hilo")
    for place_name, ours in THEME_COLOURS.items():
        slot = theme.find(f".//{DRAWING}clrScheme/{DRAWING}{place_name}")
        for child in list(slot):
            slot.remove(child)
        etree.SubElement(slot, f"{DRAWING}srgbClr", val=colours[ours].removeprefix("#"))
    for latin in theme.findall(f".//{DRAWING}fontScheme/*/{DRAWING}latin"):
        latin.set("typeface", FONT)
    part._blob = etree.tostring(theme, xml_declaration=True, encoding="UTF-8", standalone=True)
