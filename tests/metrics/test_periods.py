"""Half-open periods and the names of their buckets."""

from datetime import date

import pytest

from metrics.catalogue.periods import (
    bucket_before,
    bucket_label,
    bucket_start,
    buckets,
    last_complete_weeks,
    next_bucket,
    period_before,
)


def test_the_period_before_has_the_same_length_and_ends_where_this_one_starts() -> None:
    assert period_before(date(2021, 3, 1), date(2021, 3, 29)) == (date(2021, 2, 1), date(2021, 3, 1))


def test_the_last_weeks_are_complete() -> None:
    sunday, monday = date(2021, 3, 28), date(2021, 3, 29)
    assert last_complete_weeks(sunday) == (date(2020, 12, 28), date(2021, 3, 22))
    assert last_complete_weeks(monday) == (date(2021, 1, 4), date(2021, 3, 29))


@pytest.mark.parametrize(
    ("unit", "label", "start", "after"),
    [
        ("day", "2020-12-31", date(2020, 12, 31), date(2021, 1, 1)),
        ("week", "2020-12-28", date(2020, 12, 28), date(2021, 1, 4)),
        ("month", "2020-12", date(2020, 12, 1), date(2021, 1, 1)),
        ("quarter", "2020-Q4", date(2020, 10, 1), date(2021, 1, 1)),
        ("year", "2020", date(2020, 1, 1), date(2021, 1, 1)),
    ],
)
def test_a_label_names_the_first_day_of_its_bucket(unit: str, label: str, start: date, after: date) -> None:
    assert (bucket_start(unit, label), bucket_label(unit, start)) == (start, label)
    assert (next_bucket(unit, start), bucket_before(unit, after)) == (after, start)


@pytest.mark.parametrize(
    ("unit", "label"),
    [("week", "2020-12-29"), ("month", "2020-13"), ("quarter", "2020-Q5"), ("year", "x"), ("day", "")],
)
def test_a_label_of_no_bucket_is_refused(unit: str, label: str) -> None:
    with pytest.raises(ValueError):
        bucket_start(unit, label)


def test_buckets_are_cut_to_the_period() -> None:
    assert buckets("month", date(2021, 1, 15), date(2021, 3, 2)) == [
        (date(2021, 1, 15), date(2021, 2, 1)), (date(2021, 2, 1), date(2021, 3, 1)), (date(2021, 3, 1), date(2021, 3, 2)),
    ]  # fmt: skip
