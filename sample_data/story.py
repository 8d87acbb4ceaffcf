"""The worked story: Manuel's washing machine, from the advertisement that he followed to the store that took it back.

One customer, nine touches, five channels in a row for one defect: chatbot, e-mail, phone, app, store.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sample_data.contacts import Contact
from sample_data.people import Person

PRODUCT = ("LAV-8K", "Lavarropas Torbella 8 kg", 412.00)
ORDER_NAME = "#BV7001"
ORDERED_AT = datetime(2026, 6, 24, 21, 14, 7, tzinfo=UTC)  # web shop, after a click in the newsletter of 23 June
BOT_AT = datetime(2026, 7, 6, 13, 2, 11, tzinfo=UTC)  # the bot does not understand and hands off
EMAIL_AT = datetime(2026, 7, 6, 13, 31, 40, tzinfo=UTC)  # he writes instead of calling
PHONE_AT = datetime(2026, 7, 8, 14, 5, 30, tzinfo=UTC)  # nobody came; he calls and explains everything again
APP_AT = datetime(2026, 7, 9, 23, 40, 0, tzinfo=UTC)  # looks for the state of his claim in the app
STORE_AT = datetime(2026, 7, 11, 15, 20, 18, tzinfo=UTC)  # the store refunds the machine
PHONE_STARS = 1
RECOMMENDATION = 2
EASE = 1
PHONE_COMMENT = "Conté el problema al chatbot, por correo y ahora otra vez desde el principio"
RECOMMENDATION_COMMENT = (
    "Cinco veces la misma historia por un lavarropas que no centrifuga; al final lo resolvió la sucursal"
)
ANSWERED_AT = datetime(2026, 7, 12, 16, 3, 55, tzinfo=UTC)
EMAIL_TEXT = "El lavarropas que compré por la web no centrifuga desde el primer lavado. Ya lo conté en el chat."
CLAIM = "R-2071"  # opened with the e-mail; the app's page and the store's slip carry it, the call does not
STORE_REASON = f"Defecto de fabrica - reclamo {CLAIM}"


def story_contacts(people: list[Person]) -> list[Contact]:
    """Return Manuel's contacts with chatbot, e-mail and phone; web, app and store are in their own modules."""
    manuel = people[0]
    return [
        Contact(
            "chatbot",
            "chatbot",
            "asistente",
            "service",
            "averia",
            manuel,
            BOT_AT,
            outcome="handed_off",
            handed_to="phone",
        ),
        Contact(
            "zendesk",
            "email",
            "31",
            "service",
            "averia",
            manuel,
            EMAIL_AT,
            came_from="chatbot",
            claim=CLAIM,
            order=ORDER_NAME,
        ),
        Contact(
            "asterisk", "phone", "soporte", "service", "averia", manuel, PHONE_AT, came_from="chatbot", outcome="again"
        ),
    ]
