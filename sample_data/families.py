"""Planted families: customers whose identifiers are hard to tell apart or to put together, one function a kind.

They are further customers beside the others, and their records stand in the same exports. Each function says what the
records know; identity_truth.csv.gz says who is really who.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from sample_data.family_maker import Maker, Planted
from sample_data.people import FIRST_NAMES, MAIL_HOSTS, SURNAME_ENDS, SURNAME_STARTS, draw_birth_date, plain

LISTED_SWITCHBOARD = "+5491155560000"  # sample_data/hilo.toml lists it


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
