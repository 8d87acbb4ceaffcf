"""Tables of facts: what the exports say, one row per record."""

from warehouse.config.codes import (
    COST_KINDS,
    DIRECTIONS,
    INTERACTION_TYPES,
    METRICS,
    ORDER_STATUSES,
    SENDER_ROLES,
    SUBSCRIPTION_STATUSES,
    SURVEY_KINDS,
)
from warehouse.tables.blocks import (
    DIMENSIONS,
    KEYS,
    LENT,
    PERSON,
    PROVENANCE,
    TIME_PRECISION,
    TOUCH,
    WHOLE_MATTER,
    stated,
)
from warehouse.tables.column import Column, count, flag, local, moment, money, seconds, text
from warehouse.tables.table import Table

# A cost has no customer and a customer record describes itself: neither is lent anything by another record.
OF_ITSELF = (PROVENANCE, KEYS, PERSON, DIMENSIONS)
FACT = (*OF_ITSELF, stated(LENT))
# An answer that says nothing of its place is given where the contact that it rates was.
OF_THE_RATED_CONTACT = ("channel", "stage", "touchpoint", "topic", "team", "agent")
SENTIMENT = text("sentiment", "as the export says it: positive neutral negative, or an emotion (comments)")
EXPORTED_MONEY = "DECIMAL(18, 4)"

