"""Invented companies whose truth is known: customers with moods, restless weeks, and nothing wrong unless it is planted."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import numpy as np

Row = dict[str, Any]
START, WEEKS = datetime(2021, 1, 4), 12
# stage, channel, touchpoint, share of the contacts, team
TOUCHPOINTS = (
    ("service", "phone", "support", 0.16, "voice"), ("service", "phone", "billing", 0.08, "voice"), ("service", "phone", "claims", 0.08, "voice"),
    ("service", "chat", "help chat", 0.14, "chat"), ("service", "chat", "club chat", 0.05, "chat"), ("service", "email", "care@", 0.12, "mail"),
    ("service", "whatsapp", "north", 0.06, "shops"), ("service", "whatsapp", "south", 0.06, "shops"), ("service", "chatbot", "assistant", 0.13, None),
    ("purchase", "phone", "sales", 0.05, "voice"), ("purchase", "web", "shop", 0.07, None),
)  # fmt: skip
TOPICS = ("delivery", "returns", "invoice", "repair", "account")
TOPIC_SHARES = (0.3, 0.2, 0.2, 0.2, 0.1)
COUNTRIES = ("ES", "MX", "AR")
RESOLVED, ABANDONED, KNOWN_ELSEWHERE, COST = 0.80, 0.12, 0.85, 5.0
MOOD, RESTLESS = 0.8, 0.15  # standard deviations on the log-odds: of a customer, of a touchpoint's week
BASE = {"csat": 1.0, "ces": 0.8, "nps": 0.4}  # log-odds of a satisfied answer, of an easy one, of a promoter
ASKED = {"csat": 0.35, "ces": 0.12, "nps": 0.15}


def make_company(seed: int, contacts: int = 4000, planted: str = "") -> dict[str, list[Row]]:
    """Rows for make_engine. `planted`: a kind of proposal whose reason is in the data; nothing when empty."""
    dice = np.random.default_rng(seed)
    people = contacts // 4
    mood = dice.normal(0, MOOD, people)
    week_of = dice.normal(0, RESTLESS, (len(TOUCHPOINTS), WEEKS))
    shares = np.array([t[3] for t in TOUCHPOINTS])
    places = dice.choice(len(TOUCHPOINTS), contacts, p=shares / shares.sum())
    topics, weeks = dice.choice(len(TOPICS), contacts, p=TOPIC_SHARES), dice.integers(0, WEEKS, contacts)
    persons, tables = dice.integers(0, people, contacts), empty_tables()
    for n in range(contacts):
        add_contact(
            tables,
            dice,
            n,
            places[n],
            topics[n],
            weeks[n],
            persons[n],
            mood[persons[n]] + week_of[places[n], weeks[n]],
            planted,
        )
    add_costs(tables, planted)
    return tables


def empty_tables() -> dict[str, list[Row]]:
    """The tables that a company fills."""
    return {name: [] for name in ("interactions", "responses", "matters", "orders", "daily_costs")}


def add_contact(
    tables: dict[str, list[Row]],
    dice: np.random.Generator,
    n: int,
    place: int,
    topic: int,
    week: int,
    person: int,
    feeling: float,
    planted: str,
) -> None:
    """A contact, the matter that it opens, the answers to it and, at a purchase, perhaps the order."""
    stage, channel, touchpoint, _, team = TOUCHPOINTS[place]
    when = START + timedelta(weeks=int(week), minutes=int(dice.integers(0, 7 * 24 * 60)))
    common = {
        "stage": stage, "channel": channel, "touchpoint": touchpoint, "team": team, "country": COUNTRIES[person % 3], "person_id": int(person),
        "topic": TOPICS[topic] if stage == "service" else None, "email": f"{person}@example.com",
    }  # fmt: skip
    better = planted_effect(planted, common)
    is_known = dice.random() < KNOWN_ELSEWHERE + better.get("known", 0.0)
    queued = channel in ("phone", "chat")
    tables["interactions"].append(common | {
        "record_id": f"i:{n}", "interaction_type": "visit" if channel == "web" else "call" if channel == "phone" else "chat_session",
        "started_local": when.isoformat(), "is_person_matched": bool(is_known),
        "is_abandoned": bool(dice.random() < ABANDONED) if queued else None,
    })  # fmt: skip
    if channel != "web":
        alone = dice.random() < RESOLVED + better.get("resolved", 0.0)
        tables["matters"].append(common | {"opened_local": when.isoformat(), "contacts": 1 if alone else 2})
    for metric, asked in ASKED.items():
        if dice.random() < asked:
            good = dice.random() < 1 / (1 + np.exp(-(BASE[metric] + feeling + better.get(metric, 0.0))))
            tables["responses"].append(common | answer(metric, bool(good), dice) | {"answered_local": when.isoformat()})
    if stage == "purchase" and dice.random() < 0.4:
        tables["orders"].append(common | {"ordered_local": when.isoformat(), "amount": 50.0, "currency": "EUR"})


def answer(metric: str, is_good: bool, dice: np.random.Generator) -> Row:
    """A score on the metric's usual scale."""
    if metric == "nps":
        return {
            "metric": "nps",
            "scale": "0-10",
            "score": int(dice.integers(9, 11)) if is_good else int(dice.integers(3, 9)),
        }
    if metric == "ces":
        return {"metric": "ces", "scale": "1-7", "top_box_min": 5, "score": 6 if is_good else 3}
    return {"metric": "csat", "scale": "1-5", "top_box_min": 4, "score": 5 if is_good else 2}


def planted_effect(planted: str, row: Mapping[str, Any]) -> Mapping[str, float]:
    """What is different about this contact: log-odds of answers, shares of matters and of known persons."""
    hits = {
        "knowledge_base": row["touchpoint"] == "help chat" and row["topic"] == "returns",
        "focus": row["touchpoint"] == "claims",
        "campaign": row["touchpoint"] == "shop",
        "channel": row["channel"] == "email",
    }
    effects = {
        "knowledge_base": {"csat": -1.5, "ces": -1.5, "resolved": -0.3}, "focus": {"csat": -1.2, "ces": -1.2, "nps": -1.2},
        "campaign": {"csat": 2.0, "nps": 2.0}, "channel": {"known": -0.3},
    }  # fmt: skip
    return effects[planted] if hits.get(planted) else {}


def add_costs(tables: dict[str, list[Row]], planted: str) -> None:
    """What contacts cost in each channel: the same in all, a tenth in the chatbot where automation is worth while."""
    for channel in {t[1] for t in TOUCHPOINTS} - {"web"}:
        contacts = sum(row["channel"] == channel for row in tables["interactions"])
        price = COST / 10 if planted == "automate" and channel == "chatbot" else COST
        days = [START + timedelta(days=day) for day in range(7 * WEEKS)]
        tables["daily_costs"] += [
            {"channel": channel, "amount": price * contacts / len(days), "spent_local": day.isoformat()} for day in days
        ]
