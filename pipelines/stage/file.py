"""One file into the staging database: canonical, typed rows beside the reasons why others are not.

For each [[record]] of the mapping a table staging.f<file>_<n> with the canonical columns and
  _line     line of the exported row (the first one of a group): several rows may stand on one line of JSON
  _base     number of the exported row within the file; _bases all of a group, else NULL
  _skip     why the row is no record; NULL: it is one
  _reasons  STRUCT(column_name, value, reason)[] of what cannot be read; NULL: all can
"""

from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from threading import Timer

import duckdb

from pipelines.canonical import MAIN_TIME
from pipelines.mapping.model import Mapping, Record
from pipelines.quoting import quote_name, quote_text
from pipelines.read.outcome import BadRow
from pipelines.read.peek import Peek
from pipelines.read.rows import LINE, Rows, read_rows
from pipelines.stage.clock import resolve_clock
from pipelines.stage.compile import OPTION_COLUMN, OPTION_VALUE, Context, use_sql
from pipelines.stage.record_select import RecordSelect, record_view, select_records
from pipelines.statement import run_statement
from warehouse.config.errors import HiloError
from warehouse.config.settings import Settings

IS_RECORD = "_skip IS NULL AND _reasons IS NULL"  # a row of a staged table that is one, and can be read


@dataclass
class StagedRecord:
    """One staged table: where it is, what it fills, and how its mapping wants it stored."""

    name: str
    table: str
    record: Record


@dataclass
class StagedFile:
    """What one file gave before any check. `rows_read` counts rows of the table, not lines."""

    file_id: int
    path: Path
    mapping: Mapping
    options: dict[str, str]
    rows: Rows
    records: list[StagedRecord]
    base: str
    rows_read: int = 0
    zone: str | None = None
    encoding: str | None = None
    bad: list[BadRow] = field(default_factory=list)
    sha256: str = ""


def stage_file(
    con: duckdb.DuckDBPyConnection,
    file_id: int,
    peek: Peek,
    mapping: Mapping,
    options: dict[str, str],
    settings: Settings,
) -> StagedFile:
    """Stage the file. Raises HiloError when it as a whole cannot be read the way its mapping says; nothing is left then."""
    # Reading in Python is bounded by store_rows; what the database does with a mapping's expressions, by this.
    timer = Timer(peek.limits.file_seconds, con.interrupt)
    timer.daemon = True
    timer.start()
    try:
        staged = stage_fast(con, file_id, peek, mapping, options, settings)
        if staged is None:
            drop_staged(con, file_id)
            staged = stage_rows(con, file_id, peek, mapping, options, settings, is_careful=True)
    except duckdb.InterruptException:
        drop_staged(con, file_id)
        raise HiloError(
            f"{peek.path}: reading it as {mapping.name} takes more than {peek.limits.file_seconds:,} seconds; split the"
            " export, simplify the mapping's expressions, or raise limits.file_seconds in hilo.toml"
        ) from None
    except (HiloError, duckdb.Error) as error:
        drop_staged(con, file_id)
        if isinstance(error, HiloError):
            raise
        raise HiloError(f"{peek.path}: {explain_failure(error, mapping)}") from None
    finally:
        timer.cancel()
    assert staged is not None
    return staged


def stage_fast(
    con: duckdb.DuckDBPyConnection,
    file_id: int,
    peek: Peek,
    mapping: Mapping,
    options: dict[str, str],
    settings: Settings,
) -> StagedFile | None:
    """The file staged by the database's own readers; None when a damaged record may be why they fail, which the careful
    readers keep aside."""
    try:
        return stage_rows(con, file_id, peek, mapping, options, settings, is_careful=False)
    except duckdb.InvalidInputException:
        if mapping.file.format not in ("csv", "parquet"):
            raise
        return None


