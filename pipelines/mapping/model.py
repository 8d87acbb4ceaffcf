"""What one source's file says: which exports it claims and how their columns become canonical ones.

Built-in sources (pipelines/sources/*.toml), an installation's own (HILO_HOME/sources/*.toml) and a file given with
--mapping are the same thing in the same form, described in docs/mapping.md.
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from pipelines.mapping.vocabulary import find_text_problems
from pipelines.stage.canonical import COLUMNS
from warehouse.config.errors import HiloError
from warehouse.config.toml_file import read_toml

BUILT_IN = Path(__file__).parent.parent / "sources"


SECONDS = {"seconds": 1.0, "minutes": 60.0, "hours": 3600.0, "days": 86400.0, "milliseconds": 0.001}
MOST_EXTENDED = 20  # mappings on mappings
EPOCHS = {"s": 1_000_000, "ms": 1_000, "us": 1}  # microseconds in one


class Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A misspelt key is an error, not a silence."""


class Zone(Strict, frozen=True):
    """A zone that stands in a column, with the vendor's names translated to IANA names."""

    column: str
    values: dict[str, str] = {}


class Spec(Strict, frozen=True):
    """How one canonical column is made: one of the seven ways first, then what is done to the text."""

    column: str | None = None
    columns: list[str] | None = None
    value: str | None = None
    sql: str | None = None
    option: str | None = None
    option_value: str | None = None
    content: bool | list[str] = False
    sum: str | None = None
    min: str | None = None
    max: str | None = None
    first: str | None = None
    last: str | None = None
    count: str | None = None

    join: str = " "
    values: dict[str, str] = {}
    default: str | None = None
    match: str | None = None
    missing: list[str] = []
    formats: list[str] = []
    unit: str = "seconds"
    epoch: str | None = None
    timezone: str | Zone | None = None
    decimal: str | None = None
    plus_days: int = 0


class File(Strict, frozen=True):
    """The layout of the export and what tells it from other exports."""

    format: str
    delimiter: str | None = None
    quote: str = '"'
    header_rows: int = 1
    columns: list[str] = []
    required: list[str] = []
    absent: list[str] = []
    content: str | None = None
    name: str | None = None
    records: str | None = None
    explode: str | None = None
    sheet: str | None = None
    ragged: bool = False
    aliases: dict[str, str] = {}
    header_patterns: dict[str, str] = {}
    captured_columns: dict[str, str] = {}


class Defaults(Strict, frozen=True):
    """What the file itself does not say; a command-line option of the same name wins."""

    timezone: str | None = None
    date_order: str | None = None
    decimal: str = "."
    currency: str | None = None
    missing: list[str] = []
    phone_region: str | None = None


class Option(Strict, frozen=True):
    """Something that only the user knows, given as --option NAME=VALUE or in a mapping that extends this one."""

    help: str
    required: bool = False
    default: str | None = None
    is_stated: bool = False  # set by a mapping that extends this one, so a column that it names must be there


class Skip(Strict, frozen=True):
    """Rows that are no records, for a stated reason."""

    reason: str
    sql: str


class Rule(Strict, frozen=True):
    """What every row must fulfil to be loaded."""

    name: str
    sql: str
    column: str = ""


class Record(Strict, frozen=True):
    """The canonical record that each row, or each group of rows, gives."""

    table: str
    columns: dict[str, str | Spec]
    attributes: dict[str, str | Spec] = {}
    keys: dict[str, str | Spec] = {}
    when: str | None = None
    group_by: list[str] = []
    patch: bool = False
    keep: list[str] = []

    @property
    def is_grouped(self) -> bool:
        """Whether several rows make one record."""
        return bool(self.group_by)

    def specs(self) -> dict[str, Spec]:
        """Every canonical column's spec; a bare string is a column."""
        return {name: as_spec(spec) for name, spec in self.columns.items()}

    def further_specs(self) -> dict[str, Spec]:
        """Specs of the attributes and of the other keys."""
        return {name: as_spec(spec) for name, spec in [*self.attributes.items(), *self.keys.items()]}


class Shared(Strict, frozen=True):
    """Specs that every record takes for the columns that its table has."""

    columns: dict[str, str | Spec] = {}
    attributes: dict[str, str | Spec] = {}
    keys: dict[str, str | Spec] = {}


class Mapping(Strict, frozen=True):
    """One source."""

    name: str
    file: File
    title: str = ""
    source: str = ""
    extends: str | None = None
    documentation: str = ""
    defaults: Defaults = Defaults()
    options: dict[str, Option] = {}
    skip: list[Skip] = []
    rule: list[Rule] = []
    record: list[Record] = []
    shared: Shared = Shared()
    sha256: str = ""
    is_own: bool = False  # written by the user from beginning to end: neither built in nor extending such a one

    @property
    def prefix(self) -> str:
        """First part of the record ids and the value of the dimension `source`."""
        return self.source or self.name


def as_spec(spec: str | Spec) -> Spec:
    return Spec(column=spec) if isinstance(spec, str) else spec


