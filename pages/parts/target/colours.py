"""The colours of the light pages for what is printed, as .streamlit/config.toml has them."""

import streamlit as st

OPTIONS = {
    "ink": "textColor", "ground": "secondaryBackgroundColor", "accent": "primaryColor", "positive": "greenTextColor",
    "negative": "redTextColor", "neutral": "grayTextColor", "unknown": "grayTextColor", "muted": "grayTextColor", "line": "borderColor",
}  # fmt: skip
PAPER = "#FFFFFF"  # slides and sheets are white: the pages' off-white prints as a grey
# Of the sequential colours: today pale, expected strong, both light enough for dark words on them.
TODAY, EXPECTED = 2, 5


def printed_colours() -> dict[str, str]:
    """Every colour that slides and PDF use, by its role."""
    scale = st.get_option("theme.light.chartSequentialColors")
    named = {name: str(st.get_option(f"theme.light.{option}")) for name, option in OPTIONS.items()}
    return named | {"paper": PAPER, "today": str(scale[TODAY]), "expected": str(scale[EXPECTED])}
