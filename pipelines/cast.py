"""Text to types, the same for every source: SQL for the typed value and for the reason where the text cannot be it."""

from dataclasses import dataclass

from pipelines.mapping import EPOCHS, SECONDS, Spec, Zone
from pipelines.quoting import quote_text

TRUE = ("true", "t", "yes", "y", "1", "si", "sí", "verdadero", "x")
FALSE = ("false", "f", "no", "n", "0", "falso")

# Tried in this order once the order of day, month and year is known.
CLOCKS = ("", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", " %I:%M %p", " %I:%M:%S %p")
YEAR_FIRST = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d")
ORDERS = {"dmy": ("%d", "%m"), "mdy": ("%m", "%d")}


@dataclass(frozen=True)
class Typed:
    """`value` gives the typed column or NULL; where the text is not NULL and the value is, `reason` says why not."""

    value: str
    reason: str


@dataclass(frozen=True)
class Clock:
    """How the file's times are read: zone of zone-less ones (an IANA name or SQL, None: unknown), order, decimal mark."""

    zone: str | None
    date_order: str | None
    decimal: str
    phone_region: str


def cast_text(text: str, column: str, data_type: str, spec: Spec, clock: Clock) -> Typed:
    """The typed column for a text expression."""
    if column == "email":
        return Typed(f"normal_email({text})", "")
    if column == "phone":
        return Typed(f"normal_phone({text}, {quote_text(clock.phone_region)})", "")
    if column in ("customer_id", "vendor_customer_id"):
        return Typed(f"normal_key({text})", "")
    if column == "birth_date":
        # What customers typed, often without a year or in their own order: of use where it can be read, else no loss.
        date = within_years(cast_time(text, spec, clock), 0, "DATE")
        return Typed(f"CASE WHEN {date} BETWEEN DATE '1900-01-02' AND current_date THEN {date} END", "")
    if column == "country":
        # What is no country stays as it is written until the check has said so; it is not stored (batch.stored_value).
        known = f"country_code({text})"
        return Typed(f"coalesce({known}, upper({text}))", "")
    if column == "sentiment":
        return Typed(f"coalesce(sentiment_code({text}), {text})", "")
    if data_type == "VARCHAR":
        return Typed(text, "")
    if data_type == "BOOLEAN":
        return cast_boolean(text)
    if data_type in ("TIMESTAMP", "DATE"):
        return Typed(
            within_years(cast_time(text, spec, clock), spec.plus_days, data_type), "not a date or time in a known form"
        )
    if column.endswith("_seconds"):
        return Typed(f"TRY({cast_duration(text, spec, clock)})", "not a duration")
    number = cast_number(text, spec.decimal or clock.decimal)
    if data_type in ("INTEGER", "BIGINT"):
        # TRY_CAST('7.6' AS INTEGER) is 8 in DuckDB: a broken count must not be rounded into a whole one.
        whole = f"CASE WHEN {number} = floor({number}) THEN TRY_CAST({number} AS {data_type}) END"
        return Typed(whole, "not a whole number")
    return Typed(f"TRY_CAST({number} AS {data_type})", "not a number")


def cast_boolean(text: str) -> Typed:
    yes, no = (", ".join(quote_text(word) for word in words) for words in (TRUE, FALSE))
    return Typed(
        f"CASE WHEN lower({text}) IN ({yes}) THEN true WHEN lower({text}) IN ({no}) THEN false END",
        "neither yes nor no",
    )


def cast_number(text: str, decimal: str) -> str:
    """SQL for a finite DOUBLE: plain numbers, else money text ($1,234.56, -$3.00, (3,00 €)) with the given decimal mark."""
    decimal, thousands = (",", ".") if decimal == "," else (".", ",")
    bare = f"regexp_replace({text}, '[\\s\\x{{00A0}}\\x{{202F}}''’]|[A-Z]{{3}}|\\p{{Sc}}', '', 'g')"
    shape = f"^[-+]?\\(?[-+]?(\\d{{1,3}}(\\{thousands}\\d{{3}})+|\\d+)?(\\{decimal}\\d+)?([eE][-+]?\\d+)?\\)?$"
    sign = f"CASE WHEN starts_with({bare}, '(') OR starts_with({bare}, '-(') THEN -1 ELSE 1 END"
    digits = f"replace(replace(translate({bare}, '()', ''), '{thousands}', ''), '{decimal}', '.')"
    cleaned = f"CASE WHEN regexp_full_match({bare}, {quote_text(shape)}) THEN {sign} * TRY_CAST({digits} AS DOUBLE) END"
    number = cleaned if decimal == "," else f"coalesce(TRY_CAST({text} AS DOUBLE), {cleaned})"
    return f"(CASE WHEN isfinite({number}) THEN {number} END)"


def within_years(time: str, plus_days: int, data_type: str) -> str:
    """SQL for the time, moved by days; NULL where that leaves the years 1 to 9999, beyond which nobody reckons."""
    moved = f"TRY({time} + INTERVAL ({plus_days}) DAY)" if plus_days else time
    return f"CAST(CASE WHEN {moved} >= TIMESTAMP '0001-01-01' AND {moved} < TIMESTAMP '10000-01-01' THEN {moved} END AS {data_type})"


def cast_duration(text: str, spec: Spec, clock: Clock) -> str:
    """SQL for seconds: a number in the spec's unit, or HH:MM:SS (MM:SS) text."""
    number = cast_number(text, spec.decimal or clock.decimal)
    factor = SECONDS[spec.unit]
    scaled = number if factor == 1 else f"{number} * {factor}"
    parts = f"string_split({text}, ':')"
    clocked = f"list_sum(list_transform(list_reverse({parts}), lambda part, place: CAST(part AS DOUBLE) * power(60, place - 1)))"
    return f"CASE WHEN regexp_full_match({text}, '\\d+(:\\d{{1,2}}){{1,2}}(\\.\\d+)?') THEN {clocked} ELSE {scaled} END"


def cast_time(text: str, spec: Spec, clock: Clock) -> str:
    """SQL for a UTC TIMESTAMP. A time with an offset is taken at its word; a zone-less one is of the file's zone; a date
    without a time is that date at 00:00, whatever the zone.

    Arithmetic at the ends of what a TIMESTAMP can hold is an error of the whole query, not of the row; so each step that can
    fail stands in a TRY of its own, which costs nothing. (One around all would not do: what it holds twice is computed
    outside of it.)
    """
    if spec.epoch:
        # DECIMAL(32, 6) leaves room for the multiplication.
        micros = f"TRY_CAST(round(TRY_CAST({text} AS DECIMAL(32, 6)) * {EPOCHS[spec.epoch]}) AS BIGINT)"
        return f"TRY(make_timestamp({micros}))"
    zone = zone_sql(spec, clock)
    naive = naive_time(text, spec, clock)
    local = naive if zone is None or zone == "'UTC'" else f"TRY(timezone('UTC', TRY(timezone({zone}, {naive}))))"
    tidy = f"tidy_time({text})"
    exact = f"TRY(timezone('UTC', TRY_CAST({tidy} AS TIMESTAMPTZ)))"
    # Text that is not ISO (2026/03/02 9:14:07 AM-03:00): read without its offset, which is then taken off.
    offset = f"regexp_extract({tidy}, '([+-]\\d{{2}}:\\d{{2}}|Z)$', 1)"
    head = f"regexp_replace({tidy}, ' ?([+-]\\d{{2}}:\\d{{2}}|Z)$', '')"
    exact = f"coalesce({exact}, TRY(({naive_time(head, spec, clock)}) - {offset_interval(offset)}))"
    # The commonest form, told without a regular expression: 2026-03-02 09:14:07.
    plain = f"length({text}) = 19 AND {text}[11] IN (' ', 'T') AND {text}[17] = ':' AND {text}[5] = '-'"
    return f"CASE WHEN {plain} THEN {local} WHEN has_offset({text}) THEN {exact} WHEN has_time({text}) THEN {local} ELSE {naive} END"


def offset_interval(offset: str) -> str:
    minutes = f"(CAST(substr({offset}, 2, 2) AS INTEGER) * 60 + CAST(substr({offset}, 5, 2) AS INTEGER))"
    signed = f"CASE left({offset}, 1) WHEN '-' THEN -{minutes} WHEN '+' THEN {minutes} ELSE 0 END"
    return f"to_minutes({signed})"


def naive_time(text: str, spec: Spec, clock: Clock) -> str:
    """SQL for the time as written, without any zone."""
    if spec.formats:
        formats = ", ".join(quote_text(form) for form in spec.formats)
        return f"coalesce(try_strptime({text}, [{formats}]), try_strptime(tidy_time({text}), [{formats}]))"
    # The cast drops what follows the digits (10:26 PM is 10:26, a zone is lost), so they must come last.
    iso = f"CASE WHEN right({text}, 1) BETWEEN '0' AND '9' THEN TRY_CAST({text} AS TIMESTAMP) END"
    other = ", ".join(quote_text(f"{date}{hours}") for date in YEAR_FIRST for hours in CLOCKS)
    year_first = f"coalesce({iso}, try_strptime(tidy_time({text}), [{other}]))"
    if clock.date_order not in ORDERS:
        return year_first
    first, second = ORDERS[clock.date_order]
    # %y before %Y: %Y takes 24 for the year 24, %y takes no four digits.
    forms = [
        quote_text(f"{first}{mark}{second}{mark}{year}{hours}")
        for mark in "/-."
        for year in ("%y", "%Y")
        for hours in CLOCKS
    ]
    written = f"try_strptime(tidy_time({text}), [{', '.join(forms)}])"
    # ISO text stays ISO in a day-first file: only a four-digit year may stand first.
    return f"CASE WHEN regexp_matches({text}, '^\\d{{4}}') THEN {year_first} ELSE {written} END"


def zone_sql(spec: Spec, clock: Clock) -> str | None:
    """SQL text expression of the zone of zone-less times; a Zone spec was compiled into clock.zone by the caller."""
    if isinstance(spec.timezone, str):
        return quote_text(spec.timezone)
    if isinstance(spec.timezone, Zone) or clock.zone is None:
        return clock.zone
    return clock.zone


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
OFFSET = r"(?i):\d{2}(?:\.\d+)?(?:\s*[ap]\.?\s?m\.?)?\s*(?:Z|(?:UTC|GMT)(?:\s*[+-]\d{1,2}(?::?\d{2})?)?|[+-]\d{2}(?::?\d{2})?)$"


def time_macros() -> list[str]:
    """Statements that define tidy_time, has_offset and has_time, which cast_time uses."""
    tidy = "trim(t)"
    for pattern, replacement in TIDY:
        tidy = f"regexp_replace({tidy}, {quote_text(pattern)}, {quote_text(replacement)}, 'g')"
    return [
        f"CREATE OR REPLACE TEMP MACRO tidy_time(t) AS {tidy}",
        f"CREATE OR REPLACE TEMP MACRO has_offset(t) AS regexp_matches(t, {quote_text(OFFSET)})",
        "CREATE OR REPLACE TEMP MACRO has_time(t) AS contains(t, ':')",
    ]
