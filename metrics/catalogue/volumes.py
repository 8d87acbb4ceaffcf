"""How much happened: contacts, messages and the persons behind them."""

from metrics.catalogue.contact_centre import FIRST_LEG
from metrics.catalogue.entry import Leg, Metric, Part, PersonStage

COUNT = (Part("n", "count(*)"),)
OF_PERSONS = (
    Leg("interactions", "started_local", where="is_person_known"),
    Leg("responses", "answered_local", where="is_person_known"),
    Leg("orders", "ordered_local", where="is_person_known"),
    Leg("messages", "sent_local", where="is_person_known AND sender_role = 'customer'"),
)


def count_of(name: str, label: str, unit: str, description: str, leg: Leg, formula: str) -> Metric:
    """A count of rows: its noise is Poisson's, it has no interval and is never withheld."""
    return Metric(
        name=name, label=label, description=description, unit=unit, better="neutral", kind="count",
        legs=(leg,), value="nullif(n, 0)", n="n", interval="none", noise="poisson",
        source="definition of the product", formula=formula,
    )  # fmt: skip


METRICS = (
    count_of("interactions", "Contacts", "contacts", "Contacts of every kind: cases, calls, chats, visits, touches, reviews. One that was"
             " passed on is one contact; its further legs are counted apart.",
             Leg("interactions", "started_local", COUNT, FIRST_LEG, is_rolled=True), "count of contacts"),
    count_of("further_legs", "Further legs", "legs", "Legs of contacts after the first: where they were passed on to.",
             Leg("interactions", "started_local", COUNT, "leg > 1", is_rolled=True), "count of legs after the first of a contact"),
    count_of("messages", "Messages", "messages", "Messages inside chats.", Leg("messages", "sent_local", COUNT, is_rolled=True), "count of messages"),
    Metric(
        name="persons", label="Persons", unit="persons", better="neutral", kind="count",
        description="Different known persons with a contact, an answer, an order or a message of their own; rows without a key of a person are not in it.",
        legs=(PersonStage(OF_PERSONS, COUNT),),
        value="nullif(n, 0)", n="n", interval="none", noise="poisson",
        source="definition of the product", formula="count of different known persons",
    ),
)  # fmt: skip
