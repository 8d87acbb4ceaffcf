"""Records of every table out of small alphabets, so that keys, cases and conversations meet often, and loads of them."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
from msgspec.structs import replace

from pipelines.canonical import MAIN_TIME
from warehouse.config.settings import Settings
from warehouse.people.decisions import Decision
from warehouse.schema import declared_columns

Record = tuple[str, dict[str, Any]]
START = datetime(2026, 1, 1)
RECORDS = 40  # numbers of a table's records: fewer, and more loads bring a record again
OFTEN = ("interactions",) * 6 + ("messages", "responses") * 3 + ("orders", "customers") * 2
SELDOM = ("survey_requests", "subscriptions", "costs", "agents")
STAGES = ("awareness", "consideration", "purchase", "service")
SAID = (
    None,
    None,
    "Estoy indignado",
    "Muy contenta con el servicio",
    "The panels arrived broken",
    "La factura está mal",
)
# So many that a small load touches a part of the persons only, so few that keys of different persons meet.
KEYS = {
    "email": (*(f"{letter}@x.es" for letter in "abcdefghij"), "info@x.es"), "phone": tuple(f"+{n}" for n in range(1, 9)),
    "customer_id": tuple(str(n) for n in range(1, 9)), "vendor_customer_id": tuple(str(n) for n in range(1, 7)),
}  # fmt: skip
OTHER_KEYS = {"cookie": ("c1", "c2", "c3"), "social_id": ("s1", "s2", "s3"), "device_id": ("d1", "d2", "d3")}
DECIDED = ("email:a@x.es", "email:b@x.es", "email:info@x.es", "phone:+1", "phone:+2", "customer_id:1", "customer_id:2",
           "shop:vendor_customer_id:4", "web:cookie:c1", "device_id:d1")  # fmt: skip
OWN = {
    "interactions": {
        "interaction_type": ("call", "case", "chat_session", "visit", "email_touch", None),
        "direction": (None, "inbound", "inbound", "outbound"), "conversation_id": (None, None, "k1", "k2"),
        "case_id": (None, None, "C1", "C2"), "order_id": (None, None, "O1"), "handle_seconds": (None, 60.0),
        "resolution_seconds": (None, 3600.0, 200_000.0), "is_abandoned": (None, True, False),
        "is_resolved": (None, True, False), "is_handed_off": (None, True), "has_context": (None, True, False),
        "comment": SAID, "sentiment": (None, None, "negative", "joy"),
    },
    "messages": {"conversation_id": ("k1", "k3", "k4"), "sender_role": ("customer", "agent", "bot", None),
                 "comment": SAID},
    "responses": {"interaction_id": (None, "web:interactions3", "shop:interactions7"), "metric": ("csat", "nps"),
                  "score": (1.0, 3.0, 5.0), "scale": ("1-5",), "top_box_min": (4.0,), "comment": SAID,
                  "sentiment": (None, None, "positive")},
    "survey_requests": {"response_id": (None, "web:responses3", "shop:responses7")},
    "orders": {"amount": (10, 10, 25, -10), "currency": ("EUR", "EUR", "EUR", "USD"), "status": ("paid", "cancelled", None)},
    "subscriptions": {"ended_at": (None, START + timedelta(days=20), START + timedelta(days=90))},
    "costs": {"cost_kind": ("service", "service", "media"), "starts_on": (date(2026, 1, 1), date(2026, 2, 1)),
              "ends_on": (date(2026, 2, 1), date(2026, 3, 1)), "amount": (100,), "currency": ("EUR", "EUR", "USD")},
    "customers": {"display_name": ("Ana Gil", "Ana Gil", "Luis Paz", None), "city": ("Madrid", None),
                  "birth_date": (date(1980, 1, 1), None)},
}  # fmt: skip
# What an installation may change between loads and no stored record shows.
CHANGED: dict[str, tuple[Any, ...]] = {
    "timezone": ("Asia/Tokyo", "America/New_York"), "matter_gap_days": (2, 20), "inactivity_quantile": (0.5, 0.99),
    "stages": (STAGES[::-1], (*STAGES, "advocacy")), "chat_gap_hours": (1, 200), "key_partner_limit": (1, 3),
    "generic_keys": (("a@x.es",), ("+1",)), "recycled_after_days": (5, 80),
}  # fmt: skip
OWN_TOPICS = (
    '[topics.panels]\nen = ["panel*"]\n',
    'use_defaults = false\n[topics.mood]\nes = ["indignad*", "content*"]\n',
)


def make_record(dice: random.Random) -> Record:
    """Table and row of a record, as an export might give it."""
    table, source = dice.choice(OFTEN + SELDOM), dice.choice(("web", "shop"))
    number = dice.randrange(RECORDS)
    moment = START + timedelta(hours=dice.randrange(24 * 60))
    row: dict[str, Any] = {"record_id": f"{source}:{table}{number}", "source": source, "file_id": 1,
                           "source_line": number, "updated_at": moment}  # fmt: skip
    if table == "agents":
        return table, row | {"agent": dice.choice(("ag1", "ag2"))}
    if (time := MAIN_TIME[table]) and table != "costs":
        row |= {time: moment, "time_precision": "second"}
        if dice.random() < 1 / 3:
            row |= {time: moment.replace(hour=0), "time_precision": "day"}
    if table != "costs":
        row |= {key: dice.choice(values) for key, values in KEYS.items() if dice.random() < 0.3}
        if others := {key: dice.choice(values) for key, values in OTHER_KEYS.items() if dice.random() < 0.15}:
            row["other_keys"] = others
    row |= {"channel": dice.choice(("phone", "email", "chat", "web", None)), "segment": dice.choice((None, "gold", "base")),
            "country": dice.choice((None, None, "ES", "FR")), "language": dice.choice((None, None, "es"))}  # fmt: skip
    if table in ("interactions", "messages"):
        row["topic"] = dice.choice((None, "bill", "fault"))
    if table in ("interactions", "messages", "responses", "orders"):
        row |= {"stage": dice.choice((None, *STAGES)), "touchpoint": dice.choice((None, "desk", "form", "shop"))}
    return table, row | {column: dice.choice(values) for column, values in OWN.get(table, {}).items()}


def make_decision(dice: random.Random, number: int) -> Decision:
    """What somebody decided about two keys."""
    a, b = sorted(dice.sample(DECIDED, 2))
    return Decision(number, dice.choice(("together", "apart", "withdraw")), a, b, "", "", START)


def change_settings(dice: random.Random, settings: Settings, home: Path) -> Settings:
    """The settings with another value of one of those that derived tables follow, or with topics of the company's own."""
    name = dice.choice((*CHANGED, "topics"))
    if name == "topics":
        home.mkdir(exist_ok=True)
        (home / "topics.toml").write_text(dice.choice(OWN_TOPICS), encoding="utf-8")
        return settings
    return replace(settings, **{name: dice.choice(CHANGED[name])})


def read_tables(con: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[Any, ...]]]:
    """All facts and what was derived of them, as sorted texts."""
    found = {}
    for table, columns in declared_columns().items():
        if table in (
            "loads",
            "files",
            "rejected_rows",
            "skipped_rows",
            "emptied_cells",
            "file_parts",
            "file_edges",
            "expectation_results",
            "version_facts",
        ):
            continue
        shown = [
            f"round({name}, 6)::VARCHAR" if kind == "DOUBLE" else f"{name}::VARCHAR" for name, kind in columns.items()
        ]
        rows = con.execute(f"SELECT {', '.join(shown)} FROM {table}").fetchall()
        found[table] = sorted(rows, key=lambda row: tuple(value or "" for value in row))
    return found
