"""Threads that hold: the bot passes chats on with what was said, and claims carry one number through several systems.

They stand beside the bot's hand-off to the phone (contacts.py), which passes on nothing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

from sample_data.contacts import SERVICE_TOPICS, Contact
from sample_data.family_maker import Session
from sample_data.people import Person
from sample_data.timeline import DATA_END, ZONES, draw_moments

WARM_PER_WEEK = 9  # bot sessions that end in a chat with an agent who reads what was said
HANDED_ON = {
    topic: weight for topic, weight in SERVICE_TOPICS.items() if topic != "entrega"
}  # the bot knows where orders are
CLAIMS = 90  # e-mails that open a claim
FIRST_CLAIM = 3001
ASKED_BY_CHAT, LOOKED_UP = 0.5, 0.6  # shares of the claims that the customer asks about, or looks up in the app


def draw_warm_hand_offs(rng: Random, people: list[Person]) -> list[Contact]:
    """Return pairs of a bot session and the chat that it opens a few minutes later."""
    customers = [person for person in people if person.country in ("AR", "MX")]
    moments = draw_moments(rng, WARM_PER_WEEK, ZONES["AR"])
    contacts = []
    for moment, person in zip(
        moments, rng.choices(customers, [p.activity for p in customers], k=len(moments)), strict=True
    ):
        topic = rng.choices(list(HANDED_ON), list(HANDED_ON.values()))[0]
        session = Contact(
            "chatbot", "chatbot", "asistente", "service", topic, person, moment, outcome="handed_off", handed_to="chat"
        )
        chat = Contact("connect", "chat", "Chat soporte", "service", topic, person, moment + timedelta(seconds=rng.randint(420, 700)),
                       came_from="chatbot", has_context=True)  # fmt: skip
        contacts += [session, chat]
    return contacts


def open_claims(rng: Random, contacts: list[Contact]) -> tuple[list[Contact], list[Contact], list[Session]]:
    """Return all contacts, some e-mails with a claim's number; the chats about these claims; the looks into the app."""
    is_email = [
        n for n, c in enumerate(contacts) if c.queue == "31" and not c.claim and c.at < DATA_END - timedelta(days=8)
    ]
    chosen = sorted(rng.sample(is_email, CLAIMS))
    claimed, chats, visits = list(contacts), [], []
    for number, place in enumerate(chosen):
        email = claimed[place] = replace(contacts[place], claim=f"R-{FIRST_CLAIM + number}")
        days = rng.randint(1, 4)
        if rng.random() < LOOKED_UP:
            at = email.at + timedelta(days=days, minutes=rng.randint(5, 600))
            visits.append(Session(email.person, at, "", True, "app", email.claim))
        if rng.random() < ASKED_BY_CHAT:
            at = email.at + timedelta(days=days + 1, minutes=rng.randint(5, 300))
            chats.append(replace(email, system="connect", channel="chat", queue="Chat soporte", at=at))
    return claimed, chats, visits
