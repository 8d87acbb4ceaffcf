"""A mapping's column specs as SQL: from the row's text cells to the text of each canonical column."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec

from pipelines.mapping.expression import check_expression
from pipelines.mapping.model import Mapping, Spec, Zone
from pipelines.mapping.reads import NUMBER, READERS, SECONDS, TIME
from pipelines.quoting import OWN_LABELS, quote_name, quote_text
from pipelines.read.rows import LINE, Rows
from pipelines.stage.row_reads import Read
from warehouse.config.errors import HiloError
from warehouse.sentence import sentence

# Labels that stand for what an option gives: the column that it names, or its text itself.
OPTION_COLUMN, OPTION_VALUE = "option:", "option value:"
MOST_LABELS = 3  # columns that a reason names; an expression over more is named by what it makes


@dataclass(frozen=True)
class Context:
    """What compiling a spec needs besides it: the file's columns, the mapping and the options in force."""

    file_name: str
    rows: Rows
    mapping: Mapping
    options: dict[str, str]
    used: dict[str, None] = field(default_factory=dict)
    reads: dict[str, Read] = field(default_factory=dict)

    @property
    def account(self) -> str:
        """What goes before ids of one of several accounts of a vendor; "" where the user names none."""
        named = self.options.get("account", "")
        return f"{named}/" if named else ""

    def cell(self, label: str) -> str:
        """The name of a cell in the rows' cells; noted as read."""
        self.use((label,))
        return quote_name(label)

    def use(self, labels: Iterable[str]) -> None:
        """Note that these columns are read. Raises HiloError for a word that the pipeline keeps for itself."""
        for label in labels:
            reader, _, read_label = label.partition(":")
            if reader.split(" ")[0] in READERS:
                if label not in self.reads:
                    self.reads[label] = Read(reader, self.cell(read_label), Spec(column=read_label))
                continue
            if not label:
                raise HiloError(
                    "{file}: {name} names a column without a label; write the file's own",
                    file=self.file_name,
                    name=self.mapping.name,
                )
            if label.casefold() in OWN_LABELS:
                other = f".{label}" if self.rows.is_json else f"{label}_2"
                raise HiloError(
                    "{file}: {label!r} is no column of a mapping; write {other!r} for the file's own",
                    file=self.file_name,
                    label=label,
                    other=other,
                )
            self.used[label] = None

    def cell_text(self, label: str) -> str:
        """SQL for a cell's raw text: a column, the column or text that an option gives, NULL where the file has none."""
        if label.startswith(OPTION_VALUE):
            return quote_text(self.options.get(label.removeprefix(OPTION_VALUE), ""))
        if label.startswith(OPTION_COLUMN):
            name = label.removeprefix(OPTION_COLUMN)
            named = self.options.get(name)
            if named and named not in self.rows.columns:
                option = self.mapping.options.get(name)
                if option and option.default == named and not option.is_stated:
                    return "CAST(NULL AS VARCHAR)"
                raise HiloError(
                    "{file}: option {name} names the column {named!r}; {has}",
                    file=self.file_name,
                    name=name,
                    named=named,
                    has=self.describe(),
                )
            return self.rows.columns[named] if named else "CAST(NULL AS VARCHAR)"
        # Not .get(): any path is a column of JSON rows, made when it is asked for.
        return self.rows.columns[label] if label in self.rows.columns else "CAST(NULL AS VARCHAR)"  # noqa: SIM401

    def require(self, labels: Iterable[str], why: str) -> None:
        """Raises HiloError when the file lacks one of these columns."""
        for label in labels:
            if label not in self.rows.columns and not label.startswith((OPTION_COLUMN, OPTION_VALUE)):
                raise HiloError(
                    "{file}: no column {label!r}, which {name} reads for {why}; {has}",
                    file=self.file_name,
                    label=label,
                    name=self.mapping.name,
                    why=why,
                    has=self.describe(),
                )

    def describe(self) -> str:
        """The file's columns, for an error."""
        return sentence("the file has {columns}", columns=", ".join(repr(c) for c in list(self.rows.columns)[:40]))

    def cell_list(self, wanted: str | None = None) -> str:
        """The used cells as text, as SELECT lists them: NULL where one is blank or a missing marker, and the line if known.
        `wanted`: SQL in which they stand, for no more than it needs."""
        markers = self.mapping.defaults.missing
        cells = [
            f"{without_markers(self.cell_text(label), markers)} AS {quote_name(label)}"
            for label in self.used
            if wanted is None or stands_in(label, wanted)
        ]
        line = [f"{self.rows.line_sql} AS {LINE}"] if self.rows.line_sql else []
        return ", ".join([*cells, *line]) or "1"

    def add_read(self, read: Read, label: str) -> str:
        """The name of the column in which the row has the cell as its reader gives it."""
        name = next(
            (name for name, known in self.reads.items() if known == read), f"{read.reader} {len(self.reads)}:{label}"
        )
        self.reads[name] = read
        return quote_name(name)

    def cells_sql(self, wanted: str) -> str:
        """The relation of the used cells that stand in the SQL `wanted`, before anything is read in them."""
        typed = {name: read.same_type() for name, read in self.reads.items() if stands_in(name, wanted)}
        cells = f"({self.rows.select(self.cell_list(' '.join((wanted, *typed.values()))))})"
        reads = "".join(f", {sql} AS {quote_name(name)}" for name, sql in typed.items())
        return f"(SELECT *{reads} FROM {cells})" if reads else cells


