"""Times as exports write them, read in steps."""

from collections.abc import Iterable
from typing import Literal

from pipelines.mapping.model import EPOCHS, Spec
from pipelines.quoting import quote_text
from pipelines.stage.steps import Steps

# Tried in this order once the order of day, month and year is known.
CLOCKS = ("", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", " %I:%M %p", " %I:%M:%S %p")
YEAR_FIRST = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d")
ORDERS = {"dmy": ("%d", "%m"), "mdy": ("%m", "%d")}

# How all texts of a column are known to be written: as ISO and USUAL say, or in any way.
Writing = Literal["iso", "usual", "any"]

# Figures and marks alone, which nothing has to be done to.
SIMPLE = r"\d{1,4}[/.\-]\d{1,2}[/.\-]\d{2,4}(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
# What a cast alone reads; see iso_instant.
ISO = r"\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z| ?[+-]\d\d:?\d\d)?)?"
# What needs no more than TIDY: figures and marks, AM or PM, an offset.
USUAL = (
    rf"(?i)(?:{SIMPLE}|\d{{4}}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?)(?:[ \x{{00A0}}\x{{202F}}]?[ap](?:\.?[ \x{{00A0}}\x{{202F}}]?m\.?)?)?"
    r"\s?(?:Z|(?:UTC|GMT)?\s?(?:[+-]\d{1,2}(?::?\d{2})?)?)?"
)
# Words, or figures of other scripts: three letters, or anything beyond ASCII but spaces and marks of direction.
WORDED = r"[A-Za-z]\p{L}{2}|[^\x00-\x7F\x{00A0}\x{202F}\x{200E}]"
# The day of a workbook, counted from 1900 or 1904, of the years 1954 to 2119.
SERIAL = r"[2-7]\d{4}(?:[.,]\d+)?"
DAY_ZERO = {"1900": "1899-12-30", "1904": "1904-01-01"}

# What people and programs write around a time, in one spelling: pattern and replacement, in this order.
RARE = (
    (r"\s*\([^()]*\)$", ""),  # (hora de verano de Europa central)
    (r"^\p{L}[\p{L}\p{M}.]*,?\s+(\d{1,2}\s?[/.\-]\s?\d)", r"\1"),  # the weekday
    (r"^(\d{1,2})\s?([/.\-])\s?(\d{1,2})\s?[/.\-]\s?(\d{4})\.?", r"\1\2\3\2\4"),  # 14. 3. 2024, 14.03.2024.
    (r"^(\d{4})\.\s+(\d{1,2})\.\s+(\d{1,2})\.?", r"\1-\2-\3"),  # 2024. 3. 14.
    (r"^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})?", r"\1-\2-\3 \4:\5:\6"),  # 20240314T100000Z
    (r"(:\d{2}),(\d{1,9})\b", r"\1.\2"),  # 10:00:00,123
    (
        r"(?i)(\d)(?:,\s*|\s+(?:a las?|às|as|at|um|kl\.?|klo|à|alle|alle ore|ore|om|в|-)\s+)(\d{1,2}(?::|h|\s?h|\.)\s?\d{2})",
        r"\1 \2",
    ),
    (r"(\d{4}) (\d{1,2})\.(\d{2})(?:\.(\d{2}))?$", r"\1 \2:\3:\4"),  # 10.30 behind a year
    (r"(?i)(\d) (\d{1,2})\s?h\s?(\d{2})(?:\s?m(?:in)?\.?)?$", r"\1 \2:\3"),
    (r"(?i)(\d) (\d{1,2})\s?(?:h|hs|hrs|uhr)\.?$", r"\1 \2:00"),
    (r"(?i)(:\d{2})\s*(?:uhr|h|hrs?|hs|horas|น)\.?$", r"\1"),
    (r"(:\d{2}):$", r"\1"),
)
# The same for what vendors and locales write.
TIDY = (
    (r"[\x{00A0}\x{202F}\x{200E}]", " "),  # no-break and narrow spaces before AM/PM
    (r"(?i)\b([ap])\.?\s?m\b\.?", r"\1M"),  # a. m., p.m.
    (r"(?i)\s*(?:UTC|GMT)\s*([+-]\d)", r"\1"),  # GMT-3
    (r"(:\d{2}.*?)\s*([+-])(\d)$", r"\1\20\3:00"),
    (r"(:\d{2}.*?)\s*([+-])(\d:\d{2})$", r"\1\20\3"),
    (r"(:\d{2}[^+-]*?)\s*([+-]\d{2}):?(\d{2})$", r"\1\2:\3"),  # -0300
    (r"(:\d{2}[^+-]*?)\s*([+-]\d{2})$", r"\1\2:00"),
    (r"(?i)\s*(?:UTC|GMT|Z)$", "Z"),
)
SPACE = r"[\s\x{00A0}\x{202F}\x{200E}]"
OFFSET = rf"(?i):\d{{2}}(?:\.\d+)?(?:{SPACE}*[ap]\.?{SPACE}?m\.?)?{SPACE}*(?:Z|(?:UTC|GMT)(?:{SPACE}*[+-]\d{{1,2}}(?::?\d{{2}})?)?|[+-]\d{{2}}(?::?\d{{2}})?)$"
TIDY_OFFSET = "([+-]\\d{2}:\\d{2}|Z)$"

# What a form of a mapping's own says of the hour, and of the zone.
HOURS, ZONES = ("%H", "%I", "%-H", "%-I", "%c", "%X"), ("%z", "%Z")


class WrittenTimes:
    """The times of a staging query, each distinct one once."""

    def __init__(self, steps: Steps, zone: str | None, date_order: str | None, date_system: str | None = None) -> None:
        self.steps, self.zone, self.date_order, self.date_system = steps, zone, date_order, date_system
        self.names: dict[tuple[object, ...], str] = {}

    def add(self, text: str, spec: Spec, given_zone: str | None, writing: Writing = "any") -> str:
        """The name of a TIMESTAMP column (UTC) for the text; NULL where it is no time in a known form.
        Beside it stands <name>_clock: whether an hour is written, not a day alone.

        `given_zone` is SQL for the zone that the row itself gives. A time with an offset is taken at its word; a zone-less
        one is of its zone; a date without a time is that date at 00:00, whatever the zone.
        """
        key = (
            writing,
            text,
            given_zone,
            spec.timezone if given_zone is None else None,
            tuple(spec.formats or ()),
            spec.epoch,
        )
        if (known := self.names.get(key)) is None:
            known = self.names[key] = f"w{len(self.names)}"
            self.read(known, text, spec, given_zone, writing)
        return known

    def read(self, name: str, text: str, spec: Spec, given_zone: str | None, writing: Writing) -> None:
        """Add the columns of each step.

        Arithmetic at the ends of what a TIMESTAMP can hold is an error of the whole query, not of the row; so each step
        that can fail stands in a TRY of its own, which costs nothing. (One around all would not do: what it holds twice is
        computed outside of it.)
        """
        written = f"{name}_written"
        self.steps.put(0, written, text)
        if spec.epoch:
            # DECIMAL(32, 6) leaves room for the multiplication.
            micros = f"TRY_CAST(round(TRY_CAST({written} AS DECIMAL(32, 6)) * {EPOCHS[spec.epoch]}) AS BIGINT)"
            self.steps.put(7, name, f"TRY(make_timestamp({micros}))")
            self.steps.put(7, f"{name}_clock", "true")
            return
        zone = quote_text(spec.timezone) if isinstance(spec.timezone, str) else self.zone
        if given_zone is not None:
            # A zone that nobody knows costs its row, not the file.
            self.steps.put(0, f"{name}_zone", given_zone)
            zone = f"CASE WHEN {name}_zone IS NULL THEN {self.zone or 'NULL'} WHEN is_zone({name}_zone) THEN {name}_zone END"
        is_moved = zone is not None and zone != "'UTC'"
        if writing == "iso":
            self.put_iso(name, zone if is_moved else None)
            return
        # The commonest form, told without a regular expression: 2026-03-02 09:14:07.
        plain = f"length({written}) = 19 AND {written}[11] IN (' ', 'T') AND {written}[17] = ':' AND {written}[5] = '-'"
        ours = f"length({written}) = 27 AND {written}[27] = 'Z' AND {written}[5] = '-'"  # as row_reads.py writes them
        plain = f"({plain} OR {ours} OR regexp_full_match({written}, {quote_text(SIMPLE)}))"
        tidied, shown, offset, head, naive = (f"{name}_{step}" for step in ("tidy", "shown", "offset", "head", "naive"))
        self.steps.put(1, f"{name}_plain", plain)
        if writing == "usual":
            self.steps.put(5, tidied, f"CASE WHEN {name}_plain THEN {written} ELSE tidy_usual_time({written}) END")
        else:
            self.put_words(name)
        self.steps.put(
            6,
            shown,
            f"CASE WHEN {name}_plain THEN ends_with({written}, 'Z') ELSE regexp_matches({tidied}, {quote_text(OFFSET)}) END",
        )
        # A text with an offset is read without it, which is then taken off: forms such as 2026/03/02 9:14:07 AM have none.
        self.steps.put(7, offset, f"CASE WHEN {shown} THEN regexp_extract({tidied}, '{TIDY_OFFSET}', 1) END")
        self.steps.put(
            7, head, f"CASE WHEN {shown} THEN regexp_replace({tidied}, ' ?{TIDY_OFFSET}', '') ELSE {tidied} END"
        )
        is_clock, exact = f"contains({head}, ':')", "NULL"
        if spec.formats:
            is_clock, exact = f"{name}_clocked IS NOT NULL", f"{name}_exact"
            naive = f"coalesce({name}_clocked, {name}_dated_form)"
            self.put_forms(name, spec.formats)
        else:
            usual = usual_time(head, self.date_order)
            if self.date_system:
                self.put_serial(name)
                usual, is_clock = (
                    f"coalesce({name}_serial, {usual})",
                    f"coalesce({name}_serial <> date_trunc('day', {name}_serial), {is_clock})",
                )
            self.steps.put(8, naive, usual)
        moved = f"TRY({naive} - {offset_interval(offset)})"
        local = f"WHEN {is_clock} THEN TRY(timezone('UTC', TRY(timezone({zone}, {naive}))))"
        time = f"CASE WHEN {shown} THEN {moved} {local if is_moved else ''} ELSE {naive} END"
        self.steps.put(9, name, f"coalesce({exact}, {time})" if spec.formats else time)
        self.steps.put(9, f"{name}_clock", f"{is_clock} OR {exact} IS NOT NULL" if spec.formats else is_clock)

    def put_iso(self, name: str, zone: str | None) -> None:
        """The columns of an ISO time. `zone`: of hours without one, where it is not UTC."""
        written, instant = f"{name}_written", f"{name}_instant"
        self.steps.put(1, instant, f"timezone('UTC', {iso_instant(written)})")
        local = f"WHEN {is_bare_hour(written)} THEN TRY(timezone('UTC', TRY(timezone({zone}, {instant}))))"
        self.steps.put(2, name, f"CASE {local} ELSE {instant} END" if zone else instant)
        self.steps.put(2, f"{name}_clock", f"length({written}) > 10")

    def put_words(self, name: str) -> None:
        """The columns of the steps from a date in words to one in figures."""
        written, worded, month, dated = (f"{name}_{step}" for step in ("written", "worded", "month", "dated"))
        has_words = f"NOT {name}_plain AND regexp_matches({written}, {quote_text(WORDED)})"
        self.steps.put(2, worded, f"CASE WHEN {has_words} THEN date_figures({written}) END")
        self.steps.put(3, month, f"CASE WHEN {worded} IS NOT NULL THEN month_word({worded}) END")
        self.steps.put(4, dated, f"CASE WHEN {worded} IS NOT NULL THEN form_date(mark_month({worded}, {month})) END")
        tidied = f"WHEN {dated} IS NULL THEN tidy_time({written}) ELSE tidy_time(name_half({dated})) END"
        self.steps.put(5, f"{name}_tidy", f"CASE WHEN {name}_plain THEN {written} {tidied}")

    def put_serial(self, name: str) -> None:
        """The column of what a workbook counts as days: its dates in cells that are formatted as numbers."""
        days = f"TRY_CAST(replace({name}_written, ',', '.') AS DOUBLE)"
        time = f"TIMESTAMP '{DAY_ZERO[self.date_system or '1900']}' + to_seconds(CAST(round({days} * 86400) AS BIGINT))"
        self.steps.put(
            1, f"{name}_serial", f"CASE WHEN regexp_full_match({name}_written, {quote_text(SERIAL)}) THEN {time} END"
        )

    def put_forms(self, name: str, forms: list[str]) -> None:
        """The columns of a mapping's own forms: what one with a zone says, one with an hour, and one with a day alone."""
        exact = [form for form in forms if any(code in form for code in ZONES)]
        clocked = hour_forms(forms)
        days = [form for form in forms if form not in exact and form not in clocked]
        bare = f"CASE WHEN {name}_shown THEN {name}_head ELSE {name}_written END"
        read = parse_forms([f"{name}_written", f"{name}_tidy"], exact)
        self.steps.put(8, f"{name}_exact", f"timezone('UTC', {read})" if exact else "CAST(NULL AS TIMESTAMP)")
        self.steps.put(8, f"{name}_clocked", parse_forms([bare, f"{name}_head"], clocked))
        self.steps.put(8, f"{name}_dated_form", parse_forms([bare, f"{name}_head"], days))


def iso_instant(text: str) -> str:
    """SQL for the instant of an ISO time, taken for UTC where it has no offset; NULL where there is no such time."""
    return f"TRY_CAST(replace(replace({text}, ' +', '+'), ' -', '-') AS TIMESTAMPTZ)"


def is_bare_hour(text: str) -> str:
    """SQL for whether an ISO time has an hour without an offset."""
    return f"length({text}) > 10 AND NOT regexp_matches(substr({text}, 12), '[Z+-]')"


def offset_interval(offset: str) -> str:
    minutes = f"(CAST(substr({offset}, 2, 2) AS INTEGER) * 60 + CAST(substr({offset}, 5, 2) AS INTEGER))"
    return f"to_minutes(CASE left({offset}, 1) WHEN '-' THEN -{minutes} WHEN '+' THEN {minutes} ELSE 0 END)"


def hour_forms(forms: Iterable[str]) -> list[str]:
    """The forms that have an hour but no zone."""
    return [form for form in forms if any(code in form for code in HOURS) and not any(code in form for code in ZONES)]


def parse_forms(texts: list[str], forms: list[str]) -> str:
    """SQL for the time of the first text that is of one of the forms."""
    if not forms:
        return "CAST(NULL AS TIMESTAMP)"
    listed = ", ".join(quote_text(form) for form in forms)
    return f"coalesce({', '.join(f'try_strptime({text}, [{listed}])' for text in texts)})"


def usual_time(text: str, date_order: str | None) -> str:
    """SQL for a time in a usual form, without any zone; `text` is tidied."""
    # The cast takes 02/03/26 for a day of the year 2, and drops what follows the digits (10:26 PM is 10:26, a zone is lost):
    # so the first mark must stand behind four characters, and digits at the end.
    is_iso = f"5 IN (strpos({text}, '-'), strpos({text}, '/')) AND right({text}, 1) BETWEEN '0' AND '9'"
    other = [f"{date}{hours}" for date in YEAR_FIRST for hours in CLOCKS]
    year_first = f"coalesce(CASE WHEN {is_iso} THEN TRY_CAST({text} AS TIMESTAMP) END, {parse_forms([text], other)})"
    if date_order not in ORDERS:
        return year_first
    first, second = ORDERS[date_order]
    # %y before %Y: %Y takes 24 for the year 24, %y takes no four digits.
    forms = [f"{first}{mark}{second}{mark}{year}{hours}" for mark in "/-." for year in ("%y", "%Y") for hours in CLOCKS]
    # ISO text stays ISO in a day-first file: only a four-digit year may stand first.
    return f"CASE WHEN regexp_matches({text}, '^\\d{{4}}') THEN {year_first} ELSE {parse_forms([text], forms)} END"


def tidy_macros() -> list[str]:
    """The statements that define tidy_time(text), and tidy_usual_time(text) for what is only figures, marks, AM, PM and offset."""
    return [
        f"CREATE OR REPLACE TEMP MACRO tidy_usual_time(t) AS {tidied('trim(t)', TIDY)}",
        f"CREATE OR REPLACE TEMP MACRO tidy_time(t) AS {tidied('trim(plain_marks(t))', (*RARE, *TIDY))}",
    ]


def tidied(text: str, rules: Iterable[tuple[str, str]]) -> str:
    """SQL for the text after the rules."""
    for pattern, replacement in rules:
        text = f"regexp_replace({text}, {quote_text(pattern)}, {quote_text(replacement)}, 'g')"
    return text
