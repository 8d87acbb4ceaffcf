"""Tables that are derived from the facts."""

from warehouse.tables.blocks import ATTRIBUTES, OF_A_RECORD, PLACE, TIME_PRECISION
from warehouse.tables.column import Column, local, money, text
from warehouse.tables.journeys import JOURNEY_STEPS, JOURNEYS, JOURNEYS_AT_PAUSE
from warehouse.tables.matters import CONTACT_COSTS, MATTER_STEPS, MATTERS, MATTERS_OF_SEVERAL
from warehouse.tables.persons import (
    ACTIVITY_SPELLS,
    DOUBTFUL_LINKS,
    IDENTITIES,
    INACTIVITY_LIMITS,
    JOURNEY_PAUSES,
    PERSONS,
    SILENCES,
    SPELLS_AT_LIMIT,
    SUGGESTED_MATCHES,
)
from warehouse.tables.table import Table

COMMENTS = Table(
    "comments", "One row per text that a customer wrote, or whose sentiment an export states, with the dimensions of its record.", "derived",
    (*OF_A_RECORD, (
        TIME_PRECISION,
        text("of_table", "interactions responses messages"),
        text("interaction_id", "record_id of the contact that it is about", "not known"),
        local("said_local"),
        text("comment", null="only the sentiment is exported"),
        text("sentiment", "as the export says it", "it does not"),
        text("text_language", "es en", "neither, or cannot tell"),
        text("emotion", "anger joy impatience weariness; neutral: none of them", "unknown"),
        text("emotion_by", "export: the vendor says so; text: the method on the words", "unknown"),
        text("polarity", "positive neutral negative", "unknown"),
        text("said_topic", "by the export's own topic, else the first of the text", "unknown"),
        Column("said_topics", "VARCHAR[]", "of the text", "unknown"),
        text("metric", "of the score given beside it", "none"), Column("score", "DOUBLE"), text("scale"),
    )),
    person="record", main_time="said_local", is_event=True,
    listed=("of_table", "emotion", "emotion_by", "polarity", "said_topic", "text_language", "metric", "score", "scale", "comment"),
)  # fmt: skip
DAILY_COSTS = Table(
    "daily_costs", "One row per channel, cost kind, campaign and day: costs spread evenly over the days that they cover.", "derived",
    ((text("record_id"), text("source")), (*PLACE, ATTRIBUTES), (
        text("cost_kind"), text("campaign"), local("spent_local", "the day"), money("amount"), text("currency"),
    )),
    main_time="spent_local", listed=("cost_kind", "campaign", "amount", "currency"),
)  # fmt: skip
DERIVED = (
    IDENTITIES, DOUBTFUL_LINKS, SUGGESTED_MATCHES, CONTACT_COSTS, MATTERS_OF_SEVERAL, MATTERS, MATTER_STEPS, PERSONS, SPELLS_AT_LIMIT, ACTIVITY_SPELLS, COMMENTS,
    JOURNEYS_AT_PAUSE, JOURNEYS, JOURNEY_STEPS,
    SILENCES, JOURNEY_PAUSES, INACTIVITY_LIMITS, DAILY_COSTS,
)  # fmt: skip
