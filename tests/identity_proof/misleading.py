"""Families whose strong keys mislead: one key of two people, or several of one. Exports of their own, with the truth.

Each function makes one family out of people (customer number, e-mail, phone, name, birth date of their own) and writes what a
CRM and a contact centre would hold of them. `owner` of a record is who wrote or was registered.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

CUSTOMER_COLUMNS = ("id", "number", "name", "born", "city", "email", "phone", "card")
CONTACT_COLUMNS = ("id", "at", "channel", "number", "email", "phone", "card")
MAPPINGS = {
    "crm": """\
name = "registered"
[file]
format = "csv"
required = ["id", "number", "name", "born", "city", "email", "phone", "card"]
[[record]]
table = "customers"
[record.columns]
record_id = "id"
customer_id = "number"
display_name = "name"
birth_date = { column = "born", formats = ["%Y-%m-%d"] }
city = "city"
email = "email"
phone = "phone"
[record.keys]
loyalty_number = "card"
""",
    "contacts": """\
name = "told"
[file]
format = "csv"
required = ["id", "at", "channel", "number", "email", "phone", "card"]
[defaults]
timezone = "UTC"
[[record]]
table = "interactions"
[record.columns]
record_id = "id"
started_at = "at"
channel = "channel"
interaction_type = { value = "case" }
customer_id = "number"
email = "email"
phone = "phone"
[record.keys]
loyalty_number = "card"
""",
}
FIRST_DAY = datetime(2026, 3, 2, 9)
WOMEN = ["Ana", "Carmen", "Lucía", "Marta", "Sara", "Elena", "Paula", "Irene", "Nuria", "Rocío"]
MEN = ["Luis", "Pedro", "Hugo", "Álvaro", "Diego", "Iván", "Óscar", "Rubén", "Jaime", "Andrés"]
SURNAMES = ("Gil", "Paz", "Sanz", "Vidal", "Rey", "Soto", "Marín", "Lara", "Bravo", "Cano", "Nieto", "Pardo", "Rubio", "Vega", "Mora")  # fmt: skip
CITIES = ("Lugo", "Soria", "Cuenca", "Teruel", "Huesca", "Ávila")


@dataclass(frozen=True)
class One:
    """A person with what a company may know of him."""

    person: int
    number: str
    name: str
    born: date
    city: str
    email: str
    phone: str
    card: str = ""


@dataclass
class Maker:
    """Makes people, and notes their records with the true owner and the family."""

    rng: Random
    family: str = ""
    made: int = 0
    customers: list[dict[str, str]] = field(default_factory=list)
    contacts: list[dict[str, str]] = field(default_factory=list)
    truth: dict[str, tuple[int, str]] = field(default_factory=dict)

    def person(self, names: list[str] | None = None, **given: object) -> One:
        self.made += 1
        number, rng = self.made, self.rng
        name = f"{rng.choice(names or WOMEN + MEN)} {rng.choice(SURNAMES)} {rng.choice(SURNAMES)}"
        born = date(1950, 1, 1) + timedelta(days=rng.randrange(50 * 365))
        one = One(number, f"C{10_000 + number}", name, born, rng.choice(CITIES), f"{rng.choice('bcdfghjkl')}{number}.{rng.choice('mnprstvz')}@correo.example", f"+3460{1_000_000 + number}")  # fmt: skip
        return replace(one, **given)  # type: ignore[arg-type]

    def register(self, one: One, *known: str) -> None:
        """A CRM record; `known`: which of number, name, born, city, email, phone, card it has, all but the card by default."""
        known = known or ("number", "name", "born", "city", "email", "phone")
        row = {"id": f"{len(self.customers)}"} | {name: f"{getattr(one, name)}" for name in known}
        self.customers.append(row)
        self.truth[f"registered:{row['id']}"] = (one.person, self.family)

    def contact(self, one: One, *known: str, channel: str = "email", times: int = 1, **other: str) -> None:
        """Contacts of one, on each of which stand the keys `known`, and others than the own ones."""
        for _ in range(times):
            at = FIRST_DAY + timedelta(hours=self.rng.randrange(24 * 150))
            row = {"id": f"{len(self.contacts)}", "at": f"{at:%Y-%m-%d %H:%M:%S}", "channel": channel}
            self.contacts.append(row | {name: getattr(one, name) for name in known} | other)
            self.truth[f"told:{row['id']}"] = (one.person, self.family)


def couple(make: Maker) -> None:
    """One e-mail, two customer numbers; half of the letters state the number."""
    ana = make.person(WOMEN)
    leo = make.person(MEN, email=ana.email)
    for one in (ana, leo):
        make.register(one)
        make.contact(one, "email", "number", times=3)
        make.contact(one, "phone", channel="phone")
    make.contact(ana, "email")


def on_behalf(make: Maker) -> None:
    """A letter from the own e-mail about the holder's number."""
    holder, writer = make.person(WOMEN), make.person(MEN)
    for one in (holder, writer):
        make.register(one)
        make.contact(one, "email", times=3)
    make.contact(writer, "email", number=holder.number)


def mistyped_number(make: Maker) -> None:
    """A customer number one digit beside the own, once: somebody else's."""
    right, other = make.person(), make.person()
    for one in (right, other):
        make.register(one, "number", "email", "phone")  # a CRM without names
        make.contact(one, "email", "number", times=2)
        make.contact(one, "phone", channel="phone")
    make.contact(right, "email", number=other.number)


