"""What is wrong with a mapping, in words that name the place: found when it is read, before any export is."""

import re
from functools import cache

import duckdb

from pipelines.canonical import ENDS_OF, MAPPED_COLUMNS, MAPPED_TABLES, TYPES
from pipelines.mapping.expression import check_expression, parser
from pipelines.mapping.model import EPOCHS, SECONDS, File, Mapping, Record, Spec
from pipelines.mapping.pattern import check_pattern
from pipelines.mapping.vocabulary import DECIMALS, FORMATS, NAME, find_option_problem, read_place
from warehouse.config.codes import CHANNEL_SYNONYMS, CHANNELS
from warehouse.config.errors import HiloError
from warehouse.config.settings import zone_names
from warehouse.people.key import KEY_COLUMNS, OTHER_KEYS
from warehouse.sentence import sentence
from warehouse.tables import TABLES

MOST_HEADER_ROWS = 100
MOST_DAYS = 100_000  # that a date may be moved by


def find_problems(mapping: Mapping) -> list[str]:
    """What is wrong with the mapping, in words; empty when it can be used."""
    problems = [
        sentence("{key} is {name!r}; expected letters, digits, _ . - and spaces, at most 60", key=key, name=name)
        for key, name in (("name", mapping.name), ("source", mapping.prefix))
        if not NAME.fullmatch(name)
    ]
    problems += find_file_problems(mapping.file)
    if not mapping.record:
        problems.append(sentence("no [[record]]: say which canonical table the rows give"))
    for name in ("timezone", "date_order", "decimal", "currency", "phone_region", "account"):
        text = getattr(mapping.defaults, name)
        if text is not None and (problem := find_option_problem(name, text)):
            problems.append(sentence("defaults.{problem}", problem=problem))
    for record in mapping.record:
        problems += find_record_problems(record)
    for sql in [*(skip.sql for skip in mapping.skip), *(rule.sql for rule in mapping.rule)]:
        problems += find_sql_problems(sql)
    return problems


def find_file_problems(file: File) -> list[str]:
    """What is wrong with the layout that [file] describes."""
    problems = []
    if file.format not in FORMATS:
        problems.append(
            sentence("file.format is {format!r}; expected one of {known}", format=file.format, known=", ".join(FORMATS))
        )
    problems += find_place_problems(file)
    if file.header_rows == 0 and not file.columns:
        problems.append(sentence("file.header_rows = 0 needs file.columns to name the columns"))
    if not 0 <= file.header_rows <= MOST_HEADER_ROWS:
        problems.append(
            sentence("file.header_rows is {rows}; expected 0 to {most}", rows=file.header_rows, most=MOST_HEADER_ROWS)
        )
    if file.delimiter and (len(file.delimiter) != 1 or file.delimiter in '\r\n\0"'):
        problems.append(
            sentence("file.delimiter is {text!r}; expected one character, such as ; or a tab", text=file.delimiter)
        )
    if len(file.quote) > 1 or file.quote in ("\r", "\n", file.delimiter):
        problems.append(
            sentence(
                "file.quote is {text!r}; expected one character other than the delimiter, or none", text=file.quote
            )
        )
    for key, pattern in [
        ("content", file.content),
        *((f"header_patterns.{k}", p) for k, p in file.header_patterns.items()),
    ]:
        try:
            check_pattern(pattern or "")
        except HiloError as error:
            problems.append(f"file.{key}: {error}")
    return problems


def find_place_problems(file: File) -> list[str]:
    """What is wrong with the places of the columns of a fixed-width file."""
    if file.format != "fixed":
        return ['file.places are for format = "fixed"'] if file.places else []
    problems = [] if file.places else ['file.format = "fixed" needs file.places, such as { id = "1-6", day = "7-16" }']
    if not (file.content or file.name):
        problems.append('file.format = "fixed" needs file.content or file.name to tell which files are meant')
    for label, place in file.places.items():
        try:
            read_place(place)
        except ValueError:
            problems.append(
                sentence(
                    "file.places: {label!r} is {place!r}; expected its first and last character, such as 7-16",
                    label=label,
                    place=place,
                )
            )
    return problems


