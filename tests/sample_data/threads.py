"""Matters of the raw contacts with plain Python: what README.md says of them, person by person; what they cost and scored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from tests.sample_data.raw import EXPORTS, read_csv, read_tickets
from tests.sample_data.raw_contacts import Contact, customers_by, read_contacts

GAP = timedelta(days=7)
MATURE_UNTIL = datetime(2026, 8, 31, 12, tzinfo=UTC) - GAP
FORM = "google_forms/Encuesta después de la llamada (respuestas).csv"
CHANNELS = {
    "Teléfono": "phone",
    "Correo": "email",
    "Formulario web": "webform",
    "Chat": "chat",
    "Chatbot": "chatbot",
    "WhatsApp": "whatsapp",
}


@dataclass
class Matter:
    """One person's contacts about one thing: each contact is its legs in order."""

    person: str
    contacts: list[list[Contact]]
    is_satisfied: bool | None = None
    answered: tuple[bool, datetime] | None = None

    @property
    def rows(self) -> list[Contact]:
        return [leg for legs in self.contacts for leg in legs]

    @property
    def path(self) -> str:
        channels = [legs[0].channel for legs in self.contacts]
        return " > ".join(channel for n, channel in enumerate(channels) if n == 0 or channel != channels[n - 1])

    @property
    def opened(self) -> datetime:
        return self.contacts[0][0].start

    @property
    def is_resolved(self) -> bool | None:
        stated = [False if c.is_resolved is None else c.is_resolved for c in sorted(self.rows, key=lambda c: c.start)
                  if c.is_resolved is not None or c.is_abandoned]  # fmt: skip
        return stated[-1] if stated else None

    @property
    def hops(self) -> list[tuple[list[Contact], list[Contact]]]:
        return [(a, b) for a, b in pairwise(self.contacts) if a[0].channel != b[0].channel]


@cache
def matters() -> list[Matter]:
    """Return the matters of all known persons that had a week to go on, with their scores."""
    own: dict[str, list[Contact]] = defaultdict(list)
    for contact in read_contacts():
        if contact.person is not None:
            own[contact.person].append(contact)
    found = [matter for person in own for matter in _matters_of(person, own[person])]
    _attach_answers(found)
    return [matter for matter in found if matter.opened <= MATURE_UNTIL]


def _matters_of(person: str, contacts: list[Contact]) -> list[Matter]:
    openers = sorted((c for c in contacts if not c.is_visit), key=lambda c: (c.start, c.record))
    groups = [part for run in _runs(openers) for part in _by_subject(run)]
    groups += [[contact] for contact in contacts if contact.is_visit]
    for link in ("case", "conversation"):
        groups = _unite(groups, link)
    found = []
    for group in groups:
        began = min((c.start for c in group if not c.is_visit), default=None)
        if began is not None:
            units: dict[str, list[Contact]] = {}
            for contact in sorted(
                (c for c in group if c.start >= began), key=lambda c: (c.start, c.is_visit, c.record)
            ):
                units.setdefault(f"{contact.channel} {contact.conversation or contact.record}", []).append(contact)
            found.append(Matter(person, list(units.values())))
    return found


def _runs(contacts: list[Contact]) -> list[list[Contact]]:
    runs: list[list[Contact]] = []
    for contact in contacts:
        if runs and contact.start <= max(c.end for c in runs[-1]) + GAP:
            runs[-1].append(contact)
        else:
            runs.append([contact])
    return runs


def _by_subject(run: list[Contact]) -> list[list[Contact]]:
    """Split a run where topics differ, then where claims do; who states none takes the last one, else the next."""
    parts = [run]
    for subject in (lambda c: c.topic, lambda c: c.case):
        parts = [split for part in parts for split in _split(part, subject)]
    return [again for part in parts for again in _runs(part)]


def _split(part: list[Contact], subject: Callable[[Contact], str | None]) -> list[list[Contact]]:
    stated = [subject(contact) for contact in part]
    filled, last = [], next((value for value in stated if value), None)
    for value in stated:
        last = value or last
        filled.append(last)
    return [[c for c, about in zip(part, filled, strict=True) if about == value] for value in dict.fromkeys(filled)]


def _unite(groups: list[list[Contact]], link: str) -> list[list[Contact]]:
    united: list[list[Contact]] = []
    for group in groups:
        links = {getattr(contact, link) for contact in group} - {None}
        same = [other for other in united if links & {getattr(contact, link) for contact in other}]
        united = [other for other in united if other not in same] + [[c for part in [*same, group] for c in part]]
    return united


def _attach_answers(found: list[Matter]) -> None:
    """Give each satisfaction answer to its ticket's matter, else to the person's last one then on its channel."""
    by_ticket = {c.record: matter for matter in found for c in matter.rows}
    for ticket in read_tickets():
        rating = ticket["rating"]
        if (
            rating
            and rating["score"] in ("good", "bad")
            and rating["updated_at"] != "soon"
            and f"zendesk:{ticket['id']}" in by_ticket
        ):
            _note(
                by_ticket[f"zendesk:{ticket['id']}"],
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


def hop_causes(before: str, after: str) -> list[str]:
    """How the contacts ended from which customers went from one channel to the other; those of which nobody says are out."""
    causes = [_ending(first) for matter in matters() for first, then in matter.hops
              if (first[0].channel, then[0].channel) == (before, after)]  # fmt: skip
    return [cause for cause in causes if cause]


def _ending(legs: list[Contact]) -> str:
    def last(name: str) -> bool | None:
        return next((value for leg in reversed(legs) if (value := getattr(leg, name)) is not None), None)

    if last("is_abandoned"):
        return "abandonment"
    if last("is_handed_off"):
        return "handoff"
    return {False: "failure", True: "chosen", None: ""}[last("is_resolved")]


def explained_again(path: str) -> tuple[int, int]:
    """Hops without context, and hops and transfers, in the matters of this path."""
    chosen = [matter for matter in matters() if matter.path == path]
    hops = [hop for matter in chosen for hop in matter.hops]
    without = sum(not then[0].has_context if then[0].has_context is not None else then[0].case is None or then[0].case != first[-1].case
                  for first, then in hops)  # fmt: skip
    return without, len(hops) + sum(contact.transfers for matter in chosen for contact in matter.rows)


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
