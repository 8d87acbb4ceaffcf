"""What the families' records are made with: further customers, and the list of records by the export they stand in."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

from sample_data.contacts import Contact
from sample_data.people import (
    CITIES,
    FIRST_NAMES,
    MAIL_HOSTS,
    PHONE_BLOCKS,
    SURNAME_ENDS,
    SURNAME_STARTS,
    Person,
    draw_birth_date,
    plain,
)
from sample_data.timeline import DATA_END, FIRST_DAY, ZONES, draw_moment

FIRST_PHONE = {"AR": 70_000, "MX": 7_000, "ES": 700_000}  # apart from the numbers of the other customers


@dataclass(frozen=True)
class Session:
    """A visit to the portal: on whose device, and whether the customer logged in."""

    person: Person
    at: datetime
    device: str  # '' is the customer's own
    is_logged_in: bool
    place: str = "web"
    claim: str = ""


@dataclass
class Planted:
    """The records of the families, by the export that they stand in; one customer may be several Persons by facet."""

    contacts: list[Contact] = field(default_factory=list)
    customers: list[Person] = field(default_factory=list)  # rows of the CRM
    orders: list[tuple[Person, datetime]] = field(default_factory=list)  # in the web shop
    sales: list[tuple[Person, datetime]] = field(default_factory=list)  # in the stores
    sessions: list[Session] = field(default_factory=list)
    subscribers: list[Person] = field(default_factory=list)
    audience: list[Person] = field(default_factory=list)
    members: list[Person] = field(default_factory=list)  # of the stores' club


class Maker:
    """Makes people of families and notes their records; numbers and phones run on from first_number."""

    def __init__(self, rng: Random, first_number: int) -> None:
        self.rng, self.first_number, self.made, self.planted = rng, first_number, 0, Planted()
        self.phones = dict(FIRST_PHONE)

    def person(self, family: str, country: str = "", **given: object) -> Person:
        """Return a new customer with a phone, an e-mail and an id of his own, but for what is given."""
        rng, number = self.rng, self.first_number + self.made
        self.made += 1
        country = country or rng.choice(("AR", "AR", "MX"))
        first, last = (
            rng.choice(FIRST_NAMES.split()),
            rng.choice(SURNAME_STARTS.split()) + rng.choice(SURNAME_ENDS.split()),
        )
        person = Person(number, f"BV-{10000 + number}", first, last, "", self.phone(country), country, "es", "Hogar",
                        DATA_END - timedelta(days=rng.randint(250, 1200)), 0.0, rng.choice(CITIES[country]),
                        draw_birth_date(rng), family=family)  # fmt: skip
        person = replace(person, **given)  # type: ignore[arg-type]
        return person if person.email else replace(person, email=self.email(person))

    def email(self, person: Person) -> str:
        return f"{plain(person.first_name)}.{plain(person.last_name)}{person.number}@{self.rng.choice(MAIL_HOSTS)}"

    def phone(self, country: str) -> str:
        self.phones[country] += 1
        return PHONE_BLOCKS[country].format(self.phones[country])

    def at(self, person: Person, first_week: int = 0, last_week: int = 24) -> datetime:
        """Return a moment in these weeks of the half year."""
        monday = FIRST_DAY + timedelta(weeks=self.rng.randint(first_week, last_week))
        return draw_moment(self.rng, monday, ZONES[person.country])

    def call(self, person: Person, *weeks: int) -> None:
        """A call about a bill: the export knows its number only."""
        self._contact("asterisk", "phone", "facturacion", "factura", person, *weeks)

    def write(self, person: Person, channel: str = "email", *weeks: int) -> None:
        """A ticket: the export knows the e-mail or the number, the requester, and the customer number if there is one."""
        self._contact("zendesk", channel, {"email": "31", "whatsapp": "33"}[channel], "entrega", person, *weeks)

    def ask_bot(self, person: Person, *weeks: int) -> None:
        """A session that the bot resolves: the export knows the customer number."""
        self._contact("chatbot", "chatbot", "asistente", "entrega", person, *weeks, outcome="resolved")

    def _contact(self, system: str, channel: str, queue: str, topic: str, person: Person, *weeks: int,
                 outcome: str = "answered") -> None:  # fmt: skip
        contact = Contact(system, channel, queue, "service", topic, person, self.at(person, *weeks), outcome=outcome)
        self.planted.contacts.append(contact)

    def order(self, person: Person, *weeks: int) -> None:
        self.planted.orders.append((person, self.at(person, *weeks)))

    def sale(self, person: Person, *weeks: int) -> None:
        self.planted.sales.append((person, self.at(person, *weeks)))

    def visit(self, person: Person, is_logged_in: bool, device: str = "", place: str = "web", week: int = -1) -> None:
        weeks = (week, week + 2) if week >= 0 else ()
        self.planted.sessions.append(Session(person, self.at(person, *weeks), device, is_logged_in, place))
