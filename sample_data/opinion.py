"""How contacts are liked: the planted chances of a good answer, and draws of scores from them.

This file and contacts.py hold the truths; sample_data/README.md and truths.toml say what they come to in the exports.
"""

from __future__ import annotations

from random import Random

from sample_data.contacts import Contact
from sample_data.timeline import is_after_fix

LIKED = {"chat": 0.87, "webform": 0.72, "whatsapp": 0.78, "store": 0.82, "web": 0.95, "app": 0.90, "chatbot": 0.66}
LIKED_PHONE_SALES = 0.80
LIKED_CHAT_SALES = 0.80
LIKED_PHONE_SERVICE = 0.48
LIKED_AFTER_HOP = 0.22
LIKED_EMAIL = (0.62, 0.84)  # before and after the templates


def chance_liked(contact: Contact) -> float:
    """Return the chance that the customer is satisfied; the segment plays no part (truth: nothing happens there)."""
    if contact.came_from and not contact.has_context:
        return LIKED_AFTER_HOP
    if contact.queue == "Chat ventas":
        return LIKED_CHAT_SALES
    if contact.channel == "phone":
        return LIKED_PHONE_SALES if contact.stage == "purchase" else LIKED_PHONE_SERVICE
    if contact.channel == "email":
        return LIKED_EMAIL[is_after_fix(contact.at)]
    return LIKED[contact.channel]


def draw_stars(rng: Random, liked: float) -> int:
    """Return an answer on 1 to 5; 4 and 5 are satisfied."""
    if rng.random() < liked:
        return rng.choices((4, 5), (45, 55))[0]
    return rng.choices((1, 2, 3), (35, 30, 35))[0]


def draw_recommendation(rng: Random, liked: float) -> int:
    """Return an answer on 0 to 10: promoters are liked - 0.25, detractors what is not liked and a little less."""
    promoters = max(0.06, liked - 0.25)
    detractors = max(0.06, 0.95 - liked)
    kind = rng.choices("PDN", (promoters, detractors, max(0.0, 1 - promoters - detractors)))[0]
    if kind == "P":
        return rng.choice((9, 10))
    return rng.choice((7, 8)) if kind == "N" else rng.choices(range(7), (3, 2, 3, 4, 5, 7, 8))[0]


def draw_ease(rng: Random, liked: float) -> int:
    """Return an answer on 1 to 7 to 'it was easy'; 5 to 7 agree."""
    return (
        rng.choices((5, 6, 7), (30, 40, 30))[0]
        if rng.random() < liked
        else rng.choices((1, 2, 3, 4), (15, 25, 30, 30))[0]
    )
