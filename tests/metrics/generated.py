"""Invented rows for every table, from a seed: small alphabets so that groups collide, and gaps everywhere."""

import random
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from typing import Any

Row = dict[str, Any]
START = datetime(2021, 1, 1)
CHANNELS = ("phone", "email", "chat", None)
PEOPLE = 25


def generate_tables(seed: int, size: int = 240) -> dict[str, list[Row]]:
    """Rows of all fact and derived tables that metrics read, as a load would leave them between January and March 2021."""
    dice = random.Random(seed)
    tables = {
        "interactions": [interaction(dice, n) for n in range(size)],
        "messages": [message(dice) for _ in range(size // 3)],
        "responses": [response(dice) for _ in range(size)],
        "survey_requests": [request(dice) for _ in range(size // 2)],
        "orders": [order(dice) for _ in range(size // 2)],
        "subscriptions": [subscription(dice) for _ in range(60)],
        "daily_costs": costs(dice),
        "persons": [person(dice, n) for n in range(PEOPLE * 3)],
        "activity_spells": [spell(dice) for _ in range(70)],
        **generate_matters(random.Random(seed + 1), size),
        "journeys": [journey(random.Random(f"{seed} journey {n}")) for n in range(size)],
        "journey_steps": [touch(random.Random(f"{seed} touch {n}")) for n in range(size * 2)],
        "comments": generate_comments(random.Random(seed + 2), size),
    }
    add_customer_classes(tables)
    return tables


def add_customer_classes(tables: dict[str, list[Row]]) -> None:
    """Every row of a person also carries its classes, for the plain loops to read; no fact table has such a column."""
    classes = {row["person_id"]: (row["value_class"], row["loyalty_class"]) for row in tables["persons"]}
    for row in (row for rows in tables.values() for row in rows):
        row["value_class"], row["loyalty_class"] = classes.get(row.get("person_id"), (None, None))


def place(dice: random.Random) -> Row:
    return {
        "channel": dice.choice(CHANNELS), "stage": dice.choice(("service", "purchase")), "segment": dice.choice(("home", "work", None)),
        "country": dice.choice(("ES", "MX")), "team": dice.choice(("red", "blue")), "touchpoint": dice.choice(("a", "b", "c")),
        "source": dice.choice(("desk", "bot")), "language": dice.choice(("es", None)),
        "attributes": dice.choice(({"tier": "gold"}, {"tier": "tin", "vip": "yes"}, {}, None)),
    }  # fmt: skip


def who(dice: random.Random) -> Row:
    known = dice.random() < 0.8
    return {"person_id": dice.randrange(PEOPLE) if known else dice.randrange(1000, 10**6), "is_person_known": known}


def moment(dice: random.Random) -> datetime:
    return START + timedelta(minutes=dice.randrange(90 * 24 * 60))


def dated(dice: random.Random, column: str) -> Row:
    when, precision = moment(dice), dice.choice(("second", "second", "day"))
    if precision == "day":
        when = when.replace(hour=0, minute=0)
    return {column: when.isoformat(), "time_precision": precision}


def maybe(dice: random.Random, value: Any, share: float = 0.7) -> Any:
    return value if dice.random() < share else None


def interaction(dice: random.Random, number: int) -> Row:
    row = place(dice) | who(dice) | dated(dice, "started_local")
    started = datetime.fromisoformat(row["started_local"])
    gave_up = dice.choice((True, False, False, False, None))
    seconds = {
        "wait_seconds": maybe(dice, dice.randrange(60)), "first_response_seconds": maybe(dice, dice.randrange(7200)),
        "handle_seconds": maybe(dice, dice.randrange(1, 900) / 2), "resolution_seconds": maybe(dice, dice.randrange(400_000)),
    }  # fmt: skip
    events = (("answered_local", "wait_seconds"), ("first_responded_local", "first_response_seconds"),
              ("ended_local", "handle_seconds"), ("resolved_local", "resolution_seconds"))  # fmt: skip
    ends = {
        event: (started + timedelta(seconds=seconds[clock])).isoformat() if seconds[clock] is not None else None
        for event, clock in events
    }
    return row | seconds | ends | {
        "interaction_type": dice.choice(("call", "case", "email_touch", "review", None)),
        "direction": dice.choice(("inbound", "inbound", "outbound", None)), "is_abandoned": gave_up,
        "is_resolved": maybe(dice, dice.random() < 0.7), "is_handed_off": maybe(dice, dice.random() < 0.3, 0.3), "is_converted": maybe(dice, dice.random() < 0.2, 0.05 * (number % 3)),
        "leg": (leg := dice.choice((None, None, None, 1, 2))),
        "legs_handle_seconds": dice.randrange(1, 2000) / 2 if leg == 1 else None,
        "transfer_count": maybe(dice, dice.randrange(3)), "reopen_count": maybe(dice, dice.randrange(2)),
        "previous_contact_seconds": maybe(dice, dice.randrange(1_500_000)),
        "next_contact_seconds": maybe(dice, dice.randrange(1_500_000)),
        "next_order_seconds": maybe(dice, dice.randrange(5_000_000)),
        "is_person_matched": row["is_person_known"] and number % 3 > 0 if number % 7 else None,
    }  # fmt: skip


def message(dice: random.Random) -> Row:
    role = dice.choice(("customer", "agent", "bot", None))
    return (
        place(dice)
        | who(dice)
        | dated(dice, "sent_local")
        | {"sender_role": role, "sender": dice.choice(("Ana", "Luis"))}
    )


def response(dice: random.Random) -> Row:
    metric, scale, box = dice.choice(
        (("nps", "0-10", None), ("csat", "1-5", 4), ("csat", "1-5", 4), ("csat", "1-7", 6), ("csat", "1-10", None),
         ("ces", "1-7", 5), ("ces", "1-7", 5))
    )  # fmt: skip
    low, high = (int(end) for end in scale.split("-"))
    return place(dice) | who(dice) | dated(dice, "answered_local") | {
        "metric": metric, "scale": scale, "scale_min": low, "scale_max": high, "top_box_min": box,
        "score": maybe(dice, dice.randint(low, high), 0.9), "survey_kind": dice.choice(("transactional", "relationship", None)),
    }  # fmt: skip


def request(dice: random.Random) -> Row:
    return place(dice) | who(dice) | dated(dice, "requested_local") | {"is_answered": dice.choice((True, False, None))}


def order(dice: random.Random) -> Row:
    return place(dice) | who(dice) | dated(dice, "ordered_local") | {
        "amount": maybe(dice, dice.randrange(1, 100_000) / 100, 0.9), "refunded_amount": maybe(dice, dice.randrange(500) / 100, 0.2),
        "status": dice.choice(("paid", "cancelled", "refunded", None)), "currency": "USD" if dice.random() < 0.03 else "EUR",
    }  # fmt: skip


def subscription(dice: random.Random) -> Row:
    started = moment(dice) - timedelta(days=60)
    ended = maybe(dice, (started + timedelta(days=dice.randrange(1, 120))).isoformat(), 0.6)
    trial = dice.random() < 0.1
    return place(dice) | who(dice) | {
        "started_local": None if trial else started.isoformat(), "ended_local": None if trial else ended, "currency": "EUR",
    }  # fmt: skip


def spell(dice: random.Random) -> Row:
    started = moment(dice) - timedelta(days=30)
    ended = maybe(dice, (started + timedelta(days=dice.randrange(5, 60))).isoformat())
    returned = maybe(dice, (started + timedelta(days=dice.randrange(60, 120))).isoformat())
    return place(dice) | {
        "person_id": dice.randrange(PEOPLE), "started_local": started.isoformat(), "ended_local": ended,
        "returned_local": returned if ended else None,
        "watched_local": maybe(dice, (started + timedelta(days=dice.randrange(60, 120))).isoformat()) if ended is None
        else (started + timedelta(days=dice.randrange(60, 120))).isoformat(),
    }  # fmt: skip


def person(dice: random.Random, number: int) -> Row:
    return place(dice) | {
        "person_id": number, "first_active_local": moment(dice).isoformat(), "last_active_local": moment(dice).isoformat(),
        "active_windows": dice.choice((1, 3, 5, 7)), "is_beginning_known": dice.choice((True, True, False, None)), "value_class": ("best", "worst", "middle", None)[number % 4],
        "loyalty_class": ("loyal", "lapsed", "new")[number % 3],
    }  # fmt: skip


def costs(dice: random.Random) -> list[Row]:
    return [
        place(dice) | {
            "channel": channel, "spent_local": (START + timedelta(days=day)).isoformat(), "amount": dice.randrange(1, 5000) / 100,
            "cost_kind": dice.choice(("service", "service", "media")), "currency": "EUR",
        }
        for channel in ("phone", "chat") for day in range(10, 80, 3)
    ]  # fmt: skip


def journey(dice: random.Random) -> Row:
    return (
        place(dice)
        | who(dice)
        | dated(dice, "started_local")
        | {"outcome": dice.choice(("left", "open", "unanswered"))}
    )


def touch(dice: random.Random) -> Row:
    is_own, is_settled = dice.random() < 0.8, dice.random() < 0.7
    ending = ("left" if is_own else "unanswered") if is_settled else "open"
    return place(dice) | who(dice) | dated(dice, "touched_local") | {
        "is_own": is_own, "is_settled": is_settled, "outcome": dice.choice(("continued", "continued", ending)),
        "of_table": dice.choice(("interactions", "orders")), "position": dice.randint(1, 4), "is_loop": dice.random() < 0.2,
        "is_return": dice.random() < 0.1, "between_seconds": maybe(dice, dice.randrange(1_000_000) / 2),
    }  # fmt: skip


def generate_matters(dice: random.Random, size: int) -> dict[str, list[Row]]:
    """Matters and the steps between their contacts, of which the sums in the matters are made."""
    found: dict[str, list[Row]] = {"matters": [], "matter_steps": []}
    for number in range(size):
        first = (
            place(dice)
            | {"topic": dice.choice(("invoice", "delivery", None))}
            | who(dice)
            | dated(dice, "opened_local")
        )
        path = [first["channel"]] + [dice.choice(CHANNELS[:3]) for _ in range(dice.choice((0, 0, 0, 1, 1, 2, 3)))]
        ending = {"matter_id": number, "is_satisfied": maybe(dice, dice.random() < 0.9 - 0.2 * len(path), 0.6)}
        steps = [first | ending | step(dice, *pair) for pair in pairwise(path) if None not in pair]
        found["matters"].append(first | ending | matter(dice, path, steps))
        found["matter_steps"] += steps
    return found


def step(dice: random.Random, before: str, after: str) -> Row:
    is_hop = before != after
    return {
        "from_channel": before, "to_channel": after, "kind": "hop" if is_hop else "repeat",
        "cause": maybe(dice, dice.choice(("abandonment", "handoff", "failure", "chosen"))),
        "is_reexplained": dice.random() < 0.5 if is_hop else None, "between_seconds": maybe(dice, dice.randrange(1_000_000) / 2, 0.9),
        "cost": maybe(dice, dice.randrange(1, 900) / 100), "currency": "EUR",
    }  # fmt: skip


def matter(dice: random.Random, path: list[str | None], steps: list[Row]) -> Row:
    hops = [row for row in steps if row["kind"] == "hop"]
    return {
        "contacts": len(path), "channels": len(set(path)), "path": " > ".join(str(c) for c, _ in groupby(path)), "last_channel": path[-1],
        "hops": len(hops), "repeats": len(steps) - len(hops), "judged_hops": sum(row["cause"] is not None for row in hops),
        "forced_hops": sum(row["cause"] not in (None, "chosen") for row in hops), "reexplained": sum(row["is_reexplained"] for row in hops),
        "transfers": maybe(dice, dice.randrange(2)), "reopens": None, "duration_seconds": maybe(dice, dice.randrange(2_000_000) / 2, 0.9),
        "is_resolved": maybe(dice, dice.random() < 0.7), "is_first_abandoned": dice.choice((True, False, None)),
        "is_first_handed_off": maybe(dice, dice.random() < 0.3, 0.5), "cost": maybe(dice, dice.randrange(1, 2000) / 100),
        "currency": "USD" if dice.random() < 0.02 else "EUR",
    }  # fmt: skip


def generate_comments(dice: random.Random, size: int) -> list[Row]:
    """Comments of every emotion and side; of some nothing is known."""
    emotions = ("anger", "impatience", "weariness", "joy", "neutral", None, None)
    return [
        place(dice) | who(dice) | dated(dice, "said_local") | {
            "emotion": dice.choice(emotions), "polarity": dice.choice(("negative", "positive", "neutral", None)),
            "of_table": dice.choice(("interactions", "responses")), "said_topic": dice.choice(("billing", "delivery", None)),
        }
        for _ in range(size)
    ]  # fmt: skip
