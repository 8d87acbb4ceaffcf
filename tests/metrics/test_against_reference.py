"""Every metric equals its second implementation on generated rows, whatever the breakdown, period and filter."""

from datetime import date, datetime
from pathlib import Path

import pytest

from metrics.catalogue import METRICS
from metrics.catalogue.dimensions import CUSTOMER_CLASSES
from metrics.semantic.compute import measure
from metrics.semantic.scope import Scope
from tests.metrics.conftest import DATA_UNTIL, DEFAULTS, Row, make_engine
from tests.metrics.generated import generate_tables
from tests.metrics.question import Question
from tests.metrics.reference import REFERENCE
from warehouse.store.engine import Engine

SEEDS = (1, 2)
BREAKDOWNS = (
    (),
    ("channel",),
    ("segment", "month"),
    ("attribute.tier", "week"),
    ("country", "source", "quarter"),
    ("value_class",),
)
SCOPES = (
    Scope(),
    Scope(date(2021, 2, 1), date(2021, 3, 15)),
    Scope(date(2021, 1, 11), date(2021, 3, 29), (("channel", ("phone", "")), ("country", ("ES",)))),
    Scope(date(2021, 1, 11), None, (("loyalty_class", ("loyal", "")),)),
)


@pytest.fixture(scope="module")
def warehouses(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[dict[str, list[Row]], Engine]]:
    made = []
    for seed in SEEDS:
        tables = generate_tables(seed)
        for table, rows in tables.items():
            for number, row in enumerate(rows, 1):
                row.update({name: value for name, value in DEFAULTS[table].items() if name not in row})
                row["record_id"] = f"{table}:{number:04}"
        made.append((tables, make_engine(tmp_path_factory.mktemp("generated"), tables)))
    return made


@pytest.mark.parametrize("name", METRICS)
def test_the_metric_equals_plain_loops(name: str, warehouses: list[tuple[dict[str, list[Row]], Engine]]) -> None:
    without_hours = (
        "churn_inactivity",
        "returned_after_lost",
        "retention",
        "cost_per_contact",
        "churn",
        "churn_monthly",
    )
    hours = () if name in without_hours else (("hour_of_week",),)
    for tables, engine in warehouses:
        for scope in SCOPES:
            for by in (*BREAKDOWNS, *(hours if scope == SCOPES[0] else ())):
                asked = {*by, *dict(scope.filters)}
                if name == "cost_per_contact" and asked & {"source", "segment", "attribute.tier", *CUSTOMER_CLASSES}:
                    continue  # costs are not split by them: tested by example
                question = Question(
                    tables, scope.start, scope.end, dict(scope.filters), by, datetime.fromisoformat(DATA_UNTIL)
                )
                expected = REFERENCE[name](question)
                if not by and not expected:
                    expected = {(): (None, 0)}
                rows = measure(engine, name, scope, by).rows()
                found = {row[: len(by)]: row[len(by) : len(by) + 2] for row in rows}
                assert found == {
                    key: (None if value is None else pytest.approx(value, rel=1e-9, abs=1e-9), n)
                    for key, (value, n) in expected.items()
                }, (scope, by)


def test_every_metric_has_a_second_implementation() -> None:
    assert set(REFERENCE) == set(METRICS)


def test_the_generated_rows_give_every_metric_something_to_measure(
    warehouses: list[tuple[dict[str, list[Row]], Engine]], tmp_path: Path
) -> None:
    _, engine = warehouses[0]
    scope = Scope(date(2021, 1, 11), date(2021, 3, 1))
    empty = [name for name in METRICS if measure(engine, name, scope, ("channel", "week"))["value"].is_null().all()]
    assert empty == []