def find_record_problems(record: Record) -> list[str]:
    if record.table not in MAPPED_TABLES:
        return [
            sentence(
                "no canonical table {table!r}; expected one of {known}",
                table=record.table,
                known=", ".join(MAPPED_TABLES),
            )
        ]
    problems = []
    known = MAPPED_COLUMNS[record.table]
    for name in [*record.columns, *(column for column in record.keep if column != "other_keys")]:
        if name not in known:
            problems.append(
                sentence(
                    "{table} has no column {name!r}; it has {known}",
                    table=record.table,
                    name=name,
                    known=", ".join(known),
                )
            )
    for name in record.keys:
        if name in KEY_COLUMNS:
            problems.append(
                sentence("{table}.keys: {name!r} is a column of its own: columns", table=record.table, name=name)
            )
        elif name not in OTHER_KEYS:
            problems.append(
                sentence(
                    "{table}.keys: {name!r} is unknown; keys are {known}",
                    table=record.table,
                    name=name,
                    known=", ".join(OTHER_KEYS),
                )
            )
    if record.keys and "email" not in known:
        problems.append(sentence("{table} has no keys: its rows are nobody's", table=record.table))
    if "record_id" not in record.columns:
        problems.append(
            sentence(
                "{table}: record_id is missing; rows without an id take record_id = {{ content = true }}",
                table=record.table,
            )
        )
    for name, spec in [*record.specs().items(), *record.further_specs().items()]:
        ways = [spec.column, spec.columns, spec.value, spec.sql, spec.option, spec.option_value, spec.content or None, spec.made_of, spec.sum, spec.min,
                spec.max, spec.first, spec.last, spec.count]  # fmt: skip
        if sum(way is not None for way in ways) != 1:
            problems.append(
                sentence(
                    "{table}.{name}: give exactly one of column, columns, value, sql, option, content, made_of or an aggregate",
                    table=record.table,
                    name=name,
                )
            )
        if spec.made_of is not None and (
            name != "record_id" or record.group_by or not set(spec.made_of) <= record.columns.keys() - {name}
        ):
            problems.append(
                sentence(
                    "{table}.{name}: made_of is for the record_id of ungrouped rows and lists columns of the record",
                    table=record.table,
                    name=name,
                )
            )
        if spec.sql is not None:
            problems += find_sql_problems(spec.sql, may_aggregate=bool(record.group_by))
        problems += [f"{record.table}.{name}: {problem}" for problem in find_spec_problems(spec)]
        problems += [f"{record.table}.{name}: {problem}" for problem in find_aggregate_problems(record, name, spec)]
    for name, spec in record.specs().items():
        problems += [f"{record.table}.{name}: {problem}" for problem in find_value_problems(record.table, name, spec)]
    if record.when:
        problems += find_sql_problems(record.when)
    if record.several and (record.group_by or record.patch or (record.split and record.repeat)):
        problems.append(
            sentence(
                "{table}: split and repeat make several records of a row; group_by, patch and the other do not go with them",
                table=record.table,
            )
        )
    if record.having:
        problems += find_sql_problems(record.having, may_aggregate=True)
        problems += (
            []
            if record.group_by
            else [sentence("{table}: having is for group_by; else write when", table=record.table)]
        )
    for part in (part for part in record.group_by if isinstance(part, Spec)):
        problems += (
            [] if part.sql else [sentence("{table}.group_by: expected columns, or {{ sql = … }}", table=record.table)]
        )
        problems += find_sql_problems(part.sql or "")
    ends = [name for name in ENDS_OF.get(record.table, ()) if name in record.columns]
    if ends and "started_at" not in record.columns:
        problems.append(
            sentence("{table}: {end} is reckoned from started_at, which is missing", table=record.table, end=ends[0])
        )
    metric, scale = (record.specs().get(name) for name in ("metric", "scale"))
    if metric and metric.value == "nps" and scale and scale.value not in (None, "0-10"):
        problems.append(
            sentence(
                "nps on the scale {scale}: NPS is defined on 0-10 only (0 must be possible); load it as csat",
                scale=scale.value,
            )
        )
    return problems


