"""What is drawn: the worst in colour and the rest grey, cells that can be clicked, ticks that can be read."""

import random

import pytest
import streamlit as st

from metrics.presenter.numbers import format_tick
from pages.parts.bar_chart import Bar, bar_chart
from pages.parts.charts import Axis, chart_config
from pages.parts.heat_chart import Cell, heat_map
from pages.parts.line_chart import Line, line_chart
from pages.parts.palette import GOOD_COLOURS, REST, colours_of
from pages.parts.texts import Texts
from warehouse.config.codes import CHANNELS

TIME = Axis("", lambda seconds: format_tick(seconds, "seconds", Texts("en")), True)
PERCENT = Axis("", lambda value: format_tick(value, "percent", Texts("en")), False)


def test_both_themes_have_the_ten_colours_that_plotly_needs() -> None:
    for theme in ("light", "dark"):
        assert len(st.get_option(f"theme.{theme}.chartCategoricalColors")) == 10


def test_the_rest_is_grey_behind_the_highlighted_lines_and_named_once() -> None:
    weeks = ("2026-08-17", "2026-08-24")
    lines = [
        Line(label, "#0B5C7A", [(weeks[0], value, ""), (weeks[1], value + 1, "")], is_highlighted)
        for label, value, is_highlighted in (("Phone", 40.0, True), ("Chat", 80.0, False), ("Store", 90.0, False))
    ]
    figure = line_chart(lines, PERCENT, "other channels")
    assert [(trace.name, trace.line.color) for trace in figure.data] == [
        ("Chat", REST),
        ("Store", REST),
        ("Phone", "#0B5C7A"),
    ]
    assert [label.text for label in figure.layout.annotations] == ["<b>Phone</b>", "other channels"]


def test_a_week_without_a_value_is_a_gap() -> None:
    figure = line_chart([Line("Phone", "#000", [("2026-08-17", 1.0, ""), ("2026-08-24", None, "")])], PERCENT, "")
    assert (figure.data[0].y, figure.data[0].connectgaps) == ((1.0, None), False)


def test_names_at_the_ends_of_lines_do_not_overlap() -> None:
    lines = [
        Line(name, "#000", [("2026-08-17", 0.0, ""), ("2026-08-24", end, "")])
        for name, end in (("a", 50.0), ("b", 50.1), ("c", 100.0))
    ]
    a, b, c = (label.y for label in line_chart(lines, PERCENT, "").layout.annotations)
    assert (a, c) == (50.0, 100.0)
    assert b - a > 5


def test_a_cell_can_be_clicked_all_over_and_a_small_sample_has_no_colour() -> None:
    cells = [
        Cell("Phone", "Service", ("phone", "service"), 38.0, "38%", True, ""),
        Cell("Chat", "Purchase", ("chat", "purchase"), 20.0, "20%", False, ""),
    ]
    figure = heat_map(cells, ["Phone", "Chat"], ["Purchase", "Service"], True, ("phone", "service"))
    colours, words, squares = figure.data
    assert [list(line) for line in colours.z] == [[None, 38.0], [None, None]]
    assert list(words.text) == ["20%"]
    assert {tuple(codes) for codes in squares.customdata} == {("phone", "service"), ("chat", "purchase")}
    assert sorted(x for x, y in zip(squares.x, squares.y, strict=True) if y == "Phone")[::8] == [0.6, 1.4]
    assert len(figure.layout.shapes) == 1


def test_times_are_read_in_minutes_and_hours_and_bars_start_at_zero() -> None:
    bars = [Bar("Phone", 1800.0, 1500.0, 2400.0, "", True), Bar("Chat", 7000.0, None, None, "", False)]
    axis = bar_chart(bars, TIME, "#0B5C7A").layout.xaxis
    assert [tick.replace("\xa0", " ") for tick in axis.ticktext] == ["0 s", "30 min", "1 h", "90 min", "2 h"]


def test_the_chart_knows_the_months_and_separators_of_every_language() -> None:
    config = chart_config(Texts("es"))
    assert config["locale"] == "es"
    assert config["locales"]["es"]["format"]["shortMonths"][7] == "ago"
    assert config["locales"]["es"]["format"]["days"][0] == "domingo"


@pytest.mark.parametrize("seed", range(50))
def test_no_two_series_of_a_chart_share_a_colour(seed: int) -> None:
    codes = random.Random(seed).sample(CHANNELS, GOOD_COLOURS)
    assert len(set(colours_of(codes).values())) == GOOD_COLOURS


def test_a_channel_keeps_its_colour_where_it_is_free_and_the_first_chooses_first() -> None:
    colours = st.get_option("theme.light.chartCategoricalColors")
    phone, webform, store = (CHANNELS.index(code) % GOOD_COLOURS for code in ("phone", "webform", "store"))
    assert webform == store  # of 26 channels several have one colour of their own
    assert colours_of(["phone", "webform", "store"]) == {
        "phone": colours[phone], "webform": colours[webform], "store": colours[min({0, 1, 2} - {phone, webform})],
    }  # fmt: skip
