"""The SQL of one staged record: texts from the row's cells, defaults, types, and the reasons where a text is no value."""

import re
from collections.abc import Sequence
from datetime import datetime

from pipelines.canonical import ENDS_OF, MAIN_TIME, TYPES
from pipelines.mapping.expression import check_expression, gives_number
from pipelines.mapping.model import Record, Spec, Zone, as_spec
from pipelines.mapping.problems import is_number
from pipelines.mapping.reads import NUMBER, SECONDS, TIME
from pipelines.quoting import quote_name, quote_text
from pipelines.read.rows import LINE
from pipelines.stage.cast import Clock, Typed, cast_text
from pipelines.stage.cell_rules import cell_rules
from pipelines.stage.compile import Context, aggregate_of, compile_spec, source_label, use_sql, zone_text
from pipelines.stage.defaults import fill_defaults
from pipelines.stage.file_texts import FileNumber, FileTime
from pipelines.stage.readers import Readers
from pipelines.stage.steps import Steps
from pipelines.stage.written_rows import THE_FILES, Rows
from pipelines.stage.written_score import scale_end
from pipelines.stage.written_time import WrittenTimes
from warehouse.config.settings import Settings
from warehouse.sentence import sentence
from warehouse.tables import TABLES

IDS = ("record_id", "interaction_id", "response_id")
OF_THE_ACCOUNT = ("vendor_customer_id", "conversation_id")  # numbered anew in each account, like the records
# Without which a record says nothing, or something else: what it is for. Every table needs its ids and its time, too.
NEEDED = {
    "responses": ("metric", "score", "scale_min", "scale_max", "top_box_min"),
    "orders": ("amount",),
    "subscriptions": ("ended_at", "snapshot_on", "is_lost"),
    "costs": ("ends_on", "amount"),
}
NO_RECORD = sentence("no record in this row")
NO_REASONS = "CAST(NULL AS STRUCT(column_name VARCHAR, value VARCHAR, reason VARCHAR)[])"
BROKEN = "_broken"
MOST_REPEATED = 100_000  # records of one row
PLACE = "_place"  # which file of its group a row is of


