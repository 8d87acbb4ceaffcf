"""A cell's text without what cannot be seen in it, and with the signs of a keyboard: as people read it, not as a program wrote it."""

import re
import unicodedata

# Marks of direction, width zero and soft hyphens (Unicode's Cf) around pasted numbers; hyphens, minus signs and quotes that
# programs put in place of those of the keyboard. NFKC does the rest: full-width signs, no-break and other spaces.
DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
SINGLE, DOUBLE = re.compile("[\u2018\u2019\u201a\u201b\u00b4\u2032`]"), re.compile("[\u201c-\u201f\u00ab\u00bb\u2033]")
FORMULA = re.compile(r"""=\s*(?:T\()?\s*"([^"]*)"\s*\)?""")  # ="00123": how zeros are kept through a spreadsheet


def plain_text(text: str) -> str:
    """The text in ASCII digits, hyphens, quotes and single spaces; out of a formula of text or a cell that begins with an apostrophe."""
    if not text.isascii():
        shown = "".join(sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf")
        shown = "".join(str(unicodedata.decimal(sign, sign)) for sign in shown)
        text = DOUBLE.sub('"', SINGLE.sub("'", DASHES.sub("-", shown)))
    text = text.strip()
    if formula := FORMULA.fullmatch(text):
        text = formula[1].strip()
    elif re.match(r"=[+\d]", text):
        text = text[1:]
    if text.startswith("'") and text.count("'") == 1:
        text = text[1:]
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        text = text[1:-1]
    return re.sub(r"[^\S\n\r]+", " ", text).strip()
