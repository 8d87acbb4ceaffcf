"""What looking through a file finds: columns whose texts are all ISO times, usual times or plain numbers, numbers whose decimal
mark is open, hours of no known zone.

Reading every writing that there is takes a tenth of a second of planning a column, as long as reading ten thousand rows; of
seventy small files that is most of a load. So files that are soon looked through are read by what is in them. A first
statement asks what is true of nearly every file, a second one the rest of those columns of which it is not.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import duckdb

from pipelines.quoting import quote_text
from pipelines.stage.compile import Context
from pipelines.stage.file_texts import FileNumber, FileTime
from pipelines.stage.questions import Questions
from pipelines.stage.written_rows import Rows
from pipelines.stage.written_time import ISO, USUAL, is_bare_hour, iso_instant

MOST_BYTES = 20_000_000  # of a file that is looked through for more than decimal marks and hours without a zone
FIRST_ROWS = 10_000  # of a larger one, by which ISO times are told
# A machine writes numbers with a dot; a comma between digits is of a text that people wrote.
MACHINE_WRITTEN = ("json", "parquet")
BESIDE = r"[^\d.,:]"
# A date whose first two numbers are day and month, the weekday before it.
DAY_AND_MONTH = quote_text(r"^(?:\p{L}[\p{L}\p{M}.]*,?\s+)?(\d{1,2})\s?[/.\-]\s?(\d{1,2})\s?[/.\-]\s?\d{2,4}")
OPEN = rf"(?:^|{BESIDE})[1-9]\d{{0,2}}[.,]\d{{3}}(?:$|{BESIDE})"


@dataclass
class Seen:
    """`iso`: texts (SQL) that are all ISO times, of a larger file at its beginning; `usual`: those that need no further reading
    than plain numbers, or times in figures; `open`: by text, one of its numbers that may have decimals or thousands;
    `zoneless`: by the time, one with an hour and no zone."""

    is_small: bool
    iso: set[str] = field(default_factory=set)
    usual: set[str] = field(default_factory=set)
    undated: set[str] = field(default_factory=set)
    open: dict[str, str] = field(default_factory=dict)
    zoneless: dict[FileTime, str] = field(default_factory=dict)


# SQL for whether a text (the name of its column) of a time has an hour and no zone.
IsZoneless = Callable[[FileTime, str], str]


def look_through(
    con: duckdb.DuckDBPyConnection,
    context: Context,
    times: Sequence[FileTime],
    numbers: Sequence[FileNumber],
    size: int,
    is_zoneless: IsZoneless | None,
) -> Seen:
    """What the file's texts are. `size`: of the file, in bytes; `is_zoneless`: None where the zone is known."""
    seen = Seen(size <= MOST_BYTES)
    if context.mapping.file.format == "whatsapp":  # whose times its reader has written
        seen.usual |= {time.text for time in times} | {number.text for number in numbers}
    for rows in sorted({time.rows for time in times} | {number.rows for number in numbers}):
        times_there = [time for time in times if time.rows == rows]
        numbers_there = [number for number in numbers if number.rows == rows and number.text not in seen.usual]
        zoned = ask_iso(con, context, rows, times_there, numbers_there, seen, is_zoneless is not None)
        rest = Questions(rows)
        for time in times_there:
            if seen.is_small and time.text not in seen.iso | seen.usual:
                ask_usual(rest, time.text)
                name = rest.name(time.text)
                rest.ask(
                    "undated",
                    time.text,
                    f"NOT coalesce(bool_or(regexp_matches(plain_marks({name}), {DAY_AND_MONTH})), false)",
                )
            if is_zoneless and time not in zoned:
                name = rest.name(time.text)
                said = f"{is_zoneless(time, name)} AND nullif({rest.name(time.zone)}, '') IS NULL"
                rest.ask("zoneless", time, f"first({name}) FILTER (WHERE {said})")
        if not seen.is_small:
            ask_open(rest, context, numbers_there)
        note(rest.answer(con, context), seen)
    return seen


def ask_iso(
    con: duckdb.DuckDBPyConnection,
    context: Context,
    rows: Rows,
    times: Sequence[FileTime],
    numbers: Sequence[FileNumber],
    seen: Seen,
    asks_zone: bool,
) -> set[FileTime]:
    """Note the ISO times, and in a small file the plain numbers and those of an open mark. The times whose hours all have a zone."""
    first = Questions(rows, None if seen.is_small or rows.group else FIRST_ROWS)
    for time in times:
        if time.forms or time.text in seen.usual:
            continue
        name = first.name(time.text)
        first.ask("iso", time.text, all_true(is_iso(name), name))
        if asks_zone:
            first.ask("zoned", time, f"coalesce(NOT bool_or({is_bare_hour(name)}), true)")
    if seen.is_small:
        for number in numbers:
            name = first.name(number.text)
            first.ask("usual", number.text, all_true(f"TRY_CAST({name} AS DOUBLE) IS NOT NULL", name))
        ask_open(first, context, numbers)
    answers = first.answer(con, context)
    note(answers, seen)
    return {time for time in times if seen.is_small and time.text in seen.iso and answers.get(("zoned", time))}


def ask_usual(questions: Questions, text: str) -> None:
    """Ask whether all of a time's texts are usual ones."""
    name = questions.name(text)
    questions.ask("usual", text, all_true(f"regexp_full_match({name}, {quote_text(USUAL)})", name))


def ask_open(questions: Questions, context: Context, numbers: Sequence[FileNumber]) -> None:
    """Ask for a number whose decimal mark is open, if the rows have one."""
    is_typed = context.mapping.file.format in MACHINE_WRITTEN
    pattern = quote_text(OPEN.replace("[.,]", ",") if is_typed else OPEN)
    for number in numbers:
        if not number.is_reckoned:
            name = questions.name(number.text)
            marked = f"contains({name}, ',')" if is_typed else f"(contains({name}, '.') OR contains({name}, ','))"
            is_open = f"{marked} AND regexp_matches({name}, {pattern})"
            questions.ask("open", number.text, f"any_value({name}) FILTER (WHERE {is_open})")


def note(answers: dict[tuple[str, object], object], seen: Seen) -> None:
    """Note what was answered."""
    for (what, of), found in answers.items():
        if what in ("iso", "usual", "undated") and found:
            getattr(seen, what).add(of)
        elif what in ("open", "zoneless") and found is not None:
            getattr(seen, what)[of] = found


def is_iso(text: str) -> str:
    """SQL for whether a text is an ISO time that there is."""
    return f"regexp_full_match({text}, {quote_text(ISO)}) AND {iso_instant(text)} IS NOT NULL"


def all_true(condition: str, text: str) -> str:
    """SQL for whether the condition is true of all texts that there are."""
    return f"coalesce(bool_and({condition}) FILTER (WHERE {text} IS NOT NULL), true)"
