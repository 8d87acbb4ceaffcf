"""How much room words take on a slide: PowerPoint wraps by itself, but does not say how many lines that made."""

import math

POINTS_PER_INCH = 72
LINE = 1.2  # of the font size
# Widths in thousandths of the font size, from Arial's metrics (Monotype; the same in Liberation Sans), in groups of like width.
NARROW, THIN, SLIM, WIDE, CAPITAL, DIGIT, LETTER = 245, 333, 500, 833, 700, 556, 556
THIN_SIGNS = frozenset('frt()[]-· \u00a0"*/')
NARROW_SIGNS = frozenset("iljI.,:;'!|\u202f’‘íì")
SLIM_SIGNS = frozenset("ckjsvxyz")
WIDE_SIGNS = frozenset("mwMW%@—→▲▼●◆○&")


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Inches on one line; bold letters are 7 % wider."""
    return sum(sign_width(sign) for sign in text) / 1000 * size / POINTS_PER_INCH * (1.07 if bold else 1)


def sign_width(sign: str) -> int:
    """Thousandths of the font size."""
    if sign in NARROW_SIGNS:
        return NARROW
    if sign in THIN_SIGNS:
        return THIN
    if sign in SLIM_SIGNS:
        return SLIM
    if sign in WIDE_SIGNS:
        return WIDE
    if sign.isdigit():
        return DIGIT
    if ord(sign) > 0x2E80:  # Chinese, Japanese, Korean signs are squares
        return 1000
    return CAPITAL if sign.isupper() else LETTER


def count_lines(text: str, width: float, size: float, bold: bool = False) -> int:
    """Lines that the text takes in a width of so many inches; a word longer than the line is broken."""
    lines = 0
    for paragraph in text.split("\n"):
        room, lines = width, lines + 1
        space = text_width(" ", size, bold)
        for word in paragraph.split(" "):
            needed = text_width(word, size, bold)
            if needed > room and room < width:
                lines, room = lines + 1, width
            if needed > width:
                extra = math.ceil(needed / width) - 1
                lines, needed = lines + extra, needed - extra * width
            room -= needed + space
    return lines


def text_height(text: str, width: float, size: float, bold: bool = False) -> float:
    """Inches that the wrapped text takes."""
    return count_lines(text, width, size, bold) * size * LINE / POINTS_PER_INCH


def shortened(text: str, width: float, size: float, bold: bool = False) -> str:
    """The text, cut with … where it would take a second line."""
    if text_width(text, size, bold) <= width:
        return text
    cut = text
    while cut and text_width(cut + "…", size, bold) > width:
        cut = cut[:-1]
    return cut.rstrip() + "…"
