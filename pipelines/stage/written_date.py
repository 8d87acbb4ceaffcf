"""Dates with words in them, brought into figures: 14 de marzo de 2024, Mar 14, 2024, 14-abr-24, 2024年3月14日, Thu Mar 14 10:00:00 2024.

Month names are those of the CLDR languages. A word that is two months (listopad) is none; a year of two digits is 1969 to 2068.
"""

from pipelines.quoting import quote_text
from pipelines.words import read_words

# The rest of the text behind the date: anything but figures, then the hour.
REST = r"(?:[^\d:]+(\d.*))?"
ORDINAL = r"(?:st|nd|rd|th|er|ère|e|º|ª|°|o|\.|-?го|\.º)?"
DAY = rf"(\d{{1,2}}){ORDINAL}"
# Before it: the name of the weekday, or nothing.
WEEKDAY = r"(?:[\p{L}][\p{L}\p{M}\-’'.]*(?: feira)?,?\s*)?"
WORDS = r"[^\d|:]{0,12}"
# Forms and what they become; |3| is the month, once its name is found. In this order.
FORMS = (
    (rf"^{WEEKDAY}{DAY}{WORDS}\|(\d{{1,2}})\|{WORDS}(\d{{4}}){REST}$", r"\3-\2-\1 \4"),
    (rf"^{WEEKDAY}{DAY}{WORDS}\|(\d{{1,2}})\|{WORDS}([0-6]\d){REST}$", r"20\3-\2-\1 \4"),
    (rf"^{WEEKDAY}{DAY}{WORDS}\|(\d{{1,2}})\|{WORDS}([7-9]\d){REST}$", r"19\3-\2-\1 \4"),
    # As the C library and JavaScript write it, the hour before the year.
    (rf"^{WEEKDAY}\|(\d{{1,2}})\|\s+{DAY}\s+(\d{{1,2}}:\d{{2}}:\d{{2}})\s+(?:\p{{L}}+\s+)?(\d{{4}})$", r"\4-\1-\2 \3"),
    (rf"^{WEEKDAY}\|(\d{{1,2}})\|{WORDS}{DAY}[^\d|:\p{{L}}]+(?:(?:de|del|of)\s+)?(\d{{4}}){REST}$", r"\3-\1-\2 \4"),
    (rf"^(\d{{4}}){WORDS}\|(\d{{1,2}})\|{WORDS}{DAY}(?:\s*d\.?)?{REST}$", r"\1-\2-\3 \4"),
)
# Before the name of the month is looked for: figures with their own words, and Levantine months of two words.
FIGURES = (
    (r"\s*\([^()]*\)\s*$", ""),
    (r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]?\s*(?:\p{Han}{1,3}(\s|$))?", r"\1-\2-\3 "),
    (r"(\d{1,2})\s*[時时시点點]\s*(\d{1,2})\s*[分분]\s*(\d{1,2})\s*[秒초]", r"\1:\2:\3"),
    (r"(\d{1,2})\s*[時时시点點]\s*(\d{1,2})\s*[分분]", r"\1:\2"),
    (r"(오전|오후|上午|下午|午前|午後)\s*(\d{1,2}:\d{2}(?::\d{2})?)", r"\2 \1"),
    (r"(\d{1,2}),?\s*tháng\s*(\d{1,2}),?\s*(?:năm\s*)?(\d{4})", r"\3-\2-\1 "),
    (r"(\d{4})\s*(?:г|года|р|ж|m|g|y)\.?(\s|,|$)", r"\1\2"),  # 14 марта 2024 г.
    (r"(كانون|تشرين)\s+(ال\p{L}+)", r"\1\2"),
)
# The words behind an hour: a half of the day, in any language.
HALF = r"(:\d{2}(?:\.\d+)?)\s*(\p{L}[\p{L}\p{M}.’' ]*)$"
# A word, with the accents and dots inside it.
WORD = r"\p{L}[\p{L}\p{M}.׳॰']*"


def month_words() -> dict[str, str]:
    """The number of the month by its name in lower case, without dots and spaces."""
    return {name: number for number, names in read_words("dates")["months"].items() for name in names}


def half_words() -> dict[str, str]:
    """AM or PM by the word for it, in lower case, without dots and spaces."""
    return {name: half.upper() for half, names in read_words("dates")["halves"].items() for name in names}


def date_macros() -> list[str]:
    """The statements that define the steps from a date with words to figures, year first; other texts stay.

    date_figures(text): in lower case and plain marks; month_word(t): the name of a month in it; mark_month(t, word): |3| in its
    place; form_date(t): 2024-3-14; name_half(t): AM or PM behind the hour.
    """
    figures = "trim(lower(plain_marks(t)))"
    for pattern, replacement in FIGURES:
        figures = f"regexp_replace({figures}, {quote_text(pattern)}, {quote_text(replacement)}, 'g')"
    is_month = "getvariable('month_numbers')[replace(w, '.', '')] IS NOT NULL"
    # The last one: "mar. 14 ene. 2024" is a Tuesday.
    month = f"list_filter(regexp_extract_all(t, {quote_text(WORD)}), lambda w: {is_month})[-1]"
    number = "getvariable('month_numbers')[replace(word, '.', '')]"
    found = r"'(^|\P{L})' || replace(word, '.', '\.') || '($|[^\p{L}\p{M}])'"
    marked = f"CASE WHEN word IS NULL THEN t ELSE regexp_replace(t, {found}, '\\1|' || {number} || '|\\2') END"
    half = f"regexp_extract(t, {quote_text(HALF)}, 2)"
    named = f"getvariable('day_halves')[replace(replace({half}, '.', ''), ' ', '')]"
    halved = f"CASE WHEN {half} <> '' THEN regexp_replace(t, {quote_text(HALF)}, '\\1 ' || coalesce({named}, {half})) ELSE t END"
    formed = "t"
    for pattern, replacement in FORMS:
        formed = f"regexp_replace({formed}, {quote_text(pattern)}, {quote_text(replacement)})"
    return [
        f"CREATE OR REPLACE TEMP MACRO date_figures(t) AS {figures}",
        f"CREATE OR REPLACE TEMP MACRO month_word(t) AS {month}",
        f"CREATE OR REPLACE TEMP MACRO mark_month(t, word) AS {marked}",
        f"CREATE OR REPLACE TEMP MACRO form_date(t) AS trim({formed})",
        f"CREATE OR REPLACE TEMP MACRO name_half(t) AS {halved}",
    ]
