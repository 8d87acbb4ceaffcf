"""A comparison is made of what the data of every source cover."""

from datetime import date, timedelta

from metrics.semantic.comparison import compare
from metrics.semantic.coverage import Span, span_of, spans_of
from metrics.semantic.scope import Scope
from tests.metrics.conftest import MakeWarehouse

FEBRUARY = Scope(date(2021, 2, 1), date(2021, 3, 1))  # before: from 4 January
SHOWN = ("value", "previous_value", "difference", "exceeds_noise", "uncovered")


def daily(source: str, first: date, last: date, every: int = 1, **row: object) -> list[dict]:
    days = range(0, (last - first).days + 1, every)
    return [{"source": source, "started_local": f"{first + timedelta(days=i)}T09:00:00", **row} for i in days]


def test_a_source_that_begins_within_the_period_before_is_compared_with_nothing(warehouse: MakeWarehouse) -> None:
    desk = daily("desk", date(2021, 1, 1), date(2021, 3, 31), channel="phone")
    chat = daily("chat", date(2021, 1, 20), date(2021, 3, 31), channel="chat")
    engine = warehouse(interactions=[*desk, *chat])
    assert compare(engine, "interactions", FEBRUARY).select(SHOWN).row(0) == (
        56.0,
        None,
        None,
        None,
        "since:chat:2021-01-20",
    )
    by_channel = compare(engine, "interactions", FEBRUARY, ("channel",)).select("channel", *SHOWN).rows()
    assert by_channel == [
        ("chat", 28.0, None, None, None, "since:chat:2021-01-20"),
        ("phone", 28.0, 28.0, 0.0, False, None),
    ]
    only = FEBRUARY.limited("channel", ["phone"])
    assert compare(engine, "interactions", only).select(SHOWN).row(0) == (28.0, 28.0, 0.0, False, None)


def test_a_source_that_ends_within_the_period_is_not_compared_either(warehouse: MakeWarehouse) -> None:
    desk = daily("desk", date(2021, 1, 1), date(2021, 3, 31))
    engine = warehouse(interactions=[*desk, *daily("mail", date(2021, 1, 1), date(2021, 2, 20))])
    assert compare(engine, "interactions", FEBRUARY)["uncovered"].to_list() == ["until:mail:2021-02-20"]
    by_source = compare(engine, "interactions", FEBRUARY, ("source",)).select("source", "uncovered")
    assert dict(by_source.iter_rows())["mail"] == "until:mail:2021-02-20"


def test_a_source_of_which_an_export_is_missing_has_a_hole(warehouse: MakeWarehouse) -> None:
    desk = daily("desk", date(2021, 1, 1), date(2021, 1, 10)) + daily("desk", date(2021, 1, 31), date(2021, 3, 31))
    assert compare(warehouse(interactions=desk), "interactions", FEBRUARY)["uncovered"].to_list() == [
        "hole:desk:2021-01-11"
    ]


def test_nothing_is_compared_with_days_before_the_data(warehouse: MakeWarehouse) -> None:
    engine = warehouse(interactions=daily("desk", date(2021, 1, 30), date(2021, 3, 31)))
    found = compare(engine, "interactions", Scope(date(2021, 1, 1), date(2021, 4, 1)), ("month",))
    assert found.select("month", "value", "previous_value", "uncovered").rows() == [
        ("2021-01", 2.0, None, "since:desk:2021-01-30"),
        ("2021-02", 28.0, None, "since:desk:2021-01-30"),
        ("2021-03", 31.0, 28.0, None),
    ]


def test_a_bucket_that_the_scope_cuts_is_not_compared_with_a_whole_one(warehouse: MakeWarehouse) -> None:
    engine = warehouse(interactions=daily("desk", date(2020, 12, 1), date(2021, 3, 31)))
    found = compare(engine, "interactions", Scope(date(2021, 1, 11), date(2021, 3, 22)), ("month",))
    assert found.select("month", "value", "previous_value").rows() == [
        ("2021-01", 21.0, None), ("2021-02", 28.0, 31.0), ("2021-03", 21.0, None),
    ]  # fmt: skip


def test_a_source_may_be_silent_for_twice_as_long_as_it_is_used_to() -> None:
    monthly = span_of("survey", [date(2021, month, 3) for month in range(1, 7)])
    assert monthly == Span("survey", date(2021, 1, 3), date(2021, 6, 3), timedelta(days=62))
    assert monthly.lacks(date(2020, 12, 1), date(2021, 7, 1)) == ""
    assert monthly.lacks(date(2020, 10, 1), date(2021, 7, 1)) == "since:survey:2021-01-03"
    assert monthly.lacks(date(2021, 1, 1), date(2021, 9, 1)) == "until:survey:2021-06-03"
    weekdays = [day for i in range(60) if (day := date(2021, 1, 4) + timedelta(days=i)).weekday() < 5]
    assert span_of("desk", weekdays).silence == timedelta(days=6)


def test_days_without_a_date_say_nothing(warehouse: MakeWarehouse) -> None:
    engine = warehouse(interactions=[{"started_local": None}, {"started_local": "2021-02-01T09:00:00"}])
    assert spans_of(engine, "interactions") == (Span("desk", date(2021, 2, 1), date(2021, 2, 1), timedelta(days=2)),)


def test_what_is_derived_is_covered_by_the_facts_of_its_source(warehouse: MakeWarehouse) -> None:
    """Ever fewer persons are seen for the first time, while contacts go on."""
    engine = warehouse(
        interactions=daily("desk", date(2021, 1, 1), date(2021, 3, 31)),
        journeys=[{"started_local": f"2021-01-{day:02}T09:00:00"} for day in range(4, 20)],
    )
    assert [span.last for span in spans_of(engine, "journeys")] == [date(2021, 3, 31)]


def test_a_sparse_source_has_no_hole_where_chance_explains_it() -> None:
    days = [date(2021, 1, 1) + timedelta(days=i) for i in (0, 3, 4, 11, 12, 19, 22, 30, 31, 36, 64, 66, 70, 79)]
    assert span_of("returns", days).holes == ()
    every_day = [date(2021, 1, 1) + timedelta(days=i) for i in (*range(36), *range(64, 80))]
    assert span_of("desk", every_day).holes == ((date(2021, 2, 6), date(2021, 3, 6)),)
