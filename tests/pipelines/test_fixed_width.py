"""Columns at fixed places of the line."""

import pytest

from pipelines.commands.status import read_rejected
from pipelines.mapping.vocabulary import read_place
from tests.pipelines.conftest import SCORES
from warehouse.store.engine import open_engine

MAPPING = SCORES.replace(
    'format = "csv"\nrequired = ["id", "day", "score"]',
    'format = "fixed"\nname = "*.txt"\nplaces = { id = "1-4", day = "5-14", score = "15", text = "17-26" }',
)


def stored() -> list[tuple]:
    return (
        open_engine().query("SELECT record_id, score, comment, source_line FROM responses ORDER BY source_line").rows()
    )


@pytest.mark.parametrize(
    ("head", "first"), [("", 1), ("id  day       score text\n", 2), ("SURVEY OF AUGUST\n\nID  DAY       S TEXT\n", 4)]
)
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_cells_are_cut_by_characters_and_short_lines_have_empty_ones(load, give, head, first, encoding):
    text = f"{head}   12026-08-015 señal débil\n00022026-08-014\n\n00032026-08-023 x\n"
    outcome = load(give("a.txt", text.encode(encoding)), mapping=MAPPING)
    assert outcome.refused == {}
    assert stored() == [
        ("scores:1", 5.0, "señal débi", first), ("scores:0002", 4.0, None, first + 1), ("scores:0003", 3.0, "x", first + 3),
    ]  # fmt: skip


def test_a_line_that_has_no_places_is_kept_aside(load, give):
    load(give("a.txt", "00012026-08-015 a\n0002\t2026-08-01\t5\n0003yesterday 4\n"), mapping=MAPPING)
    assert [(row["line"], row["reason"]) for row in read_rejected(None)] == [
        (2, "a tab, which has no fixed width"), (3, "not a date or time in a known form"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (('"5-14"', '"14-5"'), "file.places: 'day' is '14-5'; expected its first and last character, such as 7-16"),
        (('name = "*.txt"\n', ""), 'file.format = "fixed" needs file.content or file.name'),
        (('format = "fixed"', 'format = "csv"'), 'file.places are for format = "fixed"'),
    ],
)
def test_what_is_wrong_with_places_is_said(load, give, change, problem):
    with pytest.raises(Exception, match=problem.replace("*", r"\*")):
        load(give("a.txt", "x"), mapping=MAPPING.replace(*change))


@pytest.mark.parametrize("place", ["", "0-3", "3-2", "a-b", "1-2-3", "-4"])
def test_a_place_is_its_first_and_last_character(place):
    assert (read_place("7-16"), read_place("7"), read_place("7 - 16")) == ((7, 16), (7, 7), (7, 16))
    with pytest.raises(ValueError, match=f"^{place}$"):
        read_place(place)
