"""The rows behind a number are those that it counts: as many, in the scope, and none where it cannot be measured."""

from datetime import date

import pytest

from metrics.catalogue.fragment import Sql
from metrics.semantic.compute import compute
from metrics.semantic.engine import Engine
from metrics.semantic.relation import relation, relations
from metrics.semantic.scope import Scope
from tests.metrics.conftest import MakeWarehouse
from warehouse.config.errors import WrongUse

CONTACTS = [
    {"channel": "phone", "is_abandoned": True, "started_local": "2021-02-01T09:00:00"},
    {"channel": "phone", "is_abandoned": False, "started_local": "2021-02-02T09:00:00"},
    {"channel": "email", "started_local": "2021-03-01T09:00:00"},
]


def rows_in(engine: Engine, sql: Sql, columns: str) -> list[tuple]:
    return engine.query(f"SELECT {columns} FROM ({sql.text}) AS f ORDER BY 1", sql.params).rows()


def test_the_rows_are_those_of_the_scope_with_their_dimensions(warehouse: MakeWarehouse) -> None:
    engine = warehouse(interactions=CONTACTS)
    february = Scope(date(2021, 2, 1), date(2021, 3, 1))
    rows = relation(engine, "interactions", february, ("channel", "week"))
    assert rows_in(engine, rows, "CAST(started_local AS STRING), d0, CAST(CAST(d1 AS DATE) AS STRING)") == [
        ("2021-02-01 09:00:00", "phone", "2021-02-01"), ("2021-02-02 09:00:00", "phone", "2021-02-01"),
    ]  # fmt: skip
    email = Scope(filters=(("channel", ("email",)),))
    assert rows_in(engine, relation(engine, "interactions", email), "channel") == [("email",)]


def test_as_many_rows_as_the_number_says(warehouse: MakeWarehouse) -> None:
    engine = warehouse(interactions=CONTACTS)
    assert compute(engine, "interactions")["n"].item() == len(
        rows_in(engine, relation(engine, "interactions", Scope()), "channel")
    )


def test_where_nothing_can_be_measured_there_are_no_rows(warehouse: MakeWarehouse) -> None:
    engine = warehouse()
    assert rows_in(engine, relation(engine, "touches", Scope(), ("channel",)), "d0") == []
    assert [rows_in(engine, sql, "1") for _, sql in relations(engine, "churn", Scope())] == []


def test_a_dimension_that_the_metric_lacks_is_refused(warehouse: MakeWarehouse) -> None:
    with pytest.raises(WrongUse, match="interactions has no dimension scale"):
        relation(warehouse(), "interactions", Scope(), ("scale",))
