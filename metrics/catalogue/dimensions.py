"""What a number can be broken down by, and the SQL of each breakdown. A dimension is declared here once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from metrics.catalogue.fragment import Sql
from metrics.catalogue.near_names import near_names
from metrics.catalogue.periods import TIME_UNITS, bucket_start
from warehouse.config.errors import WrongUse
from warehouse.tables import MEASURED
from warehouse.tables.blocks import PLACE, SOURCE, names_of

ALL_TABLES = tuple(table.name for table in MEASURED)
ATTRIBUTE = "attribute."
HALF = "half."  # half.DAY.NAME: of the persons seen before the day, the half that NAME's hash draws them into
# A row has the class that its customer has when the data end (pipelines/derive/customer_classes.py).
CUSTOMER_CLASSES = ("value_class", "loyalty_class")
# Dimensions of the tables that have a column of that name.
BY_COLUMN = (
    "direction", "interaction_type", "channel_native", "survey", "survey_kind", "sender", "sender_role", "status", "plan",
    "from_channel", "to_channel", "cause", "kind", "last_channel", "path",
    "emotion", "emotion_by", "polarity", "said_topic", "text_language",
)  # fmt: skip
# Each person's half by a hash, so that whoever knows the name draws the same ones; both engines have the same md5.
HALVES = (
    "CASE WHEN is_person_known AND person_id IN (SELECT p.person_id FROM persons AS p"
    " WHERE p.first_active_local < CAST(? AS TIMESTAMP)) THEN CASE WHEN"
    " substr(md5(concat(?, ':', CAST(person_id AS STRING))), 1, 1) < '8' THEN 'treated' ELSE 'control' END END"
)
OF_JOURNEYS = ("outcome", "stage_path", "next_channel", "next_stage", "next_touchpoint")


HALF_NAME = re.compile(r"half\.\d{4}-\d\d-\d\d\.[a-z0-9_.-]+")


@dataclass(frozen=True)
class Dimension:
    """A breakdown: the column that holds it and the tables that have it; a `unit` of time has no column of its own."""

    name: str
    column: str
    tables: tuple[str, ...] = ALL_TABLES
    unit: str = ""
    is_number: bool = False  # the column holds numbers; as a value of the dimension they are text as all others

    @property
    def label_key(self) -> str:
        """The gettext key of the label."""
        return f"dimension.{self.name}"

    @property
    def is_time(self) -> bool:
        """Whether its values are days or longer stretches, in order."""
        return self.unit in TIME_UNITS

    def expression(self, anchor: str) -> Sql:
        """SQL over a row of a table that has it."""
        if self.unit == "hour_of_week":
            return Sql(hour_of_week(anchor))
        if self.unit:
            return Sql(f"date_trunc('{self.unit}', {anchor})")
        if self.name in CUSTOMER_CLASSES:
            # The inner key has another name, so that person_id is the row's, whatever the row's table is called.
            known = f"SELECT person_id AS known_person, {self.column} FROM persons"
            return Sql(f"(SELECT max(k.{self.column}) FROM ({known}) AS k WHERE k.known_person = person_id)")
        if self.name.startswith(HALF):
            _, day, salt = self.name.split(".", 2)
            return Sql(HALVES, (f"{day}T00:00:00", salt))
        if self.name.startswith(ATTRIBUTE):
            return Sql("attributes[?]", (self.name.removeprefix(ATTRIBUTE),))
        return Sql(f"CAST({self.column} AS STRING)" if self.is_number else self.column)


def hour_of_week(anchor: str) -> str:
    """0 (Monday 00:00-01:00) … 167. Engines number weekdays differently, so the days since Monday are counted out."""
    monday, midnight = f"date_trunc('week', {anchor})", f"date_trunc('day', {anchor})"
    days = " ".join(f"WHEN {midnight} = {monday} + INTERVAL {n} DAY THEN {n * 24}" for n in range(1, 7))
    return f"CASE WHEN time_precision = 'day' THEN NULL ELSE CASE {days} ELSE 0 END + hour({anchor}) END"


def tables_with(column: str) -> tuple[str, ...]:
    """The measured tables that have the column."""
    return tuple(table.name for table in MEASURED if column in table.columns)


def _declared() -> dict[str, Dimension]:
    events = tuple(table.name for table in MEASURED if table.is_event)
    # What a person spent is of all time and in one currency or none.
    priced = tuple(name for name in tables_with("currency") if name != "persons")
    listed = [Dimension(name, name) for name in names_of((*PLACE, SOURCE))]
    listed += [
        Dimension("scale", "scale", ("responses",)),
        Dimension("currency", "currency", priced),
        *(Dimension(name, name) for name in CUSTOMER_CLASSES),
        *(Dimension(unit, "", unit=unit) for unit in TIME_UNITS),
        Dimension("hour_of_week", "", events, "hour_of_week"),
        *(Dimension(name, name, tables_with(name)) for name in BY_COLUMN),
        Dimension("channels_in_matter", "channels", tables_with("channels"), is_number=True),
        *(Dimension(name, name, tables_with(name)) for name in OF_JOURNEYS),
    ]
    return {dimension.name: dimension for dimension in listed}


DIMENSIONS: Mapping[str, Dimension] = _declared()


def find_dimension(name: str) -> Dimension:
    """The dimension, attribute.NAME and half.DAY.NAME included. Raises WrongUse with the near names."""
    if HALF_NAME.fullmatch(name):
        return Dimension(name, "person_id", tables_with("is_person_known"))
    if name.startswith(ATTRIBUTE) and len(name) > len(ATTRIBUTE):
        return Dimension(name, "attributes")
    if name in DIMENSIONS:
        return DIMENSIONS[name]
    raise WrongUse(f"no dimension {name!r}; {near_names(name, DIMENSIONS, ', attribute.NAME')}")


def filter_sql(dimension: Dimension, values: tuple[str, ...], anchor: str) -> Sql:
    """A condition that the dimension has one of the values; "" is NULL. Raises WrongUse for a value that cannot be one."""
    named = [value for value in values if value != ""]
    if dimension.name in CUSTOMER_CLASSES:
        return class_filter(dimension.column, named, has_none=len(named) < len(values))
    expression = dimension.expression(anchor)
    conditions = []
    if named:
        marks = ", ".join("CAST(? AS TIMESTAMP)" if dimension.is_time else "?" for _ in named)
        conditions.append(
            Sql(f"{expression.text} IN ({marks})", (*expression.params, *(_typed(dimension, v) for v in named)))
        )
    if len(named) < len(values):
        conditions.append(Sql(f"{expression.text} IS NULL", expression.params))
    return Sql(
        "(" + " OR ".join(c.text for c in conditions) + ")" if conditions else "TRUE",
        tuple(p for c in conditions for p in c.params),
    )


def class_filter(column: str, named: list[str], has_none: bool) -> Sql:
    """Rows whose person is of one of the classes, or of none; a list of persons is twice as fast as a look-up for each row."""
    marks = ", ".join("?" for _ in named)
    found = (
        [Sql(f"person_id IN (SELECT person_id FROM persons WHERE {column} IN ({marks}))", tuple(named))]
        if named
        else []
    )
    if has_none:
        found.append(Sql(f"person_id NOT IN (SELECT person_id FROM persons WHERE {column} IS NOT NULL)"))
    return Sql(f"({' OR '.join(f.text for f in found)})" if found else "TRUE", tuple(named))


def _typed(dimension: Dimension, value: str) -> str | int:
    try:
        if dimension.unit == "hour_of_week":
            return int(value)
        return bucket_start(dimension.unit, value).isoformat() if dimension.is_time else value
    except ValueError:
        raise WrongUse(
            f"{dimension.name}: {value!r} is no {dimension.name}; expected the form {example(dimension)}"
        ) from None


def example(dimension: Dimension) -> str:
    """How a value of a time dimension is written."""
    forms = {
        "day": "2021-01-31",
        "week": "2021-01-25 (its Monday)",
        "month": "2021-01",
        "quarter": "2021-Q1",
        "year": "2021",
    }
    return forms.get(dimension.unit, "0 to 167 (0 is Monday 00:00)")