def find_value_problems(table: str, name: str, spec: Spec) -> list[str]:
    """What is wrong with the constants of a column that has a closed list."""
    column = TABLES[table].columns.get(name)
    known = CHANNELS if name == "channel" else column.values if column else ()
    if not known:
        return []
    given = [spec.value, spec.default, *spec.values.values()]
    allowed = {*known, *CHANNEL_SYNONYMS} if name == "channel" else set(known)
    # An empty text is no value; what stands in braces is filled in for each question.
    unknown = [text for text in given if text and text.lower() not in allowed and "{" not in text]
    return [sentence("{text!r} is none of {known}", text=text, known=", ".join(known)) for text in unknown]


def find_aggregate_problems(record: Record, name: str, spec: Spec) -> list[str]:
    """What is wrong with an aggregate: it needs a group, and a column of its kind."""
    used = next((way for way in ("sum", "min", "max", "count", "first", "last") if getattr(spec, way)), None)
    if used is None:
        return []
    if not record.group_by:
        return [sentence("{used} needs group_by: which rows make one record", used=used)]
    if name not in record.columns:
        return []  # attributes and keys are texts of any kind
    kind = "TIMESTAMP" if name in ENDS_OF.get(record.table, ()) else TYPES[record.table].get(name, "VARCHAR")
    fits = {"sum": is_number(kind), "count": is_number(kind), "min": is_ordered(kind), "max": is_ordered(kind)}
    if fits.get(used, True):
        return []
    of = {"sum": "numbers and durations", "count": "numbers"}.get(used, "numbers, durations and times")
    return [
        sentence(
            "{used} is of {of}, {name} is {kind}; use first or last, or write sql",
            used=used,
            of=of,
            name=name,
            kind=kind,
        )
    ]


def is_number(data_type: str) -> bool:
    """Whether a column of the type holds numbers."""
    return data_type.startswith(("INTEGER", "BIGINT", "DOUBLE", "DECIMAL"))


def is_ordered(data_type: str) -> bool:
    """Whether a column of the type holds numbers or times."""
    return is_number(data_type) or data_type in ("TIMESTAMP", "DATE")


def find_spec_problems(spec: Spec) -> list[str]:
    """What is wrong with what is done to a column's text."""
    problems = []
    if spec.unit not in SECONDS:
        problems.append(
            sentence("unit {text!r} is unknown; expected one of {known}", text=spec.unit, known=", ".join(SECONDS))
        )
    if spec.epoch and spec.epoch not in EPOCHS:
        problems.append(sentence("epoch {text!r} is unknown; expected s, ms or us", text=spec.epoch))
    if spec.decimal is not None and spec.decimal not in DECIMALS:
        problems.append(sentence("decimal {text!r}; expected . or ,", text=spec.decimal))
    if isinstance(spec.timezone, str) and spec.timezone not in zone_names():
        problems.append(
            sentence("no time zone {zone!r}; expected an IANA name such as Europe/Madrid or UTC", zone=spec.timezone)
        )
    if abs(spec.plus_days) > MOST_DAYS:
        problems.append(sentence("plus_days is {days}; expected at most {most:,}", days=spec.plus_days, most=MOST_DAYS))
    if spec.match is not None:
        problems += find_match_problems(spec.match)
    return problems + [problem for form in spec.formats for problem in find_format_problems(form)]


@cache
def find_match_problems(pattern: str) -> list[str]:
    """What is wrong with a `match`: it must be a pattern, and its first group is what it keeps."""
    try:
        check_pattern(pattern)
    except HiloError as error:
        return [f"match {error}"]
    # Without classes and escapes, an opening bracket is a group unless (?:…) or flags.
    bare = re.sub(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", "", pattern)
    if not re.search(r"\((?!\?)|\(\?P?<[A-Za-z_]", bare):
        return [sentence("match {pattern!r} has no group; put what to keep in round brackets", pattern=pattern)]
    return []


@cache
def find_format_problems(form: str) -> list[str]:
    """What is wrong with the form of a date, such as %d/%m/%Y."""
    try:
        with parser().cursor() as con:
            con.execute("SELECT try_strptime('', ?)", [form])
    except (duckdb.Error, UnicodeError):
        return [sentence("formats: {form!r} is no form of a date; expected one such as %d/%m/%Y %H:%M", form=form)]
    return []


def find_sql_problems(sql: str, may_aggregate: bool = False) -> list[str]:
    """What is wrong with an expression, as a list of at most one."""
    try:
        check_expression(sql, may_aggregate)
    except HiloError as error:
        return [str(error)]
    return []
