"""What there is to choose from in a warehouse: values, attributes, metrics, and the curve of a time."""

import pytest

from metrics.compute import Scope, compute
from metrics.curve import cumulative_shares
from metrics.known_values import known_attributes, known_values
from metrics.measured import measured_metrics
from tests.metrics.conftest import MakeWarehouse
from warehouse.config.errors import WrongUse
from warehouse.store.engine import Engine


@pytest.mark.parametrize("rollups", [True, False])
def test_values_come_from_every_table_and_from_attributes(warehouse: MakeWarehouse, rollups: bool) -> None:
    engine = warehouse(
        rollups=rollups,
        interactions=[{"channel": "phone", "attributes": {"tier": "gold"}}, {"channel": None}],
        orders=[{"channel": "store"}],
        daily_costs=[{"channel": "ads"}],
    )
    assert known_values(engine, "channel") == ["ads", "phone", "store"]
    assert known_values(engine, "attribute.tier") == ["gold"]
    assert known_values(engine, "month") == []


def test_attributes_are_named_by_the_version(warehouse: MakeWarehouse) -> None:
    engine: Engine = warehouse()
    assert known_attributes(engine) == []
    engine.facts["attributes"] = '["tier", "contract"]'
    assert known_attributes(engine) == ["attribute.tier", "attribute.contract"]


def test_a_metric_is_measured_when_a_row_counts(warehouse: MakeWarehouse) -> None:
    assert measured_metrics(warehouse()) == []
    engine = warehouse(
        interactions=[{"wait_seconds": 3, "is_abandoned": True}, {"handle_seconds": 9, "is_person_known": False}]
    )
    assert measured_metrics(engine) == [
        "interactions", "persons", "handle", "handle_p90", "handle_p95", "handle_mean", "abandonment", "service_level", "fcr",
        "coverage",
    ]  # fmt: skip


def test_cost_per_contact_is_measured_when_there_are_costs_and_contacts(warehouse: MakeWarehouse) -> None:
    assert "cost_per_contact" not in measured_metrics(warehouse(daily_costs=[{"amount": 1}]))
    assert "cost_per_contact" in measured_metrics(warehouse(daily_costs=[{"amount": 1}], interactions=[{}]))


def test_a_curve_rises_from_nobody_to_all_and_passes_the_median(warehouse: MakeWarehouse) -> None:
    engine = warehouse(interactions=[{"handle_seconds": seconds} for seconds in (10, 20, 30, 40)])
    curve = cumulative_shares(engine, "handle", Scope())
    assert curve.row(0) == (8.0, 0.0, 4)
    assert curve.row(-1) == (40.0, 100.0, 4)
    assert curve.filter(seconds=compute(engine, "handle")["value"].item())["share"].item() == 50.0
    assert cumulative_shares(warehouse(), "handle", Scope()).is_empty()
    with pytest.raises(WrongUse, match="csat is no median"):
        cumulative_shares(engine, "csat", Scope())


def test_money_is_measured_when_amounts_are_known_and_matters_have_values_of_their_own(
    warehouse: MakeWarehouse,
) -> None:
    matters = [{"is_resolved": True, "channels": 2, "path": "web > phone"}, {"is_resolved": True, "channels": 11}]
    engine = warehouse(matters=matters, matter_steps=[{"cause": "handoff"}])
    money = {"cost_per_matter_resolved", "hop_cost"}
    assert money.isdisjoint(measured_metrics(engine))
    assert {"matters", "ocr", "hops", "forced_hops"} <= set(measured_metrics(engine))
    priced = warehouse(matters=[matters[0] | {"cost": 2.0}], matter_steps=[{"cost": 1.0}])
    assert money <= set(measured_metrics(priced))
    assert known_values(engine, "channels_in_matter") == ["11", "2"]
    assert known_values(engine, "cause") == ["handoff"]
    assert known_values(engine, "from_channel") == ["chatbot"]
