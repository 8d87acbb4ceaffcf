"""How one file's times and numbers are to be read, settled before anything is cast: or the file is refused."""

from dataclasses import dataclass

import duckdb

from pipelines.quoting import quote_text
from pipelines.stage.cast import Clock
from pipelines.stage.compile import Context
from pipelines.stage.written_time import OFFSET, hour_forms, parse_forms
from pipelines.statement import run_statement
from pipelines.unsettled import NeedsAnswer
from warehouse.config.settings import Settings, require_zone


@dataclass(frozen=True, order=True)
class FileTime:
    """One column of times in the file: SQL for its text and for the zone that the row gives, and the mapping's own forms."""

    text: str
    zone: str
    forms: tuple[str, ...]

    def is_hour(self) -> str:
        """SQL for whether an hour stands in the text, without an offset."""
        offset = f"regexp_matches({self.text}, {quote_text(OFFSET)})"
        if self.forms:
            return f"{parse_forms([self.text], hour_forms(self.forms))} IS NOT NULL AND NOT {offset}"
        return f"contains({self.text}, ':') AND NOT {offset}"


def resolve_clock(
    con: duckdb.DuckDBPyConnection, context: Context, times: list[list[FileTime]], settings: Settings
) -> Clock:
    """The clock: command-line option first, then the mapping, then what the file itself says.

    Raises NeedsAnswer when zone-less times have no known zone, or day and month cannot be told apart.
    """
    defaults, options = context.mapping.defaults, context.options
    zone = options.get("timezone") or defaults.timezone
    if zone == "header":
        zone = context.rows.header_zone
    if zone:
        require_zone(zone, f"{context.file_name}: timezone")
    order = options.get("date_order") or defaults.date_order
    written = sorted({time for record in times for time in record})
    texts = sorted({time.text for time in written if not time.forms})
    if texts and order is None:
        order = detect_date_order(con, context, texts)
    if zone is None:
        refuse_zoneless(con, context, written)
    decimal = options.get("decimal") or defaults.decimal
    region = options.get("phone_region") or defaults.phone_region or ""
    return Clock(quote_text(zone) if zone else None, order, decimal, region, settings.phone_region)


# Year-first files are told by their beginning; a date in another order further down is then rejected, not misread.
FIRST_ROWS = 10_000


def detect_date_order(con: duckdb.DuckDBPyConnection, context: Context, texts: list[str]) -> str | None:
    """dmy or mdy as the values of the whole file prove; None when the first ones are year-first or no dates.

    Raises NeedsAnswer when they prove nothing, or both.
    """
    marked = " OR ".join(f"regexp_matches({t}, '^\\d{{1,2}}[/.\\-]\\d')" for t in texts)
    if not run_statement(
        con, f"SELECT 1 FROM (FROM {context.cells_sql()} LIMIT {FIRST_ROWS}) WHERE {marked} LIMIT 1"
    ).fetchall():
        return None
    pattern = r"'^(\d{1,2})[/.\-](\d{1,2})[/.\-]\d{2,4}'"
    parts = " UNION ALL ".join(
        f"SELECT max(TRY_CAST(regexp_extract({t}, {pattern}, 1) AS INTEGER)) AS a, "
        f"max(TRY_CAST(regexp_extract({t}, {pattern}, 2) AS INTEGER)) AS b, any_value({t}) FILTER (WHERE regexp_matches({t}, {pattern})) AS v "
        f"FROM {context.cells_sql()}"
        for t in texts
    )
    first, second, example = run_statement(con, f"SELECT max(a), max(b), any_value(v) FROM ({parts})").fetchall()[0]
    if first is None:
        return None
    if first > 12 and second > 12:
        raise NeedsAnswer(
            f"{context.file_name}: dates such as {example!r} stand both day-first and month-first; give --date-order",
            "date_order",
            example,
        )
    if first <= 12 and second <= 12:
        raise NeedsAnswer(
            f"{context.file_name}: dates such as {example!r} could be day-first or month-first; give --date-order dmy or mdy",
            "date_order",
            example,
        )
    return "dmy" if first > 12 else "mdy"


def refuse_zoneless(con: duckdb.DuckDBPyConnection, context: Context, times: list[FileTime]) -> None:
    """Raises NeedsAnswer when a time of day stands without a zone, in its own text or in the column that gives zones."""
    for time in times:
        found = run_statement(
            con,
            f"SELECT {time.text} FROM {context.cells_sql()} WHERE {time.is_hour()} AND {time.zone} IS NULL LIMIT 1",
        ).fetchall()
        if found:
            raise NeedsAnswer(
                f"{context.file_name}: times such as {found[0][0]!r} have no time zone; give --timezone ZONE (for example "
                f"Europe/Madrid), or defaults.timezone in the mapping",
                "timezone",
                found[0][0],
            )
