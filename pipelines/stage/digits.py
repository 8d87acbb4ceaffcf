"""Digits and marks of other scripts in one spelling, so that what reads numbers and times knows one of each."""

from pipelines.quoting import quote_text

LATIN = "0123456789"
SCRIPTS = {
    "٠١٢٣٤٥٦٧٨٩": LATIN,  # Arabic
    "۰۱۲۳۴۵۶۷۸۹": LATIN,  # Persian, Urdu
    "०१२३४५६७८९": LATIN,  # Hindi, Marathi, Nepali
    "০১২৩৪৫৬৭৮৯": LATIN,  # Bengali
    "０１２３４５６７８９": LATIN,  # full width: Japanese, Chinese
    "．，：／－＋（）％￥": ".,:/-+()%¥",
    "\u2212\u2010\u2011\u2012\u2013\u2014\ufe63": "-------",  # minus, hyphens and dashes
    "’‘ʼ′`´\u02b9": "'''''''",
    "″“”": '"""',
    "٬": "'",  # the Arabic thousands mark is no decimal one
    "،": ",",
    "\u00a0\u202f\u2009\u2007\u3000\u2002\u2003": "       ",
}
# Marks of direction and joiners, which nobody sees.
INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u061c\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff\ufe0f"


def plain_marks_macro() -> str:
    """The statement that defines plain_marks(text): the text in plain digits, marks and spaces."""
    old, new = "".join(SCRIPTS), "".join(SCRIPTS.values())
    return (
        f"CREATE OR REPLACE TEMP MACRO plain_marks(t) AS translate(t, {quote_text(old + INVISIBLE)}, {quote_text(new)})"
    )
