"""Every contact in the raw files as a matter needs it: whose, when, where, about what, and how it ended."""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.sample_data.raw import EXPORTS, read_calls, read_chats, read_csv, read_sessions, read_text, read_tickets

CHANNEL = {31: "email", 32: "webform", 33: "whatsapp"}
LISTED = re.compile(
    r"^(\d+)/(\d+)/(\d+), (\d+):(\d\d)\s([ap])\.\s?m\. - ([^:]+): |^\[(\d\d)/(\d\d)/(\d{4}), (\d\d):(\d\d):(\d\d)\] ([^:]+): "
)


@dataclass
class Contact:
    """One row; person None is nobody in particular."""

    record: str
    person: str | None
    channel: str
    start: datetime
    end: datetime
    topic: str | None = None
    case: str | None = None
    conversation: str | None = None  # ties legs of a call or a ticket
    is_visit: bool = False  # joins by its case only
    is_abandoned: bool | None = None
    is_handed_off: bool | None = None
    is_resolved: bool | None = None
    has_context: bool | None = None
    transfers: int = 0


def read_contacts() -> list[Contact]:
    """Return all contacts that open or may join a matter, bad ones left out."""
    truth = read_owners()
    shared = {phone for phone, people in customers_by("Phone Number").items() if len(people) > 1}
    contacts = [*_calls(truth, shared), *_chats(truth), *_tickets(truth), *_bots(truth), *_whatsapp()]
    return contacts + _claim_pages(truth) + _claim_slips(truth)


def read_owners() -> dict[str, str]:
    """The real person of each record."""
    with gzip.open(EXPORTS.parent / "identity_truth.csv.gz", "rt", encoding="utf-8") as file:
        return {row["record_id"]: row["person"] for row in csv.DictReader(file)}


def customers_by(column: str) -> dict[str, set[str]]:
    """The people of the CRM by their e-mail or phone."""
    people: dict[str, set[str]] = defaultdict(set)
    owners = read_owners()
    for row in read_csv("hubspot/hubspot-crm-exports-todos-los-contactos-2026-08-31.csv.gz"):
        if row[column]:
            people[row[column]].add(owners[f"hubspot:{row['Record ID']}"])
    return people


def _calls(truth: dict[str, str], shared: set[str]) -> list[Contact]:
    contacts = []
    for call_id, call in read_calls().items():
        start = datetime.fromtimestamp(call["time"], UTC)
        person = None if f"+{call['phone']}" in shared else truth[f"asterisk:{call_id}"]
        contacts.append(Contact(f"asterisk:{call_id}", person, "phone", start, start + timedelta(seconds=call["wait"] + call.get("talk", 0)),
                                conversation=call_id, is_abandoned=call["is_abandoned"], is_resolved=call.get("is_resolved"),
                                has_context=False if call["queue"] == "derivados_bot" else None, transfers=call["transfers"]))  # fmt: skip
    return contacts


def _chats(truth: dict[str, str]) -> list[Contact]:
    contacts = []
    for leg in read_chats():
        start, agent, said = datetime.fromisoformat(leg["InitiationTimestamp"]), leg["Agent"], leg["Attributes"]
        handled = (
            (agent["AgentInteractionDuration"] + agent["CustomerHoldDuration"] + agent["AfterContactWorkDuration"])
            if agent
            else 0
        )
        is_call = leg["Channel"] == "VOICE"
        contacts.append(Contact(
            f"amazon_connect:{leg['ContactId']}", truth[f"amazon_connect:{leg['ContactId']}"], "phone" if is_call else "chat", start,
            start + timedelta(seconds=leg["Queue"]["Duration"] + handled), said["motivo"], said.get("reclamo"),
            leg["InitialContactId"] or leg["ContactId"],
            is_abandoned=agent is None and leg["NextContactId"] is None, is_resolved={"si": True, "no": False}.get(said.get("resuelto")),
            has_context=True if "contextoBot" in said else None, transfers=int(agent is not None and leg["NextContactId"] is not None)))  # fmt: skip
    return contacts


