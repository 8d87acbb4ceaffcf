"""The SQL of one staged record: texts from the row's cells, defaults, types, and the reasons where a text is no value."""

from pipelines.canonical import MAIN_TIME, TYPES
from pipelines.mapping.model import Record, Spec, Zone, as_spec
from pipelines.quoting import quote_name, quote_text
from pipelines.read.rows import LINE
from pipelines.stage.cast import Clock, Typed, cast_text, is_number
from pipelines.stage.clock import FileTime
from pipelines.stage.compile import Context, compile_spec, source_label, use_sql
from pipelines.stage.defaults import fill_defaults
from pipelines.stage.refused_keys import GATED, refused_column
from pipelines.stage.steps import Steps
from pipelines.stage.written_number import WrittenNumbers
from pipelines.stage.written_time import WrittenTimes
from warehouse.config.settings import Settings

IDS = ("record_id", "interaction_id", "response_id")
OF_THE_ACCOUNT = ("vendor_customer_id", "conversation_id")  # numbered anew in each account, like the records
NO_RECORD = "no record in this row"
BROKEN = "_broken"
PLACE = "_place"  # which file of its group a row is of


class RecordSelect:
    """One record's columns at the three levels of a staging query: `texts`, `typed` and `reasons`.

    All names begin with `c<number>_`, so that several records of a file can be made in one pass over it.
    """

    def __init__(self, context: Context, record: Record, number: int, settings: Settings) -> None:
        self.context, self.record, self.settings = context, record, settings
        self.prefix = f"c{number}_"
        grouped = record.is_grouped
        self.specs = record.specs()
        self.compiled = {name: compile_spec(spec, context, grouped) for name, spec in self.specs.items()}
        self.attributes = {
            name: compile_spec(as_spec(spec), context, grouped) for name, spec in record.attributes.items()
        }
        self.keys = {name: compile_spec(as_spec(spec), context, grouped) for name, spec in record.keys.items()}
        self.when = use_sql(context, record.when) if record.when else ""
        self.group_by = [context.cell(label) for label in record.group_by]
        self.made_of = self.specs["record_id"].made_of or []
        self.each = context.cell(record.each) if record.each else ""
        # Whether rows may be without this record, marked in c<n>__given.
        self.is_conditional = bool(self.when) and not self.group_by
        self.types = TYPES[record.table]
        self.times = [
            FileTime(self.written(n), self.written_zone(n), tuple(self.specs[n].formats or ()))
            for n in self.compiled
            if self.types[n] in ("TIMESTAMP", "DATE") and not self.is_settled(n)
        ]

    def is_settled(self, name: str) -> bool:
        """Whether nothing has to be found out about the column's times."""
        spec = self.specs[name]
        return (
            name == "birth_date" or bool(spec.epoch or spec.value) or (spec.sql is not None and self.record.is_grouped)
        )

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
            return self.zone_text(zone, is_grouped=False)
        return quote_text(zone) if zone else "NULL"

    def zone_text(self, zone: Zone, is_grouped: bool) -> str:
        return compile_spec(Spec(column=zone.column, values=zone.values), self.context, is_grouped)

    def text_columns(self) -> list[str]:
        """First level: the text of every mapped column, attribute and key."""
        texts = {f"t_{name}": text for name, text in self.compiled.items()}
        texts |= {f"a_{n}": text for n, text in enumerate(self.attributes.values())}
        texts |= {f"q_{name}": text for name, text in self.keys.items()}
        if self.is_conditional:
            # Casting nothing is free: rows without this record pass through as NULL.
            texts = {name: f"CASE WHEN {self.prefix}_given THEN {text} END" for name, text in texts.items()}
        return [f"{text} AS {self.prefix}{name}" for name, text in texts.items()]

    def typed_columns(self, casts: dict[str, Typed], times: WrittenTimes) -> dict[str, str]:
        """Second level: SQL by canonical column, only those that the mapping or a default gives."""
        mapping, table = self.context.mapping, self.record.table
        values = {name: cast.value for name, cast in casts.items()}
        texts = {name: f"{self.prefix}t_{name}" for name in self.compiled}
        columns = fill_defaults(table, values, texts, self.settings, mapping, self.context.options)
        for name in IDS:
            if name in self.compiled:
                columns[name] = with_prefix(columns[name], mapping.prefix, name, self.context.account)
        columns["source"] = quote_text(mapping.prefix)
        if self.attributes:
            entries = ", ".join(f"{quote_text(name)}: {self.prefix}a_{n}" for n, name in enumerate(self.attributes))
            columns["attributes"] = f"MAP {{{entries}}}"
        if self.keys:
            columns["other_keys"] = self.known_keys()
        if main := MAIN_TIME[table]:
            columns["time_precision"] = self.precision(main, times)
        typed = {
            name: f"CAST({columns[name]} AS {data_type})"
            for name, data_type in self.types.items()
            if name in columns and columns[name] != "NULL"
        }
        if self.made_of:
            # Behind the columns that it is made of, which the database knows by then.
            parts = ", ".join(
                f"coalesce(CAST({self.prefix}{name} AS VARCHAR), '')" for name in self.made_of if name in typed
            )
            del typed["record_id"]
            typed["record_id"] = with_prefix(
                f"md5(concat_ws(chr(31), {parts}))", mapping.prefix, "record_id", self.context.account
            )
        return typed

    def known_keys(self) -> str:
        """SQL map of the other keys that the row has; NULL when it has none."""
        cells = {name: f"{self.prefix}k_{name}" for name in self.keys}
        entries = [f"{{'key': {quote_text(name)}, 'value': {cell}}}" for name, cell in cells.items()]
        found = f"map_from_entries(list_filter([{', '.join(entries)}], lambda e: e.value IS NOT NULL))"
        if len(cells) == 1:
            found = "".join(f"MAP {{{quote_text(name)}: {cell}}}" for name, cell in cells.items())
        return f"CASE WHEN coalesce({', '.join(cells.values())}) IS NOT NULL THEN {found} END"

    def precision(self, main: str, times: WrittenTimes) -> str:
        """SQL for how exact the main time is: to the second where an hour is written, else to the day."""
        if main not in self.specs:
            return "'second'"
        hour = f"{self.add_time(main, times)}_clock"
        return f"CASE WHEN {self.prefix}t_{main} IS NULL THEN NULL WHEN {hour} THEN 'second' ELSE 'day' END"

    def add_time(self, name: str, times: WrittenTimes) -> str:
        """The column among `times` of one of the record's times."""
        zone = self.specs[name].timezone
        given = self.zone_text(zone, self.record.is_grouped) if isinstance(zone, Zone) else None
        return times.add(self.compiled[name], self.specs[name], given)

    def cast_columns(self, clock: Clock, times: WrittenTimes, numbers: WrittenNumbers) -> dict[str, Typed]:
        """The typed value of every mapped column, its times among `times`, its numbers among `numbers`."""
        return {name: self.cast(name, clock, times, numbers) for name in self.compiled}

    def cast(self, name: str, clock: Clock, times: WrittenTimes, numbers: WrittenNumbers) -> Typed:
        spec, data_type, read, unknown = self.specs[name], self.types[name], "", ""
        if data_type in ("TIMESTAMP", "DATE"):
            read = self.add_time(name, times)
            if self.is_conditional:
                read = f"CASE WHEN {self.prefix}_given THEN {read} END"
            if isinstance(spec.timezone, Zone):
                unknown = ", or of an unknown time zone"
        text = f"{self.prefix}t_{name}"
        if is_number(data_type):
            read = numbers.add(text, spec.decimal or clock.decimal)
        cast = cast_text(text, read, name, data_type, spec, self.phone_region(clock))
        if name in OF_THE_ACCOUNT and self.context.account:
            cast = Typed(f"{quote_text(self.context.account)} || {cast.value}", cast.reason)
        return Typed(cast.value, cast.reason + unknown if cast.reason else "")

    def phone_region(self, clock: Clock) -> str:
        """SQL for the country of a row's phone numbers without +: the file's, else the row's own, else the installation's."""
        if clock.phone_region or "country" not in self.compiled:
            return quote_text(clock.phone_region or clock.home_region)
        return f"coalesce(country_code({self.prefix}t_country), {quote_text(clock.home_region)})"

    def reasons(self, casts: dict[str, Typed]) -> str:
        """Third level: SQL list of what cannot be read; NULL when everything can."""
        checks = {name: cast.reason for name, cast in casts.items() if cast.reason}
        broken = f"CASE WHEN len({BROKEN}) > 0 THEN {BROKEN} END"
        if not checks:
            return broken
        failed = {name: f"({self.prefix}t_{name} IS NOT NULL AND {self.prefix}{name} IS NULL)" for name in checks}
        entries = ", ".join(
            f"CASE WHEN {failed[name]} THEN {{'column_name': {quote_text(source_label(name, self.specs[name], self.context.options))}, "
            f"'value': {self.prefix}t_{name}, 'reason': {quote_text(reason)}}} END"
            for name, reason in checks.items()
        )
        listed = f"list_filter([{entries}], lambda r: r IS NOT NULL)"
        is_bad = " OR ".join(failed.values())
        return f"CASE WHEN {is_bad} THEN list_concat({listed}, coalesce({BROKEN}, [])) ELSE {broken} END"

    def gated(self) -> dict[str, tuple[str, str]]:
        """SQL of the text and of the value of every identifier that the mapping gives."""
        columns = {name: (f"{self.prefix}t_{name}", f"{self.prefix}{name}") for name in self.compiled if name in GATED}
        return columns | {name: (f"{self.prefix}q_{name}", f"{self.prefix}k_{name}") for name in self.keys}

    def refused(self) -> str:
        """SQL list of the row's identifiers that are none."""
        specs = self.specs | {name: as_spec(spec) for name, spec in self.record.keys.items()}
        cells = self.gated()
        return refused_column(cells, {name: source_label(name, specs[name], self.context.options) for name in cells})

    def checked_texts(self, casts: dict[str, Typed]) -> list[str]:
        """The texts, and the values of other keys, that the reasons and refusals look at."""
        texts = [f"{self.prefix}t_{name}" for name, cast in casts.items() if cast.reason or name in GATED]
        return [
            *texts,
            *(column for name in self.keys for column in (f"{self.prefix}q_{name}", f"{self.prefix}k_{name}")),
        ]