def mistyped_email(make: Maker) -> None:
    """The agent typed the e-mail of another customer under a customer number, once."""
    right, other = make.person(WOMEN), make.person(MEN)
    for one in (right, other):
        make.register(one)
        make.contact(one, "email", times=3)
    make.contact(right, "number", channel="phone", email=other.email)


def dummy_email(make: Maker) -> None:
    """An e-mail that a shop types for whoever gives none: three customers have it."""
    dummy = f"no{make.made}tiene@correo.example"
    for names in (WOMEN, MEN, WOMEN):
        one = make.person(names)
        make.register(replace(one, email=dummy))
        make.contact(one, "number", channel="store", times=2, email=dummy)
        make.contact(one, "phone", channel="phone", times=2)


def family_card(make: Maker) -> None:
    """One club card of father and daughter with a customer number each."""
    father = make.person(MEN, card=f"K{make.made}")
    daughter = make.person(WOMEN, card=father.card)
    for one in (father, daughter):
        make.register(one, "number", "name", "born", "email", "card")
        make.contact(one, "email", times=3)
        make.contact(one, "number", "card", channel="store")


def father_and_son(make: Maker) -> None:
    """One name, one e-mail, two birth dates and customer numbers."""
    father = make.person(MEN, born=date(1951, 3, 4))
    son = make.person(MEN, name=father.name, email=father.email, born=date(1983, 10, 21))
    for one in (father, son):
        make.register(one)
        make.contact(one, "email", "number", times=3)


def shop_tablet(make: Maker) -> None:
    """Four customers of whom the shop's tablet sends its own phone."""
    phone = make.person().phone
    for _ in range(4):
        one = make.person(phone=phone)
        make.register(replace(one, phone=""), "number", "name", "born", "email")
        make.contact(one, "email", times=2)
        make.contact(one, "phone", "email", channel="store")


def twice_in_the_crm(make: Maker) -> None:
    """One person, two customer numbers, one e-mail; the name is spelled in another way the second time."""
    one = make.person(names=["José", "María Dolores", "Francisco", "Ana María", "Ignacio"])
    given, *surnames = one.name.rsplit(" ", 2)
    short = {"José": "Pepe", "María Dolores": "Lola", "Francisco": "Fco.", "Ana María": "Ana", "Ignacio": "Nacho"}[
        given
    ]
    spelled = make.rng.choice((f"{short} {' '.join(surnames)}", f"{' '.join(surnames)}, {given}".upper(), f"{given} {surnames[0]}", f"{given[0]}. {surnames[0]}"))  # fmt: skip
    again = replace(one, number=f"{one.number}B", name=spelled)
    for record in (one, again):
        make.register(record, "number", "name", "email")
        make.contact(record, "number", "email", times=2)
    make.contact(one, "email", times=2)


def second_address(make: Maker) -> None:
    """A second e-mail, from which the customer states the number once."""
    one = make.person()
    second = replace(one, email=f"trabajo{one.person}@oficina.example")
    make.register(one)
    make.contact(one, "email", times=2)
    make.contact(second, "email", times=2)
    make.contact(second, "email", "number")


def gmail_spelling(make: Maker) -> None:
    """One mailbox, written with and without dots."""
    one = make.person(email=f"ana.gil.{make.made}@gmail.com")
    make.register(one)
    make.contact(one, "email", times=4)
    make.contact(one, channel="email", email=f"anagil{one.email.split('.')[2].split('@')[0]}+tienda@googlemail.com")


def changed_email(make: Maker) -> None:
    """A new e-mail in a shop's record; name and phone are the same."""
    one = make.person()
    new = replace(one, email=f"nuevo{one.person}x@otro.example")
    make.register(one)
    make.contact(one, "email", times=4)
    make.register(new, "name", "email", "phone")


def mistyped_address(make: Maker) -> None:
    """A letter of the e-mail is wrong, once; name and city are the same."""
    one = make.person()
    make.register(one)
    make.contact(one, "email", times=4)
    wrong = one.email.replace("@", "a@")
    make.register(replace(one, email=wrong.replace(".", "s.", 1)), "name", "city", "born", "email")


FAMILIES: tuple[Callable[[Maker], None], ...] = (
    couple, on_behalf, mistyped_number, mistyped_email, dummy_email, family_card, father_and_son, shop_tablet, twice_in_the_crm,
    second_address, gmail_spelling, changed_email, mistyped_address,
)  # fmt: skip
EACH = 12


def write_families(folder: Path, seed: int) -> Path:
    """Write the exports under folder/exports, and the truth; return the file of the truth."""
    make = Maker(Random(seed))
    for family in FAMILIES:
        make.family = family.__name__
        for _ in range(EACH):
            family(make)
    tables = {"crm": (CUSTOMER_COLUMNS, make.customers), "contacts": (CONTACT_COLUMNS, make.contacts)}
    for name, (columns, rows) in tables.items():
        place = folder / "exports" / name
        place.mkdir(parents=True)
        (place / f"{name}.mapping.toml").write_text(MAPPINGS[name], encoding="utf-8")
        make.rng.shuffle(rows)
        with (place / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="")
            writer.writeheader()
            writer.writerows(rows)
    truth = folder / "truth.csv.gz"
    with gzip.open(truth, "wt", encoding="utf-8", newline="") as packed:
        lines = csv.writer(packed)
        lines.writerow(("record_id", "person", "family"))
        # Beside the people of the sample, whose numbers are smaller.
        lines.writerows((record, 10**9 + person, family) for record, (person, family) in make.truth.items())
    return truth
