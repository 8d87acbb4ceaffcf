"""Text, paint and hidden words on slides: every run names its language, its size and its colour of the theme."""

from collections.abc import Sequence
from typing import Any

from lxml import etree
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Inches, Pt

Box = tuple[float, float, float, float]  # left, top, width, height in inches
COLOURS = {
    "ink": MSO_THEME_COLOR.TEXT_1, "paper": MSO_THEME_COLOR.BACKGROUND_1, "ground": MSO_THEME_COLOR.BACKGROUND_2,
    "expected": MSO_THEME_COLOR.ACCENT_1, "today": MSO_THEME_COLOR.ACCENT_2, "positive": MSO_THEME_COLOR.ACCENT_3,
    "negative": MSO_THEME_COLOR.ACCENT_4, "neutral": MSO_THEME_COLOR.ACCENT_5, "unknown": MSO_THEME_COLOR.ACCENT_5,
    "accent": MSO_THEME_COLOR.ACCENT_6, "muted": MSO_THEME_COLOR.ACCENT_5,
}  # fmt: skip
LOCALES = {"es": "es-ES", "en": "en-US"}  # what PowerPoint checks the spelling by


def add_text(slide: Any, lines: Sequence[str], box: Box, size: float, language: str, *, colour: str = "ink", bold: bool = False,
             right: bool = False) -> Any:  # fmt: skip
    """A box of text without edges; one line of it a paragraph."""
    shape = slide.shapes.add_textbox(*(Inches(edge) for edge in box))
    fill_text(shape.text_frame, [(line, size, colour, bold) for line in lines], language, right=right)
    return shape


def fill_text(frame: Any, lines: Sequence[tuple[str, float, str, bool]], language: str, *, right: bool = False,
              inset: float = 0.0, anchor: Any = MSO_ANCHOR.TOP) -> None:  # fmt: skip
    """Write (text, size, colour, bold) lines into a frame."""
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = Inches(inset)
    frame.margin_top = frame.margin_bottom = Inches(inset / 2)
    frame.vertical_anchor = anchor
    for number, (text, size, colour, bold) in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
        write_run(paragraph, text, size, colour, bold, language)


def write_run(paragraph: Any, text: str, size: float, colour: str, bold: bool, language: str) -> None:
    """A run of text; a title's size and weight are its layout's (size 0)."""
    run = paragraph.add_run()
    run.text = text
    if size:
        run.font.size, run.font.bold = Pt(size), bold
        run.font.color.theme_color = COLOURS[colour]
    run._r.get_or_add_rPr().set("lang", LOCALES.get(language, language))


def add_box(slide: Any, box: Box, fill: str, line: str = "") -> Any:
    """A rectangle of a theme colour, without shadow."""
    shape = slide.shapes.add_shape(1, *(Inches(edge) for edge in box))
    paint(shape, fill, line)
    return shape


def paint(shape: Any, fill: str, line: str = "") -> None:
    """Fill and edge of a shape by the theme's colours, without the shadow of the default style."""
    for style in shape._element.xpath("p:style"):
        style.getparent().remove(style)
    shape.fill.solid()
    shape.fill.fore_color.theme_color = COLOURS[fill]
    if line:
        shape.line.color.theme_color, shape.line.width = COLOURS[line], Pt(0.75)
    else:
        shape.line.fill.background()


def describe(shape: Any, words: str) -> None:
    """What a screen reader says of a shape."""
    names = shape._element.xpath(".//p:cNvPr")
    names[0].set("descr", words)


def add_page_number(slide: Any, box: Box, size: float, language: str) -> None:
    """A field that PowerPoint fills with the number of the slide, right after whatever is moved before it."""
    shape = slide.shapes.add_textbox(*(Inches(edge) for edge in box))
    fill_text(shape.text_frame, [("", size, "muted", False)], language, right=True)
    run = shape.text_frame.paragraphs[0].runs[0]._r
    space = run.nsmap["a"]
    number = etree.Element(f"{{{space}}}fld", id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}", type="slidenum")
    number.append(run.rPr)
    etree.SubElement(number, f"{{{space}}}t").text = "‹#›"
    run.getparent().replace(run, number)
