"""The font comes from its package and the page icon from a file: no request leaves the machine."""

from pages.parts.fonts import place_font
from pages.parts.menu import MARK


def test_the_font_is_placed_once() -> None:
    first = place_font()
    placed = first.stat().st_mtime_ns
    assert first.name == "inter.ttf"
    assert place_font().stat().st_mtime_ns == placed
    assert first.read_bytes()[:4] == b"\x00\x01\x00\x00"


def test_the_icon_is_a_picture_file() -> None:
    assert MARK.read_bytes()[:4] == b"\x89PNG"