INTERACTIONS = Table(
    "interactions", "One row per contact: a case, call, chat session, visit, touch or review.", "fact",
    (*FACT, (
        text("interaction_type", "case call chat_session message_session visit email_touch … (warehouse/config/codes.py)", values=INTERACTION_TYPES),
        text("direction", values=DIRECTIONS),
        text("conversation_id", "ties the legs of one contact"),
        text("case_id", "the company's own case or claim number, the same in every system"),
        text("order_id", "the order that the contact is about, as the shop numbers it"),
        moment("started_at"),
        TIME_PRECISION,
        seconds("wait_seconds", "queued until answered, or until the customer gave up"),
        seconds("first_response_seconds", "start until the first public human reply; calendar clock"),
        seconds("handle_seconds", "talk + hold + after-contact work"),
        seconds("resolution_seconds", "start until the last time it was solved; calendar clock"),
        flag("is_abandoned", null="never queued"),
        flag("is_resolved"),
        flag("is_converted", "the export states the outcome on the contact itself"),
        flag("is_handed_off", "a bot or voice menu passed the customer on to people"),
        flag("has_context", "whoever answered saw what was said before, as the export states it"),
        count("transfer_count", bounds=(0, 10_000)), count("reopen_count", bounds=(0, 10_000)),
        SENTIMENT,
        text("comment"),
        local("started_local", shows="started_at"),
        *map(local, ("answered_local", "first_responded_local", "ended_local", "resolved_local")),
        seconds("previous_contact_seconds", "since this person's contact before on the same channel", "none", is_exported=False),
        seconds("next_contact_seconds", "until this person's next contact on the same channel", "none", is_exported=False),
        seconds("next_order_seconds", "until this person's next order", "none", is_exported=False),
        flag("is_person_matched", "this person is also known from another source", is_exported=False),
        Column("leg", "INTEGER", "which leg of its contact it is, 1 the first", "the contact has no other", is_exported=False),
        seconds("legs_handle_seconds", "of all legs of the contact, on its first", "a later leg, the only one or none is known", is_exported=False),
        Column("matter_id", "BIGINT", "the matter that it belongs to", "it opens and joins none", is_exported=False),
    ), WHOLE_MATTER, TOUCH),
    person="keys", main_time="started_at", is_event=True,
    listed=(
        "interaction_type", "direction", "wait_seconds", "first_response_seconds", "handle_seconds", "resolution_seconds",
        "is_abandoned", "is_resolved", "is_converted", "transfer_count", "reopen_count", "previous_contact_seconds",
        "next_contact_seconds", "next_order_seconds", "comment",
    ),
)  # fmt: skip
MESSAGES = Table(
    "messages", "One row per message inside a chat.", "fact",
    (*FACT, (
        text("conversation_id"), moment("sent_at"), TIME_PRECISION, text("sender"),
        text("sender_role", null="unknown", values=SENDER_ROLES),
        text("comment", "the text"),
        local("sent_local", shows="sent_at"),
    )),
    person="keys", main_time="sent_at", is_event=True, listed=("sender", "sender_role", "comment"),
)  # fmt: skip
RESPONSES = Table(
    "responses", "One row per scored answer to a survey.", "fact",
    (*FACT, stated(name for name in OF_THE_RATED_CONTACT if name not in LENT), (
        text("interaction_id", "record_id of the contact that was rated"),
        text("survey"),
        text("survey_kind", "transactional: every answer; relationship: latest per person and period", values=SURVEY_KINDS),
        text("metric", values=METRICS),
        text("raw_score", "as exported: 'good', '9'"),
        *(Column(name, "DOUBLE") for name in ("score", "scale_min", "scale_max")),
        text("scale", "'1-5': the dimension"),
        Column("top_box_min", "DOUBLE", "csat and ces: lowest satisfied answer", "this scale has no declared boxes"),
        moment("answered_at"), TIME_PRECISION, SENTIMENT, text("comment"),
        local("answered_local", shows="answered_at"),
    )),
    person="keys", main_time="answered_at", is_event=True, listed=("survey", "metric", "raw_score", "score", "scale", "comment"),
)  # fmt: skip
SURVEY_REQUESTS = Table(
    "survey_requests", "One row per survey invitation sent.", "fact",
    (*FACT, (
        text("survey"),
        text("response_id", "record_id of the answer, where the export ties them"),
        moment("requested_at"), TIME_PRECISION,
        flag("is_answered", "stated by the export, else derived from response_id"),
        local("requested_local", shows="requested_at"),
    ), stated(("is_answered",), "BOOLEAN")),
    person="keys", main_time="requested_at", is_event=True, listed=("survey", "is_answered"),
)  # fmt: skip
ORDERS = Table(
    "orders", "One row per order.", "fact",
    (*FACT, (
        moment("ordered_at"), TIME_PRECISION,
        text("status", values=ORDER_STATUSES),
        money("amount", "charged", "the export has no value", EXPORTED_MONEY),
        money("refunded_amount", type=EXPORTED_MONEY, bounds=(0, 10**12)),
        text("currency"), Column("item_count", "DOUBLE", bounds=(0, 10**9)),
        local("ordered_local", shows="ordered_at"),
    ), TOUCH),
    person="keys", main_time="ordered_at", is_event=True,
    listed=("status", "amount", "refunded_amount", "currency", "item_count"),
)  # fmt: skip
SUBSCRIPTIONS = Table(
    "subscriptions", "One row per subscription, or per customer and status snapshot (snapshot_on set).", "fact",
    (*FACT, (
        text("plan"),
        text("status", values=SUBSCRIPTION_STATUSES),
        flag("is_lost", "snapshot only"),
        Column("snapshot_on", "DATE"),
        moment("started_at", "of the paid time: trials are out"),
        moment("ended_at", "of the paid time"),
        TIME_PRECISION, text("churn_reason"), money("monthly_amount", type=EXPORTED_MONEY, bounds=(0, 10**12)), text("currency"),
        local("started_local", shows="started_at"), local("ended_local", shows="ended_at"),
    )),
    person="keys", main_time="started_at",
    listed=("plan", "status", "is_lost", "started_local", "ended_local", "churn_reason"),
)  # fmt: skip
COSTS = Table(
    "costs", "One row per channel, cost kind, campaign and period, as exported.", "fact",
    (*OF_ITSELF, (
        text("cost_kind", "service: handling contacts; media: advertising", values=COST_KINDS),
        text("campaign"),
        Column("starts_on", "DATE", "first day of the period"), Column("ends_on", "DATE", "the day after the last"),
        money("amount", "of the whole period", type="DECIMAL(18, 6)"),
        text("currency"), Column("impressions", "BIGINT", bounds=(0, 10**15)), Column("clicks", "BIGINT", bounds=(0, 10**15)),
    )),
    note="A cost that covers a period is spread evenly over its days in daily_costs.",
    main_time="starts_on",
)  # fmt: skip
CUSTOMER_RECORDS = Table(
    "customers", "One row per customer record of a CRM, audience or shop directory.", "fact",
    (*OF_ITSELF, (
        text("display_name"), text("city"), Column("birth_date", "DATE"), moment("created_at"), TIME_PRECISION,
        local("created_local", shows="created_at"),
    )),
    person="keys", main_time="created_at",
)  # fmt: skip
AGENTS = Table(
    "agents", "One row per agent of a directory: who is on which team.", "fact",
    (PROVENANCE, (text("agent", "as the contacts name the agent"), text("agent_name"), text("team"))),
)  # fmt: skip
FACTS = (INTERACTIONS, MESSAGES, RESPONSES, SURVEY_REQUESTS, ORDERS, SUBSCRIPTIONS, COSTS, CUSTOMER_RECORDS, AGENTS)
