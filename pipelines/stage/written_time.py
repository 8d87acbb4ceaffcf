"""Times as exports write them, read in steps."""

from collections.abc import Iterable

from pipelines.mapping.model import EPOCHS, Spec
from pipelines.quoting import quote_text
from pipelines.stage.steps import Steps

# Tried in this order once the order of day, month and year is known.
CLOCKS = ("", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", " %I:%M %p", " %I:%M:%S %p")
YEAR_FIRST = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d")
ORDERS = {"dmy": ("%d", "%m"), "mdy": ("%m", "%d")}

# What vendors and locales write around a time, in one spelling: pattern and replacement, in this order.
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

    def __init__(self, steps: Steps, zone: str | None, date_order: str | None) -> None:
        self.steps, self.zone, self.date_order = steps, zone, date_order
        self.names: dict[tuple[object, ...], str] = {}

    def add(self, text: str, spec: Spec, given_zone: str | None) -> str:
        """The name of a TIMESTAMP column (UTC) for the text; NULL where it is no time in a known form.
        Beside it stands <name>_clock: whether an hour is written, not a day alone.

        `given_zone` is SQL for the zone that the row itself gives. A time with an offset is taken at its word; a zone-less
        one is of its zone; a date without a time is that date at 00:00, whatever the zone.
        """
        key = (text, given_zone, spec.timezone if given_zone is None else None, tuple(spec.formats or ()), spec.epoch)
        if (known := self.names.get(key)) is None:
            known = self.names[key] = f"w{len(self.names)}"
            self.read(known, text, spec, given_zone)
        return known

    def read(self, name: str, text: str, spec: Spec, given_zone: str | None) -> None:
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
            self.steps.put(3, name, f"TRY(make_timestamp({micros}))")
            self.steps.put(3, f"{name}_clock", "true")
            return
        zone = quote_text(spec.timezone) if isinstance(spec.timezone, str) else self.zone
        if given_zone is not None:
            # A zone that nobody knows costs its row, not the file.
            self.steps.put(0, f"{name}_zone", given_zone)
            zone = f"CASE WHEN {name}_zone IS NULL THEN {self.zone or 'NULL'} WHEN is_zone({name}_zone) THEN {name}_zone END"
        # The commonest form, told without a regular expression: 2026-03-02 09:14:07.
        plain = f"length({written}) = 19 AND {written}[11] IN (' ', 'T') AND {written}[17] = ':' AND {written}[5] = '-'"
        has_offset = f"regexp_matches({written}, {quote_text(OFFSET)})"
        tidied, offset, head, naive = (f"{name}_{step}" for step in ("tidy", "offset", "head", "naive"))
        self.steps.put(1, tidied, f"CASE WHEN {plain} THEN {written} ELSE tidy_time({written}) END")
        self.steps.put(1, f"{name}_shown", f"CASE WHEN {plain} THEN false ELSE {has_offset} END")
        # A text with an offset is read without it, which is then taken off: forms such as 2026/03/02 9:14:07 AM have none.
        self.steps.put(2, offset, f"CASE WHEN {name}_shown THEN regexp_extract({tidied}, '{TIDY_OFFSET}', 1) END")
        self.steps.put(
            2, head, f"CASE WHEN {name}_shown THEN regexp_replace({tidied}, ' ?{TIDY_OFFSET}', '') ELSE {tidied} END"
        )
        is_clock, exact = f"contains({written}, ':')", "NULL"
        if spec.formats:
            is_clock, exact = f"{name}_clocked IS NOT NULL", f"{name}_exact"
            naive = f"coalesce({name}_clocked, {name}_dated)"
            self.put_forms(name, spec.formats)
        else:
            self.steps.put(3, naive, usual_time(head, self.date_order))
        moved = f"TRY({naive} - {offset_interval(offset)})"
        local = f"WHEN {is_clock} THEN TRY(timezone('UTC', TRY(timezone({zone}, {naive}))))"
        is_moved = zone is not None and zone != "'UTC'"
        time = f"CASE WHEN {name}_shown THEN {moved} {local if is_moved else ''} ELSE {naive} END"
        self.steps.put(4, name, f"coalesce({exact}, {time})" if spec.formats else time)
        self.steps.put(4, f"{name}_clock", f"{is_clock} OR {exact} IS NOT NULL" if spec.formats else is_clock)

    def put_forms(self, name: str, forms: list[str]) -> None:
        """The columns of a mapping's own forms: what one with a zone says, one with an hour, and one with a day alone."""
        exact = [form for form in forms if any(code in form for code in ZONES)]
        clocked = hour_forms(forms)
        days = [form for form in forms if form not in exact and form not in clocked]
        bare = f"CASE WHEN {name}_shown THEN {name}_head ELSE {name}_written END"
        self.steps.put(
            2,
            f"{name}_exact",
            f"timezone('UTC', {parse_forms([f'{name}_written', f'{name}_tidy'], exact)})"
            if exact
            else "CAST(NULL AS TIMESTAMP)",
        )
        self.steps.put(3, f"{name}_clocked", parse_forms([bare, f"{name}_head"], clocked))
        self.steps.put(3, f"{name}_dated", parse_forms([bare, f"{name}_head"], days))


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


def tidy_macro() -> str:
    """The statement that defines tidy_time."""
    tidy = "trim(t)"
    for pattern, replacement in TIDY:
        tidy = f"regexp_replace({tidy}, {quote_text(pattern)}, {quote_text(replacement)}, 'g')"
    return f"CREATE OR REPLACE TEMP MACRO tidy_time(t) AS {tidy}"