def stands_in(label: str, sql: str) -> bool:
    """Whether the SQL may name the column; the database leaves out the marks around a name that needs none."""
    return label.replace('"', '""') in sql


def compile_spec(spec: Spec, context: Context, is_grouped: bool, reader: str = "", is_time: bool = False) -> str:
    """SQL for the text of one canonical column; `reader`: by which an aggregate of it reads each cell, `is_time`: the column is
    one of times. Raises HiloError when the file lacks a column that it must have."""
    if reader and (name := aggregate_of(spec)):
        return aggregate_read(name, spec, context, reader)
    text = source_text(spec, context, is_grouped, is_time)
    return rework(text, spec)


def rework(text: str, spec: Spec) -> str:
    """SQL for the text after what the spec does to it."""
    if spec.missing:
        text = without_markers(text, spec.missing)
    if spec.match is not None:
        text = f"nullif(regexp_extract({text}, {quote_text(spec.match)}, 1), '')"
    if spec.values or spec.default is not None:
        text = rename_values(text, spec.values, spec.default)
    return text


def aggregate_of(spec: Spec) -> str | None:
    """The aggregate that reckons with what the cells mean, if the spec is one."""
    return next((name for name in ("sum", "min", "max") if getattr(spec, name)), None)


def aggregate_read(name: str, spec: Spec, context: Context, reader: str) -> str:
    """The sum, least or greatest of what the cells of a group mean, as text; a cell that cannot be read is the result, so that
    the reason shows it."""
    label = getattr(spec, name)
    cell = rework(context.cell(label), spec)
    zone = zone_text(spec.timezone, context, is_grouped=False) if isinstance(spec.timezone, Zone) else None
    read = context.add_read(
        Read(reader, cell, msgspec.structs.replace(spec, **{name: None}, column=label), zone), label
    )
    if reader == TIME:
        return f"CAST({name}({read}) AS VARCHAR)"  # what is no time stays as it is written
    first_unread = f"any_value({cell}) FILTER (WHERE {cell} IS NOT NULL AND {read} IS NULL)"
    # Marked where it could be taken for a number that is reckoned.
    unread = f"{first_unread} || CASE WHEN TRY_CAST({first_unread} AS DOUBLE) IS NULL THEN '' ELSE ' (not read)' END"
    reckoned = f"sum(CAST({read} AS DECIMAL(38, 6)))" if name == "sum" else f"{name}({read})"
    return f"coalesce({unread}, CAST({reckoned} AS VARCHAR))"


def zone_text(zone: Zone, context: Context, is_grouped: bool) -> str:
    """SQL for the zone that a row gives."""
    return compile_spec(Spec(column=zone.column, values=zone.values), context, is_grouped)


def source_text(spec: Spec, context: Context, is_grouped: bool, is_time: bool = False) -> str:
    if spec.value is not None or spec.option_value is not None:
        constant = spec.value if spec.option_value is None else context.options.get(spec.option_value)
        return quote_text(constant) if constant else "CAST(NULL AS VARCHAR)"
    for name in ("first", "last", "count"):
        if label := getattr(spec, name):
            return aggregate_cell(name, context.cell(label))
    if spec.content:
        return "_content"
    if spec.made_of is not None:
        return "CAST(NULL AS VARCHAR)"  # of what the record's columns become: RecordSelect.typed_columns
    if spec.sql is not None and is_time:
        return f"nullif(CAST({time_sql(spec, context, is_grouped)} AS VARCHAR), '')"
    if spec.sql is not None:
        return reckoned_text(spec.sql, context, is_grouped)
    if spec.option is not None:
        spec = msgspec.structs.replace(spec, option=None, column=OPTION_COLUMN + spec.option)
    labels = spec.columns if spec.columns is not None else [spec.column or ""]
    cells = [context.cell(label) for label in labels]
    if is_grouped:
        cells = [first_of_group(cell) for cell in cells]
    if len(cells) == 1:
        return cells[0]
    return f"nullif(trim(concat_ws({quote_text(spec.join)}, {', '.join(cells)})), '')"


