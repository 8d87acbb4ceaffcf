"""Periods count back from the end of the data, in complete weeks from Monday to Monday."""

from datetime import date

import pytest

from pages.parts.periods import complete_weeks, end_of_complete_weeks, period_dates


@pytest.mark.parametrize(
    ("last_day", "end"),
    [
        (date(2026, 8, 30), date(2026, 8, 31)),  # Sunday: its week is complete
        (date(2026, 8, 31), date(2026, 8, 31)),  # Monday: its week has just begun
        (date(2026, 9, 5), date(2026, 8, 31)),  # Saturday
    ],
)
def test_the_last_week_counts_once_its_sunday_has_data(last_day: date, end: date) -> None:
    assert end_of_complete_weeks(last_day) == end


def test_the_default_period_is_twelve_complete_weeks() -> None:
    assert period_dates("12w", date(2026, 8, 31)) == (date(2026, 6, 8), date(2026, 8, 31))


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        (date(2026, 8, 25), date(2026, 8, 26), (date(2026, 8, 25), date(2026, 8, 27))),  # two days of one week
        (date(2026, 8, 26), date(2026, 8, 26), (date(2026, 8, 26), date(2026, 8, 27))),
        (date(2026, 6, 9), date(2026, 9, 2), (date(2026, 6, 9), date(2026, 9, 3))),  # a day less than twelve weeks
        (date(2026, 6, 8), date(2026, 9, 2), (date(2026, 6, 8), date(2026, 8, 31))),
        (date(2020, 1, 1), date(2026, 9, 2), (date(2026, 6, 8), date(2026, 8, 31))),
    ],
)
def test_data_that_do_not_reach_back_so_far_are_shown_whole(first: date, last: date, found: tuple[date, date]) -> None:
    assert period_dates("12w", last, first) == found


def test_all_the_data_and_no_data_have_no_bounds() -> None:
    assert period_dates("all", date(2026, 8, 31)) == period_dates("12w", None) == (None, None)


def test_weeks_cut_by_the_period_or_by_the_end_of_the_data_are_left_out() -> None:
    last_day = date(2026, 8, 26)
    assert complete_weeks(date(2026, 8, 5), date(2026, 8, 28), last_day) == (date(2026, 8, 10), date(2026, 8, 24))
    assert complete_weeks(None, None, last_day) == (None, date(2026, 8, 24))
    assert complete_weeks(date(2026, 8, 20), date(2026, 8, 21), last_day) is None