def load_sources(folders: list[Path], files: list[Path]) -> dict[str, Mapping]:
    """Every mapping in the folders (*.toml) and files, by name. Raises HiloError for an unreadable or doubled one.

    A mapping may extend one that lies beside it without that one becoming a source.
    """
    paths = [path for folder in folders for path in sorted(folder.glob("*.toml"))] + files
    given = {path: built_in_table(path) if path.parent == BUILT_IN else read_toml(path) for path in paths}
    beside = {sibling for path in files for sibling in path.parent.glob("*.toml")} - set(paths)
    by_name = {str(raw.get("name", "")): raw for raw in [*map(read_toml, sorted(beside)), *given.values()]}
    sources: dict[str, Mapping] = {}
    for path, raw in given.items():
        mapping = built_in_mapping(path) if path.parent == BUILT_IN else read_mapping(path, raw, by_name)
        if mapping.name in sources:
            raise HiloError(f"{path}: the name {mapping.name!r} is taken by another source; choose another name")
        sources[mapping.name] = mapping
    return sources


@cache
def built_in_table(path: Path) -> dict[str, Any]:
    """The text of a source of ours, which does not change while the program runs."""
    return read_toml(path)


@cache
def built_in_mapping(path: Path) -> Mapping:
    """A source of ours, which may extend another of ours only."""
    tables = [built_in_table(beside) for beside in sorted(BUILT_IN.glob("*.toml"))]
    return read_mapping(path, built_in_table(path), {str(table["name"]): table for table in tables})


def read_mapping(path: Path, raw: dict[str, Any], others: dict[str, dict[str, Any]]) -> Mapping:
    """The checked mapping. Raises HiloError that names the file and what is wrong in it."""
    is_own = path.parent != BUILT_IN and "extends" not in raw
    raw = resolve_extends(path, raw, others)
    digest = hashlib.sha256(msgspec.json.encode(raw, order="deterministic")).hexdigest()
    for problem in find_text_problems(raw):
        raise HiloError(f"{path}: {problem}")
    try:
        mapping = share_columns(msgspec.convert(raw | {"sha256": digest, "is_own": is_own}, Mapping))
    except msgspec.ValidationError as error:
        raise HiloError(f"{path}: {error}") from None
    if path.parent == BUILT_IN:
        return mapping  # ours: tests look for problems in them once, not every load in all of them
    from pipelines.mapping.problems import find_problems  # which speaks of the classes above

    for problem in find_problems(mapping):
        raise HiloError(f"{path}: {problem}")
    return mapping


def resolve_extends(
    path: Path, raw: dict[str, Any], others: dict[str, dict[str, Any]], below: tuple[str, ...] = ()
) -> dict[str, Any]:
    """The raw mapping over the one it extends: tables are merged key by key, lists and values replaced. `below`: the
    names of those that extend this one. Raises HiloError for one that is not known, or that extends itself in the end."""
    parent_name = raw.get("extends")
    if parent_name is None:
        return dict(raw)
    trail = (*below, str(raw.get("name")))
    if not isinstance(parent_name, str) or parent_name not in others or parent_name == raw.get("name"):
        raise HiloError(
            f"{path}: extends {parent_name!r}, which is no known source; known: {', '.join(sorted(others))}"
        )
    if parent_name in trail or len(trail) > MOST_EXTENDED:
        raise HiloError(
            f"{path}: extends in a circle, or too long: {' → '.join([*trail, parent_name])}; extend a source that stands by itself"
        )
    parent = resolve_extends(path, others[parent_name], others, trail)
    # Options may be given as plain values by the mapping that extends.
    options = dict(table_under(path, parent, "options"))
    for name, value in table_under(path, raw, "options").items():
        options[name] = (
            value
            if isinstance(value, dict)
            else {**options.get(name, {"help": ""}), "default": value, "is_stated": True}
        )
    merged = merge_tables(parent, raw) | {"options": options}
    merged["source"] = merged.get("source") or parent_name
    return merged


def table_under(path: Path, raw: dict[str, Any], key: str) -> dict[str, Any]:
    """The table under a key, empty when there is none. Raises HiloError when something else stands there."""
    table = raw.get(key, {})
    if not isinstance(table, dict):
        raise HiloError(f"{path}: {key} is {table!r}; expected a table: [{key}]")
    return table


def merge_tables(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        both_tables = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = merge_tables(merged[key], value) if both_tables else value
    return merged


def share_columns(mapping: Mapping) -> Mapping:
    """The mapping with the shared columns put into every record whose table has them; a record's own spec wins."""
    records = [
        msgspec.structs.replace(
            record,
            columns={k: v for k, v in mapping.shared.columns.items() if k in COLUMNS.get(record.table, ())}
            | record.columns,
            attributes=(mapping.shared.attributes if "attributes" in COLUMNS.get(record.table, ()) else {})
            | record.attributes,
            keys=(mapping.shared.keys if "email" in COLUMNS.get(record.table, ()) else {}) | record.keys,
        )
        for record in mapping.record
    ]
    return msgspec.structs.replace(mapping, record=records)
