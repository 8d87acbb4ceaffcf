"""What contacts lead to (consequences.py) is found where it was planted, and nowhere else."""

from __future__ import annotations

from metrics.semantic.compute import compute
from metrics.semantic.scope import Scope
from tests.sample_data.conftest import Loaded


def test_chats_about_buying_lead_to_orders_and_calls_about_buying_do_not(loaded: Loaded) -> None:
    by_place = {
        row["touchpoint"]: row for row in compute(loaded.engine, "conversion", Scope(), ["touchpoint"]).to_dicts()
    }

    assert by_place["Chat ventas"]["low"] > by_place["ventas"]["high"]
    assert by_place["ventas"]["low"] < by_place["soporte"]["value"] < by_place["ventas"]["high"]
