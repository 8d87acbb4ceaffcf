"""What contacts lead to, planted for the pages that look for what moves people: leaving after a failed hop, buying after a sales chat.

Each consequence is drawn from the contact's own stream, so that everything else stays as it is. Sales calls lead to no order
beyond chance, nor does any other contact: what a page finds there is a false alarm.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from sample_data.contacts import Contact
from sample_data.people import Person
from sample_data.timeline import DATA_END

LEAVES_SHARE = 0.35  # of the subscribers whom the bot sent to the phone without passing anything on
ORDERS_SHARE = 0.38  # of the chats about buying


def leave_after_hop(contacts: list[Contact]) -> dict[int, datetime]:
    """Return when customers, by number, end their plan: two to seven weeks after the first hop that decided it."""
    leaving: dict[int, datetime] = {}
    for contact in contacts:
        chance = Random(f"leaves {contact.person.number} {contact.at}")
        if contact.queue == "derivados_bot" and contact.person.number and chance.random() < LEAVES_SHARE:
            leaving.setdefault(contact.person.number, contact.at + timedelta(hours=chance.randint(14 * 24, 49 * 24)))
    return leaving


def order_after_sales_chat(contacts: list[Contact]) -> list[tuple[Person, datetime]]:
    """Return who orders when in the web shop, within nine days of a chat about buying."""
    orders = []
    for contact in contacts:
        chance = Random(f"orders {contact.person.number} {contact.at}")
        if contact.queue == "Chat ventas" and chance.random() < ORDERS_SHARE:
            at = contact.at + timedelta(minutes=chance.randint(20, 9 * 1440))
            orders += [(contact.person, at)] if at < DATA_END else []
    return orders
