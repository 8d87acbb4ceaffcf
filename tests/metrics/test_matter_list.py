"""The list of matters is what the tiles and the hop matrix count; repeats stand beside it; a matter opens to its contacts."""

from datetime import date

import pytest

from metrics.analyses.matters.hops import hop_matrix
from metrics.analyses.matters.matter_list import list_matters, sum_matters
from metrics.analyses.matters.repeats import repeats_by_channel
from metrics.semantic.compute import compute
from metrics.semantic.scope import Scope
from tests.metrics.conftest import MakeWarehouse, make_engine
from tests.metrics.generated import generate_tables
from warehouse.people.matters import contacts_of_matter

SCOPES = (
    Scope(),
    Scope(date(2021, 1, 15), date(2021, 3, 10), (("channel", ("phone", "email")),)),
    Scope(None, None, (("stage", ("service",)), ("segment", ("home", "")), ("topic", ("invoice",)))),
)
STEPS = [
    {"matter_id": 1, "between_seconds": 60.0, "cost": 2.0, "currency": "EUR"},
    {"matter_id": 1, "from_channel": "phone", "to_channel": "phone", "kind": "repeat", "between_seconds": 30.0, "cost": 2.0, "currency": "EUR"},
    {"matter_id": 2, "between_seconds": 90.0},
    {"matter_id": 2, "from_channel": "phone", "to_channel": "chatbot"},
    {"matter_id": 2, "between_seconds": 10.0},
    {"matter_id": 3, "from_channel": "phone", "to_channel": "phone", "kind": "repeat", "is_person_known": False},
]  # fmt: skip
MATTERS = [
    {"contacts": 3, "hops": 1, "repeats": 1, "channels": 2, "opened_local": "2021-01-05T10:00:00"},
    {"contacts": 4, "hops": 3, "channels": 2}, {"contacts": 2, "repeats": 1, "is_person_known": False},
    {"opened_local": "2021-01-06T10:00:00"}, {},
]  # fmt: skip


def pair(start: str, end: str) -> Scope:
    return Scope(filters=(("from_channel", (start,)), ("to_channel", (end,))))


@pytest.mark.parametrize("scope", SCOPES)
def test_the_list_adds_up_to_the_tiles_and_to_every_cell_of_the_matrix(
    scope: Scope, tmp_path_factory: pytest.TempPathFactory
) -> None:
    engine = make_engine(tmp_path_factory.mktemp("list"), generate_tables(7, 600), rollups=True)
    listed, sums = list_matters(engine, scope, 10_000), sum_matters(engine, scope)
    assert sums["matters"] == listed.height == compute(engine, "matters", scope)["n"].item()
    assert sums["hops"] == listed["hops"].sum() == compute(engine, "hops", scope)["n"].item() > 0
    assert sums["repeats"] == repeats_by_channel(engine, scope)["repeats"].sum()
    for start, end, hops in hop_matrix(engine, scope, "hops").select("from_channel", "to_channel", "n").iter_rows():
        opened = scope.limited("from_channel", (start,)).limited("to_channel", (end,))
        assert (sum_matters(engine, opened)["steps"], list_matters(engine, opened, 10_000)["steps"].sum()) == (
            hops,
            hops,
        )


def test_the_longest_threads_come_first_then_the_newest(warehouse: MakeWarehouse) -> None:
    engine = warehouse(matters=MATTERS, matter_steps=STEPS)
    assert list_matters(engine, Scope(), 9)["matter_id"].to_list() == [2, 1, 4, 5]
    assert list_matters(engine, Scope(), 2, 1)["matter_id"].to_list() == [1, 4]


def test_an_opened_hop_has_its_matters_with_how_often_it_happens_in_each(warehouse: MakeWarehouse) -> None:
    engine = warehouse(matters=MATTERS, matter_steps=STEPS)
    listed = list_matters(engine, pair("chatbot", "phone"), 9)
    assert listed.select("matter_id", "hops", "steps").rows() == [(2, 3, 2), (1, 1, 1)]
    assert sum_matters(engine, pair("chatbot", "phone")) == {
        "matters": 2,
        "contacts": 7,
        "hops": 4,
        "repeats": 1,
        "steps": 3,
    }
    only_from = Scope(filters=(("from_channel", ("phone",)),))
    assert list_matters(engine, only_from, 9).select("matter_id", "steps").rows() == [(2, 1)]


def test_one_channel_to_itself_opens_its_repeats(warehouse: MakeWarehouse) -> None:
    engine = warehouse(matters=MATTERS, matter_steps=STEPS)
    assert list_matters(engine, pair("phone", "phone"), 9).select("matter_id", "steps").rows() == [(1, 1)]
    assert repeats_by_channel(engine, Scope()).rows() == [("phone", 1, 30.0, 30.0, 2.0, "EUR")]


def test_several_channels_at_both_ends_open_the_hops_between_them(warehouse: MakeWarehouse) -> None:
    engine = warehouse(matters=MATTERS, matter_steps=STEPS)
    among = ("chatbot", "phone")
    scope = Scope(filters=(("from_channel", among), ("to_channel", among)))
    assert list_matters(engine, scope, 9).select("matter_id", "steps").rows() == [(2, 3), (1, 1)]


def test_a_few_repeats_tell_no_median_and_mixed_money_no_sum(warehouse: MakeWarehouse) -> None:
    repeats = [STEPS[1] | {"currency": currency} for currency in ("EUR", "USD")]
    (row,) = repeats_by_channel(warehouse(matter_steps=repeats, minimum_n_shown=5), Scope()).rows()
    assert row == ("phone", 2, 60.0, None, None, None)


def test_a_matter_opens_to_its_contacts_in_order_with_how_each_was_reached(warehouse: MakeWarehouse) -> None:
    engine = warehouse(
        interactions=[
            {"matter_id": 1, "record_id": "desk:b", "started_local": "2021-01-04T12:00:00", "is_resolved": True},
            {"matter_id": 1, "record_id": "desk:a", "channel": "chatbot", "is_handed_off": True},
            {"matter_id": 2, "record_id": "desk:c"},
        ],
        matter_steps=[{"matter_id": 1, "record_id": "desk:b", "cause": "handoff", "between_seconds": 7200.0}],
    )
    seen = ("record_id", "channel", "step_kind", "cause", "between_seconds", "is_handed_off", "is_resolved")
    assert contacts_of_matter(engine, 1).select(seen).rows() == [
        ("desk:a", "chatbot", None, None, None, True, None),
        ("desk:b", "phone", "hop", "handoff", 7200.0, None, True),
    ]
    assert contacts_of_matter(engine, 9).is_empty()
