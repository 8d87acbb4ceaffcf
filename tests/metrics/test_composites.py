"""What analyses make of several metrics is asked for like any metric: one question, the same columns, the numbers of the pages."""

from pathlib import Path

import pytest

from metrics.analyses.ask import ask, find_entry
from metrics.analyses.composites import ANALYSES
from metrics.analyses.omnichannel.index import level_of, omnichannel_index
from metrics.analyses.omnichannel.levers import find_levers
from metrics.analyses.proposals.find import find_proposals
from metrics.analyses.touchpoints.league import negative_league
from metrics.catalogue import METRICS
from metrics.catalogue.composites import COMPOSITES
from metrics.semantic.compute import RESULT, compute
from metrics.semantic.estimate import Estimate
from metrics.semantic.result import Result
from metrics.semantic.scope import Scope
from tests.metrics.conftest import MakeWarehouse, make_engine
from tests.metrics.generated import generate_tables
from warehouse.config.errors import WrongUse


def test_every_entry_has_rows_and_metrics_behind_it() -> None:
    assert list(COMPOSITES) == list(ANALYSES)
    assert {name for one in COMPOSITES.values() for name in one.made_of} <= set(METRICS)
    assert set(COMPOSITES).isdisjoint(METRICS)


@pytest.mark.parametrize("name", COMPOSITES)
def test_an_empty_warehouse_has_no_number(name: str, warehouse: MakeWarehouse) -> None:
    found = ask(warehouse(), name)
    assert found.rows.columns == [*found.by, *RESULT]
    assert found.rows["value"].drop_nulls().len() == 0


def test_they_are_the_numbers_of_the_analyses(tmp_path: Path) -> None:
    generated = make_engine(tmp_path, generate_tables(3, 400), minimum_n_shown=1)
    index, found = omnichannel_index(generated), ask(generated, "omnichannel_index").estimates
    total = index.total
    assert found["index",] == Estimate(
        total.value, total.low, total.high, total.n, "points", total.note or level_of(total)
    )
    assert [name for (name,) in found] == ["index", *index.components, *index.ingredients]
    levers = find_levers(index, generated.settings.minimum_n_firm)
    assert ask(generated, "levers").rows["value"].to_list() == [lever.gain for lever in levers]
    league = negative_league(generated, limit=1000).rows
    assert ask(generated, "burden").rows["value"].to_list() == league["burden"].to_list()
    proposals = find_proposals(generated).proposals
    assert ask(generated, "priority").rows["value"].to_list() == [proposal.priority for proposal in proposals]


def test_a_metric_is_asked_for_in_the_same_way(warehouse: MakeWarehouse) -> None:
    engine = warehouse(interactions=[{"channel": "phone"}, {"channel": "phone"}, {"channel": "email"}])
    found = ask(engine, "interactions", Scope(), ("channel",))
    assert found.estimates == {
        ("email",): Estimate(1.0, n=1, unit="contacts"),
        ("phone",): Estimate(2.0, n=2, unit="contacts"),
    }
    assert (found.entry, found.by, found.reason) == (METRICS["interactions"], ("channel",), "")
    assert found.data_until == engine.facts["data_until"]


def test_wrong_names_are_refused(warehouse: MakeWarehouse) -> None:
    with pytest.raises(WrongUse, match="did you mean levers"):
        find_entry("lever")
    with pytest.raises(WrongUse, match="burden cannot be grouped by channel"):
        ask(warehouse(), "burden", Scope(), ("channel",))


def test_a_result_has_its_columns_and_no_others(warehouse: MakeWarehouse) -> None:
    rows = compute(warehouse(), "csat")
    with pytest.raises(ValueError, match="a result has the columns"):
        Result(METRICS["csat"], (), rows, "")