def select_records(
    selects: list[RecordSelect], cells: str, clock: Clock, row_names: list[str]
) -> tuple[str, list[dict[str, str]]]:
    """One query that makes the records of one group, or of all ungrouped blocks, and each record's typed columns.

    Ungrouped rows all stay, those without a record marked in c<n>__skip, so that a row's place is its line. `row_names`
    are what the cells know of their row: _place, _line, _base.
    """
    first = selects[0]
    if first.group_by:
        rows = [PLACE, f"min({LINE}) AS _line", "min(_base) AS _base", "list(_base) AS _bases",
                f"nullif(flatten(list({BROKEN}) FILTER (WHERE len({BROKEN}) > 0)), []) AS {BROKEN}"]  # fmt: skip
        conditions = " AND ".join(["_skip IS NULL", *([first.when] if first.when else [])])
        tail = f" WHERE {conditions} GROUP BY {', '.join([PLACE, *first.group_by])}"
        kept = [PLACE, "_line", "_base", "_bases"]
        skips = [f"CAST(NULL AS VARCHAR) AS {first.prefix}_skip"]
    else:
        kept = ["_skip", *row_names]
        rows, tail = [*kept, BROKEN], ""
        skips = [
            f"coalesce(_skip, CASE WHEN {s.prefix}_given IS NOT TRUE THEN {quote_text(NO_RECORD)} END) AS {s.prefix}_skip" if s.when
            else f"_skip AS {s.prefix}_skip"
            for s in selects
        ]  # fmt: skip
        if given := [f"{s.when} AS {s.prefix}_given" for s in selects if s.when]:
            cells = f"(SELECT *, {', '.join(given)} FROM {cells})"
        if first.each:
            cells = f"(SELECT * REPLACE (unnest({several_values(first.each)}) AS {first.each}) FROM {cells})"
        rows += [f"{s.prefix}_given" for s in selects if s.when]
    steps = Steps()
    times, numbers = WrittenTimes(steps, clock.zone, clock.date_order), WrittenNumbers(steps)
    planned = [(select, select.cast_columns(clock, times, numbers)) for select in selects]
    texts = [text for select in selects for text in select.text_columns()]
    typed = [select.typed_columns(cast, times) for select, cast in planned]
    named = [
        f"{sql} AS {select.prefix}{name}"
        for select, columns in zip(selects, typed, strict=True)
        for name, sql in columns.items()
    ]
    looked_at = [text for select, cast in planned for text in select.checked_texts(cast)]
    reasons = [f"{select.reasons(cast)} AS {select.prefix}_reasons" for select, cast in planned]
    reasons += [f"{select.refused()} AS {select.prefix}_refused" for select in selects]
    marks = [f"{select.prefix}_skip" for select in selects]
    for select in selects:
        for name in select.keys:
            steps.put(1, f"{select.prefix}k_{name}", f"normal_key({select.prefix}q_{name})")
    level_1 = steps.select_from(f"SELECT {', '.join([*texts, *steps.columns[0], *rows, *skips])} FROM {cells}{tail}")
    level_2 = f"SELECT {', '.join([*named, *looked_at, *kept, BROKEN, *marks])} FROM ({level_1})"
    kept_columns = f"* EXCLUDE ({', '.join([BROKEN, *looked_at])})"
    if first.made_of:
        made = f"{first.prefix}record_id"
        kept_columns += (
            f" REPLACE ({made} || '-' || row_number() OVER (PARTITION BY {PLACE}, {made} ORDER BY _base) AS {made})"
        )
    return f"SELECT {kept_columns}, {', '.join(reasons)} FROM ({level_2})", typed


