"""Customers who begin within the data: they sign up, buy on the web shop the same day, and some come back a month later.

Everybody else was a customer before the data begin, so that of nobody else it is known whether the shop keeps whom it wins.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from random import Random

from sample_data.people import (
    COUNTRIES,
    FIRST_NAMES,
    MAIL_HOSTS,
    PHONE_BLOCKS,
    SEGMENTS,
    SURNAME_ENDS,
    SURNAME_STARTS,
    Person,
    add_homes,
    plain,
)
from sample_data.timeline import DATA_END, FIRST_DAY

NEWCOMERS = 120
FIRST_SIGN_UP, LAST_SIGN_UP = 14, 168  # days after the first one of the data
RETURNS_SHARE = 0.35  # of the newcomers order again on days 30 to 59
FIRST_NUMBER = 5_000  # apart from the numbers of the other customers and of the families
FIRST_PHONE = {"AR": 90_000, "MX": 9_000, "ES": 900_000}


@dataclass(frozen=True)
class Newcomers:
    """New rows of the CRM, and who orders when in the web shop."""

    customers: list[Person]
    orders: list[tuple[Person, datetime]]


def make_newcomers(rng: Random) -> Newcomers:
    """Return the newcomers; an order that would be after the exports were made is none."""
    customers = add_homes(rng, [make_newcomer(rng, FIRST_NUMBER + i) for i in range(NEWCOMERS)])
    orders = []
    for person in customers:
        orders.append((person, person.created_at + timedelta(minutes=rng.randint(5, 90))))
        again = person.created_at + timedelta(days=rng.randint(31, 58), minutes=rng.randint(0, 600))
        if rng.random() < RETURNS_SHARE:
            orders.append((person, again))
    return Newcomers(customers, [(person, at) for person, at in orders if at < DATA_END])


def make_newcomer(rng: Random, number: int) -> Person:
    """Return a customer who signs up on some afternoon within the data."""
    country = rng.choices(list(COUNTRIES), list(COUNTRIES.values()))[0]
    first, last = rng.choice(FIRST_NAMES.split()), rng.choice(SURNAME_STARTS.split()) + rng.choice(SURNAME_ENDS.split())
    day = FIRST_DAY + timedelta(days=rng.randint(FIRST_SIGN_UP, LAST_SIGN_UP))
    return Person(
        number=number, customer_id=f"BV-{10000 + number}", first_name=first, last_name=last,
        email=f"{plain(first)}.{plain(last)}{number}@{rng.choice(MAIL_HOSTS)}",
        phone=PHONE_BLOCKS[country].format(FIRST_PHONE[country] + number - FIRST_NUMBER), country=country,
        language="en" if rng.random() < 0.15 else "es", segment=rng.choices(list(SEGMENTS), list(SEGMENTS.values()))[0],
        created_at=datetime.combine(day, time(15), UTC) + timedelta(minutes=rng.randint(0, 300)), activity=0.0,
    )  # fmt: skip
