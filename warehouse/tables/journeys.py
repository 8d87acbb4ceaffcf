"""What persons did, touch by touch."""

from warehouse.tables.blocks import DATA_UNTIL, OF_A_RECORD, TIME_PRECISION, names_of
from warehouse.tables.column import Column, count, flag, local, seconds, text
from warehouse.tables.table import Table

JOURNEY_ID = Column("journey_id", "BIGINT")
ONE = "One row per journey: a known person's stretch of activity without a silence longer than the segment's journey pause."
OF_A_JOURNEY = (
    (JOURNEY_ID,), *OF_A_RECORD, (
        TIME_PRECISION,
        local("started_local", "first touch"),
        local("ended_local", "last touch"),
        local("left_local", "when the silence reached the pause", "not reached when the data end"),
        text("outcome", "left | open | unanswered: the company's touches only"),
        count("touches", "= its rows in journey_steps"),
        count("orders"),
        text("stage_path", "stages in order, repeats left out: 'consideration > purchase > service'"),
        Column("stage_times", "MAP(VARCHAR, TIMESTAMP)", "first touch of each stage"),
        Column("funnel_times", "MAP(VARCHAR, TIMESTAMP)", "the same as far as the stages came in their configured order, from the first on"),
    ),
)  # fmt: skip
JOURNEYS_AT_PAUSE = Table(
    "journeys_at_pause", "One row per journey, as it is once the silence after it has reached the pause.", "derived", OF_A_JOURNEY,
    note="left_local may lie behind the end of the data.", person="shared", main_time="started_local", is_event=True,
)  # fmt: skip


def journeys_sql() -> str:
    """The journeys when the data end."""
    is_over = f"left_local <= {DATA_UNTIL} IS TRUE"
    ends = {
        "left_local": f"CASE WHEN {is_over} THEN left_local END",
        "outcome": f"CASE WHEN {is_over} THEN outcome ELSE 'open' END",
    }
    columns = (column.name for block in OF_A_JOURNEY for column in block)
    shown = ", ".join(f"{ends[name]} AS {name}" if name in ends else name for name in columns)
    return f"SELECT {shown} FROM journeys_at_pause"


JOURNEYS = Table(
    "journeys", ONE, "derived", OF_A_JOURNEY, note="Dimensions are the first touch's.",
    sql=journeys_sql(), person="shared", main_time="started_local", is_event=True,
    listed=("journey_id", "stage_path", "touches", "orders", "started_local", "ended_local", "left_local", "outcome"),
)  # fmt: skip
# Column of the view: column of the touch in its fact.
OF_A_TOUCH = {
    "position": "touch_position", "next_channel": "touch_next_channel", "next_stage": "touch_next_stage",
    "next_touchpoint": "touch_next_touchpoint", "between_seconds": "touch_between_seconds", "is_own": "is_own_touch",
    "outcome": "{outcome}", "is_settled": "{is_settled}", "is_loop": "is_touch_loop", "is_return": "is_touch_return",
}  # fmt: skip
TOUCHED = {"interactions": "started_local", "orders": "ordered_local"}


def settles_at(touched: str) -> str:
    """SQL of when the silence after a touch reaches the pause; NULL where none is known."""
    return f"{touched} + to_microseconds(CAST(touch_pause_days * 86400000000 AS BIGINT))"


def touches_sql() -> str:
    """The touches of all journeys, from the facts that they are."""
    copied = ", ".join(names_of((*(column for block in OF_A_RECORD for column in block), TIME_PRECISION)))
    queries = []
    for table, touched in TOUCHED.items():
        is_settled = (
            f"{touched} + to_microseconds(CAST(touch_pause_days * 86400000000 AS BIGINT)) <= {DATA_UNTIL} IS TRUE"
        )
        outcome = f"CASE WHEN touch_outcome = 'continued' OR {is_settled} THEN touch_outcome ELSE 'open' END"
        shown = ", ".join(
            f"{column.format(outcome=outcome, is_settled=is_settled)} AS {name}" for name, column in OF_A_TOUCH.items()
        )
        queries.append(
            f"SELECT journey_id, {copied}, '{table}' AS of_table, {touched} AS touched_local, {shown}"
            f" FROM {table} WHERE journey_id IS NOT NULL"
        )
    return "\nUNION ALL\n".join(queries)


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
        flag("is_settled", "the pause has passed since: what follows in the data changes its outcome no more"),
        flag("is_loop", "the touch before was at this touchpoint too"),
        flag("is_return", "the stage was visited before, with another one in between"),
    )),
    note="Dimensions are its own.", sql=touches_sql(),
    person="shared", main_time="touched_local", is_event=True,
    listed=(
        "journey_id", "position", "of_table", "next_channel", "next_stage", "next_touchpoint", "between_seconds", "is_own", "outcome",
        "is_settled", "is_loop", "is_return",
    ),
)  # fmt: skip
