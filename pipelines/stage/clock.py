"""How one file's times and numbers are to be read, settled before anything is cast: or the file is refused."""

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

from pipelines.mapping.reads import NUMBER, SECONDS, TIME
from pipelines.quoting import quote_text
from pipelines.stage.cast import Clock
from pipelines.stage.compile import Context
from pipelines.stage.number_marks import FileNumber, prove_marks
from pipelines.stage.usual_texts import FileText, look_through
from pipelines.stage.written_rows import THE_FILES, Rows
from pipelines.stage.written_time import OFFSET, hour_forms, parse_forms
from pipelines.statement import run_statement
from pipelines.unsettled import NeedsAnswer
from warehouse.config.settings import Settings, require_zone
from warehouse.sentence import sentence

# Hours without a colon: 10h30, 10 Uhr, 10時30分, 10.30 behind a year, the basic form of ISO; and the part of a workbook's day.
HOUR = r"(?i)\d\s?(?:h(?:rs|s)?|uhr)(?:\W|\d|$)|\d\s*[時时시點点]|\d{4} \d{1,2}\.\d{2}|^\d{8}T\d{4}"
BRACKETS = r"\s*\([^()]*\)$"
SERIAL_HOUR = r"[2-7]\d{4}[.,]\d*[1-9]\d*"


@dataclass(frozen=True, order=True)
class FileTime:
    """One column of times in the file: SQL for its text and for the zone that the row gives, the mapping's own forms, and the
    rows in which they stand."""

    text: str
    zone: str
    forms: tuple[str, ...]
    rows: Rows = THE_FILES

    def is_hour(self, has_serials: bool) -> str:
        """SQL for whether an hour stands in the text `t`, without an offset; `has_serials`: a part of a day is one."""
        bare = f"regexp_replace(t, {quote_text(BRACKETS)}, '')"
        offset = f"regexp_matches({bare}, {quote_text(OFFSET)})"
        if self.forms:
            return f"{parse_forms(['t'], hour_forms(self.forms))} IS NOT NULL AND NOT {offset}"
        other = f"{HOUR}|^{SERIAL_HOUR}$" if has_serials else HOUR
        return f"(contains(t, ':') OR regexp_matches(t, {quote_text(other)})) AND NOT {offset}"


def resolve_clock(
    con: duckdb.DuckDBPyConnection,
    context: Context,
    times: Iterable[FileTime],
    numbers: Iterable[FileNumber],
    settings: Settings,
    date_system: str | None,
    size: int,
) -> Clock:
    """The clock: command-line option first, then the mapping, then what the file itself says. `date_system`: of the workbook;
    `size`: of the file, in bytes.

    Raises NeedsAnswer when zone-less times have no known zone, day and month cannot be told apart, or thousands and decimals.
    """
    defaults, options = context.mapping.defaults, context.options
    zone = options.get("timezone") or defaults.timezone
    if zone == "header":
        zone = context.rows.header_zone
    if zone:
        require_zone(zone, f"{context.file_name}: timezone")
    order = options.get("date_order") or defaults.date_order
    reads = context.reads.values()
    written = sorted(
        {
            *times,
            *(
                FileTime(
                    r.text,
                    r.zone or (quote_text(r.spec.timezone) if isinstance(r.spec.timezone, str) else "NULL"),
                    tuple(r.spec.formats),
                )
                for r in reads
                if r.reader.startswith(TIME) and not r.spec.epoch
            ),
        }
    )
    texts = sorted({time.text for time in written if not time.forms and not time.rows.group})
    system = options.get("date_system") or date_system
    if order is None and any(not time.forms for time in written):
        order = detect_date_order(con, context, texts, [time for time in written if time.rows.group and not time.forms])
    if zone is None:
        refuse_zoneless(con, context, written, system is not None)
    decimal = options.get("decimal") or defaults.decimal
    to_prove = {
        *numbers,
        *(FileNumber(r.text, THE_FILES, False) for r in reads if r.reader in (NUMBER, SECONDS) and not r.spec.decimal),
    }
    texts_of = [FileText(time.text, TIME, time.rows) for time in written]
    texts_of += [FileText(number.text, NUMBER, number.rows) for number in to_prove]
    seen = look_through(con, context, texts_of, size)
    opened = {text.text: example for text, example in seen.open.items()}
    marks = () if decimal else prove_marks(con, context, sorted(to_prove), opened)
    region = options.get("phone_region") or defaults.phone_region or ""
    return Clock(
        quote_text(zone) if zone else None, order, decimal, marks, seen.usual, system, region, settings.phone_region
    )


