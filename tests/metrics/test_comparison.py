"""What changed since the period before, and whether it is more than noise."""

from datetime import date

import polars as pl
import pytest

from metrics.semantic.comparison import compare
from metrics.semantic.difference import PREVIOUS
from metrics.semantic.scope import Scope
from tests.metrics.conftest import MakeWarehouse

FEBRUARY = Scope(date(2021, 2, 1), date(2021, 3, 1))  # 28 days; before: from 4 January
# The Mondays of both periods: weeks that are alike, so that only answers make noise.
OLD = tuple(f"2021-01-{day:02}T09:00:00" for day in (4, 11, 18, 25))
NEW = tuple(f"2021-02-{day:02}T09:00:00" for day in (1, 8, 15, 22))
WIDER = 2.446912 / 1.959964  # t of eight weeks with two levels, where weeks scatter


def in_turn(time: str, weeks: tuple[str, ...], rows: list[dict]) -> list[dict]:
    """The rows, one a week after the other."""
    return [row | {time: weeks[number % len(weeks)]} for number, row in enumerate(rows)]


def nps_answers(weeks: tuple[str, ...], promoters: int, detractors: int, n: int) -> list[dict]:
    given = [10] * promoters + [0] * detractors + [7] * (n - promoters - detractors)
    return in_turn("answered_local", weeks, [{"metric": "nps", "scale": "0-10", "score": score} for score in given])


def test_ten_points_of_nps_in_a_hundred_answers_are_noise(warehouse: MakeWarehouse) -> None:
    engine = warehouse(responses=nps_answers(OLD, 50, 20, 100) + nps_answers(NEW, 55, 15, 100))
    row = compare(engine, "nps", FEBRUARY).select("value", *PREVIOUS).row(0)
    assert row[:4] == (40.0, 30.0, 100, 10.0)
    assert (row[4] + row[5]) / 2 == pytest.approx(9.71, abs=0.005)  # the adjusted difference
    assert row[6] > 0.05
    assert row[7] is False


def test_a_large_change_of_a_share_exceeds_noise(warehouse: MakeWarehouse) -> None:
    rows = [
        row
        for weeks, hits in ((OLD, 20), (NEW, 60))
        for row in in_turn("started_local", weeks, [{"transfer_count": int(n < hits)} for n in range(100)])
    ]
    row = compare(warehouse(interactions=rows), "transfer", FEBRUARY).select("value", *PREVIOUS).row(0)
    low, high = 26.77, 51.24
    assert row[:6] == (60.0, 20.0, 100, 40.0, pytest.approx(low, abs=0.02), pytest.approx(high, abs=0.02))
    assert row[6] < 1e-6
    assert row[7] is True


def test_counts_compare_as_poisson(warehouse: MakeWarehouse) -> None:
    rows = in_turn("started_local", OLD, [{}] * 100) + in_turn("started_local", NEW, [{}] * 140)
    row = compare(warehouse(interactions=rows), "interactions", FEBRUARY).select("value", *PREVIOUS).row(0)
    half = 1.959964 * 240**0.5
    assert row == (140.0, 100.0, 100, 40.0, pytest.approx(40 - half, abs=0.001), pytest.approx(40 + half, abs=0.001),
                   pytest.approx(0.0098, abs=0.001), True)  # fmt: skip


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
    rows = in_turn("ordered_local", OLD, [{"amount": 10}] * 9) + in_turn("ordered_local", NEW, [{"amount": 10}] * 16)
    row = compare(warehouse(orders=rows), "revenue", FEBRUARY).select(*PREVIOUS).row(0)
    half = 1.959964 * 50  # √(9·100 + 16·100)
    assert row == (90.0, 9, 70.0, pytest.approx(70 - half, abs=0.001), pytest.approx(70 + half, abs=0.001),
                   pytest.approx(0.1615, abs=0.001), False)  # fmt: skip


