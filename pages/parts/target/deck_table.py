"""Tables of a presentation: real ones, of light lines, with as many rows as fit."""

from collections.abc import Sequence
from typing import Any

from lxml import etree
from pptx.enum.text import MSO_ANCHOR
from pptx.util import Inches

from pages.parts.target.deck_measure import text_height
from pages.parts.target.deck_shapes import Box, describe, fill_text
from pages.parts.target.document import Document, Table, Tone

SIZE, PADDING = 12, 0.08  # points; inches
PLAIN_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # PowerPoint's «No style, no grid»
LINE_WIDTH = "6350"  # half a point in EMU


def fitting_rows(table: Table, rows: Sequence[Sequence[str]], width: float, room: float) -> tuple[int, float]:
    """How many of the rows fit below the heads into so many inches, and the height that they take."""
    widths = column_widths(table, width)
    height, count = row_height([column.head for column in table.columns], widths, bold=True), 0
    for row in rows:
        needed = row_height(row, widths)
        if height + needed > room:
            break
        height, count = height + needed, count + 1
    return count, height


def column_widths(table: Table, width: float) -> list[float]:
    """Inches of each column."""
    whole = sum(column.share for column in table.columns)
    return [width * column.share / whole for column in table.columns]


def row_height(cells: Sequence[str], widths: Sequence[float], bold: bool = False) -> float:
    """Inches of the tallest cell."""
    return max(
        text_height(cell, width - 2 * PADDING, SIZE, bold) + 1.3 * PADDING
        for cell, width in zip(cells, widths, strict=True)
    )


def add_table(
    slide: Any, table: Table, rows: Sequence[Sequence[str]], tones: Sequence[Tone], box: Box, document: Document
) -> None:
    """Heads and rows; the mark column in the colour of its tone."""
    left, top, width, height = (Inches(edge) for edge in box)
    shape = slide.shapes.add_table(len(rows) + 1, len(table.columns), left, top, width, height)
    describe(shape, table.name)
    grid = shape.table
    shape._element.graphic.graphicData.tbl.tblPr.find(f"{{{grid._tbl.nsmap['a']}}}tableStyleId").text = PLAIN_STYLE
    grid.horz_banding = False
    widths = column_widths(table, box[2])
    for position, inches in enumerate(widths):
        grid.columns[position].width = Inches(inches)
    heads = [column.head for column in table.columns]
    for number, cells in enumerate([heads, *rows]):
        grid.rows[number].height = Inches(row_height(cells, widths, bold=number == 0))
        tone = tones[number - 1] if number and number <= len(tones) else ""
        for position, words in enumerate(cells):
            is_toned = bool(tone) and position == table.toned_column
            colour = tone if is_toned else "ink" if number else "muted"
            cell = grid.cell(number, position)
            cell.margin_left = cell.margin_right = Inches(PADDING)
            cell.margin_top = cell.margin_bottom = Inches(PADDING / 2)
            fill_text(cell.text_frame, [(words, SIZE, colour, number == 0 or is_toned)], document.language,
                      right=table.columns[position].is_number, anchor=MSO_ANCHOR.MIDDLE)  # fmt: skip
            underline(cell, "accent1" if number == 0 else "bg2")


def underline(cell: Any, colour: str) -> None:
    """A hairline below the cell, and no other edge."""
    properties = cell._tc.get_or_add_tcPr()
    space = properties.nsmap["a"]
    line = etree.SubElement(properties, f"{{{space}}}lnB", w=LINE_WIDTH)
    fill = etree.SubElement(line, f"{{{space}}}solidFill")
    etree.SubElement(fill, f"{{{space}}}schemeClr", val=colour)
