"""What changed since the period before, and whether it is more than noise."""

from datetime import date

import pytest

from metrics.semantic.comparison import PREVIOUS
from metrics.semantic.compute import compare
from metrics.semantic.scope import Scope
from tests.metrics.conftest import MakeWarehouse

FEBRUARY = Scope(date(2021, 2, 1), date(2021, 3, 1))  # 28 days; before: from 4 January
OLD, NEW = "2021-01-15T09:00:00", "2021-02-15T09:00:00"


def nps_answers(at: str, promoters: int, detractors: int, n: int) -> list[dict]:
    given = [10] * promoters + [0] * detractors + [7] * (n - promoters - detractors)
    return [{"metric": "nps", "scale": "0-10", "score": score, "answered_local": at} for score in given]


def test_ten_points_of_nps_in_a_hundred_answers_are_noise(warehouse: MakeWarehouse) -> None:
    engine = warehouse(responses=nps_answers(OLD, 50, 20, 100) + nps_answers(NEW, 55, 15, 100))
    row = compare(engine, "nps", FEBRUARY).select("value", *PREVIOUS).row(0)
    assert row[:4] == (40.0, 30.0, 100, 10.0)
    assert (row[4] + row[5]) / 2 == pytest.approx(9.71, abs=0.005)  # the adjusted difference
    assert row[6] is False


def test_a_large_change_of_a_share_exceeds_noise(warehouse: MakeWarehouse) -> None:
    rows = [
        {"transfer_count": int(n < hits), "started_local": at}
        for at, hits in ((OLD, 20), (NEW, 60))
        for n in range(100)
    ]
    row = compare(warehouse(interactions=rows), "transfer", FEBRUARY).select("value", *PREVIOUS).row(0)
    assert row == (60.0, 20.0, 100, 40.0, pytest.approx(26.77, abs=0.01), pytest.approx(51.24, abs=0.01), True)


def test_counts_compare_as_poisson(warehouse: MakeWarehouse) -> None:
    rows = [{"started_local": OLD}] * 100 + [{"started_local": NEW}] * 130
    row = compare(warehouse(interactions=rows), "interactions", FEBRUARY).select("value", *PREVIOUS).row(0)
    assert row == (130.0, 100.0, 100, 30.0, pytest.approx(0.276, abs=0.001), pytest.approx(59.724, abs=0.001), True)


def test_a_count_without_its_last_days_is_not_compared_and_a_share_is(warehouse: MakeWarehouse) -> None:
    month = Scope(date(2021, 3, 4), date(2021, 4, 1))  # the data end on 31 March: the last week is too young
    days = [f"2021-{day}T09:00:00" for day in ("02-10", "02-26", "03-10", "03-11", "03-28")]
    engine = warehouse(matters=[{"opened_local": day} for day in days])
    assert compare(engine, "matters", month).select("value", "previous_value", "difference").rows() == [
        (2.0, 2.0, None)
    ]
    assert compare(engine, "ocr", month)["difference"].to_list() == [0.0]
    assert compare(engine, "matters", Scope(date(2021, 3, 8), date(2021, 3, 20)))["difference"].to_list() == [1.0]


def test_sums_compare_by_their_squares(warehouse: MakeWarehouse) -> None:
    rows = [{"amount": 10, "ordered_local": OLD}] * 9 + [{"amount": 10, "ordered_local": NEW}] * 16
    row = compare(warehouse(orders=rows), "revenue", FEBRUARY).select(*PREVIOUS).row(0)
    half = 1.959964 * 50  # √(9·100 + 16·100)
    assert row == (90.0, 9, 70.0, pytest.approx(70 - half, abs=0.001), pytest.approx(70 + half, abs=0.001), False)


def test_without_a_start_there_is_no_before(warehouse: MakeWarehouse) -> None:
    row = compare(warehouse(interactions=[{}]), "interactions").select(*PREVIOUS).row(0)
    assert row == (None,) * 6


def test_a_withheld_period_is_not_compared(warehouse: MakeWarehouse) -> None:
    engine = warehouse(responses=nps_answers(OLD, 1, 0, 3) + nps_answers(NEW, 50, 20, 100), minimum_n_shown=5)
    assert compare(engine, "nps", FEBRUARY).select(*PREVIOUS).row(0) == (None, 3, None, None, None, None)


def test_groups_are_compared_with_themselves_and_unknown_with_unknown(warehouse: MakeWarehouse) -> None:
    rows = [
        {"started_local": at, "team": team}
        for at, team in ((OLD, "red"), (OLD, None), (NEW, None), (NEW, None), (NEW, "blue"))
    ]
    found = compare(warehouse(interactions=rows), "interactions", FEBRUARY, ("team",))
    assert found.select("team", "value", "previous_value", "difference").rows() == [
        ("blue", 1.0, None, None),
        (None, 2.0, 1.0, 1.0),
    ]


def test_a_bucket_of_time_is_compared_with_the_one_before_also_outside_the_scope(warehouse: MakeWarehouse) -> None:
    rows = [{"started_local": at} for at in (OLD, NEW, NEW, "2021-03-01T00:00:00")]
    scope = Scope(date(2021, 2, 1), date(2021, 4, 1))
    found = compare(warehouse(interactions=rows), "interactions", scope, ("month",))
    assert found.select("month", "value", "previous_value").rows() == [("2021-02", 2.0, 1.0), ("2021-03", 1.0, 2.0)]


def test_amounts_in_different_currencies_are_not_compared(warehouse: MakeWarehouse) -> None:
    rows = [{"amount": 10, "ordered_local": OLD, "currency": "USD"}, {"amount": 10, "ordered_local": NEW}]
    assert compare(warehouse(orders=rows), "revenue", FEBRUARY)["difference"].to_list() == [None]


def test_means_on_different_scales_are_not_compared(warehouse: MakeWarehouse) -> None:
    rows = [{"score": 4, "scale": scale, "answered_local": at} for scale, at in (("1-5", OLD), ("1-10", NEW))]
    assert compare(warehouse(responses=rows), "csat_mean", FEBRUARY)["difference"].to_list() == [None]


def test_an_open_end_is_the_end_of_the_data(warehouse: MakeWarehouse) -> None:
    rows = [{"started_local": at} for at in ("2021-02-28T12:00:00", "2021-03-01T12:00:00", "2021-03-31T12:00:00")]
    found = compare(warehouse(interactions=rows), "interactions", Scope(date(2021, 3, 1)))
    assert found.select("value", "previous_value").rows() == [(2.0, 1.0)]


def test_hops_and_matters_are_compared_like_all_others(warehouse: MakeWarehouse) -> None:
    matters = [
        {"opened_local": at, "contacts": 1 + (i >= hits)} for at, hits in ((OLD, 20), (NEW, 60)) for i in range(100)
    ]
    steps = [{"opened_local": OLD, "cost": 10, "currency": "EUR"}] * 9 + [
        {"opened_local": NEW, "cost": 10, "currency": "EUR"}
    ] * 16
    engine = warehouse(matters=matters, matter_steps=steps)
    one_contact = (
        compare(engine, "ocr", FEBRUARY).select("value", "previous_value", "difference", "exceeds_noise").row(0)
    )
    assert one_contact == (60.0, 20.0, 40.0, True)
    half = 1.959964 * 50  # √(9·100 + 16·100)
    cost = compare(engine, "hop_cost", FEBRUARY).select("difference", "difference_low", "difference_high").row(0)
    assert cost == (70.0, pytest.approx(70 - half, abs=0.001), pytest.approx(70 + half, abs=0.001))
    assert compare(engine, "hops", FEBRUARY)["difference"].to_list() == [7.0]
