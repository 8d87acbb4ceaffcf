"""A company in which nothing changes: persons come and go at the same pace, and of its years only the middle is exported."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import polars as pl

from tests.pipelines.canonical_rows import make_tables, open_copy
from tests.pipelines.derivation import derive
from warehouse.config.settings import Settings
from warehouse.store.engine import Engine
from warehouse.tables import TABLES

Row = dict[str, Any]
FIRST, DAYS = datetime(2026, 1, 5, 7, 30), 172  # four days more than two times twelve weeks of exports
BEFORE = 500  # days that nobody exported: at the first exported one the company has been as it is for long
PRESENT, STAY_DAYS, GAP_DAYS = 500, 260.0, 30.0
CHANNELS = ("phone", "email", "chatbot")


def make_world(seed: int, settings: Settings) -> Engine:
    """An engine on what the company exported, loaded as any export is."""
    dice = random.Random(seed)
    con = make_tables()
    tables: dict[str, list[Row]] = {}
    for table, row in live(dice):
        tables.setdefault(table, []).append(row)
    for table, rows in tables.items():
        named = [name for name in {name: None for row in rows for name in row} if name in TABLES[table].columns]
        frame = pl.DataFrame([{name: row.get(name) for name in named} for row in rows], infer_schema_length=None)
        con.register("rows_of_world", frame.to_arrow())
        con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM rows_of_world")
        con.unregister("rows_of_world")
    return open_copy(con, settings, derive(con, settings, set(tables)))


def live(dice: random.Random) -> Iterator[tuple[str, Row]]:
    """What is exported of everybody who ever was a customer; of a subscription the whole, of the rest what was in the exported days."""
    end = BEFORE + DAYS
    arrivals, number = -STAY_DAYS * 4, 0
    while (arrivals := arrivals + dice.expovariate(PRESENT / STAY_DAYS)) < end:
        number += 1
        leaves = arrivals + dice.expovariate(1 / STAY_DAYS)
        if leaves < 0:
            continue
        yield "subscriptions", who(number, f"s{number}") | {
            "started_at": at(arrivals), "ended_at": at(leaves) if leaves < end else None, "channel": "web",
        }  # fmt: skip
        exported = [
            (table, row) for day, table, row in days_of(dice, number, arrivals, min(leaves, end)) if BEFORE <= day < end
        ]
        yield from exported


def at(day: float) -> datetime:
    """The moment of a day, counted from where the company began."""
    return FIRST + timedelta(days=day - BEFORE)


def who(number: int, record_id: str) -> Row:
    return {"record_id": record_id, "source": "desk", "customer_id": f"{number:06}", "time_precision": "second"}


def days_of(dice: random.Random, number: int, comes: float, leaves: float) -> Iterator[tuple[float, str, Row]]:
    """(day, table, row) of one customer."""
    day, gap, n = comes, GAP_DAYS * dice.lognormvariate(0, 0.5), 0
    yield from order_of(dice, number, day, f"{number}:first")
    while (day := day + dice.expovariate(1 / gap)) < leaves:
        again: float | None = day
        while again is not None and again < leaves:
            n += 1
            yield from contact_of(dice, number, again, f"{number}:{n}")
            again = again + dice.uniform(0.2, 6) if dice.random() < 0.2 else None
        if dice.random() < 0.3:
            yield from order_of(dice, number, day + dice.uniform(0, 40), f"{number}:o{n}", leaves)


def contact_of(dice: random.Random, number: int, day: float, name: str) -> Iterator[tuple[float, str, Row]]:
    channel = dice.choice(CHANNELS)
    is_bot, is_call = channel == "chatbot", channel == "phone"
    gave_up, wait, handle = is_call and dice.random() < 0.15, dice.expovariate(1 / 60), dice.lognormvariate(5.7, 0.6)
    solving = dice.lognormvariate(11, 1)  # a day or so
    row = who(number, name) | {
        "channel": channel, "stage": dice.choice(("service", "service", "purchase", "consideration")), "started_at": at(day),
        "touchpoint": channel, "interaction_type": "call" if is_call else "chat_session" if is_bot else "case", "direction": "inbound",
        "is_abandoned": gave_up if is_call else None, "wait_seconds": wait if is_call else None,
        "handle_seconds": handle if is_call and not gave_up else None, "is_handed_off": dice.random() < 0.3 if is_bot else None,
        "is_resolved": None if gave_up else dice.random() < 0.7, "transfer_count": int(dice.random() < 0.1),
        "reopen_count": int(dice.random() < 0.1), "first_response_seconds": dice.lognormvariate(9, 1) if channel == "email" else None,
        "resolution_seconds": solving if channel == "email" and day + solving / 86_400 < BEFORE + DAYS else None,
    }  # fmt: skip
    yield day, "interactions", row
    if dice.random() < 0.5:
        metric, scale, low, high, box = dice.choice(
            (("csat", "1-5", 1, 5, 4), ("nps", "0-10", 0, 10, None), ("ces", "1-7", 1, 7, 5))
        )
        later, score = day + dice.uniform(0, 1), float(min(max(round(dice.gauss(0.7, 0.25) * high), low), high))
        yield (
            later,
            "survey_requests",
            who(number, f"{name}:q") | {"channel": channel, "requested_at": at(day), "is_answered": True},
        )
        yield later, "responses", who(number, f"{name}:r") | {
            "channel": channel, "answered_at": at(later), "metric": metric, "scale": scale, "scale_min": float(low),
            "scale_max": float(high), "top_box_min": None if box is None else float(box), "score": score,
            "comment": dice.choice(("Muy contenta con el servicio", "Estoy indignado", "La factura")),
        }  # fmt: skip
    else:
        yield (
            day,
            "survey_requests",
            who(number, f"{name}:q") | {"channel": channel, "requested_at": at(day), "is_answered": False},
        )


def order_of(
    dice: random.Random, number: int, day: float, name: str, leaves: float = float("inf")
) -> Iterator[tuple[float, str, Row]]:
    if day < leaves:
        yield day, "orders", who(number, name) | {
            "channel": "web", "stage": "purchase", "touchpoint": "shop", "ordered_at": at(day), "status": "paid", "currency": "EUR",
            "amount": dice.lognormvariate(3, 0.5),
        }  # fmt: skip
