"""No address, however absurd, makes a page fail: the campaign of tests/attack in small, and the ones that once did."""

import random
from datetime import date
from pathlib import Path

import pytest

from metrics.catalogue.periods import period_before
from pages.parts.menu import PAGES
from pages.parts.view import read_view
from tests.attack.addresses import START, any_query, attack_pages, drawing_failure, reading_from
from tests.attack.hostile_company import load_hostile
from tests.pages.test_view import Company

BEGINNING = {"from": ["0001-01-01"], "to": ["9999-12-31"], "period": ["all"]}


@pytest.fixture(scope="module")
def hostile_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company whose every name was written to do harm."""
    return load_hostile(tmp_path_factory.mktemp("hostile") / "home")


def test_a_few_hundred_addresses_read_and_some_dozen_pages_drawn_show_no_error(hostile_home: Path) -> None:
    assert attack_pages(hostile_home, 14, 9, print).failures == []


@pytest.mark.parametrize("page", [*PAGES, START])
def test_all_time_there_could_be_is_no_error(page: str, hostile_home: Path) -> None:
    with reading_from(hostile_home):
        assert drawing_failure(page, BEGINNING) == ""


@pytest.mark.parametrize(
    ("query", "start", "end"),
    [
        ({"from": ["0001-01-01"], "to": ["2026-01-05"]}, date(1900, 1, 1), date(2026, 1, 5)),
        ({"from": ["2026-01-05"], "to": ["9999-12-31"]}, date(2026, 1, 5), date(2100, 1, 1)),
        ({"from": ["9999-12-30"], "to": ["9999-12-31"]}, None, None),
        ({"from": ["2026-01-05"], "to": ["2026-01-05"]}, None, None),
        ({"from": ["10000-01-01"], "to": ["2026-01-05"]}, None, None),
        ({"from": ["٢٠٢٦-٠١-٠٥"], "to": ["2026-02-05"]}, None, None),
    ],
)  # fmt: skip
def test_dates_are_moved_into_those_that_can_be_asked_for(query: dict, start: date | None, end: date | None) -> None:
    view = read_view(query, Company(), "es")
    assert (view.start, view.end) == (start, end)


@pytest.mark.parametrize("number", ["٣", "²", "-1", "1e3", " 1", "9" * 5000])
def test_what_is_no_number_of_the_warehouse_is_left_out(number: str) -> None:
    view = read_view({"person": [number], "matter": [number], "sheet": [number]}, Company(), "es")
    assert (view.person, view.matter, view.sheet) == ("", "", 1)


def test_a_number_that_no_warehouse_can_hold_is_nobodys() -> None:
    view = read_view({"person": ["9999999999999999999"], "matter": ["9223372036854775808"]}, Company(), "es")
    assert (view.person, view.matter) == ("9223372036854775807", "9223372036854775807")


def test_the_period_before_begins_with_the_calendar_at_the_earliest() -> None:
    assert period_before(date(1, 1, 1), date(9999, 12, 31)) == (date(1, 1, 1), date(1, 1, 1))
    assert period_before(date(2026, 1, 5), date(2026, 1, 12)) == (date(2025, 12, 29), date(2026, 1, 5))


def test_a_case_is_the_same_every_time(hostile_home: Path) -> None:
    class Known(Company):
        filters = ()

    made = [any_query(random.Random("1/7"), Known()) for _ in range(2)]  # type: ignore[arg-type]
    assert made[0] == made[1]
