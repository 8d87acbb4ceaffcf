"""What each stage runs on: from what was loaded, and from what the company configured."""

from datetime import datetime
from typing import Any

from metrics.analyses.touchpoints.inventory import stage_inventory
from tests.metrics.conftest import MakeWarehouse
from warehouse.config.settings import System

SHOWN = (
    "stage",
    "channel",
    "source",
    "system",
    "owner",
    "owner_by",
    "records",
    "touchpoints",
    "is_integrated",
    "integrated_by",
)
MONDAY = "2021-01-04T10:00:00"


def contact(person: int, source: str, channel: str = "phone", stage: str = "service", **other: Any) -> dict[str, Any]:
    return {"person_id": person, "source": source, "channel": channel, "stage": stage, "started_local": MONDAY} | other


def test_the_inventory_says_what_was_loaded_who_answers_and_what_is_tied(warehouse: MakeWarehouse) -> None:
    shop = [
        {"person_id": n, "source": "shop", "channel": "web", "stage": "purchase", "touchpoint": "checkout"}
        for n in (1, 2)
    ]
    calls = [contact(n, "pbx", touchpoint=f"queue {n}", team="Voz" if n > 1 else "Ventas") for n in (1, 2, 3)]
    calls.append(contact(9, "bot", "chatbot", started_local="2021-01-05T10:00:00"))
    engine = warehouse(interactions=calls, orders=shop)
    assert stage_inventory(engine).select(SHOWN).rows() == [
        ("purchase", "web", "shop", None, None, None, 2, 1, True, "found"),
        ("service", "phone", "pbx", None, "Voz", "team", 3, 3, True, "found"),
        ("service", "chatbot", "bot", None, None, None, 1, 0, False, "found"),
    ]
    assert stage_inventory(engine)["last_at"].to_list() == [datetime(2021, 1, 4, 10)] * 2 + [datetime(2021, 1, 5, 10)]


def test_configured_systems_name_owners_and_show_where_nothing_is_loaded(warehouse: MakeWarehouse) -> None:
    systems = (
        System("Central telefónica", "Operaciones", channels=("phone",), stages=("service", "purchase")),
        System("CRM", "Ventas", sources=("crm",), integrated=True),
        System("Ads", stages=("awareness",), channels=("ads",), integrated=False),
    )
    calls = [contact(1, "pbx", team="Voz"), contact(2, "crm", "email", "consideration")]
    found = stage_inventory(warehouse(interactions=calls, systems=systems)).select(SHOWN).rows()
    assert found == [
        ("awareness", "ads", None, "Ads", None, None, 0, 0, False, "stated"),
        ("consideration", "email", "crm", "CRM", "Ventas", "stated", 1, 0, True, "stated"),
        ("purchase", "phone", None, "Central telefónica", "Operaciones", "stated", 0, 0, None, None),
        ("service", "phone", "pbx", "Central telefónica", "Operaciones", "stated", 1, 0, False, "found"),
    ]


def test_a_single_source_has_nothing_to_be_tied_to(warehouse: MakeWarehouse) -> None:
    found = stage_inventory(warehouse(interactions=[contact(1, "pbx")]))
    assert found.select("is_integrated", "integrated_by").rows() == [(None, None)]
