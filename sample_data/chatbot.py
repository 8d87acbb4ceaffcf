"""The chatbot's sessions: JSON lines of a home-made bot, read with a mapping file that stands beside them."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

from sample_data.contacts import Contact
from sample_data.files import json_text, write_gzip
from sample_data.identity_truth import Truth

# "Did this help?" at the end: (share that answers, share of these that says yes)
HELPED = {"resolved": (0.45, 0.93), "left": (0.08, 0.15), "handed_off": (0.0, 0.0)}

BAD_SESSIONS: list[dict[str, Any]] = [
    {
        "session": "bot-bad-1",
        "began": "2026-06-31T09:00:00Z",
        "user": "BV-10001",
        "intent": "averia",
        "outcome": "left",
        "turns": 3,
    },
    {
        "session": "bot-bad-2",
        "began": "2026-06-30T09:00:00Z",
        "user": "BV-10002",
        "intent": "averia",
        "outcome": "maybe",
        "turns": 3,
    },
]  # an impossible date, and an outcome that the bot does not have


def write_exports(folder: Path, rng: Random, contacts: list[Contact], truth: Truth) -> None:
    """Write all sessions in one file."""
    sessions = []
    for number, contact in enumerate(c for c in contacts if c.system == "chatbot"):
        truth.note(f"chatbot:bot-{number + 1:05}", contact.person)
        sessions.append(
            {
                "session": f"bot-{number + 1:05}",
                "began": contact.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "user": contact.person.customer_id,
                "intent": contact.topic,
                "outcome": contact.outcome,
                "handed_to": contact.handed_to or None,
                "turns": rng.randint(2, 6) if contact.outcome == "resolved" else rng.randint(4, 14),
                "seconds": rng.randint(40, 400),
                "country": contact.person.country,
                "helped": _helped(contact),
            }
        )
    sessions.sort(key=lambda session: str(session["began"]))
    write_gzip(
        folder / "bot_sessions.jsonl.gz", "".join(json_text(session) + "\n" for session in sessions + BAD_SESSIONS)
    )


def _helped(contact: Contact) -> str | None:
    """Return what the customer clicked; drawn apart, so that the sessions stay as they are."""
    chance = Random(f"helped {contact.person.number} {contact.at}")
    answers, says_yes = HELPED[contact.outcome]
    if chance.random() >= answers:
        return None
    return "yes" if chance.random() < says_yes else "no"
