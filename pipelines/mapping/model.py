"""What one source's file says: which exports it claims and how their columns become canonical ones.

Built-in sources (pipelines/sources/*.toml), an installation's own (HILO_HOME/sources/*.toml) and a file given with
--mapping are the same thing in the same form, described in docs/mapping.md.
"""

import msgspec

SECONDS = {"seconds": 1.0, "minutes": 60.0, "hours": 3600.0, "days": 86400.0, "milliseconds": 0.001}
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
    made_of: list[str] | None = None
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
    places: dict[str, str] = {}
    required: list[str] = []
    absent: list[str] = []
    first_column: str | None = None
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
    decimal: str | None = None
    currency: str | None = None
    missing: list[str] = []
    phone_region: str | None = None
    account: str | None = None


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
    group_by: list[str | Spec] = []
    having: str | None = None
    split: str | None = None
    repeat: str | None = None
    each: str | None = None
    patch: bool = False
    keep: list[str] = []

    @property
    def is_grouped(self) -> bool:
        """Whether several rows make one record."""
        return bool(self.group_by)

    @property
    def several(self) -> str | None:
        """The column that makes several records of a row, by its values or by how many it says."""
        return self.split or self.repeat

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