class RecordSelect:
    """One record's columns at the three levels of a staging query: `texts`, `typed` and `reasons`.

    All names begin with `c<number>_`, so that several records of a file can be made in one pass over it.
    """

    def __init__(self, context: Context, record: Record, number: int, settings: Settings, now: datetime) -> None:
        self.context, self.record, self.settings, self.now = context, record, settings, now
        self.prefix = f"c{number}_"
        grouped = record.is_grouped
        self.specs = record.specs()
        # Ends of durations are read like columns, but not stored.
        self.ends = {name: seconds for name, seconds in ENDS_OF.get(record.table, {}).items() if name in self.specs}
        self.types = TYPES[record.table] | dict.fromkeys(self.ends, "TIMESTAMP")
        self.compiled = {
            name: compile_spec(spec, context, grouped, self.reader(name), is_time=self.reader(name) == TIME)
            for name, spec in self.specs.items()
        }
        self.attributes = {
            name: compile_spec(as_spec(spec), context, grouped, NUMBER) for name, spec in record.attributes.items()
        }
        self.keys = {name: compile_spec(as_spec(spec), context, grouped) for name, spec in record.keys.items()}
        self.when = use_sql(context, record.when) if record.when else ""
        self.group_by = [compile_spec(as_spec(part), context, is_grouped=False) for part in record.group_by]
        self.having = use_sql(context, record.having, may_aggregate=True) if record.having else ""
        self.made_of = self.specs["record_id"].made_of or []
        self.several = context.cell(record.several) if record.several else ""
        # Whether rows may be without this record, marked in c<n>__given.
        self.is_conditional = bool(self.when) and not self.group_by
        self.times = [self.file_time(n) for n in self.compiled if self.reader(n) == TIME and not self.is_settled(n)]
        self.numbers = [
            FileNumber(self.written(n), self.rows_of(n), self.types[n] in ("INTEGER", "BIGINT"))
            for n in self.compiled
            if self.reader(n) in (NUMBER, SECONDS) and not self.is_reckoned(n) and not self.specs[n].value
        ]
        self.numbers += [
            FileNumber(self.written(n), self.rows_of(n), False, is_reckoned=True)
            for n in self.compiled
            if self.reader(n) in (NUMBER, SECONDS)
            and self.specs[n].sql
            and self.is_reckoned(n)
            and not self.is_plain(n)
        ]

    def is_settled(self, name: str) -> bool:
        """Whether nothing has to be found out about the column's times."""
        spec = self.specs[name]
        return name == "birth_date" or bool(spec.epoch or spec.value)

    def reader(self, name: str) -> str:
        """By which reader the column's texts are read: a time's, a duration's, a number's; "": none, it is a text."""
        if self.types[name] in ("TIMESTAMP", "DATE"):
            return TIME
        return SECONDS if name.endswith("_seconds") else NUMBER if is_number(self.types[name]) else ""

    def is_reckoned(self, name: str) -> bool:
        """Whether what comes is no text of the file but a number made of it, in seconds where it is a duration."""
        spec = self.specs[name]
        if spec.sql:
            return gives_number(spec.sql, self.record.is_grouped)
        return bool(spec.count or (aggregate_of(spec) and self.reader(name)))

    def is_plain(self, name: str) -> bool:
        """Whether the column's texts are plain numbers whatever the file says: a constant, a count, or what an expression reckons
        of no cell that may be unreadable."""
        spec = self.specs[name]
        if spec.sql:
            labels = check_expression(spec.sql, self.record.is_grouped).columns
            return self.is_reckoned(name) and not any(label.startswith((NUMBER, SECONDS)) for label in labels)
        return bool(spec.count) or re.fullmatch(r"-?\d+(\.\d+)?", spec.value or "") is not None

    def rows_of(self, name: str) -> Rows:
        """The rows in which the column's texts stand before anything is read: those of the file, or an expression's groups."""
        is_group = self.specs[name].sql is not None and self.record.is_grouped
        return Rows(tuple(self.group_by), self.when) if is_group else THE_FILES

    def file_time(self, name: str) -> FileTime:
        """The column's times as the file writes them."""
        return FileTime(
            self.written(name), self.written_zone(name), tuple(self.specs[name].formats or ()), self.rows_of(name),
            self.specs[name].sql is not None,
        )  # fmt: skip

    def written(self, name: str) -> str:
        """SQL for the column's times or numbers as each row writes them, before any grouping but an expression's own."""
        spec = self.specs[name]
        label = spec.first or spec.last or spec.min or spec.max or spec.sum
        single = Spec(column=label, missing=spec.missing, match=spec.match, values=spec.values) if label else spec
        return compile_spec(single, self.context, bool(self.rows_of(name).group), is_time=self.reader(name) == TIME)

    def written_zone(self, name: str) -> str:
        """SQL for the zone that a row gives for the column, before any grouping; NULL where it gives none."""
        zone = self.specs[name].timezone
        if isinstance(zone, Zone):
            return zone_text(zone, self.context, bool(self.rows_of(name).group))
        return quote_text(zone) if zone else "NULL"

    @property
    def has_score(self) -> bool:
        """Whether it gives a score of a survey, which may have words or stars beside its number."""
        return self.record.table == "responses" and "score" in self.compiled

    def text_columns(self, clock: Clock) -> list[str]:
        """First level: the text of every mapped column, attribute and key."""
        texts = {f"t_{name}": text for name, text in self.compiled.items()}
        if self.has_score:
            low, high = (
                scale_end(self.compiled.get("scale", "NULL"), self.compiled.get(f"scale_{end}"), end == "max")
                for end in ("min", "max")
            )
            texts |= {
                "t_score": f"{'plain_score' if self.is_usual('score', clock) else 'score_text'}({self.compiled['score']}, {low}, {high})",
                "t_raw": self.compiled["score"],
            }
        texts |= {f"a_{n}": text for n, text in enumerate(self.attributes.values())}
        texts |= {f"q_{name}": text for name, text in self.keys.items()}
        if self.is_conditional:
            # Casting nothing is free: rows without this record pass through as NULL.
            texts = {name: f"CASE WHEN {self.prefix}_given THEN {text} END" for name, text in texts.items()}
        return [f"{text} AS {self.prefix}{name}" for name, text in texts.items()]

    def typed_columns(self, casts: dict[str, Typed], clock: Clock, times: WrittenTimes) -> dict[str, str]:
        """Second level: SQL by canonical column, only those that the mapping or a default gives."""
        mapping, table = self.context.mapping, self.record.table
        values = {name: cast.value for name, cast in casts.items()}
        values |= {seconds: self.duration(end, seconds, casts, clock, times) for end, seconds in self.ends.items()}
        texts = {name: f"{self.prefix}t_{name}" for name in self.compiled}
        texts |= {"score": f"{self.prefix}t_raw"} if self.has_score else {}
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
            columns["time_precision"] = self.precision(main, clock, times)
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

    def duration(self, end: str, seconds: str, casts: dict[str, Typed], clock: Clock, times: WrittenTimes) -> str:
        """SQL for the seconds until an end that is given as a time, where none are given; of days alone there are none."""
        start, start_clock = (
            casts["started_at"].value,
            f"{self.add_time('started_at', times, clock)}_clock",
        )
        if seconds == "handle_seconds" and "answered_at" in casts:
            start = f"coalesce({casts['answered_at'].value}, {start})"
        elif seconds == "handle_seconds" and "wait_seconds" in casts:
            start = f"({start} + to_microseconds(CAST(1000000 * coalesce({casts['wait_seconds'].value}, 0) AS BIGINT)))"
        end_clock = f"{self.add_time(end, times, clock)}_clock"
        passed = f"CASE WHEN {start_clock} AND {end_clock} THEN epoch({casts[end].value}) - epoch({start}) END"
        return f"coalesce({casts[seconds].value}, {passed})" if seconds in casts else passed

    def is_usual(self, name: str, clock: Clock) -> bool:
        """Whether all texts of a column of numbers are plain ones."""
        return self.written(name) in clock.usual or self.is_plain(name)

    def known_keys(self) -> str:
        """SQL map of the other keys that the row has; NULL when it has none."""
        cells = {name: f"{self.prefix}k_{name}" for name in self.keys}
        entries = [f"{{'key': {quote_text(name)}, 'value': {cell}}}" for name, cell in cells.items()]
        found = f"map_from_entries(list_filter([{', '.join(entries)}], lambda e: e.value IS NOT NULL))"
        if len(cells) == 1:
            found = "".join(f"MAP {{{quote_text(name)}: {cell}}}" for name, cell in cells.items())
        return f"CASE WHEN coalesce({', '.join(cells.values())}) IS NOT NULL THEN {found} END"

    def precision(self, main: str, clock: Clock, times: WrittenTimes) -> str:
        """SQL for how exact the main time is: to the second where an hour is written, else to the day."""
        if main not in self.specs:
            return "'second'"
        hour = f"{self.add_time(main, times, clock)}_clock"
        return f"CASE WHEN {self.prefix}t_{main} IS NULL THEN NULL WHEN {hour} THEN 'second' ELSE 'day' END"

    def add_time(self, name: str, times: WrittenTimes, clock: Clock) -> str:
        """The column among `times` of one of the record's times."""
        writing = clock.writing_of(self.written(name))
        if self.is_reckoned(name):  # of texts that are read before, as ISO writes them where they could be
            return times.add(self.compiled[name], Spec(), None, "iso" if writing == "iso" else "usual")
        zone = self.specs[name].timezone
        given = zone_text(zone, self.context, self.record.is_grouped) if isinstance(zone, Zone) else None
        return times.add(self.compiled[name], self.specs[name], given, writing)

    def cast_columns(self, clock: Clock, readers: Readers) -> dict[str, Typed]:
        """The typed value of every mapped column, its times, numbers and durations among the readers'."""
        return {name: self.cast(name, clock, readers) for name in self.compiled}

    def cast(self, name: str, clock: Clock, readers: Readers) -> Typed:
        spec, data_type, read, unknown = self.specs[name], self.types[name], "", ""
        is_usual = self.reader(name) in (NUMBER, SECONDS) and self.is_usual(name, clock)
        if data_type in ("TIMESTAMP", "DATE"):
            read = self.add_time(name, readers.times, clock)
            if self.is_conditional:
                read = f"CASE WHEN {self.prefix}_given THEN {read} END"
            if isinstance(spec.timezone, Zone):
                unknown = quote_text(sentence("not a date or time in a known form, or of an unknown time zone"))
        text = f"{self.prefix}t_{name}"
        if is_number(data_type):
            is_reckoned = self.is_reckoned(name)
            decimal, is_asked = (None, False) if is_reckoned else clock.marks_of(self.written(name), spec.decimal)
            read = readers.numbers.add(text, decimal, is_asked, is_usual)
            if self.reader(name) == SECONDS:
                unit = "seconds" if is_reckoned and not spec.sql and not spec.count else spec.unit
                read = readers.durations.add(text, unit, decimal, is_asked, is_usual)
        cast = cast_text(text, read, name, data_type, spec, self.phone_region(clock), self.known_values(name))
        if name in OF_THE_ACCOUNT and self.context.account:
            cast = Typed(f"{quote_text(self.context.account)} || {cast.value}", cast.reason)
        if name == "stage" and not self.context.mapping.is_own:
            # What a built-in source says in the usual stages is unknown in a set without them, not the user's mistake.
            return Typed(cast.value, "")
        return Typed(cast.value, (unknown or cast.reason) if cast.reason else "")

    def known_values(self, name: str) -> Sequence[str]:
        """All that the column may hold; empty where it may hold any text."""
        if name == "stage":
            return self.settings.stages
        column = TABLES[self.record.table].columns.get(name)
        return column.values if column else ()

    def phone_region(self, clock: Clock) -> str:
        """SQL for the country of a row's phone numbers without +: the file's, else the row's own, else the installation's."""
        if clock.phone_region or "country" not in self.compiled:
            return quote_text(clock.phone_region or clock.home_region)
        return f"coalesce(country_code({self.prefix}t_country), {quote_text(clock.home_region)})"

    def needs(self, name: str) -> bool:
        """Whether the record cannot stand without the column."""
        return name in ("record_id", *NEEDED.get(self.record.table, ()), MAIN_TIME[self.record.table])

    def emptied(self, casts: dict[str, Typed]) -> str:
        """Third level: SQL list of the cells that cannot be read and are emptied, by column or key; NULL when there are none."""
        cells = {
            name: (f"{self.prefix}t_{name}", f"{self.prefix}{name}", cast.reason)
            for name, cast in casts.items()
            if cast.reason and not self.needs(name)
        }
        cells |= {
            name: (q := f"{self.prefix}q_{name}", f"{self.prefix}k_{name}", f"id_fault({q})") for name in self.keys
        }
        if not cells:
            return NO_REASONS
        failed = {name: f"({text} IS NOT NULL AND {value} IS NULL)" for name, (text, value, _) in cells.items()}
        # A default stands where the text is none of these.
        for name in ("stage", "survey_kind"):
            if name in failed:
                failed[name] = (
                    f"(lower({cells[name][0]}) NOT IN ({', '.join(map(quote_text, self.known_values(name)))}))"
                )
        entries = ", ".join(
            f"CASE WHEN {failed[name]} THEN {{'column_name': {quote_text(name)}, 'value': {text}, 'reason': {reason}}} END"
            for name, (text, _, reason) in cells.items()
        )
        return f"CASE WHEN {' OR '.join(failed.values())} THEN list_filter([{entries}], lambda r: r IS NOT NULL) END"

    def reasons(self, casts: dict[str, Typed]) -> str:
        """Third level: SQL list of what cannot be read and is needed; NULL when all that can."""
        checks = {name: cast.reason for name, cast in casts.items() if cast.reason and self.needs(name)}
        broken = f"CASE WHEN len({BROKEN}) > 0 THEN {BROKEN} END"
        if not checks:
            return broken
        failed = {name: f"({self.prefix}t_{name} IS NOT NULL AND {self.prefix}{name} IS NULL)" for name in checks}
        entries = ", ".join(
            f"CASE WHEN {failed[name]} THEN {{'column_name': {quote_text(source_label(name, self.specs[name], self.context.options))}, "
            f"'value': {self.prefix}t_{name}, 'reason': {reason}}} END"
            for name, reason in checks.items()
        )
        listed = f"list_filter([{entries}], lambda r: r IS NOT NULL)"
        is_bad = " OR ".join(failed.values())
        return f"CASE WHEN {is_bad} THEN list_concat({listed}, coalesce({BROKEN}, [])) ELSE {broken} END"

    def checked_texts(self, casts: dict[str, Typed]) -> list[str]:
        """The texts, and the values of other keys, that the reasons look at."""
        texts = [f"{self.prefix}t_{name}" for name, cast in casts.items() if cast.reason]
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
        tail += f" HAVING {first.having}" if first.having else ""
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
        if first.record.split:
            cells = f"(SELECT * REPLACE (unnest({several_values(first.several)}) AS {first.several}) FROM {cells})"
        if first.record.repeat:
            cells = f"(SELECT * REPLACE ({repeated(first.several, first.record.repeat)}) FROM {cells})"
        rows += [f"{s.prefix}_given" for s in selects if s.when]
    steps = Steps()
    readers = Readers(steps, clock)
    planned = [(select, select.cast_columns(clock, readers)) for select in selects]
    texts = [text for select in selects for text in select.text_columns(clock)]
    typed = [select.typed_columns(cast, clock, readers.times) for select, cast in planned]
    named = [
        f"{sql} AS {select.prefix}{name}"
        for select, columns in zip(selects, typed, strict=True)
        for name, sql in columns.items()
    ]
    looked_at = [text for select, cast in planned for text in select.checked_texts(cast)]
    reasons = [f"{select.reasons(cast)} AS {select.prefix}_reasons" for select, cast in planned]
    reasons += [f"{select.emptied(cast)} AS {select.prefix}_emptied" for select, cast in planned]
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


