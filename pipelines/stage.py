"""One file into the staging database: canonical, typed rows beside the reasons why others are not.

For each [[record]] of the mapping a table staging.f<file>_<n> with the canonical columns and
  _line     line of the exported row (the first one of a group): several rows may stand on one line of JSON
  _base     number of the exported row within the file; _bases all of a group, else NULL
  _skip     why the row is no record; NULL: it is one
  _reasons  STRUCT(column_name, value, reason)[] of what cannot be read; NULL: all can
"""

from dataclasses import dataclass, field

import duckdb

from pipelines.canonical import MAIN_TIME, TYPES
from pipelines.cast import Clock, Typed, cast_text
from pipelines.clock import resolve_clock
from pipelines.compile import Context, compile_spec, source_label
from pipelines.defaults import fill_defaults
from pipelines.expression import check_expression
from pipelines.mapping import Mapping, Record, Spec, Zone, as_spec
from pipelines.quoting import quote_name, quote_text
from pipelines.read.outcome import BadRow
from pipelines.read.peek import Peek
from pipelines.read.rows import LINE, Rows, read_rows
from warehouse.errors import HiloError
from warehouse.settings import Settings

IDS = ("record_id", "interaction_id", "response_id")
NO_RECORD = "no record in this row"


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
    mapping: Mapping
    options: dict[str, str]
    rows: Rows
    records: list[StagedRecord]
    base: str
    rows_read: int = 0
    zone: str | None = None
    encoding: str | None = None
    bad: list[BadRow] = field(default_factory=list)


def stage_file(
    con: duckdb.DuckDBPyConnection,
    file_id: int,
    peek: Peek,
    mapping: Mapping,
    options: dict[str, str],
    settings: Settings,
) -> StagedFile:
    """Stage the file. Raises HiloError when it as a whole cannot be read the way its mapping says; nothing is left then."""
    try:
        staged = stage_rows(con, file_id, peek, mapping, options, settings, is_careful=False)
        if staged is None:
            drop_staged(con, file_id)
            staged = stage_rows(con, file_id, peek, mapping, options, settings, is_careful=True)
    except (HiloError, duckdb.Error) as error:
        drop_staged(con, file_id)
        if isinstance(error, HiloError):
            raise
        message = str(error).splitlines()[0]
        raise HiloError(
            f"{peek.path}: {mapping.name}: {message}; use TRY_CAST in the mapping's sql for texts that vary"
        ) from None
    assert staged is not None
    return staged


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
    selects = [RecordSelect(context, record, settings) for record in mapping.record]
    verdict, content = row_verdict(context, mapping), content_columns(context, mapping)
    clock = resolve_clock(con, context, [select.times for select in selects], settings)
    # Numbering equal rows reorders them, so ids by content need the rows at rest, their lines known.
    is_fused = len(mapping.record) == 1 and not mapping.record[0].is_grouped and not content
    cells = f"(SELECT *, {verdict} FROM {context.cells_sql()})"
    line = f"rowid + {rows.first_line}" if rows.line_sql is None else LINE
    if is_fused:
        con.execute(f"CREATE TABLE staging.f{file_id}_0 AS {selects[0].sql(cells, clock, file_id, is_fused)}")
    else:
        con.execute(f"CREATE TABLE staging.b{file_id} AS SELECT * FROM {cells}")
        known = "" if rows.line_sql else f"{line} AS {LINE}, "
        con.execute(
            f"CREATE VIEW staging.b{file_id}_rows AS SELECT rowid AS _base, {known}*{content} FROM staging.b{file_id}"
        )
        for number, select in enumerate(selects):
            query = select.sql(f"staging.b{file_id}_rows", clock, file_id, is_fused)
            con.execute(f"CREATE TABLE staging.f{file_id}_{number} AS {query}")
    for number in range(len(selects)):
        first = f"rowid + {rows.first_line}" if rows.line_sql is None else "_line"
        lines = f"{first} AS _line, {first} AS source_line, rowid AS _base" if is_fused else "_line AS _line"
        con.execute(
            f"CREATE VIEW staging.f{file_id}_{number}_rows AS SELECT rowid AS _n, * REPLACE ({lines}) FROM staging.f{file_id}_{number}"
        )
    base = f"staging.f{file_id}_0_rows" if is_fused else f"staging.b{file_id}_rows"
    count = con.execute(f"SELECT count(*) FROM {base}").fetchall()[0][0]
    if rows.expected is not None and count != rows.expected:
        return None
    staged = [
        StagedRecord(f"staging.f{file_id}_{n}_rows", record.table, record) for n, record in enumerate(mapping.record)
    ]
    zone = clock.zone.strip("'") if clock.zone else None
    encoding = peek.text.encoding if peek.text else None
    return StagedFile(file_id, mapping, options, rows, staged, base, count + len(rows.bad), zone, encoding, rows.bad)


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


