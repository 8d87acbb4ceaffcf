"""How one file's times and numbers are to be read, settled before anything is cast: or the file is refused."""

from collections.abc import Iterable, Sequence

import duckdb

from pipelines.mapping.reads import NUMBER, SECONDS, TIME
from pipelines.quoting import quote_text
from pipelines.stage.cast import Clock
from pipelines.stage.compile import Context
from pipelines.stage.file_texts import FileNumber, FileTime
from pipelines.stage.number_marks import prove_marks
from pipelines.stage.row_reads import Read
from pipelines.stage.usual_texts import DAY_AND_MONTH, FIRST_ROWS, Seen, look_through
from pipelines.stage.written_rows import THE_FILES
from pipelines.statement import run_statement
from pipelines.unsettled import NeedsAnswer
from warehouse.config.settings import Settings, require_zone
from warehouse.sentence import sentence


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
        {*times, *(read_time(read) for read in reads if read.reader.startswith(TIME) and not read.spec.epoch)}
    )
    to_prove = {
        *numbers,
        *(FileNumber(r.text, THE_FILES, False) for r in reads if r.reader in (NUMBER, SECONDS) and not r.spec.decimal),
    }
    system = options.get("date_system") or date_system
    is_zoneless = None if zone else lambda time, text: time.is_hour(text, system is not None)
    seen = look_through(con, context, written, sorted(to_prove), size, is_zoneless)
    if order is None:
        order = detect_date_order(con, context, written, seen)
    refuse_zoneless(context, [seen.zoneless[time] for time in written if time in seen.zoneless])
    decimal = options.get("decimal") or defaults.decimal
    marks = () if decimal else prove_marks(con, context, sorted(to_prove), seen.open)
    region = options.get("phone_region") or defaults.phone_region or ""
    # What an expression makes of ISO times is not looked at again once they are read.
    iso = seen.iso & {time.text for time in written if not time.is_made} if seen.is_small else set()
    usual = seen.usual | seen.iso if seen.is_small else seen.usual
    return Clock(
        quote_text(zone) if zone else None, order, decimal, marks, frozenset(iso), frozenset(usual - iso), system, region, settings.phone_region,
    )  # fmt: skip


def read_time(read: Read) -> FileTime:
    """A cell that is read as a time in its row, as one of the file's times."""
    zone = quote_text(read.spec.timezone) if isinstance(read.spec.timezone, str) else "NULL"
    return FileTime(read.text, read.zone or zone, tuple(read.spec.formats))


def detect_date_order(
    con: duckdb.DuckDBPyConnection, context: Context, times: Sequence[FileTime], seen: Seen
) -> str | None:
    """dmy or mdy as the values of the whole file prove; None when the first ones are year-first or no dates.

    Year-first files are told by their beginning; a date in another order further down is then rejected, not misread. Raises
    NeedsAnswer when they prove nothing, or both.
    """
    asked = [time for time in times if not time.forms]
    if (seen.iso | seen.undated).issuperset(time.text for time in asked):
        return None
    grouped = [time for time in asked if time.rows.group]
    texts = sorted({time.text for time in asked if not time.rows.group})
    cells = context.cells_sql(" ".join(sql for time in asked for sql in (time.text, *time.rows.group, time.rows.where)))
    marked = " OR ".join(f"regexp_matches(plain_marks({t}), {DAY_AND_MONTH})" for t in texts)
    first_rows = f"SELECT 1 FROM (FROM {cells} LIMIT {FIRST_ROWS}) WHERE {marked} LIMIT 1"
    if not grouped and not run_statement(con, first_rows).fetchall():
        return None
    sources = [f"(SELECT plain_marks({text}) AS t FROM {cells})" for text in texts]
    sources += [time.rows.select(f"plain_marks({time.text}) AS t", cells) for time in grouped]
    parts = " UNION ALL ".join(
        f"SELECT max(TRY_CAST(regexp_extract(t, {DAY_AND_MONTH}, 1) AS INTEGER)) AS a, "
        f"max(TRY_CAST(regexp_extract(t, {DAY_AND_MONTH}, 2) AS INTEGER)) AS b, any_value(t) FILTER (WHERE regexp_matches(t, {DAY_AND_MONTH})) AS v "
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


def refuse_zoneless(context: Context, found: Sequence[str]) -> None:
    """Raises NeedsAnswer when a time of day was found without a zone, in its own text or in the column that gives zones."""
    if found:
        raise NeedsAnswer(
            sentence(
                "{file}: times such as {example!r} have no time zone; give --timezone ZONE (for example Europe/Madrid), or defaults.timezone in the mapping",
                file=context.file_name,
                example=found[0],
            ),
            "timezone",
            found[0],
        )
