"""The course of a number: equal steps to the right, gaps where nothing was measured, the last point marked."""

import re
from base64 import b64decode

from pages.parts.sparkline import sparkline


def strokes(values: list[float | None]) -> list[str]:
    data = sparkline(values, "#123456").partition("base64,")[2].partition('"')[0]
    return re.findall(r'points="([^"]*)"', b64decode(data).decode())


def test_a_gap_splits_the_line_and_keeps_its_width() -> None:
    assert strokes([1, 3, None, 2, 3]) == [
        "4.0,26.0 27.0,4.0",
        "73.0,15.0 96.0,4.0",
        "96.0,4.0 96.0,4.0",
    ]


def test_a_single_point_is_a_dot_and_equal_values_lie_in_the_middle() -> None:
    assert strokes([2, None, 2]) == ["4.0,15.0 4.0,15.0", "96.0,15.0 96.0,15.0", "96.0,15.0 96.0,15.0"]
    assert strokes([None]) == []
