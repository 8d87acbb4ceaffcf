"""Journey pauses from counts by half days: those of a quantile of the silences themselves."""

import random
from collections import Counter

import duckdb
import pytest

from pipelines.derive.journey_pauses import (
    ask_everybody,
    fill_pauses,
    find_cell,
    held_or_rounded,
    held_or_whole,
)
from pipelines.derive.silences import HALF_DAY, count_silences
from tests.pipelines.canonical_rows import insert, make_tables, read

DAY = 2 * HALF_DAY
COUNTED = "SELECT segment, cell, silences FROM silences ORDER BY ALL"


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    return make_tables()


def query_of(silences: list[tuple[str | None, float]]) -> str:
    """Query of (segment, silence) from silences in days."""
    rows = ", ".join(f"({'NULL' if s is None else repr(s)}, {round(days * DAY)})" for s, days in silences)
    return f"SELECT segment::VARCHAR AS segment, NULL::INTEGER AS pace_days, silence::BIGINT AS silence FROM (VALUES {rows}) AS t(segment, silence)"


def draw_silences(dice: random.Random) -> list[tuple[str | None, float]]:
    """Two to eighty: whole days, half days, a microsecond beside them, and any."""
    edges = [dice.randrange(1, 12) / 2 for _ in range(dice.randrange(1, 6))]
    beside = [edge + dice.choice((0, 0, 1, -1)) / DAY for edge in edges]
    pool = dice.choice((edges, beside, [*beside, dice.uniform(0.1, 6), dice.uniform(0.1, 6)]))
    return [(None, dice.choice(pool)) for _ in range(dice.randrange(2, 80))]


@pytest.mark.parametrize("seed", range(8))
def test_a_cell_gives_the_limit_that_the_quantile_itself_gives(con: duckdb.DuckDBPyConnection, seed: int) -> None:
    dice = random.Random(seed)
    decided = 0
    for _ in range(40):
        silences, quantile = query_of(draw_silences(dice)), dice.choice((0.0, 0.5, 0.75, 0.9, 0.99, 1.0, dice.random()))
        count_silences(con, silences, None)
        cell = find_cell(Counter(dict(read(con, "SELECT cell, silences FROM silences"))), quantile)
        days = ask_everybody(con, quantile, silences)
        if cell is None:
            continue
        decided += 1
        for held in (None, *range(1, 8), dice.randrange(1, 16) / 2):
            assert held_or_whole(cell, held) == held_or_rounded(days, held), (cell, days, held)
    assert decided >= 20


@pytest.mark.parametrize(
    ("days", "held", "limit"),
    [
        (0.25, None, 1), (1, None, 1), (1.25, None, 1), (1.5, None, 2), (1.75, None, 2), (2, None, 2), (2.5, None, 3),
        (29.25, 30, 30), (29, 30, 29), (31, 30, 31), (30.75, 30, 30), (31.25, 30, 31), (30, 29.4, 29.4), (30, 31, 30),
    ],
)  # fmt: skip
def test_half_a_day_rounds_up_and_a_limit_stays_while_the_quantile_is_less_than_a_day_away(
    con: duckdb.DuckDBPyConnection, days: float, held: float | None, limit: float
) -> None:
    count_silences(con, query_of([(None, days)]), None)
    [(cell,)] = read(con, "SELECT cell FROM silences")
    assert (held_or_whole(cell, held), held_or_rounded(days, held)) == (limit, limit)


@pytest.mark.parametrize(
    ("silences", "quantile", "cell"),
    [
        ({4: 2}, 0.5, 4),  # both are a day
        ({4: 1, 5: 1}, 0.5, 5),  # between a day and less than a day and a half
        ({5: 1, 6: 1}, 0.5, 5),
        ({5: 2}, 0.5, 5),
        ({4: 1, 6: 1}, 0.5, 5),  # between a day and a day and a half
        ({3: 1, 5: 1}, 0.5, None),  # on either side of a day
        ({5: 1, 8: 1}, 0.5, None),
        ({5: 1, 8: 1}, 1.0, 8),  # just the last
        ({5: 10, 8: 1}, 0.9, 5),  # just the tenth of eleven
    ],
)
def test_the_quantile_lies_in_a_cell_or_on_either_side_of_an_edge(
    silences: dict[int, int], quantile: float, cell: int | None
) -> None:
    assert find_cell(silences, quantile) == cell


def test_what_went_is_taken_off_and_what_came_is_put_on(con: duckdb.DuckDBPyConnection) -> None:
    first = [("gold", 0.25), ("gold", 1), ("gold", 1), (None, 1.25), (None, 1.5), ("gold", 1.5)]
    count_silences(con, query_of(first), None)
    assert read(con, COUNTED) == [("gold", 1, 1), ("gold", 4, 2), ("gold", 6, 1), (None, 5, 1), (None, 6, 1)]
    came, went = [("gold", 2), (None, 1.25), ("gold", 1)], [("gold", 1), ("gold", 1), ("gold", 0.25), (None, 1.5)]
    count_silences(con, query_of(came), query_of(went))
    assert read(con, COUNTED) == [("gold", 4, 1), ("gold", 6, 1), ("gold", 8, 1), (None, 5, 2)]
    count_silences(con, query_of(came), None)  # all anew
    assert read(con, COUNTED) == [("gold", 4, 1), ("gold", 8, 1), (None, 5, 1)]


def test_all_silences_are_asked_only_where_an_edge_lies_between_two(con: duckdb.DuckDBPyConnection) -> None:
    insert(con, "persons", *({"person_id": n, "segment": segment} for n, segment in enumerate(("few", "gold", "iron"))))
    gold = [("gold", 5.0)] * 29 + [("gold", 5.25)]
    iron = [("iron", 1.0)] * 15 + [("iron", 3.0)] * 15
    asked: list[str] = []

    def ask(silences: str) -> str:
        asked.append(silences)
        return silences

    for silences, limits in (
        (gold, [("few", 5, 0), ("gold", 5, 30), ("iron", 5, 0)]),
        (gold + iron, [("few", 4, 0), ("gold", 5, 30), ("iron", 2, 30)]),  # of all: half way from 3 to 5
    ):
        assert not asked
        query = query_of(silences)
        count_silences(con, query, None)
        fill_pauses(con, 0.5, lambda query=query: ask(query), holds=False)
        assert read(con, "SELECT * FROM journey_pauses ORDER BY ALL") == limits
    assert asked
    count_silences(con, query_of(gold + iron), None)
    con.execute("UPDATE journey_pauses SET pause_days = pause_days + 0.9")
    fill_pauses(con, 0.5, lambda: ask(query), holds=True)
    assert read(con, "SELECT segment, pause_days FROM journey_pauses ORDER BY ALL") == [
        ("few", 4.9),
        ("gold", 5.9),
        ("iron", 2.9),
    ]


def test_too_few_silences_set_no_limit(con: duckdb.DuckDBPyConnection) -> None:
    insert(con, "persons", {"person_id": 1, "segment": "gold"}, {"person_id": 2})
    silences = query_of([("gold", 5.0)] * 20 + [(None, 5.0)] * 9)
    count_silences(con, silences, None)
    fill_pauses(con, 0.5, lambda: silences, holds=False)
    assert read(con, "SELECT * FROM journey_pauses ORDER BY ALL") == [("gold", None, 20), (None, None, 9)]
