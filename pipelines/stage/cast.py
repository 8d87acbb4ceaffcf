"""Text to types, the same for every source: SQL for the typed value and for the reason where the text cannot be it."""

from dataclasses import dataclass

from pipelines.mapping.model import Spec
from pipelines.quoting import quote_text
from warehouse.sentence import sentence

TRUE = ("true", "t", "yes", "y", "1", "si", "sí", "verdadero", "x")
FALSE = ("false", "f", "no", "n", "0", "falso")


@dataclass(frozen=True)
class Typed:
    """`value` gives the typed column or NULL; where the text is not NULL and the value is, `reason` says why not."""

    value: str
    reason: str


@dataclass(frozen=True)
class Clock:
    """How the file's times are read: zone of zone-less ones (an IANA name or SQL, None: unknown), order, the decimal mark that
    is asked for (None: none is) or that each column's numbers prove, which texts (SQL) need no rare reading, from when a workbook counts its days; and of which country
    its phone numbers are ("": not said), else those of the installation."""

    zone: str | None
    date_order: str | None
    decimal: str | None
    marks: tuple[tuple[str, str], ...]
    usual: frozenset[str]
    date_system: str | None
    phone_region: str
    home_region: str

    def marks_of(self, text: str, asked: str | None) -> tuple[str | None, bool]:
        """The decimal mark of the numbers in a text (SQL), and whether it was asked for, here or for the whole file."""
        if asked or self.decimal:
            return asked or self.decimal, True
        return dict(self.marks).get(text), False


LINKS = ("interaction_id", "response_id", "case_id", "order_id", "conversation_id")  # of other records and matters
DAMAGED_ID = sentence("no id: rounded by a spreadsheet, or an error of one; export again and load the file as it comes")
# Telephone numbers have so many digits (ITU-T E.164); what has fewer is an extension or a word for a withheld one.
PHONE_DIGITS = r"\D*(\d\D*){7,15}"


def cast_text(text: str, read: str, column: str, data_type: str, spec: Spec, region: str) -> Typed:
    """The typed column for a text expression; `read` is SQL for the text's time or number where the column is one, `region`
    for the country of a phone number without +."""
    if column == "email":
        return Typed(f"normal_email({text})", "")
    if column == "phone":
        # A number of nobody knows which country stays as it is written until the check has counted it; it is not stored.
        unread = f"coalesce({region}, '') = '' AND regexp_full_match({text}, {quote_text(PHONE_DIGITS)})"
        return Typed(f"coalesce(normal_phone({text}, {region}), CASE WHEN {unread} THEN {text} END)", "")
    if column in ("customer_id", "vendor_customer_id"):
        return Typed(f"normal_key({text})", "")
    if column == "record_id":
        return Typed(f"normal_id({text})", DAMAGED_ID)
    if column in LINKS:
        return Typed(f"normal_id({text})", "")
    if column == "birth_date":
        # What customers typed, often without a year or in their own order: of use where it can be read, else no loss.
        date = within_years(read, 0, "DATE")
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
        return Typed(within_years(read, spec.plus_days, data_type), sentence("not a date or time in a known form"))
    if column.endswith("_seconds"):
        return Typed(f"TRY({read})", sentence("not a duration"))
    if data_type in ("INTEGER", "BIGINT"):
        # TRY_CAST('7.6' AS INTEGER) is 8 in DuckDB: a broken count must not be rounded into a whole one.
        whole = f"CASE WHEN {read} = floor({read}) THEN TRY_CAST({read} AS {data_type}) END"
        return Typed(whole, sentence("not a whole number"))
    return Typed(f"TRY_CAST({read} AS {data_type})", sentence("not a number"))


def cast_boolean(text: str) -> Typed:
    yes, no = (", ".join(quote_text(word) for word in words) for words in (TRUE, FALSE))
    return Typed(
        f"CASE WHEN list_position([{yes}], lower({text})) > 0 THEN true WHEN list_position([{no}], lower({text})) > 0 THEN false END",
        sentence("neither yes nor no"),
    )


def within_years(time: str, plus_days: int, data_type: str) -> str:
    """SQL for the time, moved by days; NULL where that leaves the years 1 to 9999, beyond which nobody reckons."""
    moved = f"TRY({time} + INTERVAL ({plus_days}) DAY)" if plus_days else time
    return f"CAST(CASE WHEN {moved} >= TIMESTAMP '0001-01-01' AND {moved} < TIMESTAMP '10000-01-01' THEN {moved} END AS {data_type})"
