"""The silence after which hardly anybody comes back, from those that ended and those that go on."""

from datetime import datetime

import numpy as np
import pytest

from pipelines.derive.inactivity_limits import Curve, curve_of, fill_limits, held_or_new
from tests.pipelines.canonical_rows import insert, make_tables, read

RETURNING, GONE = np.array([0, 60, 20, 10, 5, 3, 2]), np.zeros(31)
GONE[30] = 100


def test_the_curve_is_kaplan_and_meiers_as_far_as_enough_were_watched() -> None:
    # 40 silences: 10 end in the first week, 4 go on since one, of 26 then 13 end in the second; 13 go on since three.
    curve = curve_of(np.array([0, 10, 13]), np.array([0, 4, 0, 13]))
    assert curve.lasting.tolist() == pytest.approx([1, 0.75, 0.375])  # only 13 were watched in the third
    assert curve_of(np.array([0]), np.array([24])).lasting.tolist() == [1]


@pytest.mark.parametrize(
    ("ended", "limit"),
    [
        (RETURNING, 5),  # 2 of 102 follow; after four weeks 5 of 105 do, more than 4 %
        (np.array([0, 60, 20, 10, 5, 3, 2, 5, 5]), 8),
        (np.pad(np.full(24, 4), (1, 0)), None),  # they go on ending as before
        (
            np.pad(np.full(24, 0.1), (1, 0)),
            None,
        ),  # so seldom that hardly anybody returns, but no more seldom than before
        (np.array([0, 60, 20, 10, 5] + 25 * [1]), None),
    ],
)
def test_a_limit_is_the_first_week_after_which_hardly_anybody_returns(ended: np.ndarray, limit: int | None) -> None:
    assert curve_of(ended.astype(float), GONE).limit() == limit


def test_a_limit_needs_silences_that_were_watched_for_long() -> None:
    for watched, limit in ((11, None), (12, 4), (30, 4)):
        gone = np.zeros(watched + 1)
        gone[watched] = 200
        assert curve_of(RETURNING.astype(float), gone).limit() == limit


@pytest.mark.parametrize(
    ("lasting", "held_days", "weeks"),
    [
        (0.955, 35, 5),  # 4.5 % return after it: the held one stays, and would not be set
        (0.955, None, 14),
        (0.94, 35, 14),  # 6 %
        (0.97, 35, 5),  # four weeks would do, a week less
        (0.97, 42, 4),  # two weeks less
    ],
)
def test_a_limit_stays_while_few_return_and_none_much_shorter_would_do(
    lasting: float, held_days: float | None, weeks: int | None
) -> None:
    curve = Curve(np.array([1, 0.7, 0.6, 0.52, *np.full(10, 0.5), *np.full(16, 0.5 * lasting)]))
    assert held_or_new(curve, held_days) == weeks


def test_a_segment_that_was_not_watched_takes_the_limit_of_all_at_its_pace_and_who_paces_otherwise_has_none() -> None:
    con = make_tables()
    persons = [
        {"person_id": n, "segment": "many", "pace_days": 8, "last_active_local": "2026-01-01"} for n in range(90)
    ]
    persons += [
        {"person_id": 99, "segment": "few", "pace_days": pace, "last_active_local": "2026-01-01"} for pace in (8, 16)
    ]
    insert(con, "persons", *persons)
    con.execute("INSERT INTO silences VALUES ('many', 8, 8, 120), ('few', 8, 14, 1)")
    for _ in range(2):  # the second time as held ones
        fill_limits(con, datetime(2026, 6, 1), holds=True)
        assert read(con, "SELECT * FROM inactivity_limits ORDER BY ALL") == [
            ("few", 8, 28.0, 1), ("few", 16, None, 0), ("many", 8, 28.0, 120),
        ]  # fmt: skip