def several_values(cell: str) -> str:
    """SQL list of the values of a cell, parted by ; or line ends, or by , where there is none of these; NULL for an empty cell."""
    cell = f"translate({cell}, '[]\"', '')"  # a list of JSON
    mark = f"CASE WHEN regexp_matches({cell}, '[;\\n\\r]') THEN '[;\\n\\r]+' ELSE '[,;]' END"
    return f"list_filter(list_transform(regexp_split_to_array({cell}, {mark}), lambda v: nullif(trim(v), '')), lambda v: v IS NOT NULL)"


def record_view(select: RecordSelect, typed: dict[str, str], table: str, file_id: str, line: str, base: str) -> str:
    """A SELECT of one record's rows out of the staged table: every canonical column, typed NULLs for what nobody gives."""
    columns = [
        f"{select.prefix}{name} AS {quote_name(name)}" if name in typed
        else f"{file_id} AS file_id" if name == "file_id"
        else f"{line} AS source_line" if name == "source_line"
        else f"CAST(NULL AS {data_type}) AS {quote_name(name)}"
        for name, data_type in select.types.items()
    ]  # fmt: skip
    bases = "_bases" if select.group_by else "CAST(NULL AS BIGINT[]) AS _bases"
    marks = f"{select.prefix}_skip AS _skip, {select.prefix}_reasons AS _reasons, {select.prefix}_refused AS _refused"
    return f"SELECT rowid AS _n, {', '.join(columns)}, {line} AS _line, {base} AS _base, {bases}, {marks} FROM {table}"


def with_prefix(text: str, prefix: str, name: str, account: str = "") -> str:
    """The id with its source, and account, before it. A link that names its source already (source:id) stays."""
    prefixed = f"{quote_text(f'{prefix}:{account}')} || {text}"
    return prefixed if name == "record_id" else f"CASE WHEN contains({text}, ':') THEN {text} ELSE {prefixed} END"