def test_without_a_start_there_is_no_before(warehouse: MakeWarehouse) -> None:
    row = compare(warehouse(interactions=[{}]), "interactions").select(*PREVIOUS).row(0)
    assert row == (None,) * 7


def test_a_withheld_period_is_not_compared(warehouse: MakeWarehouse) -> None:
    engine = warehouse(responses=nps_answers(OLD, 1, 0, 3) + nps_answers(NEW, 50, 20, 100), minimum_n_shown=5)
    assert compare(engine, "nps", FEBRUARY).select(*PREVIOUS).row(0) == (None, 3, *[None] * 5)


def test_groups_are_compared_with_themselves_and_unknown_with_unknown(warehouse: MakeWarehouse) -> None:
    rows = [
        {"started_local": at[0], "team": team}
        for at, team in ((OLD, "red"), (OLD, None), (NEW, None), (NEW, None), (NEW, "blue"))
    ]
    found = compare(warehouse(interactions=rows), "interactions", FEBRUARY, ("team",))
    assert found.select("team", "value", "previous_value", "difference").rows() == [
        ("blue", 1.0, None, None),
        (None, 2.0, 1.0, 1.0),
    ]


def test_a_bucket_of_time_is_compared_with_the_one_before_also_outside_the_scope(warehouse: MakeWarehouse) -> None:
    rows = [{"started_local": at} for at in (*OLD, *NEW, *NEW, *(f"2021-03-{day}T00:00:00" for day in (10, 20, 30)))]
    scope = Scope(date(2021, 2, 1), date(2021, 4, 1))
    found = compare(warehouse(interactions=rows), "interactions", scope, ("month",))
    assert found.select("month", "value", "previous_value").rows() == [("2021-02", 8.0, 4.0), ("2021-03", 3.0, 8.0)]


def test_amounts_in_different_currencies_are_not_compared(warehouse: MakeWarehouse) -> None:
    rows = [{"amount": 10, "ordered_local": at, "currency": "USD"} for at in OLD] + [
        {"amount": 10, "ordered_local": at} for at in NEW
    ]
    assert compare(warehouse(orders=rows), "revenue", FEBRUARY)["difference"].to_list() == [None]


def test_means_on_different_scales_are_not_compared(warehouse: MakeWarehouse) -> None:
    rows = [
        {"score": 4, "scale": scale, "answered_local": at}
        for scale, weeks in (("1-5", OLD), ("1-10", NEW))
        for at in weeks
    ]
    assert compare(warehouse(responses=rows), "csat_mean", FEBRUARY)["difference"].to_list() == [None]


def test_an_open_end_is_the_end_of_the_data(warehouse: MakeWarehouse) -> None:
    days = ("01-29", "02-08", "02-18", "02-28", "03-01", "03-11", "03-21", "03-31")
    rows = [{"started_local": f"2021-{day}T12:00:00"} for day in days]
    found = compare(warehouse(interactions=rows), "interactions", Scope(date(2021, 3, 1)))
    assert found.select("value", "previous_value").rows() == [(4.0, 4.0)]


def test_hops_and_matters_are_compared_like_all_others(warehouse: MakeWarehouse) -> None:
    matters = [
        row
        for weeks, hits in ((OLD, 20), (NEW, 60))
        for row in in_turn("opened_local", weeks, [{"contacts": 1 + (i >= hits)} for i in range(100)])
    ]
    cost = {"cost": 10, "currency": "EUR"}
    steps = in_turn("opened_local", OLD, [cost] * 9) + in_turn("opened_local", NEW, [cost] * 16)
    engine = warehouse(matters=matters, matter_steps=steps)
    one_contact = (
        compare(engine, "ocr", FEBRUARY).select("value", "previous_value", "difference", "exceeds_noise").row(0)
    )
    assert one_contact == (60.0, 20.0, 40.0, True)
    half = 1.959964 * 50  # √(9·100 + 16·100)
    cost = compare(engine, "hop_cost", FEBRUARY).select("difference", "difference_low", "difference_high").row(0)
    assert cost == (70.0, pytest.approx(70 - half, abs=0.001), pytest.approx(70 + half, abs=0.001))
    assert compare(engine, "hops", FEBRUARY)["difference"].to_list() == [7.0]