def repeated(cell: str, label: str) -> str:
    """SQL that puts 1, 2, 3 … into the cell that says for how many records its row stands; none where it says 0. A row that
    does not say it breaks."""
    times = f"TRY_CAST({cell} AS DECIMAL(18, 3))"
    is_count = f"coalesce({times} BETWEEN 0 AND {MOST_REPEATED} AND {times} = floor({times}), false)"
    why = quote_text(sentence("not a whole number up to {most:,}", most=MOST_REPEATED))
    reason = f"{{'column_name': {quote_text(label)}, 'value': {cell}, 'reason': {why}}}"
    turns = f"list_transform(range(1, CAST({times} AS BIGINT) + 1), lambda turn: CAST(turn AS VARCHAR))"
    return (
        f"unnest(CASE WHEN {is_count} THEN {turns} ELSE ['?'] END) AS {cell},"
        f" CASE WHEN {is_count} THEN {BROKEN} ELSE list_append(coalesce({BROKEN}, []), {reason}) END AS {BROKEN}"
    )


def record_view(select: RecordSelect, typed: dict[str, str], table: str, file_id: str, line: str, base: str) -> str:
    """A SELECT of one record's rows out of the staged table: every canonical column, typed NULLs for what nobody gives, and for what
    cannot be."""
    rules = [rule for rule in cell_rules(select.record.table, select.now) if rule.column in typed]
    failing = {rule.column: rule.fails(f"{select.prefix}{rule.column}") for rule in rules}
    columns = [
        f"CASE WHEN NOT ({failing[name]}) THEN {select.prefix}{name} END AS {quote_name(name)}" if name in failing
        else f"{select.prefix}{name} AS {quote_name(name)}" if name in typed
        else f"{file_id} AS file_id" if name == "file_id"
        else f"{line} AS source_line" if name == "source_line"
        else f"CAST(NULL AS {data_type}) AS {quote_name(name)}"
        for name, data_type in TYPES[select.record.table].items()
    ]  # fmt: skip
    emptied = f"{select.prefix}_emptied"
    if rules:
        entries = ", ".join(
            f"CASE WHEN {failing[rule.column]} THEN {{'column_name': {quote_text(rule.column)},"
            f" 'value': CAST({select.prefix}{rule.column} AS VARCHAR), 'reason': {quote_text(rule.reason)}}} END"
            for rule in rules
        )
        found = f"list_filter([{entries}], lambda r: r IS NOT NULL)"
        emptied = f"CASE WHEN {' OR '.join(failing.values())} THEN list_concat(coalesce({emptied}, []), {found}) ELSE {emptied} END"
    bases = "_bases" if select.group_by else "CAST(NULL AS BIGINT[]) AS _bases"
    marks = f"{select.prefix}_skip AS _skip, {select.prefix}_reasons AS _reasons, {emptied} AS _emptied"
    return f"SELECT rowid AS _n, {', '.join(columns)}, {line} AS _line, {base} AS _base, {bases}, {marks} FROM {table}"


def with_prefix(text: str, prefix: str, name: str, account: str = "") -> str:
    """The id with its source, and account, before it. A link that names its source already (source:id) stays."""
    prefixed = f"{quote_text(f'{prefix}:{account}')} || {text}"
    return prefixed if name == "record_id" else f"CASE WHEN contains({text}, ':') THEN {text} ELSE {prefixed} END"
