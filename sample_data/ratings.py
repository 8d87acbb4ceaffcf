"""What customers say after a chat: Chatwoot's CSAT download, with its empty lines and its footer."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from random import Random

from sample_data.contacts import Contact
from sample_data.files import csv_text, write_text
from sample_data.opinion import chance_liked, draw_stars
from sample_data.people import Agent
from sample_data.timeline import DATA_END
from sample_data.wording import comment

HEADER = ("Agent Name", "Rating", "Feedback Comment", "Contact Name", "Contact Email Address", "Contact Phone Number",
          "Link to the conversation", "Recorded date")  # fmt: skip
ANSWERED_SHARE = 0.92
LINK = "https://chat.bruvanta.example/app/accounts/1/conversations/{}"
BAD_ROWS = (
    ("", "7", "", "", "", "", LINK.format(99001), "2026-08-29 10:00:00 UTC"),  # above 5
    ("", "bien", "", "", "", "", LINK.format(99002), "2026-08-29 11:00:00 UTC"),  # no number
    ("", "4", "", "", "", "", LINK.format(99003), "2026-13-01 10:00:00 UTC"),  # month 13
)
FOOTER = "Reporting period 2026-03-02 00:00:00 UTC to 2026-08-31 12:00:00 UTC"


def write_exports(folder: Path, rng: Random, contacts: list[Contact], agents: list[Agent]) -> None:
    """Write the ratings of the half year; the template prints an empty line between rows."""
    team = [agent for agent in agents if agent.team == "Chat"]
    rows = []
    for number, contact in enumerate(c for c in contacts if c.queue == "Chat soporte"):
        if rng.random() < ANSWERED_SHARE:
            rows.append(_row(rng, 1000 + number, contact, rng.choice(team)))
    rows = sorted((row for row in rows if row[-1] < f"{DATA_END:%Y-%m-%d %H}"), key=lambda row: row[-1])
    lines = csv_text([HEADER, *rows, *BAD_ROWS]).splitlines()
    write_text(folder / "csat_report.csv", "\n\n".join(lines) + f"\n\n{FOOTER}\n")


def _row(rng: Random, conversation: int, contact: Contact, agent: Agent) -> tuple[str, ...]:
    person, score = contact.person, draw_stars(rng, chance_liked(contact))
    words = comment(contact, score >= 4) if rng.random() < 0.3 else ""
    at = contact.at + timedelta(minutes=rng.randint(8, 300))
    agent_name = "" if rng.random() < 0.04 else f"{agent.name} ({agent.email})"
    email, phone = (person.email, "") if rng.random() < 0.7 else ("", person.phone)
    return (
        agent_name,
        str(score),
        words,
        person.name,
        email,
        phone,
        LINK.format(conversation),
        f"{at:%Y-%m-%d %H:%M:%S} UTC",
    )