# Year-first files are told by their beginning; a date in another order further down is then rejected, not misread.
FIRST_ROWS = 10_000


def detect_date_order(
    con: duckdb.DuckDBPyConnection, context: Context, texts: list[str], grouped: list[FileTime]
) -> str | None:
    """dmy or mdy as the values of the whole file prove; None when the first ones are year-first or no dates. `grouped`: times
    that expressions make of groups of rows.

    Raises NeedsAnswer when they prove nothing, or both.
    """
    pattern = quote_text(r"^(?:\p{L}[\p{L}\p{M}.]*,?\s+)?(\d{1,2})\s?[/.\-]\s?(\d{1,2})\s?[/.\-]\s?\d{2,4}")
    cells = context.cells_sql()
    marked = " OR ".join(f"regexp_matches(plain_marks({t}), {pattern})" for t in texts)
    first_rows = f"SELECT 1 FROM (FROM {cells} LIMIT {FIRST_ROWS}) WHERE {marked} LIMIT 1"
    if not grouped and not run_statement(con, first_rows).fetchall():
        return None
    sources = [f"(SELECT plain_marks({text}) AS t FROM {cells})" for text in texts]
    sources += [time.rows.select(f"plain_marks({time.text}) AS t", cells) for time in grouped]
    parts = " UNION ALL ".join(
        f"SELECT max(TRY_CAST(regexp_extract(t, {pattern}, 1) AS INTEGER)) AS a, "
        f"max(TRY_CAST(regexp_extract(t, {pattern}, 2) AS INTEGER)) AS b, any_value(t) FILTER (WHERE regexp_matches(t, {pattern})) AS v "
        f"FROM {source}"
        for source in sources
    )
    first, second, example = run_statement(con, f"SELECT max(a), max(b), any_value(v) FROM ({parts})").fetchall()[0]
    if first is None:
        return None
    if first > 12 and second > 12:
        raise NeedsAnswer(
            sentence(
                "{file}: dates such as {example!r} stand both day-first and month-first; give --date-order",
                file=context.file_name,
                example=example,
            ),
            "date_order",
            example,
        )
    if first <= 12 and second <= 12:
        raise NeedsAnswer(
            sentence(
                "{file}: dates such as {example!r} could be day-first or month-first; give --date-order dmy or mdy",
                file=context.file_name,
                example=example,
            ),
            "date_order",
            example,
        )
    return "dmy" if first > 12 else "mdy"


def refuse_zoneless(con: duckdb.DuckDBPyConnection, context: Context, times: list[FileTime], has_serials: bool) -> None:
    """Raises NeedsAnswer when a time of day stands without a zone, in its own text or in the column that gives zones."""
    for time in times:
        rows = time.rows.select(f"{time.text} AS t, {time.zone} AS z", context.cells_sql())
        found = run_statement(
            con, f"SELECT t FROM {rows} WHERE {time.is_hour(has_serials)} AND nullif(z, '') IS NULL LIMIT 1"
        ).fetchall()
        if found:
            raise NeedsAnswer(
                sentence(
                    "{file}: times such as {example!r} have no time zone; give --timezone ZONE (for example Europe/Madrid), or defaults.timezone in the mapping",
                    file=context.file_name,
                    example=found[0][0],
                ),
                "timezone",
                found[0][0],
            )