def use_sql(context: Context, sql: str) -> str:
    """The mapping's expression, its columns noted as read."""
    context.use(check_expression(sql))
    return f"({sql})"


class RecordSelect:
    """The SELECT that makes one staged table: texts from the cells, defaults, types, then reasons."""

    def __init__(self, context: Context, record: Record, settings: Settings) -> None:
        self.context, self.record, self.settings = context, record, settings
        grouped = record.is_grouped
        self.specs = record.specs()
        self.texts = {name: compile_spec(spec, context, grouped) for name, spec in self.specs.items()}
        self.attributes = {
            name: compile_spec(as_spec(spec), context, grouped) for name, spec in record.attributes.items()
        }
        self.zones = {
            name: self.zone_text(spec) for name, spec in self.specs.items() if isinstance(spec.timezone, Zone)
        }
        self.when = use_sql(context, record.when) if record.when else ""
        self.group_by = [context.cell(label) for label in record.group_by]
        types = TYPES[record.table]
        self.times = [
            (self.written(n), self.written_zone(n))
            for n in self.texts
            if types[n] in ("TIMESTAMP", "DATE") and not self.is_settled(n)
        ]

    def is_settled(self, name: str) -> bool:
        """Whether nothing has to be found out about the column's times."""
        spec = self.specs[name]
        return bool(spec.formats or spec.epoch or spec.value) or (spec.sql is not None and self.record.is_grouped)

    def written(self, name: str) -> str:
        """SQL for the column's times as each row writes them, before any grouping."""
        spec = self.specs[name]
        label = spec.first or spec.last or spec.min or spec.max
        single = Spec(column=label, missing=spec.missing, match=spec.match) if label else spec
        return compile_spec(single, self.context, is_grouped=False)

    def written_zone(self, name: str) -> str:
        """SQL for the zone that a row gives for the column, before any grouping; NULL where it gives none."""
        zone = self.specs[name].timezone
        if isinstance(zone, Zone):
            return compile_spec(Spec(column=zone.column, values=zone.values), self.context, is_grouped=False)
        return quote_text(zone) if zone else "NULL"

    def zone_text(self, spec: Spec) -> str:
        assert isinstance(spec.timezone, Zone)
        zone = Spec(column=spec.timezone.column, values=spec.timezone.values)
        return compile_spec(zone, self.context, self.record.is_grouped)

    def sql(self, cells: str, clock: Clock, file_id: int, keeps_all: bool) -> str:
        """The whole query. With `keeps_all`, rows that give no record stay, marked in _skip, so that rows are lines."""
        table, mapping = self.record.table, self.context.mapping
        typed = {name: self.typed(name, clock) for name in self.texts}
        columns = fill_defaults(
            table, {n: t.value for n, t in typed.items()}, self.texts, self.settings, mapping, self.context.options
        )
        for name in IDS:
            if name in columns and name in self.texts:
                columns[name] = with_prefix(columns[name], mapping.prefix, name)
        columns |= {
            "source": quote_text(mapping.prefix),
            "file_id": f"CAST({file_id} AS INTEGER)",
            "source_line": "_line",
        }
        if self.attributes:
            entries = ", ".join(f"{quote_text(name)}: a{n}" for n, name in enumerate(self.attributes))
            columns["attributes"] = f"MAP {{{entries}}}"
        if main := MAIN_TIME[table]:
            has_hours = (
                "true"
                if main in self.specs and self.specs[main].epoch
                else f"has_time(t_{main})"
                if main in self.texts
                else "true"
            )
            columns["time_precision"] = (
                f"CASE WHEN {has_hours} THEN 'second' WHEN t_{main} IS NOT NULL THEN 'day' END"
                if main in self.texts
                else "'second'"
            )
        selected = ", ".join(
            f"CAST({columns.get(name, 'NULL')} AS {data_type}) AS {quote_name(name)}"
            for name, data_type in TYPES[table].items()
            if name != "time_precision" or main
        )
        reasons = self.reasons_sql(typed)
        texts = ", ".join(
            [f"{text} AS t_{name}" for name, text in self.texts.items()]
            + [f"{text} AS a{n}" for n, text in enumerate(self.attributes.values())]
            + [f"{text} AS z_{name}" for name, text in self.zones.items()]
            + self.row_columns(keeps_all)
        )
        inner = f"SELECT {texts} FROM {cells}{self.filters(keeps_all)}"
        kept = ", ".join(f"t_{name}" for name in typed if typed[name].reason)
        outer = f"SELECT {selected}, _line, _base, _bases, _skip, _broken{', ' + kept if kept else ''} FROM ({inner})"
        drop = f"EXCLUDE (_broken{', ' + kept if kept else ''})"
        return f"SELECT * {drop}, {reasons} AS _reasons FROM ({outer})"

    def typed(self, name: str, clock: Clock) -> Typed:
        if name in self.zones:
            # A zone that nobody knows costs its row, not the file.
            known = f"z_{name} IN (SELECT name FROM pg_timezone_names())"
            zone = f"CASE WHEN z_{name} IS NULL THEN {clock.zone or 'NULL'} WHEN {known} THEN z_{name} END"
            clock = Clock(zone, clock.date_order, clock.decimal, clock.phone_region)
        cast = cast_text(f"t_{name}", name, TYPES[self.record.table][name], self.specs[name], clock)
        if days := self.specs[name].plus_days:
            return Typed(f"CAST({cast.value} + INTERVAL {days} DAY AS {TYPES[self.record.table][name]})", cast.reason)
        return cast

    def row_columns(self, keeps_all: bool) -> list[str]:
        has_line = self.context.rows.line_sql is not None or not keeps_all
        if self.group_by:
            return [f"min({LINE}) AS _line", "min(_base) AS _base", "list(_base) AS _bases", "CAST(NULL AS VARCHAR) AS _skip",
                    "nullif(flatten(list(_broken) FILTER (WHERE len(_broken) > 0)), []) AS _broken"]  # fmt: skip
        line = f"{LINE} AS _line" if has_line else "CAST(NULL AS BIGINT) AS _line"
        skip = "_skip"
        if keeps_all and self.when:
            skip = f"coalesce(_skip, CASE WHEN {self.when} IS NOT TRUE THEN {quote_text(NO_RECORD)} END) AS _skip"
        base = "CAST(NULL AS BIGINT) AS _base" if keeps_all else "_base"
        return [line, base, "CAST(NULL AS BIGINT[]) AS _bases", skip, "_broken"]

    def filters(self, keeps_all: bool) -> str:
        if keeps_all:
            return ""
        wheres = ["_skip IS NULL", *([f"{self.when}"] if self.when else [])]
        group = f" GROUP BY {', '.join(self.group_by)}" if self.group_by else ""
        return f" WHERE {' AND '.join(wheres)}{group}"

    def reasons_sql(self, typed: dict[str, Typed]) -> str:
        """SQL list of what cannot be read; NULL when everything can."""
        checks = [(n, t.reason) for n, t in typed.items() if t.reason]
        broken = "CASE WHEN len(_broken) > 0 THEN _broken END"
        if not checks:
            return broken
        is_bad = " OR ".join(f"(t_{n} IS NOT NULL AND {quote_name(n)} IS NULL)" for n, _ in checks)
        entries = ", ".join(
            f"CASE WHEN t_{n} IS NOT NULL AND {quote_name(n)} IS NULL THEN {{'column_name': "
            f"{quote_text(source_label(n, self.specs[n], self.context.options))}, 'value': t_{n}, 'reason': {quote_text(reason)}}} END"
            for n, reason in checks
        )
        listed = f"list_filter([{entries}], lambda r: r IS NOT NULL)"
        return f"CASE WHEN {is_bad} THEN list_concat({listed}, coalesce(_broken, [])) ELSE {broken} END"


def with_prefix(text: str, prefix: str, name: str) -> str:
    """The id with its source before it. A link that names its source already (source:id) stays."""
    prefixed = f"{quote_text(prefix + ':')} || {text}"
    return prefixed if name == "record_id" else f"CASE WHEN contains({text}, ':') THEN {text} ELSE {prefixed} END"


def drop_staged(con: duckdb.DuckDBPyConnection, file_id: int) -> None:
    """Remove everything of this file from the staging database."""
    found = con.execute(
        "SELECT table_name, false FROM duckdb_tables() WHERE database_name = 'staging' UNION ALL "
        "SELECT view_name, true FROM duckdb_views() WHERE database_name = 'staging' AND NOT internal ORDER BY 2 DESC"
    ).fetchall()
    for name, is_view in found:
        if any(name == f"{kind}{file_id}" or name.startswith(f"{kind}{file_id}_") for kind in "rfb"):
            con.execute(f"DROP {'VIEW' if is_view else 'TABLE'} staging.{name}")
