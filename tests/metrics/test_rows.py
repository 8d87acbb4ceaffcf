"""A number can be opened: the stored records behind it, each with its file and line."""

from datetime import date

from metrics.semantic.rows import count_rows_behind, rows_behind
from metrics.semantic.scope import Scope
from tests.metrics.conftest import MakeWarehouse

JANUARY = Scope(date(2021, 1, 1), date(2021, 2, 1))


def test_the_rows_are_those_of_the_number_newest_first_with_file_and_line(warehouse: MakeWarehouse) -> None:
    engine = warehouse(
        files=[{"file_id": 7, "name": "tickets.json"}],
        interactions=[
            {
                "file_id": 7,
                "source_line": 12,
                "wait_seconds": 5,
                "answered_local": "2021-01-04T10:00:00",
                "comment": "late",
            },
            {"file_id": 7, "source_line": 13, "wait_seconds": 9, "answered_local": "2021-01-05T10:00:00"},
            {"wait_seconds": 9, "is_abandoned": True, "answered_local": "2021-01-05T10:00:00"},
        ],
    )
    found = rows_behind(engine, "wait", JANUARY, 10)
    assert found.select("record_id", "file", "source_line", "wait_seconds", "comment").rows() == [
        ("interactions:0002", "tickets.json", 13, 9.0, None),
        ("interactions:0001", "tickets.json", 12, 5.0, "late"),
    ]
    assert count_rows_behind(engine, "wait", JANUARY) == 2


def test_pages_of_rows_do_not_overlap(warehouse: MakeWarehouse) -> None:
    engine = warehouse(orders=[{"ordered_local": f"2021-01-{day:02}T10:00:00"} for day in range(1, 8)])
    pages = [rows_behind(engine, "orders", JANUARY, 3, offset)["record_id"].to_list() for offset in (0, 3, 6)]
    assert [name[-1] for page in pages for name in page] == list("7654321")


def test_the_rows_of_several_tables_stand_together(warehouse: MakeWarehouse) -> None:
    engine = warehouse(interactions=[{"person_id": 1}], orders=[{"person_id": 1, "amount": 3}])
    found = rows_behind(engine, "persons", JANUARY, 10)
    assert found.select("record_id", "person_id").rows() == [("interactions:0001", 1), ("orders:0001", 1)]


def test_only_the_answers_that_count_are_behind_a_relationship_score(warehouse: MakeWarehouse) -> None:
    answers = [
        {
            "metric": "nps",
            "scale": "0-10",
            "survey_kind": "relationship",
            "person_id": 1,
            "score": score,
            "answered_local": f"2021-01-{day}T10:00:00",
        }
        for score, day in ((3, "10"), (9, "20"))
    ]
    assert rows_behind(warehouse(responses=answers), "nps", JANUARY, 10)["score"].to_list() == [9.0]
