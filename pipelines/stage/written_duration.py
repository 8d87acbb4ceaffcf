"""Durations as exports write them: numbers in a unit, 1:02:03, 1d 03:00:00, PT5M, 2 h 5 min, 5'30", and a workbook's days."""

from pipelines.mapping.model import SECONDS
from pipelines.quoting import quote_text
from pipelines.stage.steps import Steps
from pipelines.stage.written_number import WrittenNumbers
from pipelines.words import read_words

PART = r"(\d+(?:[.,]\d+)?)"
DAYS = r"(?:(\d+)\s*(?:\p{L}+\.?,?\s*|\.))?"
CLOCK = rf"([-+]?)\s*{DAYS}(\d+):(\d{{1,2}})(?::(\d{{1,2}}(?:[.,]\d+)?))?"
# What Excel's [h]:mm:ss comes out as: a time of the first days that its calendar has, 1900 a leap year in it.
WORKBOOK = r"(?:1899-12-3[01]|190[0-4]-\d\d-\d\d)(?:[ t]\d\d:\d\d:\d\d(?:\.\d+)?)?"
ISO = rf"([-+]?)p(?:{PART}w)?(?:{PART}d)?(?:t(?:{PART}h)?(?:{PART}m)?(?:{PART}s)?)?"
ISO_UNITS = (604_800, 86_400, 3600, 60, 1)
PRIMES = rf"""(?:(\d+)\s*')?\s*(?:{PART}\s*(?:''|"))?"""
HOURS_MINUTES = r"(\d+)\s*h\s*(\d{1,2})"
MINUTES_SECONDS = r"(\d+)\s*(?:m|min|mn)\.?\s*(\d{1,2})"
WORD = r"\p{L}[\p{L}\p{M}’'.׳॰]*"
MEASURE = rf"\d+(?:[.,]\d+)?\s*{WORD}"
MEASURES = rf"[-+]?\s*(?:{MEASURE}\s*)+"
# An open decimal mark (1.250 h) is not guessed.
OPEN = r"(?:^|\D)[1-9]\d{0,2}[.,]\d{3}\D"
JOINED = r"(?:\s(?:and|y|e|und|et|en|och|og|i|и|ו|و)\s|[,;]\s)"


class WrittenDurations:
    """The durations of a staging query, each distinct one once."""

    def __init__(self, steps: Steps, numbers: WrittenNumbers) -> None:
        self.steps, self.numbers = steps, numbers
        self.names: dict[tuple[str, str, str], str] = {}

    def add(self, text: str, unit: str, decimal: str | None, is_asked: bool, is_usual: bool = False) -> str:
        """SQL for the seconds (DOUBLE) of the text, a column of the first step; NULL where it is no duration. `is_usual`: all
        texts are known to be plain numbers."""
        number, factor = self.numbers.add(text, decimal, is_asked, is_usual), SECONDS[unit]
        scaled = number if factor == 1 else f"{number} * {factor}"
        if is_usual:
            return scaled
        if (known := self.names.get((text, unit, number))) is None:
            known = self.names[text, unit, number] = f"d{len(self.names)}"
            said = f"{known}_said"
            self.steps.put(2, said, f"CASE WHEN {number}_plain IS NULL THEN trim(lower(plain_marks({text}))) END")
            macro = "hours_said" if unit == "hours" else "seconds_said"
            self.steps.put(3, known, f"CASE WHEN {said} IS NOT NULL THEN {macro}({said}) END")
        return f"coalesce({known}, {scaled})"


def unit_words() -> dict[str, float]:
    """Seconds by the word for a unit."""
    return {word: SECONDS[f"{unit}s"] for unit, words in read_words("durations").items() for word in words}


def duration_macros() -> list[str]:
    """The statements that define seconds_said(text) and hours_said(text), of a text in lower case with plain marks: two parts of
    a clock are minutes and seconds, or hours and minutes."""
    return [
        f"CREATE OR REPLACE TEMP MACRO duration_said(t, small, large) AS {said_sql()}",
        "CREATE OR REPLACE TEMP MACRO seconds_said(t) AS duration_said(t, 1, 60)",
        "CREATE OR REPLACE TEMP MACRO hours_said(t) AS duration_said(t, 60, 3600)",
    ]


def said_sql() -> str:
    """SQL for the seconds of a text `t` in lower case; `small`, `large`: what the parts of a clock of two are worth."""

    def part(pattern: str, group: int) -> str:
        found = f"nullif(regexp_extract(t, {quote_text(f'^{pattern}$')}, {group}), '')"
        return f"coalesce(CAST(replace({found}, ',', '.') AS DOUBLE), 0)"

    def fits(pattern: str) -> str:
        return f"regexp_full_match(t, {quote_text(pattern)})"

    sign = "CASE WHEN starts_with(t, '-') THEN -1 ELSE 1 END"
    is_small = f"regexp_extract(t, {quote_text(f'^{CLOCK}$')}, 5) = '' AND regexp_extract(t, {quote_text(f'^{CLOCK}$')}, 2) = ''"
    clock = (
        f"CASE WHEN {is_small} THEN {part(CLOCK, 3)} * large + {part(CLOCK, 4)} * small"
        f" ELSE 86400 * {part(CLOCK, 2)} + 3600 * {part(CLOCK, 3)} + 60 * {part(CLOCK, 4)} + {part(CLOCK, 5)} END"
    )
    iso = " + ".join(f"{seconds} * {part(ISO, group)}" for group, seconds in enumerate(ISO_UNITS, start=2))
    epoch = "CASE WHEN t < '1900-03-01' THEN TIMESTAMP '1899-12-31' WHEN t < '1904' THEN TIMESTAMP '1899-12-30' ELSE TIMESTAMP '1904-01-01' END"
    joined = f"regexp_replace(t, {quote_text(JOINED)}, ' ', 'g')"
    measures = f"regexp_extract_all({joined}, {quote_text(MEASURE)})"
    amount = f"CAST(replace(regexp_extract(m, {quote_text(PART)}, 1), ',', '.') AS DOUBLE)"
    unit = f"getvariable('unit_seconds')[replace(regexp_extract(m, {quote_text(WORD)}, 0), '.', '')]"
    worth = f"list_transform({measures}, lambda m: {amount} * {unit})"
    words = f"CASE WHEN NOT list_contains(list_transform({worth}, lambda w: w IS NULL), true) THEN {sign} * list_sum({worth}) END"
    is_words = f"regexp_full_match({joined}, {quote_text(MEASURES)}) AND NOT regexp_matches(t, {quote_text(OPEN)})"
    return f"""TRY(CASE
        WHEN {fits(WORKBOOK)} THEN epoch(CAST(t AS TIMESTAMP)) - epoch({epoch})
        WHEN {fits(CLOCK)} THEN {sign} * ({clock})
        WHEN {fits(ISO)} AND regexp_matches(t, 'p.*\\d') THEN {sign} * ({iso})
        WHEN {fits(HOURS_MINUTES)} THEN 3600 * {part(HOURS_MINUTES, 1)} + 60 * {part(HOURS_MINUTES, 2)}
        WHEN {fits(MINUTES_SECONDS)} THEN 60 * {part(MINUTES_SECONDS, 1)} + {part(MINUTES_SECONDS, 2)}
        WHEN {fits(PRIMES)} AND regexp_matches(t, '\\d') THEN 60 * {part(PRIMES, 1)} + {part(PRIMES, 2)}
        WHEN {is_words} THEN {words} END)"""
