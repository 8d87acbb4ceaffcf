"""Text that a spreadsheet would run as a formula, made text: an apostrophe before it, which spreadsheets do not show.

Columns, names and comments come from exports that anybody may have written (OWASP, "CSV Injection").
"""

import re

SIGNS = (
    "=+@\\-＝＋＠－﹢﹣﹦﹫−"  # the full-width and small ones are taken for the plain ones by East Asian spreadsheets
)
# A sign at the beginning, whatever blank, invisible sign or quote stands before it; or a tab or line end at the very beginning.
BEGINNING = re.compile(rf"[\t\r\n]|[\s\x00-\x1f\u200b-\u200f\u2060\ufeff\"]*[{SIGNS}]")
# The same after what another country's spreadsheet, or one that does not know quotes, takes for the end of a cell.
INSIDE = re.compile(rf"(?<=[;\t\r\n])(?=[\s\"]*[{SIGNS}])")
NUMBER = re.compile(r"[+-]?(\d+([.,]\d+)*|[.,]\d+)(e[+-]?\d+)?\s?%?", re.ASCII | re.IGNORECASE)


def inert(text: str) -> str:
    """The text as a cell that stays text; a number is one and stays as it is."""
    if NUMBER.fullmatch(text):
        return text
    guarded = INSIDE.sub("'", text)
    return f"'{guarded}" if BEGINNING.match(text) else guarded
