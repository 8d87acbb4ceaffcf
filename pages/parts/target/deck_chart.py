"""Native charts: their numbers are in the file's own sheet and can be edited; intervals are drawn as error bars."""

from typing import Any

from lxml import etree
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.util import Inches, Pt

from pages.parts.target.deck_shapes import COLOURS, LOCALES, Box, describe
from pages.parts.target.document import Chart, Document, Series

SIZE = 12  # points
FILLS = ("today", "expected")  # the order of the series


def add_chart(slide: Any, chart: Chart, box: Box, document: Document) -> None:
    """Bars lying side by side with the words of their values, or a line over the categories."""
    if not chart.categories:
        return
    is_line = chart.kind == "line"
    numbers = CategoryChartData()
    numbers.categories = chart.categories
    for series in chart.series:
        numbers.add_series(series.name, series.values)
    kind = XL_CHART_TYPE.LINE_MARKERS if is_line else XL_CHART_TYPE.BAR_CLUSTERED
    frame = slide.shapes.add_chart(kind, *(Inches(edge) for edge in box), numbers)
    describe(frame, chart.name)
    figure = frame.chart
    figure.font.size = Pt(SIZE)
    figure.font.color.theme_color = COLOURS["ink"]
    figure.has_title = False
    figure.has_legend = len(chart.series) > 1
    if figure.has_legend:
        figure.legend.position, figure.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    set_axes(figure, is_line)
    if is_line:
        figure.value_axis.minimum_scale, figure.value_axis.maximum_scale = line_range(chart)
    for position, (drawn, series) in enumerate(zip(figure.plots[0].series, chart.series, strict=True)):
        set_colour(drawn, FILLS[position % len(FILLS)], is_line)
        add_error_bars(drawn, series, "y" if is_line else "")
        label_points(drawn, series, label_place(is_line, position), document.language)
    if not is_line:
        figure.plots[0].gap_width, figure.plots[0].overlap = 45, -8


def set_axes(figure: Any, is_line: bool) -> None:
    """First category on top, names beside the bars also where values are negative; no grid, for the bars say their values."""
    category, value = figure.category_axis, figure.value_axis
    value.visible, value.has_major_gridlines = False, False
    category.tick_label_position, category.major_tick_mark = XL_TICK_LABEL_POSITION.LOW, XL_TICK_MARK.NONE
    category.format.line.color.theme_color = COLOURS["muted"]
    category.reverse_order = not is_line


def line_range(chart: Chart) -> tuple[float, float]:
    """From below the least to above the greatest: a line, unlike a bar, may start anywhere."""
    seen = [value for series in chart.series for values in (series.values, series.low, series.high) for value in values]
    known = [value for value in seen if value is not None] or [0.0, 1.0]
    margin = 0.25 * (max(known) - min(known)) or 1.0
    return min(known) - margin, max(known) + margin


def set_colour(drawn: Any, fill: str, is_line: bool) -> None:
    """The series in its colour of the theme."""
    if is_line:
        drawn.smooth = False
        drawn.format.line.color.theme_color, drawn.format.line.width = COLOURS[fill], Pt(2.5)
        drawn.marker.size = 9
        drawn.marker.format.fill.solid()
        drawn.marker.format.fill.fore_color.theme_color = COLOURS[fill]
        drawn.marker.format.line.color.theme_color = COLOURS[fill]
    else:
        drawn.invert_if_negative = False
        drawn.format.fill.solid()
        drawn.format.fill.fore_color.theme_color = COLOURS[fill]


def label_place(is_line: bool, position: int) -> Any:
    """In the foot of a bar; the two lines' words on either side of their points, beside the error bars."""
    if not is_line:
        return XL_LABEL_POSITION.INSIDE_BASE
    return XL_LABEL_POSITION.RIGHT if position else XL_LABEL_POSITION.LEFT


def label_points(drawn: Any, series: Series, place: Any, language: str) -> None:
    """Beside each point the value in the page's own words."""
    for position, words in enumerate(series.words):
        if series.values[position] is None:
            continue
        label = drawn.points[position].data_label
        label.position = place
        run = label.text_frame.paragraphs[0].add_run()
        run.text, run.font.size = words, Pt(SIZE)
        run.font.color.theme_color = COLOURS["ink"]
        run._r.get_or_add_rPr().set("lang", LOCALES.get(language, language))


def add_error_bars(drawn: Any, series: Series, direction: str) -> None:
    """The interval of each point as error bars of its own: python-pptx has no way to say it, the format has (c:errBars)."""
    if all(low is None for low in series.low):
        return
    space = drawn._element.nsmap["c"]
    bars = etree.Element(f"{{{space}}}errBars")
    if direction:
        etree.SubElement(bars, f"{{{space}}}errDir", val=direction)
    etree.SubElement(bars, f"{{{space}}}errBarType", val="both")
    etree.SubElement(bars, f"{{{space}}}errValType", val="cust")
    etree.SubElement(bars, f"{{{space}}}noEndCap", val="0")
    above = [distance(high, value) for high, value in zip(series.high, series.values, strict=True)]
    below = [distance(value, low) for value, low in zip(series.values, series.low, strict=True)]
    for name, lengths in (("plus", above), ("minus", below)):
        listed = etree.SubElement(etree.SubElement(bars, f"{{{space}}}{name}"), f"{{{space}}}numLit")
        etree.SubElement(listed, f"{{{space}}}formatCode").text = "General"
        etree.SubElement(listed, f"{{{space}}}ptCount", val=str(len(lengths)))
        for position, length in enumerate(lengths):
            point = etree.SubElement(listed, f"{{{space}}}pt", idx=str(position))
            etree.SubElement(point, f"{{{space}}}v").text = repr(length)
    drawing = etree.SubElement(bars, f"{{{space}}}spPr")
    a = "http://schemas.openxmlformats.org/drawingml/2006/main"
    line = etree.SubElement(drawing, f"{{{a}}}ln", w="12700")
    etree.SubElement(etree.SubElement(line, f"{{{a}}}solidFill"), f"{{{a}}}schemeClr", val="tx1")
    # In the schema error bars stand before the categories and after everything that says how the series looks.
    drawn._element.find(f"{{{space}}}cat").addprevious(bars)


def distance(above: float | None, below: float | None) -> float:
    """How far the bound is from the value; 0 where there is none."""
    return 0.0 if above is None or below is None else above - below
