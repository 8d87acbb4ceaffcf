"""Columns that many tables have, declared once."""

from collections.abc import Iterable

from warehouse.tables.column import TEXTS, Column, flag, moment, text


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
SAID = Column("said", "STRUCT(segment VARCHAR, country VARCHAR, language VARCHAR)", is_exported=False)
TIME_PRECISION = text("time_precision", "second | day: a day has no hour and no response time", is_exported=False)
