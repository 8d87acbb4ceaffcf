"""Planted families: customers whose identifiers are hard to tell apart or to put together, one function a kind.

They are further customers beside the others, and their records stand in the same exports. Each function says what the
records know; identity_truth.csv.gz says who is really who.
"""

from __future__ import annotations

from collections.abc import Callable
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
LISTED_SWITCHBOARD = "+5491155560000"  # sample_data/hilo.toml lists it


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


def make_families(rng: Random, first_number: int, times: int = 1) -> Planted:
    """Return the records of every kind of family, `times` as many of each as the sample has."""
    maker = Maker(rng, first_number)
    for make, families in KINDS.items():
        for number in range(families * times):
            make(maker, number)
    return maker.planted


def shared_phone(make: Maker, number: int) -> None:
    """A couple with one phone; each has an e-mail and a customer number. Their calls are nobody's in particular."""
    one = make.person("shared_phone")
    other = make.person("shared_phone", one.country, phone=one.phone, city=one.city)
    for person in (one, other):
        make.planted.customers.append(person)
        make.write(person)
        make.order(person)
        make.call(person)
    make.ask_bot(one)


def recycled_number(make: Maker, number: int) -> None:
    """A number that one customer had until April and another has from July on; no CRM row shows it."""
    first = make.person("recycled_number")
    later = make.person("recycled_number", first.country)
    passed_on = make.phone(first.country)
    make.planted.customers += [first, replace(later, phone="")]
    before, after = replace(first, phone=passed_on), replace(later, phone=passed_on)
    make.order(before, 0, 1)
    make.call(before, 2, 4)
    make.order(before, 5, 5)
    if number % 4 == 0:
        make.call(before, 7, 7)  # after the last record that says whose the number is
    make.order(first, 12, 20)
    make.order(after, 18, 18)
    make.call(after, 19, 21)
    make.order(after, 22, 23)
    make.write(first)
    make.write(replace(later, phone=""))


def twins(make: Maker, number: int) -> None:
    """Two children of one birthday, surname, city and phone, the parent's; own first names, e-mails, customer numbers."""
    parent = make.person("twins", segment="Hogar")
    born = draw_birth_date(make.rng).replace(year=make.rng.randint(1999, 2007), day=make.rng.randint(1, 28))
    names = make.rng.sample(FIRST_NAMES.split(), 2)
    children = [make.person("twins", parent.country, first_name=name, last_name=parent.last_name, birth_date=born,
                            city=parent.city, phone=parent.phone) for name in names]  # fmt: skip
    for person in (parent, *children):
        make.planted.customers.append(person)
        make.write(person)
    for child in children:
        make.order(child)
    make.call(parent)


def typo_email(make: Maker, number: int) -> None:
    """A club member whose e-mail the till took down with one typo; name, city and birthday are those of the CRM."""
    right = make.person("typo_email")
    wrong = replace(right, facet=1, email=mistype(make.rng, right.email), customer_id="", phone="",
                    club_number=f"CB-{700000 + right.number}",
                    first_name=plain(right.first_name).title() if number % 3 == 0 else right.first_name)  # fmt: skip
    make.planted.customers.append(right)
    make.planted.members.append(wrong)
    make.write(right)
    make.call(right)
    make.sale(wrong)
    make.sale(wrong)


def mistype(rng: Random, email: str) -> str:
    """Return the e-mail with two letters swapped, one left out, one doubled or one wrong before the @."""
    name, host = email.split("@")
    place = rng.randrange(1, name.index(".") - 1) if name.index(".") > 2 else 1
    kinds = {
        "swapped": name[:place] + name[place + 1] + name[place] + name[place + 2 :],
        "left out": name[:place] + name[place + 1 :],
        "doubled": name[:place] + name[place] + name[place:],
        "wrong": name[:place] + ("s" if name[place] != "s" else "d") + name[place + 1 :],
    }
    return f"{rng.choice([written for written in kinds.values() if written != name])}@{host}"


def namesakes(make: Maker, number: int) -> None:
    """Two people of one name in one city with different birthdays and e-mails."""
    one = make.person("namesakes")
    other = make.person("namesakes", one.country, first_name=one.first_name, last_name=one.last_name, city=one.city)
    for person in (one, other):
        make.planted.customers.append(person)
        make.write(person)
        make.order(person)


