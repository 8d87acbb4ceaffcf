"""Who contacted the company when, where and about what: the one list that every contact system's export is cut from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from sample_data.people import Person
from sample_data.timeline import DATA_END, ZONES, draw_moments

SERVICE_TOPICS = {
    "averia": 24,
    "entrega": 18,
    "internet": 18,
    "instalacion": 14,
    "garantia": 10,
    "devolucion": 10,
    "factura": 6,
}
HAND_OFF_SHARE = 0.27  # of the bot's sessions: the bot gives up and names the phone number
# Where is my order, and how do I send it back: the bot knows; a broken machine it does not.
BOT_SOLVED = {"entrega": 0.99, "devolucion": 0.62}
BOT_SOLVED_ELSE = 0.38
REPEAT_SHARE_AFTER_HOP = 0.55  # call again within four days, because the first call after the bot solved nothing
REPEAT_SHARE = 0.10  # of the calls to support without a hop


@dataclass(frozen=True)
class Contact:
    """One contact of a customer; `system` is the export that it appears in."""

    system: str
    channel: str
    queue: str
    stage: str
    topic: str
    person: Person
    at: datetime
    came_from: str = ""  # the channel that sent the customer on: the hop
    outcome: str = (
        "answered"  # of a bot session: resolved, handed_off, left; of a call: again, the customer calls again
    )
    handed_to: str = ""  # the channel that a bot session names or opens
    has_context: bool = False  # the agent sees what the customer told the bot
    claim: str = ""  # the claim's number, where the system asks for it
    order: str = ""  # the order's number


@dataclass(frozen=True)
class Stream:
    """A steady flow of contacts into one queue."""

    system: str
    channel: str
    queue: str
    stage: str
    per_week: int
    countries: str
    topics: dict[str, int]


STREAMS = (
    Stream("asterisk", "phone", "soporte", "service", 42, "AR MX", SERVICE_TOPICS),
    Stream("asterisk", "phone", "ventas", "purchase", 20, "AR MX", {"compra": 1}),
    Stream("asterisk", "phone", "facturacion", "service", 12, "AR MX", {"factura": 1}),
    Stream("connect", "phone", "Soporte voz", "service", 12, "ES", SERVICE_TOPICS),
    Stream("connect", "chat", "Chat soporte", "service", 34, "AR MX ES", SERVICE_TOPICS),
    Stream("connect", "chat", "Chat ventas", "purchase", 12, "AR MX ES", {"compra": 1}),
    Stream("chatbot", "chatbot", "asistente", "service", 52, "AR MX", SERVICE_TOPICS),
    Stream("zendesk", "email", "31", "service", 36, "AR MX ES", SERVICE_TOPICS),
    Stream("zendesk", "webform", "32", "service", 18, "AR MX ES", SERVICE_TOPICS),
    Stream("zendesk", "whatsapp", "33", "service", 8, "AR MX ES", SERVICE_TOPICS),
)


def make_contacts(rng: Random, people: list[Person]) -> list[Contact]:
    """Return all contacts in order of time, with the hops from the bot to the phone."""
    contacts = []
    for stream in STREAMS:
        for contact in _draw_stream(rng, stream, people):
            contacts.extend(_with_follow_ups(rng, contact))
    return sorted((contact for contact in contacts if contact.at < DATA_END), key=lambda c: (c.at, c.person.number))


def _draw_stream(rng: Random, stream: Stream, people: list[Person]) -> list[Contact]:
    candidates = [person for person in people if person.country in stream.countries.split()]
    weights = [person.activity for person in candidates]
    moments = draw_moments(rng, stream.per_week, ZONES[stream.countries[:2]])
    persons = rng.choices(candidates, weights, k=len(moments))
    contacts = []
    for moment, person in zip(moments, persons, strict=True):
        topic = rng.choices(list(stream.topics), list(stream.topics.values()))[0]
        contact = Contact(stream.system, stream.channel, stream.queue, stream.stage, topic, person, moment)
        contacts.append(replace(contact, outcome=_bot_outcome(rng, topic)) if stream.system == "chatbot" else contact)
    return contacts


def _bot_outcome(rng: Random, topic: str) -> str:
    solved = BOT_SOLVED.get(topic, BOT_SOLVED_ELSE)
    handed_off = min(HAND_OFF_SHARE, 0.5 * (1 - solved))
    shares = (solved, handed_off, 1 - solved - handed_off)
    return rng.choices(("resolved", "handed_off", "left"), shares)[0]


def _with_follow_ups(rng: Random, contact: Contact) -> list[Contact]:
    """Return the contact and the calls that it leads to."""
    if contact.outcome == "handed_off":
        call = replace(contact, system="asterisk", channel="phone", queue="derivados_bot", came_from="chatbot",
                       outcome="answered", at=contact.at + timedelta(seconds=rng.randint(300, 5400)))  # fmt: skip
        return [replace(contact, handed_to="phone"), *_with_repeat(rng, call, REPEAT_SHARE_AFTER_HOP)]
    if contact.queue == "soporte":
        return _with_repeat(rng, contact, REPEAT_SHARE)
    return [contact]


def _with_repeat(rng: Random, call: Contact, share: float) -> list[Contact]:
    if rng.random() >= share:
        return [call]
    later = call.at + timedelta(hours=24 * rng.randint(1, 4), seconds=rng.randint(0, 7200))
    return [replace(call, outcome="again"), replace(call, at=later)]
