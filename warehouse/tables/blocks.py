"""Columns that many tables have, declared once."""

from collections.abc import Iterable

from warehouse.tables.column import TEXTS, Column, flag, moment, seconds, text


def names_of(columns: Iterable[Column]) -> tuple[str, ...]:
    """The names of a block's columns, for a query that copies them."""
    return tuple(column.name for column in columns)


SOURCE = text("source", is_exported=False)
# Which exported row it is.
RECORD = (
    text("record_id"),
    SOURCE,
    Column("file_id", "INTEGER", is_exported=False),
    Column("source_line", "BIGINT", is_exported=False),
)
PROVENANCE = (*RECORD, moment("updated_at"))
KEYS = (
    *map(text, ("email", "phone", "customer_id", "vendor_customer_id")),
    Column("other_keys", TEXTS, is_exported=False),
)
PERSON_ID = Column("person_id", "BIGINT", is_exported=False)
PERSON = (PERSON_ID, flag("is_person_known", is_exported=False))
CHANNEL, *OTHER_PLACES = map(
    text, ("channel", "stage", "touchpoint", "topic", "team", "agent", "segment", "country", "language")
)
# Where something happened, about what, with whom: what people filter and group by.
PLACE = (CHANNEL, *OTHER_PLACES)
ATTRIBUTES = Column("attributes", TEXTS)
DIMENSIONS = (CHANNEL, text("channel_native"), *OTHER_PLACES, ATTRIBUTES)
# A derived row that shows a record.
OF_A_RECORD = (RECORD, PERSON, DIMENSIONS)
# What is made of rows of several exports has no native channel.
PLACE_AND_SOURCE = (*PLACE, SOURCE, ATTRIBUTES)
STATED = "stated_"
# What the export said where another record may lend the row a value: its customer's record, its agent's team.
OF_THE_CUSTOMER = ("segment", "country", "language")
LENT = (*OF_THE_CUSTOMER, "team")


def stated(names: Iterable[str], type: str = "VARCHAR") -> tuple[Column, ...]:
    """The twins of columns that other records fill in or replace: what the export itself said."""
    return tuple(Column(STATED + name, type, is_exported=False) for name in names)


# When the data end, in the reporting zone: what hangs on it is computed by views, so that a later end changes no row.
DATA_UNTIL = "(SELECT CAST(value AS TIMESTAMP) FROM version_facts WHERE name = 'data_until')"
TIME_PRECISION = text("time_precision", "second | day: a day has no hour and no response time", is_exported=False)
# A touch of a person's journey, as the view journey_steps shows it; without a journey_id the row is in none.
TOUCH = (
    Column("journey_id", "BIGINT", null="its person or its time is not known", is_exported=False),
    Column("touch_position", "INTEGER", "in the journey, from 1", is_exported=False),
    text("touch_next_channel", is_exported=False),
    text("touch_next_stage", is_exported=False),
    text("touch_next_touchpoint", is_exported=False),
    seconds(
        "touch_between_seconds", "start to start of the next", "the last, or a day without a time", is_exported=False
    ),
    flag("is_own_touch", is_exported=False),
    text("touch_outcome", "what it comes to once the pause has passed", is_exported=False),
    Column(
        "touch_pause_days",
        "DOUBLE",
        "the journey pause of its person",
        "none is known",
        "days",
        is_exported=False,
    ),
    flag("is_touch_loop", is_exported=False),
    flag("is_touch_return", is_exported=False),
)
# A contact that is a whole matter, and how content its person was at the end of it.
WHOLE_MATTER = (
    flag(
        "is_whole_matter", "its matter is this contact and nothing else: the view matters shows it", is_exported=False
    ),
    flag("matter_is_satisfied", is_exported=False),
    text("matter_last_metric", is_exported=False),
    Column("matter_last_score", "DOUBLE", is_exported=False),
    text("matter_last_scale", is_exported=False),
)