def stage_rows(
    con: duckdb.DuckDBPyConnection,
    file_id: int,
    peek: Peek,
    mapping: Mapping,
    options: dict[str, str],
    settings: Settings,
    is_careful: bool,
) -> StagedFile | None:
    """The staged file; None when the fast reader did not bring a row for every line, so that lines are unknown."""
    rows = read_rows(con, peek, mapping, options, f"r{file_id}", is_careful)
    context = Context(str(peek.path), rows, mapping, options)
    require_columns(context)
    refuse_misspelt(context)
    selects = [RecordSelect(context, record, n, settings) for n, record in enumerate(mapping.record)]
    verdict, content = row_verdict(context, mapping), content_columns(context, mapping)
    clock = resolve_clock(con, context, [select.times for select in selects], settings)
    cells = f"(SELECT *, {verdict} FROM {context.cells_sql()})"
    # Numbering equal rows reorders them, and a group needs all its rows: both want the rows at rest, their lines known.
    is_one_pass = not content and not any(record.is_grouped for record in mapping.record)
    base = f"staging.b{file_id}_rows"
    line = "_line" if rows.line_sql else f"(rowid + {rows.first_line})"
    if not is_one_pass:
        known = "" if rows.line_sql else f"{line} AS {LINE}, "
        run_statement(con, f"CREATE TABLE staging.b{file_id} AS SELECT * FROM {cells}")
        run_statement(con, f"CREATE VIEW {base} AS SELECT rowid AS _base, {known}*{content} FROM staging.b{file_id}")
        cells, line = base, "_line"
    row_names = ["_line"] if line == "_line" else []
    place = "rowid"
    if not is_one_pass:
        row_names, place = ["_line", "_base"], "_base"
    groups = [[select] for select in selects if select.group_by]
    groups += [rest] if (rest := [select for select in selects if not select.group_by]) else []
    for number, group in enumerate(groups):
        query, typed = select_records(group, cells, clock, file_id, row_names)
        run_statement(con, f"CREATE TABLE staging.f{file_id}_{number} AS {query}")
        for select, columns in zip(group, typed, strict=True):
            view = record_view(select, columns, f"staging.f{file_id}_{number}", line, place)
            run_statement(con, f"CREATE VIEW staging.f{file_id}_{select.prefix}rows AS {view}")
    if is_one_pass:
        run_statement(
            con, f"CREATE VIEW {base} AS SELECT rowid AS _base, {line} AS _line, _skip FROM staging.f{file_id}_0"
        )
    count = run_statement(con, f"SELECT count(*) FROM {base}").fetchall()[0][0]
    if rows.expected is not None and count != rows.expected:
        return None
    staged = [StagedRecord(f"staging.f{file_id}_{s.prefix}rows", s.record.table, s.record) for s in selects]
    zone = clock.zone.strip("'") if clock.zone else None
    encoding = peek.text.encoding if peek.text else None
    return StagedFile(
        file_id, peek.path, mapping, options, rows, staged, base, count + len(rows.bad), zone, encoding, rows.bad
    )


def explain_failure(error: duckdb.Error, mapping: Mapping) -> str:
    """One line for what the database could not do with the file: its own words without their class, and a way out."""
    said = str(error).strip().splitlines()[0].split("Error: ", 1)[-1]
    if isinstance(error, duckdb.ConversionException | duckdb.InvalidInputException | duckdb.OutOfRangeException):
        way_out = "use TRY_CAST in the mapping's sql for texts that vary"
    elif isinstance(error, duckdb.OutOfMemoryException):
        way_out = "raise memory_limit in hilo.toml"
    else:
        way_out = "compare the file's columns with the mapping's, or export it again"
    return f"the file cannot be read as {mapping.name}: {said}; {way_out}"


