"""The course of a number: equal steps to the right, gaps where nothing was measured, the last point marked."""

import re

from pages.parts.sparkline import sparkline


def strokes(values: list[float | None]) -> list[str]:
    return re.findall(r'points="([^"]*)"', sparkline(values, "#123456"))


def test_a_gap_splits_the_line_and_keeps_its_width() -> None:
    assert strokes([1, 3, None, 2, 3]) == [
        "4.0,26.0 27.0,4.0",
        "73.0,15.0 96.0,4.0",
        "96.0,4.0 96.0,4.0",
    ]


def test_a_single_point_is_a_dot_and_equal_values_lie_in_the_middle() -> None:
    assert strokes([2, None, 2]) == ["4.0,15.0 4.0,15.0", "96.0,15.0 96.0,15.0", "96.0,15.0 96.0,15.0"]
    assert strokes([None]) == []
