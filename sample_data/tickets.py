"""E-mail, web form and WhatsApp tickets of all countries: Zendesk's JSON (tickets, metrics, satisfaction ratings)."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sample_data.contacts import Contact
from sample_data.files import json_text, write_gzip
from sample_data.identity_truth import Truth
from sample_data.opinion import chance_liked
from sample_data.people import Agent
from sample_data.story import EMAIL_TEXT
from sample_data.timeline import DATA_END, draw_seconds, is_after_fix
from sample_data.wording import comment, subject

FIRST_TICKET = 90001
FIELD_TOPIC, FIELD_CUSTOMER, FIELD_CLAIM, FIELD_ORDER = 36001, 36002, 36003, 36004
# median minutes to the first public reply: (before the fix, after it); the web form's team got no templates
REPLY_MINUTES = {"31": (540, 240), "32": (420, 420), "33": (35, 35)}
GROUP_TEAMS = {"31": "Correo", "32": "Formularios", "33": "Mensajería"}
VIA = {"email": "email", "webform": "web", "whatsapp": "whatsapp"}
OFFERED_SHARE, ANSWERED_SHARE = 0.85, 0.60
REOPEN_SHARE = 0.08


def write_exports(folder: Path, rng: Random, contacts: list[Contact], agents: list[Agent], truth: Truth) -> None:
    """Write the three files that an account's API export holds."""
    tickets, metrics, ratings = [], [], []
    own = [contact for contact in contacts if contact.system == "zendesk"]
    place = {id(contact): n for n, contact in enumerate(sorted(own, key=lambda c: (c.at, c.person.number)))}
    for contact in own:
        ticket_id, team = FIRST_TICKET + place[id(contact)], [a for a in agents if a.team == GROUP_TEAMS[contact.queue]]
        assignee = rng.choice(team)
        metric = _ticket_metric(rng, ticket_id, contact)
        rating = _rating(rng, ticket_id, contact, metric, assignee)
        ticket = _ticket(rng, ticket_id, contact, metric, assignee, rating)
        if contact.person.number == 0:  # nobody came to Manuel: his ticket is still open
            metric, rating, ticket = (
                _unsolved(metric),
                None,
                ticket | {"status": "open", "satisfaction_rating": {"score": "unoffered"}},
            )
        tickets.append(ticket)
        metrics.append(metric)
        truth.note(f"zendesk:{ticket_id}", contact.person)
        ratings += [rating] if rating else []
    tickets.sort(key=lambda ticket: ticket["id"])
    metrics.sort(key=lambda metric: metric["ticket_id"])
    ratings.sort(key=lambda rating: rating["ticket_id"])
    _spoil(tickets, ratings)
    for name, records in (
        ("tickets", tickets),
        ("ticket_metrics", metrics),
        ("satisfaction_ratings", ratings),
    ):
        write_gzip(
            folder / f"{name}.json.gz", json_text({name: records, "next_page": None, "count": len(records)}) + "\n"
        )


