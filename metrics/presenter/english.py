"""The words that a number needs on the command line, which speaks English; the same as the pages' (a test compares them)."""

from typing import Any

from metrics.presenter.english_quality import QUALITY_WORDS

WORDS = {
    "time.s": "s", "time.min": "min", "time.h": "h", "time.d": "d",
    "unit.percent_points": "pp", "unit.points_short": "pts",
    "estimate.interval": "{low} to {high}",
    "tile.n": "n = {n}", "tile.interval": "95%: {interval}",
    "tile.none": "Nothing was measured here.",
    "tile.withheld": "Only {n} measured: too few to show (under {least}).",
    **QUALITY_WORDS,
}  # fmt: skip


class English:
    """The words as `Texts` gives them; notes stay codes, as in CSV and JSON."""

    language = "en"

    def __call__(self, key: str, **values: Any) -> str:
        """The text with its values filled in."""
        return WORDS[key].format(**values)

    def has(self, key: str) -> bool:
        """Whether there is a text for the key."""
        return key in WORDS


ENGLISH = English()


def plain_spaces(words: str) -> str:
    """The words with ordinary spaces for those that do not break: a terminal's text is searched and cut."""
    return words.replace("\xa0", " ").replace("\u202f", " ")