def test_restless_weeks_widen_the_noise_and_steady_ones_do_not(warehouse: MakeWarehouse) -> None:
    weeks = [(at, hits) for at, hits in zip((*OLD, *NEW), (5, 15, 5, 15, 10, 25, 10, 25), strict=True)]
    rows = [{"transfer_count": int(i < hits), "started_local": at} for at, hits in weeks for i in range(50)]
    found = compare(warehouse(interactions=rows), "transfer", FEBRUARY).row(0, named=True)
    # χ² of the weeks: before 50·4·10²/(20·80) = 12.5, now 50·4·15²/(35·65) = 19.78; over its freedom, 6, that is 5.38.
    steady = [
        {"transfer_count": int(i < hits), "started_local": at}
        for at, hits in zip((*OLD, *NEW), (10,) * 4 + (18, 17) * 2, strict=True)
        for i in range(50)
    ]
    calm = compare(warehouse(interactions=steady), "transfer", FEBRUARY).row(0, named=True)
    assert (found["value"], found["previous_value"]) == (calm["value"], calm["previous_value"]) == (35.0, 20.0)
    width = (found["difference_high"] - found["difference_low"]) / (calm["difference_high"] - calm["difference_low"])
    assert width == pytest.approx(5.38**0.5 * WIDER, abs=0.005)
    assert (found["exceeds_noise"], calm["exceeds_noise"]) == (False, True)


def test_weeks_before_the_periods_tell_the_noise_of_short_ones(warehouse: MakeWarehouse) -> None:
    mondays = [
        f"2021-{month:02}-{day:02}T09:00:00" for month, day in ((1, 4), (1, 11), (1, 18), (1, 25), (2, 1), (2, 8))
    ]
    last = Scope(date(2021, 2, 8), date(2021, 2, 15))
    restless = [
        {"started_local": at} for at, n in zip(mondays, (40, 100, 40, 100, 60, 120), strict=True) for _ in range(n)
    ]
    steady = [{"started_local": at} for at, n in zip(mondays, (60, 60, 60, 60, 60, 120), strict=True) for _ in range(n)]
    found = [
        compare(warehouse(interactions=rows), "interactions", last).select("difference", "exceeds_noise").row(0)
        for rows in (restless, steady)
    ]
    assert found == [(60.0, False), (60.0, True)]


def test_without_weeks_to_judge_by_a_change_is_shown_and_not_judged(warehouse: MakeWarehouse) -> None:
    rows = [
        {"started_local": at} for at, n in (("2021-02-01T09:00:00", 10), ("2021-02-08T09:00:00", 90)) for _ in range(n)
    ]
    found = compare(warehouse(interactions=rows), "interactions", Scope(date(2021, 2, 8), date(2021, 2, 15))).select(
        *PREVIOUS
    )
    assert found.row(0) == (10.0, 10, 80.0, None, None, None, None)


def test_of_many_groups_those_exceed_noise_that_survive_among_all(warehouse: MakeWarehouse) -> None:
    def team(name: str, before: int, now: int) -> list[dict]:
        return in_turn("started_local", OLD, [{"team": name}] * before) + in_turn(
            "started_local", NEW, [{"team": name}] * now
        )

    one = compare(warehouse(interactions=team("red", 100, 140)), "interactions", FEBRUARY, ("team",))
    assert one["exceeds_noise"].to_list() == [True]
    others = [row for number in range(19) for row in team(f"blue {number}", 100, 100)]
    many = compare(warehouse(interactions=[*team("red", 100, 140), *others]), "interactions", FEBRUARY, ("team",))
    assert many.filter(pl.col("team") == "red").select("difference", "p", "exceeds_noise").row(0) == (
        40.0, pytest.approx(one["p"][0]), False,
    )  # fmt: skip
