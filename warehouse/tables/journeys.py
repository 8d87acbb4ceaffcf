"""What persons did, touch by touch."""

from warehouse.tables.blocks import OF_A_RECORD, TIME_PRECISION
from warehouse.tables.column import Column, count, flag, local, seconds, text
from warehouse.tables.table import Table

JOURNEY_ID = Column("journey_id", "BIGINT")
JOURNEYS = Table(
    "journeys", "One row per journey: a known person's stretch of activity without a silence longer than the segment's inactivity limit.", "derived",
    ((JOURNEY_ID,), *OF_A_RECORD, (
        TIME_PRECISION,
        local("started_local", "first touch"),
        local("ended_local", "last touch"),
        local("left_local", "when the silence reached the limit", "not reached when the data end"),
        text("outcome", "left | open | unanswered: the company's touches only"),
        count("touches", "= its rows in journey_steps"),
        count("orders"),
        text("stage_path", "stages in order, repeats left out: 'consideration > purchase > service'"),
        Column("stage_times", "MAP(VARCHAR, TIMESTAMP)", "first touch of each stage"),
        Column("funnel_times", "MAP(VARCHAR, TIMESTAMP)", "the same as far as the stages came in their configured order, from the first on"),
    )),
    note="The same stretches as activity_spells. Dimensions are the first touch's.",
    person="shared", main_time="started_local", is_event=True,
    listed=("journey_id", "stage_path", "touches", "orders", "started_local", "ended_local", "left_local", "outcome"),
)  # fmt: skip
JOURNEY_STEPS = Table(
    "journey_steps", "One row per touch of a journey: every dated interaction and order of a known person is in exactly one.", "derived",
    ((JOURNEY_ID, count("position", "from 1")), *OF_A_RECORD, (
        TIME_PRECISION,
        text("of_table", "interactions orders"),
        local("touched_local"),
        text("next_channel", null="the last of its journey"), text("next_stage"), text("next_touchpoint"),
        seconds("between_seconds", "start to start of the next", "the last, or a day without a time"),
        flag("is_own", "the customer's; false: the company's (what it sends, calls and mails that it began)"),
        text("outcome", "continued: the customer came again in this journey; else left or open (of the last own touch), unanswered or"
             " open (of the company's that came to nothing)"),
        flag("is_settled", "the limit has passed since: what follows in the data changes its outcome no more"),
        flag("is_loop", "the touch before was at this touchpoint too"),
        flag("is_return", "the stage was visited before, with another one in between"),
    )),
    note="Dimensions are its own.",
    person="shared", main_time="touched_local", is_event=True,
    listed=(
        "journey_id", "position", "of_table", "next_channel", "next_stage", "next_touchpoint", "between_seconds", "is_own", "outcome",
        "is_settled", "is_loop", "is_return",
    ),
)  # fmt: skip
