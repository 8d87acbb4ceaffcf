"""What there is to choose from in a warehouse: values, attributes, and the curve of a time."""

import pytest

from metrics.analyses.curve import cumulative_shares
from metrics.semantic.compute import Scope, compute
from metrics.semantic.known_values import known_attributes, known_values
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


def test_a_curve_rises_from_nobody_to_all_and_passes_the_median(warehouse: MakeWarehouse) -> None:
    engine = warehouse(interactions=[{"handle_seconds": seconds} for seconds in (10, 20, 30, 40)])
    curve = cumulative_shares(engine, "handle", Scope())
    assert curve.row(0) == (8.0, 0.0, 4)
    assert curve.row(-1) == (40.0, 100.0, 4)
    assert curve.filter(seconds=compute(engine, "handle")["value"].item())["share"].item() == 50.0
    assert cumulative_shares(warehouse(), "handle", Scope()).is_empty()
    with pytest.raises(WrongUse, match="csat is no median"):
        cumulative_shares(engine, "csat", Scope())


def test_matters_have_values_of_their_own(warehouse: MakeWarehouse) -> None:
    engine = warehouse(matters=[{"channels": 2}, {"channels": 11}], matter_steps=[{"cause": "handoff"}])
    assert known_values(engine, "channels_in_matter") == ["11", "2"]
    assert known_values(engine, "cause") == ["handoff"]
    assert known_values(engine, "from_channel") == ["chatbot"]