def _ticket_metric(rng: Random, ticket_id: int, contact: Contact) -> dict[str, Any]:
    before, after = REPLY_MINUTES[contact.queue]
    reply = draw_seconds(rng, 60 * (after if is_after_fix(contact.at) else before), 0.5) // 60
    full = reply + draw_seconds(rng, 60 * 1100, 0.7) // 60
    reopens = int(rng.random() < REOPEN_SHARE)
    solved = contact.at + timedelta(minutes=full)
    is_replied, is_solved = contact.at + timedelta(minutes=reply) < DATA_END, solved < DATA_END
    return {
        "ticket_id": ticket_id,
        "created_at": _iso(contact.at),
        "updated_at": _iso(min(solved + timedelta(days=4), DATA_END)),
        "solved_at": _iso(solved) if is_solved else None,
        "reopens": reopens if is_solved else 0,
        "replies": rng.randint(1, 4) if is_replied else 0,
        "group_stations": 1,
        "assignee_stations": 1 + int(rng.random() < 0.12),
        "reply_time_in_minutes": _both_clocks(reply if is_replied else None),
        "first_resolution_time_in_minutes": _both_clocks(
            (full if not reopens else full * 2 // 3) if is_solved else None
        ),
        "full_resolution_time_in_minutes": _both_clocks(full if is_solved else None),
        "requester_wait_time_in_minutes": _both_clocks(full * 4 // 5 if is_solved else None),
    }


def _unsolved(metric: dict[str, Any]) -> dict[str, Any]:
    unknown = dict.fromkeys(("first_resolution_time_in_minutes", "full_resolution_time_in_minutes",
                             "requester_wait_time_in_minutes"), _both_clocks(None))  # fmt: skip
    return metric | unknown | {"solved_at": None, "reopens": 0}


def _both_clocks(minutes: int | None) -> dict[str, int | None]:
    """Return the vendor's pair: business hours are about a third of the calendar's."""
    return {"calendar": minutes, "business": None if minutes is None else minutes // 3}


def _rating(
    rng: Random, ticket_id: int, contact: Contact, metric: dict[str, Any], assignee: Agent
) -> dict[str, Any] | None:
    if metric["solved_at"] is None or rng.random() > OFFERED_SHARE:
        return None
    solved = datetime.fromisoformat(metric["solved_at"])
    answered = min(solved + timedelta(minutes=rng.randint(20, 1500)), DATA_END - timedelta(minutes=1))
    is_answered, is_good = rng.random() < ANSWERED_SHARE, rng.random() < chance_liked(contact)
    words = comment(contact, is_good) if rng.random() < 0.35 else None
    return {
        "id": ticket_id + 700000,
        "ticket_id": ticket_id,
        "requester_id": _requester_id(contact),
        "assignee_id": assignee.number,
        "group_id": int(contact.queue),
        "score": ("good" if is_good else "bad") if is_answered else "offered",
        "comment": words if is_answered else None,
        "created_at": _iso(solved),
        "updated_at": _iso(answered if is_answered else solved),
    }


def _ticket(rng: Random, ticket_id: int, contact: Contact, metric: dict[str, Any], assignee: Agent,
            rating: dict[str, Any] | None) -> dict[str, Any]:  # fmt: skip
    person, is_email = contact.person, contact.channel == "email"
    sender = {"address": person.email, "name": person.name} if is_email else {}
    if contact.channel == "whatsapp" and person.family:
        sender = {"phone": person.phone, "name": person.name}  # accounts that were connected later show the number
    title = subject(rng, contact.topic, person.language)
    age = DATA_END - contact.at
    solved_status = "closed" if age > timedelta(days=35) else "solved"
    return {
        "id": ticket_id,
        "external_id": None,
        "via": {"channel": VIA[contact.channel], "source": {
            "from": sender,
            "to": {"address": "soporte@bruvanta.example", "name": "Bruvanta"} if is_email else {}, "rel": None}},
        "created_at": metric["created_at"],
        "updated_at": metric["updated_at"],
        "type": rng.choice(("question", "incident", "problem")),
        "subject": title,
        "description": EMAIL_TEXT if person.number == 0 else f"{title}.",
        "priority": rng.choice((None, "low", "normal", "normal", "high")),
        "status": solved_status if metric["solved_at"] else rng.choice(("open", "pending", "new")),
        "requester_id": _requester_id(contact),
        "assignee_id": assignee.number,
        "group_id": int(contact.queue),
        "tags": [contact.topic, person.country.lower()],
        "custom_fields": [{"id": FIELD_TOPIC, "value": contact.topic}, {"id": FIELD_CUSTOMER, "value": person.customer_id or None},
                          {"id": FIELD_CLAIM, "value": contact.claim or None}, {"id": FIELD_ORDER, "value": contact.order or None}],
        "satisfaction_rating": {key: rating[key] for key in ("id", "score", "comment")} if rating else {"score": "unoffered"},
        "recipient": "soporte@bruvanta.example" if is_email else None,
        "ticket_form_id": 5001 if contact.channel == "webform" else None,
        "brand_id": 1,
    }  # fmt: skip


def _spoil(tickets: list[dict[str, Any]], ratings: list[dict[str, Any]]) -> None:
    """Break two records on purpose: a ticket with an impossible date, and a rating whose time is a word."""
    tickets[400]["created_at"] = "2026-04-31T10:00:00Z"
    rating = [rating for rating in ratings if rating["score"] != "offered"][200]
    rating["updated_at"] = "soon"
    next(ticket for ticket in tickets if ticket["id"] == rating["ticket_id"])["satisfaction_rating"] = {
        "score": "unoffered"
    }


def _requester_id(contact: Contact) -> int:
    return 400100000 + contact.person.number + 1_000_000 * contact.person.facet


def _iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
