"""What persons came about, contact by contact."""

from warehouse.tables.blocks import OF_A_RECORD, TIME_PRECISION
from warehouse.tables.column import Column, count, flag, local, money, seconds, text
from warehouse.tables.table import Table

MATTER_ID = Column("matter_id", "BIGINT")
ONE = "One row per matter: a person's run of contacts about one thing, across channels."
OF_A_MATTER = (
    (MATTER_ID,), *OF_A_RECORD, (
        TIME_PRECISION,
        local("opened_local", "start of the first contact"),
        local("ended_local", "the latest end (else start) of its contacts"),
        text("last_channel"),
        text("path", "channels in order, repeats left out: 'chatbot > email > phone'"),
        count("contacts", "the customer's; legs of one conversation are one"),
        count("channels", "different ones"),
        count("hops", "steps to another channel = its rows of kind hop in matter_steps"),
        count("repeats", "steps on the same channel = its rows of kind repeat"),
        count("forced_hops", "hops after failure, abandonment or hand-off"), count("judged_hops", "hops of which that is known"),
        count("transfers", "within its contacts", "no export states any"), count("reopens", "the same"),
        count("reexplained", "hops whose next contact carries no context"),
        seconds("duration_seconds", "start of the first contact to the latest end"),
        flag("is_resolved", "what the last contact that says so says; given up: false", "nobody says"),
        flag("is_first_abandoned", "its first contact was given up", "never queued"),
        flag("is_first_handed_off", "a machine passed its first contact on to people", "nobody says"),
        money("cost", "of its service contacts", "what one of them cost is not known"), text("currency"),
        flag("is_satisfied", "last CSAT answer on a scale with boxes", "none"),
        text("last_metric", "the last answer of any kind"), Column("last_score", "DOUBLE"), text("last_scale"),
    ),
)  # fmt: skip
# Until when a contact went on, of its start in microseconds; what it says of its end: who gave up was not served.
CLOCK = "greatest(coalesce(resolution_seconds, 0), coalesce(wait_seconds, 0) + coalesce(handle_seconds, 0), 0)"
ENDED_LOCAL = "greatest(i.started_local, i.ended_local, i.resolved_local)"
STATES_RESOLVED = "coalesce(i.is_resolved, CASE WHEN i.is_abandoned THEN false END)"
# What a matter is that is one contact and nothing else.
OF_ONE_CONTACT = {
    "opened_local": "started_local", "ended_local": ENDED_LOCAL, "last_channel": "coalesce(i.channel, 'other')",
    "path": "coalesce(i.channel, 'other')", "contacts": "1", "channels": "1", "hops": "0", "repeats": "0", "forced_hops": "0",
    "judged_hops": "0", "transfers": "transfer_count", "reopens": "reopen_count", "reexplained": "0",
    "duration_seconds": f"CASE WHEN time_precision IS DISTINCT FROM 'day' THEN {CLOCK} END", "is_resolved": STATES_RESOLVED,
    "is_first_abandoned": "is_abandoned", "is_first_handed_off": "is_handed_off",
    "cost": "c.cost", "currency": "CASE WHEN c.cost IS NOT NULL THEN c.currency END", "is_satisfied": "matter_is_satisfied",
    "last_metric": "matter_last_metric", "last_score": "matter_last_score", "last_scale": "matter_last_scale",
}  # fmt: skip


def matters_sql() -> str:
    """The matters of several contacts, and the contacts that are a whole matter."""
    columns = [column for block in OF_A_MATTER for column in block]
    values = ", ".join(
        f"CAST({OF_ONE_CONTACT[column.name]} AS {column.type}) AS {column.name}"
        if column.name in OF_ONE_CONTACT
        else f"i.{column.name}"
        for column in columns
    )
    return (
        f"SELECT {', '.join(column.name for column in columns)} FROM matters_of_several\nUNION ALL\n"
        f"SELECT {values} FROM interactions AS i LEFT JOIN contact_costs AS c"
        " ON c.channel = i.channel AND c.day = CAST(i.started_local AS DATE) WHERE i.is_whole_matter"
    )


CONTACT_COSTS = Table(
    "contact_costs", "One row per channel and day: what a service contact costs.", "derived",
    ((
        text("channel"), Column("day", "DATE", "local"),
        money("cost", "the channel's service cost, spread over its contacts", "in several currencies", "DECIMAL(38, 12)"),
        text("currency"),
    ),),
)  # fmt: skip
MATTERS_OF_SEVERAL = Table(
    "matters_of_several", "One row per matter of several contacts, and of one that is another person's than its contact.", "derived",
    OF_A_MATTER, person="shared", main_time="opened_local", is_event=True,
)  # fmt: skip
MATTERS = Table(
    "matters", ONE, "derived", OF_A_MATTER,
    note="Dimensions and record_id are the first contact's; topic is the first that is known.",
    sql=matters_sql(), person="shared", main_time="opened_local", is_event=True,
    listed=(
        "matter_id", "path", "contacts", "hops", "repeats", "opened_local", "ended_local", "duration_seconds", "transfers", "reopens",
        "reexplained", "is_resolved", "is_first_abandoned", "is_first_handed_off", "is_satisfied", "last_metric", "last_score", "last_scale", "cost", "currency",
    ),
)  # fmt: skip
MATTER_STEPS = Table(
    "matter_steps", "One row per step between two consecutive contacts of a matter, with the dimensions of the matter.", "derived",
    ((MATTER_ID,), *OF_A_RECORD, (
        TIME_PRECISION,
        local("opened_local", "of the matter: steps are dated as their matter is"),
        local("stepped_local", "start of the next contact"),
        *map(text, ("from_record_id", "from_channel", "to_channel", "from_touchpoint", "to_touchpoint")),
        text("kind", "hop: another channel; repeat: the same one"),
        text("cause", "abandonment handoff failure chosen", "nothing says how the contact before ended"),
        flag("is_reexplained", "the next contact carries no context", "on repeats"),
        seconds("between_seconds", "end of the contact before until this one; 0 when they overlap"),
        money("cost", "of the next contact"), text("currency"),
        flag("is_satisfied", "of the matter"),
    )),
    note="record_id, source, file and line are those of the contact that the step leads to.",
    person="shared", main_time="opened_local", is_event=True,
    listed=(
        "matter_id", "from_channel", "to_channel", "kind", "cause", "is_reexplained", "between_seconds", "stepped_local", "cost",
        "currency", "is_satisfied",
    ),
)  # fmt: skip