def reckoned_text(sql: str, context: Context, is_grouped: bool) -> str:
    """The expression's value as text; what it takes as a number and cannot be read is the result where it would be lost."""
    value = f"nullif(CAST({use_sql(context, sql, is_grouped)} AS VARCHAR), '')"
    unread = [
        f"CASE WHEN {quote_name(label)} IS NULL THEN {context.cell(read_column(label))} END"
        for label in check_expression(sql, is_grouped).columns
        if label.startswith((NUMBER, SECONDS))
    ]
    if is_grouped:
        unread = [f"any_value({text})" for text in unread]
        return f"coalesce({', '.join([*unread, value])})" if unread else value
    return f"coalesce({', '.join([value, *unread])})" if unread else value


def time_sql(spec: Spec, context: Context, may_aggregate: bool) -> str:
    """The expression of a time: columns that it compares are read as times, in the spec's own zone."""
    if spec.formats or spec.epoch:
        return use_sql(context, spec.sql or "", may_aggregate)
    zoned = hashlib.sha256(repr(spec.timezone).encode()).hexdigest()[:8]
    reader = TIME if spec.timezone is None else f"{TIME} {zoned}"
    expression = check_expression(spec.sql or "", may_aggregate, reader, True)
    for label in expression.columns:
        if label.startswith(f"{TIME} "):
            read_label = label.removeprefix(f"{reader}:")
            zone = zone_text(spec.timezone, context, is_grouped=False) if isinstance(spec.timezone, Zone) else None
            context.reads[label] = Read(
                TIME, context.cell(read_label), Spec(column=read_label, timezone=spec.timezone), zone
            )
    context.use(expression.columns)
    return f"({expression.sql})"


def use_sql(context: Context, sql: str, may_aggregate: bool = False) -> str:
    """The mapping's expression as it may run, its columns noted as read."""
    expression = check_expression(sql, may_aggregate)
    context.use(expression.columns)
    return f"({expression.sql})"


def aggregate_cell(name: str, cell: str) -> str:
    """The first or last text of a cell over the group, or how many there are, as text."""
    if name == "count":
        return f"CAST(count({cell}) AS VARCHAR)"
    function = "arg_min" if name == "first" else "arg_max"
    return f"{function}({cell}, _base) FILTER (WHERE {cell} IS NOT NULL)"


def first_of_group(cell: str) -> str:
    return aggregate_cell("first", cell)


def without_markers(text: str, markers: Iterable[str]) -> str:
    """NULL where the text is blank or one of the markers that mean "no value"."""
    marked = ", ".join(quote_text(marker) for marker in markers if marker)
    trimmed = f"nullif(trim({text}), '')"
    return f"(CASE WHEN list_position([{marked}], {trimmed}) IS NULL THEN {trimmed} END)" if marked else trimmed


def rename_values(text: str, values: dict[str, str], default: str | None) -> str:
    """The text renamed by the table, whatever its capitals unless the table tells them apart; others become the default, or stay
    when there is none."""
    told = len({(old.lower(), new) for old, new in values.items()}) > len({old.lower() for old in values})
    fold = "{}" if told else "lower({})"
    whens = " ".join(
        f"WHEN {fold.replace('{}', quote_text(old))} THEN {quote_text(new) if new else 'NULL'}"
        for old, new in values.items()
    )
    otherwise = (
        text
        if default is None
        else f"CASE WHEN {text} IS NOT NULL THEN {quote_text(default) if default else 'NULL'} END"
    )
    return f"(CASE {fold.replace('{}', text)} {whens} ELSE {otherwise} END)" if whens else f"({otherwise})"


def read_column(label: str) -> str:
    """The column that a label names, be it read or not."""
    return label.partition(":")[2] if label.startswith(READERS) else label


def source_label(name: str, spec: Spec, options: dict[str, str]) -> str:
    """What the user knows the value by, for the reason of a rejection: the file's own column."""
    if spec.columns:
        return " + ".join(spec.columns)
    if spec.sql:
        labels = [
            options.get(label.removeprefix(OPTION_COLUMN), name) if label.startswith(OPTION_COLUMN) else label
            for label in map(read_column, check_expression(spec.sql, may_aggregate=True).columns)
            if not label.startswith(OPTION_VALUE)
        ]
        return " / ".join(labels) if 0 < len(labels) <= MOST_LABELS else name
    named = spec.column or spec.sum or spec.min or spec.max or spec.first or spec.last or spec.count
    return named or options.get(spec.option or "", "") or name
