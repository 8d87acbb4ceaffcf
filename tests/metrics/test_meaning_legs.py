"""A contact that was passed on is one contact: its legs are counted apart."""

import pytest

from metrics.semantic.compute import compute
from tests.metrics.conftest import MakeWarehouse

# A call of 60 and 300 s whose caller hangs up in the third queue, one of 40 s, and one that nobody answers.
LEGS = [
    {"leg": 1, "handle_seconds": 60, "legs_handle_seconds": 360, "is_abandoned": False, "transfer_count": 2},
    {"leg": 2, "handle_seconds": 300, "is_abandoned": False, "transfer_count": 0},
    {"leg": 3, "is_abandoned": True, "wait_seconds": 90},
    {"handle_seconds": 40, "is_abandoned": False, "transfer_count": 0},
    {"is_abandoned": True, "wait_seconds": 60},
]
ENDED = {"ended_local": "2021-01-04T10:00:00"}


@pytest.mark.parametrize(
    ("metric", "value", "n"),
    [("interactions", 3, 3), ("further_legs", 2, 2), ("handle_mean", 200, 2), ("handle", 200, 2), ("abandonment", 100 / 3, 3),
     ("transfer", 50, 2), ("contacts_per_customer", 3, 1)],
)  # fmt: skip
def test_legs_are_one_contact(warehouse: MakeWarehouse, metric: str, value: float, n: int) -> None:
    engine = warehouse(interactions=[leg | ENDED | {"person_id": 1} for leg in LEGS])
    row = compute(engine, metric).row(0, named=True)
    assert (row["value"], row["n"]) == (pytest.approx(value), n)
