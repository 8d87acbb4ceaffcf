"""What the customer answered at the end of each matter, and what a contact costs, from the raw files."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from tests.sample_data.matter import Matter
from tests.sample_data.raw import EXPORTS, read_csv, read_sessions, read_tickets
from tests.sample_data.raw_contacts import customers_by, read_contacts

GAP = timedelta(days=7)
FORM = "google_forms/Encuesta después de la llamada (respuestas).csv"
CHANNELS = {
    "Teléfono": "phone",
    "Correo": "email",
    "Formulario web": "webform",
    "Chat": "chat",
    "Chatbot": "chatbot",
    "WhatsApp": "whatsapp",
}


def attach_answers(found: list[Matter]) -> None:
    """Give each satisfaction answer to its ticket's or session's matter, else to the person's last one then on its channel."""
    by_record = {c.record: matter for matter in found for c in matter.rows}
    for session in read_sessions():
        if session.get("helped") and f"chatbot:{session['session']}" in by_record:
            at = datetime.fromisoformat(session["began"])
            _note(by_record[f"chatbot:{session['session']}"], True, at, session["helped"] == "yes")
    for ticket in read_tickets():
        rating = ticket["rating"]
        if (
            rating
            and rating["score"] in ("good", "bad")
            and rating["updated_at"] != "soon"
            and f"zendesk:{ticket['id']}" in by_record
        ):
            _note(
                by_record[f"zendesk:{ticket['id']}"],
                True,
                datetime.fromisoformat(rating["updated_at"]),
                rating["score"] == "good",
            )
    own: dict[str, list[Matter]] = defaultdict(list)
    for matter in found:
        own[matter.person].append(matter)
    for person, channel, at, is_good in [*_form_answers(), *_chat_answers()]:
        fits = [
            m
            for m in own[person]
            if m.opened <= at <= max(c.end for c in m.rows) + GAP and channel in m.path.split(" > ")
        ]
        if fits:
            _note(max(fits, key=lambda m: m.opened), False, at, is_good)


def _note(matter: Matter, is_tied: bool, at: datetime, is_good: bool) -> None:
    if matter.answered is None or (is_tied, at) >= matter.answered:
        matter.answered, matter.is_satisfied = (is_tied, at), is_good


def _form_answers() -> list[tuple[str, str, datetime, bool]]:
    people, answers = customers_by("Email"), []
    for row in read_csv(FORM):
        day, clock, half, *_ = row["Marca temporal"].replace("a. m.", "am").replace("p. m.", "pm").split()
        stars = row["¿Qué tan satisfecho quedó con la llamada? (1 a 5)"]
        if row["Dirección de correo electrónico"]:
            hour, minute, second = map(int, clock.split(":"))
            local = datetime.strptime(day, "%Y/%m/%d").replace(hour=hour % 12 + 12 * (half == "pm"), minute=minute, second=second,
                                                              tzinfo=ZoneInfo("America/Argentina/Buenos_Aires"))  # fmt: skip
            (person,) = people[row["Dirección de correo electrónico"]]
            answers.append((person, "phone", local, stars in "45"))
    return answers


def _chat_answers() -> list[tuple[str, str, datetime, bool]]:
    emails, phones, answers = customers_by("Email"), customers_by("Phone Number"), []
    for row in read_csv("chatwoot/csat_report.csv"):
        if row.get("Contact Name") and "Recorded date" in row:
            (person,) = (
                emails[row["Contact Email Address"]]
                if row["Contact Email Address"]
                else phones[row["Contact Phone Number"]]
            )
            at = datetime.strptime(row["Recorded date"], "%Y-%m-%d %H:%M:%S UTC").replace(tzinfo=UTC)
            answers.append((person, "chat", at, row["Rating"] in "45"))
    return answers


@cache
def contact_costs() -> dict[tuple[str, int], float]:
    """What a contact costs by channel and month: its costs over its contacts."""
    spent: dict[tuple[str, int], float] = defaultdict(float)
    for line in (EXPORTS / "office/costos_contact_center.csv").read_text(encoding="latin-1").splitlines()[1:]:
        channel, _, start, _, amount, _ = line.split(";")
        if amount != "cien" and not start.startswith("31/06"):
            spent[CHANNELS[channel], int(start[3:5])] += float(amount.replace(".", "").replace(",", "."))
    contacts: dict[tuple[str, int], int] = defaultdict(int)
    for contact in read_contacts():
        contacts[contact.channel, contact.start.month] += not contact.is_visit
    return {key: amount / contacts[key] for key, amount in spent.items()}


def cost_of(matter: Matter) -> float:
    """What the matter's contacts cost; visits cost nothing that anybody stated."""
    return sum(contact_costs()[c.channel, c.start.month] for c in matter.rows if not c.is_visit)