def _tickets(truth: dict[str, str]) -> list[Contact]:
    contacts = []
    for ticket in read_tickets():
        if "04-31" in ticket["created_at"]:
            continue
        start, is_solved = datetime.fromisoformat(ticket["created_at"]), ticket["status"] in ("solved", "closed")
        minutes = (ticket["metric"]["full_resolution_time_in_minutes"]["calendar"] or 0) if is_solved else 0
        contacts.append(Contact(f"zendesk:{ticket['id']}", truth[f"zendesk:{ticket['id']}"], CHANNEL[ticket["group_id"]], start,
                                start + timedelta(minutes=minutes), ticket["tags"][0], ticket["custom_fields"][2]["value"],
                                str(ticket["id"]), is_resolved=is_solved, transfers=ticket["metric"]["assignee_stations"] - 1))  # fmt: skip
    return contacts


def _bots(truth: dict[str, str]) -> list[Contact]:
    sessions = read_sessions()
    return [Contact(f"chatbot:{s['session']}", truth[f"chatbot:{s['session']}"], "chatbot", at := datetime.fromisoformat(s["began"]), at,
                    s["intent"], is_handed_off=s["outcome"] == "handed_off", is_resolved=s["outcome"] == "resolved")
            for s in sessions if "bad" not in s["session"]]  # fmt: skip


def _whatsapp() -> list[Contact]:
    """Sessions of the stores' chats: a day without a message ends one."""
    owners, contacts = customers_by("Phone Number"), []
    for path in sorted((EXPORTS / "whatsapp").rglob("*.txt")):
        phone = "+" + re.sub(r"\D", "", str(path.relative_to(EXPORTS)))
        (person,) = owners[phone]
        last = None
        for match in filter(None, map(LISTED.match, path.read_text(encoding="utf-8").splitlines())):
            at, sender = _written(match)
            if sender.startswith("Bruvanta") and last is None:
                continue  # the notice that opens every chat
            if last is None or at - last > timedelta(days=1):
                contacts.append(Contact(f"whatsapp:{phone} {at}", person, "whatsapp", at, at))
            last = at
    return contacts


def _written(match: re.Match[str]) -> tuple[datetime, str]:
    if match[8]:
        day, month, year, hour, minute, second = (int(match[n]) for n in range(8, 14))
        return datetime(year, month, day, hour, minute, second, tzinfo=ZoneInfo("Europe/Madrid")).astimezone(
            UTC
        ), match[14]
    day, month, year, hour, minute = (int(match[n]) for n in range(1, 6))
    hour = hour % 12 + (12 if match[6] == "p" else 0)
    return datetime(
        2000 + year, month, day, hour, minute, tzinfo=ZoneInfo("America/Argentina/Buenos_Aires")
    ).astimezone(UTC), match[7]


def _claim_pages(truth: dict[str, str]) -> list[Contact]:
    found: dict[str, Contact] = {}
    for path in sorted((EXPORTS / "ga4").glob("*.gz")):
        for event in map(json.loads, read_text(path).splitlines()):
            page = next((p["value"]["string_value"] for p in event["event_params"] if p["key"] == "page_location"), "")
            if claim := re.search(r"/reclamos/(R-\d+)", page):
                record = f"ga4:{event['user_pseudo_id']} {event['event_params'][0]['value']['int_value']}"
                at = datetime.fromtimestamp(int(event["event_timestamp"]) / 1e6, UTC)
                found.setdefault(
                    record,
                    Contact(record, truth[record], "app", at, at, case=claim[1], is_visit=True, has_context=True),
                )
    return list(found.values())


def _claim_slips(truth: dict[str, str]) -> list[Contact]:
    contacts = []
    for row in read_csv("square/transactions-2026-03-02-2026-08-31.csv"):
        if claim := re.search(r"reclamo (R-\d+)", row["Refund Reason"]):
            at = datetime.fromisoformat(f"{row['Date']}T{row['Time']}").replace(
                tzinfo=ZoneInfo("America/Argentina/Buenos_Aires")
            )
            record = f"square:{row['Transaction ID']} {row['Payment ID']}"
            contacts.append(
                Contact(record, truth[record], "store", at, at, case=claim[1], is_visit=True, is_resolved=True)
            )
    return contacts
