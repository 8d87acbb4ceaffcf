"""The document as a PDF: tagged for screen readers (PDF/UA-1), in the pages' own font, its charts drawn as lines and not as pictures."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pages.parts.fonts import place_font
from pages.parts.target.document import Block, Chart, Document, Facts, JourneyMap, Passage, Table
from pages.parts.target.signs import fit_signs

TEMPLATE = Path(__file__).with_name("report.typ")
KINDS = {Passage: "passage", Facts: "facts", Table: "table", Chart: "chart", JourneyMap: "map"}
FONT = "Inter"


def write_pdf(document: Document) -> bytes:
    """The PDF. Signs that the font lacks are taken from the machine's fonts; where none has them the file is tagged, but not PDF/UA."""
    import typst

    font = str(place_font().parent)
    attempts: tuple[tuple[bool, Any], ...] = ((False, ["ua-1"]), (True, ["ua-1"]), (True, []))
    for has_system_fonts, standards in attempts:
        fonts = typst.Fonts(
            include_system_fonts=has_system_fonts, include_embedded_fonts=has_system_fonts, font_paths=[font]
        )
        given = {"document": json.dumps(plain_document(fit_signs(document), fonts.families()))}
        try:
            written = typst.compile(TEMPLATE.read_bytes(), font_paths=fonts, sys_inputs=given, pdf_standards=standards)
        except typst.TypstError as error:
            if not standards or "could not be displayed" not in str(error):
                raise
        else:
            return bytes(written)
    raise AssertionError("the last attempt returns or raises")


def plain_document(document: Document, families: list[str]) -> dict[str, Any]:
    """The document as JSON has it; every block says what it is."""
    others = [name for name in families if name != FONT]
    sections = [
        {"title": section.title, "blocks": [plain_block(block) for block in section.blocks]}
        for section in document.sections
    ]
    return asdict(document) | {"sections": sections, "fonts": [FONT, *others]}


def plain_block(block: Block) -> dict[str, Any]:
    """The block with its kind; a chart with all that it shows in words, for who does not see it."""
    plain = asdict(block) | {"is": KINDS[type(block)]}
    if isinstance(block, Chart):
        rows = zip(block.categories, zip(*(one.words for one in block.series), strict=True), strict=True)
        names = [one.name for one in block.series]
        said = [
            f"{category}: {', '.join(f'{n} {w}' for n, w in zip(names, words, strict=True))}"
            for category, words in rows
        ]
        plain["alt"] = f"{block.name}. {'; '.join(said)}"
    return plain
