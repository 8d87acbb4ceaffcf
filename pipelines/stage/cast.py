"""Text to types, the same for every source: SQL for the typed value and for the reason where the text cannot be it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipelines.mapping.model import Spec
from pipelines.quoting import quote_text
from pipelines.stage.written_time import Writing
from warehouse.sentence import sentence

TRUE = ("true", "t", "yes", "y", "1", "si", "sí", "verdadero", "x")
FALSE = ("false", "f", "no", "n", "0", "falso")


@dataclass(frozen=True)
class Typed:
    """`value` gives the typed column or NULL; where the text is not NULL and the value is, `reason` is SQL for why not; "": it may be NULL."""

    value: str
    reason: str


@dataclass(frozen=True)
class Clock:
    """How the file's times are read: zone of zone-less ones (an IANA name or SQL, None: unknown), order, the decimal mark that
    is asked for (None: none is) or that each column's numbers prove, which texts (SQL) are all ISO times or need no rare reading, from
    when a workbook counts its days; and of which country its phone numbers are ("": not said), else those of the installation."""

    zone: str | None
    date_order: str | None
    decimal: str | None
    marks: tuple[tuple[str, str], ...]
    iso: frozenset[str]
    usual: frozenset[str]
    date_system: str | None
    phone_region: str
    home_region: str

    def writing_of(self, text: str) -> Writing:
        """How all times in a text (SQL) are written."""
        return "iso" if text in self.iso else "usual" if text in self.usual else "any"

    def without_texts(self) -> "Clock":
        """The clock, whatever the texts happen to be."""
        return replace(self, iso=frozenset(), usual=frozenset())

    def of_all(self, others: Iterable["Clock"]) -> "Clock":
        """The clock of texts of several files, which are read as the rarest of them needs."""
        clocks = [self, *others]
        known = [clock.iso | clock.usual for clock in clocks]
        iso = frozenset.intersection(*(clock.iso for clock in clocks))
        return replace(self, iso=iso, usual=frozenset.intersection(*known) - iso)

    def marks_of(self, text: str, asked: str | None) -> tuple[str | None, bool]:
        """The decimal mark of the numbers in a text (SQL), and whether it was asked for, here or for the whole file."""
        if asked or self.decimal:
            return asked or self.decimal, True
        return dict(self.marks).get(text), False


LINKS = ("interaction_id", "response_id", "case_id", "order_id", "conversation_id")  # of other records and matters
DAMAGED_ID = sentence("no id: rounded by a spreadsheet, or an error of one; export again and load the file as it comes")
NO_COUNTRY = sentence("a number without + of which nobody says the country: --option phone_region=ES, or the setting")
# Telephone numbers have so many digits (ITU-T E.164); what has fewer is an extension or a word for a withheld one.
PHONE_DIGITS = r"\D*(\d\D*){7,15}"


def cast_text(
    text: str, read: str, column: str, data_type: str, spec: Spec, region: str, values: Sequence[str]
) -> Typed:
    """The typed column for a text expression; `read` is SQL for the text's time or number where the column is one, `region`
    for the country of a phone number without +, `values` are all that the column may hold, if not empty."""
    if column == "email":
        return Typed(f"normal_email({text})", f"email_fault({text})")
    if column == "phone":
        unread = f"coalesce({region}, '') = '' AND regexp_full_match({text}, {quote_text(PHONE_DIGITS)})"
        fault = f"CASE WHEN {unread} THEN {quote_text(NO_COUNTRY)} ELSE phone_fault({text}) END"
        return Typed(f"normal_phone({text}, {region})", fault)
    if column in ("customer_id", "vendor_customer_id"):
        return Typed(f"normal_key({text})", f"id_fault({text})")
    if column == "record_id":
        return Typed(f"normal_id({text})", quote_text(DAMAGED_ID))
    if column in LINKS:
        return Typed(f"normal_id({text})", f"id_fault({text})")
    if column == "birth_date":
        # What customers typed, often without a year or in their own order: of use where it can be read, else no loss.
        date = within_years(read, 0, "DATE")
        return Typed(
            f"CASE WHEN {date} BETWEEN DATE '1900-01-02' AND current_date THEN {date} END",
            quote_text(sentence("no date from 1900 until today")),
        )
    if column == "country":
        return Typed(f"country_code({text})", quote_text(sentence("no country")))
    if column == "sentiment":
        # Numbers need the mapping's own bounds.
        return Typed(f"sentiment_code({text})", quote_text(sentence("neither a side nor an emotion")))
    if values:
        known = ", ".join(map(quote_text, values))
        return Typed(
            f"CASE WHEN lower({text}) IN ({known}) THEN lower({text}) END",
            quote_text(sentence("none of the known values")),
        )
    if data_type == "VARCHAR":
        return Typed(text, "")
    if data_type == "BOOLEAN":
        return cast_boolean(text)
    if data_type in ("TIMESTAMP", "DATE"):
        return Typed(
            within_years(read, spec.plus_days, data_type), quote_text(sentence("not a date or time in a known form"))
        )
    if column.endswith("_seconds"):
        return Typed(f"TRY({read})", quote_text(sentence("not a duration")))
    if data_type in ("INTEGER", "BIGINT"):
        # TRY_CAST('7.6' AS INTEGER) is 8 in DuckDB: a broken count must not be rounded into a whole one.
        whole = f"CASE WHEN {read} = floor({read}) THEN TRY_CAST({read} AS {data_type}) END"
        return Typed(whole, quote_text(sentence("not a whole number")))
    return Typed(f"TRY_CAST({read} AS {data_type})", quote_text(sentence("not a number")))


def cast_boolean(text: str) -> Typed:
    yes, no = (", ".join(quote_text(word) for word in words) for words in (TRUE, FALSE))
    return Typed(
        f"CASE WHEN list_position([{yes}], lower({text})) > 0 THEN true WHEN list_position([{no}], lower({text})) > 0 THEN false END",
        quote_text(sentence("neither yes nor no")),
    )


def within_years(time: str, plus_days: int, data_type: str) -> str:
    """SQL for the time, moved by days; NULL where that leaves the years 1 to 9999, beyond which nobody reckons."""
    moved = f"TRY({time} + INTERVAL ({plus_days}) DAY)" if plus_days else time
    return f"CAST(CASE WHEN {moved} >= TIMESTAMP '0001-01-01' AND {moved} < TIMESTAMP '10000-01-01' THEN {moved} END AS {data_type})"