def require_columns(context: Context) -> None:
    """Raises HiloError when the file lacks a column without which a record could not be: its id, time, score or amount."""
    for record in context.mapping.record:
        needed = {"record_id", "score", "amount", MAIN_TIME[record.table]}
        for name, spec in record.specs().items():
            if name in needed and not spec.default:
                if spec.columns and any(label in context.rows.columns for label in spec.columns):
                    continue
                labels = [
                    *(spec.columns or []),
                    *filter(None, [spec.column, spec.sum, spec.min, spec.max, spec.first, spec.last]),
                ]
                context.require(labels, f"{record.table}.{name}")


def refuse_misspelt(context: Context) -> None:
    """Raises HiloError when a mapping that the user wrote names a column that the file lacks, with those that look alike.

    Built-in sources name columns that only some exports have, and so do fields of JSON records: absent ones are NULL.
    """
    if not context.mapping.is_own or context.rows.is_json:
        return
    for record in context.mapping.record:
        for name, spec in [*record.specs().items(), *record.further_specs().items()]:
            for label in [*filter(None, [spec.column]), *(spec.columns or [])]:
                if label in context.rows.columns or label.startswith((OPTION_COLUMN, OPTION_VALUE)):
                    continue
                alike = get_close_matches(label, context.rows.columns, n=3)
                hint = f"did you mean {' or '.join(map(repr, alike))}?" if alike else context.describe()
                raise HiloError(
                    f"{context.file_name}: no column {label!r}, which {context.mapping.name} reads for {record.table}.{name}; {hint}"
                )


def row_verdict(context: Context, mapping: Mapping) -> str:
    """SQL columns _skip and _broken (the rules that the row breaks)."""
    skips = " ".join(f"WHEN {use_sql(context, skip.sql)} THEN {quote_text(skip.reason)}" for skip in mapping.skip)
    rules = ", ".join(
        f"CASE WHEN ({use_sql(context, rule.sql)}) IS NOT TRUE THEN {{'column_name': {quote_text(rule.column)}, "
        f"'value': {quote_name(rule.column) if rule.column in context.rows.columns and use_sql(context, quote_name(rule.column)) else 'NULL'}, "
        f"'reason': {quote_text('breaks the rule ' + rule.name)}}} END"
        for rule in mapping.rule
    )
    broken = f"list_filter([{rules}], lambda r: r IS NOT NULL)" if rules else NO_REASONS
    skip = f"CASE {skips} END AS _skip" if skips else "CAST(NULL AS VARCHAR) AS _skip"
    return f"{skip}, {broken} AS _broken"


def content_columns(context: Context, mapping: Mapping) -> str:
    """SQL column _content, the id of rows that have none: what they say, and their turn among equal rows; else ""."""
    contents = [spec.content for record in mapping.record for spec in record.specs().values() if spec.content]
    if not contents:
        return ""
    labels = list(context.rows.columns) if contents[0] is True else list(contents[0])
    joined = ", ".join(f"coalesce({context.cell(label)}, '')" for label in labels) or "_json"
    hashed = f"md5(concat_ws(chr(31), {joined}))"
    line = LINE if context.rows.line_sql else "rowid"
    return f", {hashed} || '-' || row_number() OVER (PARTITION BY {hashed} ORDER BY {line}) AS _content"


NO_REASONS = "CAST(NULL AS STRUCT(column_name VARCHAR, value VARCHAR, reason VARCHAR)[])"


def drop_staged(con: duckdb.DuckDBPyConnection, file_id: int) -> None:
    """Remove everything of this file from the staging database."""
    found = con.execute(
        "SELECT table_name, false FROM duckdb_tables() WHERE database_name = 'staging' UNION ALL "
        "SELECT view_name, true FROM duckdb_views() WHERE database_name = 'staging' AND NOT internal ORDER BY 2 DESC",
    ).fetchall()
    for name, is_view in found:
        if any(name == f"{kind}{file_id}" or name.startswith(f"{kind}{file_id}_") for kind in "rfb"):
            con.execute(f"DROP {'VIEW' if is_view else 'TABLE'} staging.{name}")
