"""Who is who, and since when and until when each was active."""

from warehouse.tables.blocks import DATA_UNTIL, PERSON_ID, PLACE_AND_SOURCE
from warehouse.tables.column import Column, count, flag, local, moment, money, text
from warehouse.tables.table import Table

IDENTITIES = Table(
    "identities", "One row per identifier and person that it belongs to; one in all when it belongs to nobody in particular.", "derived",
    ((
        text("key_type", "a type of warehouse/people/key.py; source:type where only the source knows it"),
        text("key_value"),
        Column("person_id", "BIGINT", null="a record that has no other key is nobody's"),
        text("state", "sole: one person's; recycled: one person's for a time; shared; generic"),
        text("reason", "generic: listed role_mailbox many_partners; shared: two_persons decided"),
        moment("valid_from", "recycled: [from, until), UTC", "open"), moment("valid_until", "the same"),
        count("partners", "weak key: persons met; strong key: the most keys of one kind met"),
    ),),
)  # fmt: skip
DOUBTFUL_LINKS = Table(
    "doubtful_links", "One row per two identifiers that stand on one record and would make one person of two: not taken for one person's.", "derived",
    ((
        *map(text, ("key_a_type", "key_a_value", "key_b_type", "key_b_value")),
        text("reason", "contradiction: names or birth dates differ; one_record: nothing else joins the two"),
        Column("records", "BIGINT", "with both"),
    ),),
)  # fmt: skip
PACE = Column(
    "pace_days",
    "INTEGER",
    "the power of two that is not below the mean of the own gaps so far",
    "fewer than three gaps",
    "days",
)
SUGGESTED_MATCHES = Table(
    "suggested_matches", "One row per pair of persons that may be one, for a person to decide; never merged by itself.", "derived",
    ((
        Column("person_a", "BIGINT", "the lower number"), Column("person_b", "BIGINT", "the higher"),
        text("key_a_type", "the keys by which a decision names the two persons"),
        *map(text, ("key_a_value", "key_b_type", "key_b_value")),
        Column("weight", "DOUBLE", "evidence, summed; with the prior", unit="bits"),
        Column("probability", "DOUBLE", "1 / (1 + 2^-weight)"),
        Column("evidence", "STRUCT(field VARCHAR, value_a VARCHAR, value_b VARCHAR, agreement VARCHAR, weight DOUBLE)[]"),
    ),),
)  # fmt: skip
PERSONS = Table(
    "persons", "One row per known person.", "derived",
    ((PERSON_ID,), PLACE_AND_SOURCE, (
        local("first_active_local"), local("last_active_local"),
        Column("active_windows", "UBIGINT", "bit k: active in the k-th 30 days after the first (k < 64)"),
        flag("is_beginning_known", "the first activity in the data is the first one (pipelines/derive/beginnings.py)"),
        PACE,
        count("orders", "not cancelled, of all time"),
        money("revenue", "charged minus refunded, of all time", "no order states an amount, or currencies mix"),
        text("currency"),
        text("value_class", "best worst middle, by revenue among customers with orders", "none"),
        text("loyalty_class", "loyal lapsed new other, by own orders and silence"),
    )),
    note="Dimensions are those of the first activity.",
    person="shared", main_time="first_active_local",
    listed=("first_active_local", "last_active_local", "orders", "revenue", "currency", "value_class", "loyalty_class"),
)  # fmt: skip
OF_A_SPELL = (
    (PERSON_ID,), PLACE_AND_SOURCE, (
        local("started_local"),
        local("ended_local", "last activity + limit", "not reached when the data end, or no limit is known"),
        local("returned_local", "the next stretch", "none"),
        local("watched_local", "last activity + twice the limit: who returned by then came back soon", "no limit is known"),
    ),
)  # fmt: skip
SPELLS_AT_LIMIT = Table(
    "spells_at_limit", "One row per stretch of a person's activity, as it is once the silence after it has reached the limit.", "derived",
    OF_A_SPELL, note="ended_local may lie behind the end of the data.", person="shared", main_time="started_local",
)  # fmt: skip


def spells_sql() -> str:
    """The stretches when the data end."""
    ended = f"CASE WHEN ended_local <= {DATA_UNTIL} THEN ended_local END AS ended_local"
    columns = (column.name for block in OF_A_SPELL for column in block)
    return f"SELECT {', '.join(ended if name == 'ended_local' else name for name in columns)} FROM spells_at_limit"


ACTIVITY_SPELLS = Table(
    "activity_spells", "One row per stretch of a person's activity without a gap longer than the inactivity limit.", "derived",
    OF_A_SPELL,
    sql=spells_sql(),
    person="shared", main_time="started_local", listed=("started_local", "ended_local", "returned_local"),
)  # fmt: skip
SILENCES = Table(
    "silences", "One row per segment, pace and length: how many silences between two days of activity of a person are so long.", "derived",
    ((
        text("segment"),
        PACE,
        count("cell", "2j: j half days exactly; 2j + 1: more than j and less than j + 1"),
        Column("silences", "BIGINT"),
    ),),
)  # fmt: skip
JOURNEY_PAUSES = Table(
    "journey_pauses", "One row per segment: how long a silence must be to end a journey.", "derived",
    ((
        text("segment"),
        Column("pause_days", "DOUBLE", "a quantile of the segment's gaps", "too few gaps", "days"),
        Column("gaps", "BIGINT", "silences between two activities that it is taken from"),
    ),),
)  # fmt: skip
INACTIVITY_LIMITS = Table(
    "inactivity_limits", "One row per segment and pace: how long a silence must be for a customer to count as lost.", "derived",
    ((
        text("segment"),
        PACE,
        Column("limit_days", "DOUBLE", "hardly anybody comes back after it", "no silence tells that, or too few were watched", "days"),
        Column("gaps", "BIGINT", "silences between two activities of the segment at that pace"),
    ),),
)  # fmt: skip