def six_channels(make: Maker, number: int) -> None:
    """One customer who writes, buys, calls, opens the app, visits a store and sends WhatsApps, known by another identifier
    each time; single records chain them: subscription (e-mail and customer number), CRM, club card, customer number in a ticket."""
    person = make.person("six_channels", club_number=f"CB-{710000 + number}")
    second = f"{plain(person.last_name)}.{plain(person.first_name)}{person.number}@{make.rng.choice(MAIL_HOSTS)}"
    known = replace(person, club_number="", email=second)
    by_email = replace(person, club_number="", customer_id="")
    make.planted.customers.append(known)
    make.planted.members.append(replace(person, email=second, customer_id="", phone=""))
    make.planted.subscribers.append(replace(person, club_number=""))
    make.planted.audience.append(by_email)
    make.write(replace(by_email, phone=""))
    make.order(by_email)
    make.call(person)
    make.visit(known, True, place="app")
    make.visit(known, False, place="app")
    make.sale(person)
    make.write(replace(known, facet=1), "whatsapp")
    make.ask_bot(known)


def switchboard(make: Maker, number: int) -> None:
    """Eight employees who all gave their company's number: it is nobody's because many stand with it."""
    number_of_all = make.phone("AR")
    for _ in range(8):
        person = make.person("switchboard", "AR", phone=number_of_all, segment="Pyme", city="Ciudad Prueba")
        make.planted.customers.append(person)
        make.write(person)
        make.call(person)


def listed_switchboard(make: Maker, number: int) -> None:
    """A number that stands with one customer only, though three call from it: nobody's because hilo.toml lists it."""
    buyer = make.person("listed_switchboard", "AR", phone=LISTED_SWITCHBOARD, segment="Pyme")
    colleagues = [make.person("listed_switchboard", "AR", segment="Pyme", city=buyer.city) for _ in range(2)]
    make.planted.customers.append(buyer)
    make.order(buyer)
    for person in colleagues:
        make.planted.customers.append(person)
        make.order(person)
        make.call(replace(person, phone=LISTED_SWITCHBOARD))
    make.call(buyer)


def role_mailbox(make: Maker, number: int) -> None:
    """Three employees who order and subscribe with the mailbox of their firm, info@ or ventas@; own phones and numbers."""
    boxes = ("info", "ventas", "contacto", "administracion", "info", "compras")
    firm = plain(make.rng.choice(SURNAME_STARTS.split()) + make.rng.choice(SURNAME_ENDS.split()))
    box = f"{boxes[number % len(boxes)]}@{firm}{number}.example"
    for _ in range(3):
        person = make.person("role_mailbox", email=box, segment="Pyme")
        make.planted.customers.append(person)
        make.order(person)
        make.call(person)
        make.planted.subscribers.append(person)


def kiosk(make: Maker, number: int) -> None:
    """A screen in a store on which ten customers log in; what is done on it without a login is nobody's."""
    device = f"{2 * 10**8 + number}.1700000000"
    for at in range(10):
        person = make.person("kiosk", "AR", city="Ciudad Prueba")
        make.planted.customers.append(person)
        make.visit(person, True, device)
        if at % 2:
            make.visit(person, False, device)
            make.visit(person, True)
            make.visit(person, False)


def shared_computer(make: Maker, number: int) -> None:
    """Two people at one computer, by turns: each logs in on it twice, and looks around once without."""
    device = f"{3 * 10**8 + number}.1700000000"
    for first_week in (1, 8):
        person = make.person("shared_computer")
        make.planted.customers.append(person)
        make.visit(person, True, device, week=first_week)
        make.visit(person, True, device, week=first_week + 13)
        make.visit(person, False, device)


def crm_duplicate(make: Maker, number: int) -> None:
    """A customer whom the CRM has twice: one e-mail, two record ids, the second without phone and customer number."""
    person = make.person("crm_duplicate")
    again = replace(person, facet=1, customer_id="", phone="", birth_date=None)
    make.planted.customers += [person, again]
    make.write(replace(person, customer_id=""))
    make.order(person)
    make.call(person)


KINDS: dict[Callable[[Maker, int], None], int] = {  # families of each kind in the sample
    shared_phone: 15, recycled_number: 12, twins: 10, typo_email: 15, namesakes: 6, six_channels: 10, switchboard: 2,
    listed_switchboard: 1, role_mailbox: 6, kiosk: 2, shared_computer: 6, crm_duplicate: 12,
}  # fmt: skip
