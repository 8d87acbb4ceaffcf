"""New customers sign up within the data, and as many come back as was planted."""

from __future__ import annotations

from collections import Counter
from random import Random

from metrics.semantic.compute import compute
from sample_data.newcomers import NEWCOMERS, RETURNS_SHARE, make_newcomers
from tests.sample_data.conftest import Loaded


def test_newcomers_buy_on_the_day_of_their_record_and_at_most_once_more() -> None:
    new = make_newcomers(Random("any"))
    orders = Counter(person.number for person, _ in new.orders)
    first = {person.number: at for person, at in reversed(new.orders)}

    assert len(new.customers) == len(orders) == NEWCOMERS
    assert set(orders.values()) == {1, 2}
    assert all(0 < (first[person.number] - person.created_at).total_seconds() < 86_400 for person in new.customers)


def test_retention_is_of_the_newcomers(loaded: Loaded) -> None:
    found = compute(loaded.engine, "retention").row(0, named=True)

    assert 60 <= found["n"] <= NEWCOMERS
    assert found["low"] <= 100 * RETURNS_SHARE <= found["high"]
