"""What contacts lead to (consequences.py) is found where it was planted, and nowhere else."""

from __future__ import annotations

from metrics.compute import compute
from metrics.drivers.find import find_drivers
from metrics.scope import Scope
from tests.sample_data.conftest import Loaded


def test_who_was_sent_from_the_bot_to_the_phone_leaves_more_often_and_nothing_else_goes_with_leaving(
    loaded: Loaded,
) -> None:
    found = find_drivers(loaded.engine, Scope(), "churn")
    survivors = found.rows.filter(found.rows["survives"]).to_dicts()

    assert found.state == "told"
    assert [(row["touchpoint"], row["difference"] > 15) for row in survivors] == [("derivados_bot", True)]


def test_chats_about_buying_lead_to_orders_and_calls_about_buying_do_not(loaded: Loaded) -> None:
    by_place = {
        row["touchpoint"]: row for row in compute(loaded.engine, "conversion", Scope(), ["touchpoint"]).to_dicts()
    }

    assert by_place["Chat ventas"]["low"] > by_place["ventas"]["high"]
    assert by_place["ventas"]["low"] < by_place["soporte"]["value"] < by_place["ventas"]["high"]
