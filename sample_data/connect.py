"""Chat of all countries and the calls of Spain: Amazon Connect contact records as Firehose leaves them in S3.

JSON objects back to back without line ends, gzip, one file a month here; a record can be delivered twice.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from sample_data.contacts import Contact
from sample_data.files import json_text, write_gzip
from sample_data.identity_truth import Truth
from sample_data.people import Agent
from sample_data.timeline import DATA_END, SHORT_STAFF_DAY, draw_seconds

ARN = "arn:aws:connect:eu-west-2:000000000000:instance/bruvanta"
# queue: (median wait in seconds, share that gives up)
QUEUES = {"Chat soporte": (24, 0.04), "Chat ventas": (18, 0.03), "Soporte voz": (150, 0.22)}
GIVE_UP_SHORT_STAFFED = 0.45  # in Soporte voz, from SHORT_STAFF_DAY on
TRANSFER_SHARE = 0.07
REPEAT_DELIVERY_SHARE = 0.02
FILLED_IN_SHARE, SOLVED_SHARE = 0.9, {"CHAT": 0.90, "VOICE": 0.68}  # what the agent notes at the end


def write_exports(folder: Path, rng: Random, contacts: list[Contact], agents: list[Agent], truth: Truth) -> None:
    """Write one file a month."""
    months: dict[int, list[str]] = {}
    for contact in contacts:
        if contact.system == "connect":
            for record in _contact_records(rng, contact, agents):
                months.setdefault(contact.at.month, []).append(json_text(record))
                truth.note(f"amazon_connect:{record['ContactId']}", contact.person)
    months[5] += [json_text(record) for record in _bad_records()]
    for month, objects in sorted(months.items()):
        name = f"bruvanta-ctr-1-2026-{month:02}-01-00-00-00-{_uuid(Random(f'file {month}'))}.gz"
        write_gzip(folder / f"2026/{month:02}" / name, "".join(objects))


def _contact_records(rng: Random, contact: Contact, agents: list[Agent]) -> list[dict[str, Any]]:
    """Return the contact's legs, and a leg again when the stream delivered it twice."""
    team = [agent for agent in agents if agent.team == ("Chat" if contact.channel == "chat" else "Voz")]
    median, share = QUEUES[contact.queue]
    if contact.queue == "Soporte voz" and contact.at.date() >= SHORT_STAFF_DAY:
        share = GIVE_UP_SHORT_STAFFED
    wait = draw_seconds(rng, median)
    if rng.random() < share:
        return [_record(rng, contact, contact.at, wait, None, 0)]
    handle = draw_seconds(rng, 420 if contact.channel == "chat" else 300, 0.5)
    first = _record(rng, contact, contact.at, wait, rng.choice(team), handle)
    legs = [first]
    if rng.random() < TRANSFER_SHARE:
        start = contact.at + timedelta(seconds=wait + handle)
        second = _record(rng, contact, start, draw_seconds(rng, 40), rng.choice(team), draw_seconds(rng, 240, 0.5))
        second |= {
            "InitialContactId": first["ContactId"],
            "PreviousContactId": first["ContactId"],
            "InitiationMethod": "TRANSFER",
        }
        first |= {"NextContactId": second["ContactId"], "TransferCompletedTimestamp": _iso(start)}
        legs.append(second)
    if rng.random() < REPEAT_DELIVERY_SHARE:
        later = datetime.fromisoformat(first["LastUpdateTimestamp"]) + timedelta(minutes=7)
        legs.append(first | {"LastUpdateTimestamp": _iso(later)})
    return legs


def _record(
    rng: Random, contact: Contact, start: datetime, wait: int, agent: Agent | None, handle: int
) -> dict[str, Any]:
    queued = start + timedelta(seconds=rng.randint(2, 30))
    answered = queued + timedelta(seconds=wait)
    wrap_up = rng.randint(5, 45) if agent else 0
    ended = answered + timedelta(seconds=handle)
    is_call = contact.channel == "phone"
    contact_id = _uuid(rng)
    return {
        "AWSAccountId": "000000000000",
        "AWSContactTraceRecordFormatVersion": "2017-03-10",
        "InstanceARN": ARN,
        "ContactId": contact_id,
        "InitialContactId": None,
        "PreviousContactId": None,
        "NextContactId": None,
        "Channel": "VOICE" if is_call else "CHAT",
        "InitiationMethod": "INBOUND" if is_call else "API",
        "InitiationTimestamp": _iso(start),
        "ConnectedToSystemTimestamp": _iso(start),
        "DisconnectTimestamp": _iso(ended),
        "DisconnectReason": "CUSTOMER_DISCONNECT",
        "LastUpdateTimestamp": _iso(ended + timedelta(seconds=60)),
        "AgentConnectionAttempts": 1 if agent else 0,
        "Attributes": _attributes(contact, contact_id, agent),
        "CustomerEndpoint": {"Address": contact.person.phone, "Type": "TELEPHONE_NUMBER"} if is_call else None,
        "SystemEndpoint": {"Address": "+34600999999", "Type": "TELEPHONE_NUMBER"} if is_call else None,
        "Queue": {"ARN": f"{ARN}/queue/1", "Name": contact.queue, "EnqueueTimestamp": _iso(queued),
                  "DequeueTimestamp": _iso(answered), "Duration": wait},
        "Agent": agent and {
            "ARN": f"{ARN}/agent/{agent.number}", "Username": agent.login, "ConnectedToAgentTimestamp": _iso(answered),
            "AgentInteractionDuration": handle - handle // 12, "CustomerHoldDuration": handle // 12,
            "NumberOfHolds": 1, "LongestHoldDuration": handle // 12, "AfterContactWorkStartTimestamp": _iso(ended),
            "AfterContactWorkEndTimestamp": _iso(ended + timedelta(seconds=wrap_up)), "AfterContactWorkDuration": wrap_up,
            "RoutingProfile": {"ARN": f"{ARN}/routing-profile/1", "Name": agent.team}, "HierarchyGroups": None,
        },
    }  # fmt: skip


def _attributes(contact: Contact, contact_id: str, agent: Agent | None) -> dict[str, str]:
    """Return what the flow and the agent set; a draw of its own for each contact, so that the others stay as they are."""
    attributes = {
        "customerId": contact.person.customer_id,
        "motivo": contact.topic,
        "idioma": contact.person.language,
    }
    chance, share = Random(contact_id), SOLVED_SHARE["VOICE" if contact.channel == "phone" else "CHAT"]
    if agent and chance.random() < FILLED_IN_SHARE:
        attributes["resuelto"] = "si" if chance.random() < share else "no"
    if contact.has_context:
        attributes["contextoBot"] = "si"
    if contact.claim:
        attributes["reclamo"] = contact.claim
    return attributes


def _bad_records() -> list[dict[str, Any]]:
    """Return two records that no load may take: an impossible date, and a wait that is no number."""
    shape: dict[str, Any] = {"AWSAccountId": "000000000000", "AWSContactTraceRecordFormatVersion": "2017-03-10", "Channel": "CHAT",
             "InitiationMethod": "API", "LastUpdateTimestamp": "2026-05-31T12:00:00Z", "Attributes": {}, "Agent": None}  # fmt: skip
    queue = {
        "Name": "Chat soporte",
        "EnqueueTimestamp": "2026-05-30T10:00:05Z",
        "DequeueTimestamp": "2026-05-30T10:00:25Z",
    }
    return [
        shape | {"ContactId": "00000000-bad0-4000-8000-000000000001", "InitiationTimestamp": "2026-05-32T10:00:00Z",
                 "Queue": queue | {"Duration": 20}},
        shape | {"ContactId": "00000000-bad0-4000-8000-000000000002", "InitiationTimestamp": "2026-05-30T10:00:00Z",
                 "Queue": queue | {"Duration": "twenty"}},
    ]  # fmt: skip


def _iso(moment: datetime) -> str:
    return min(moment, DATA_END).strftime("%Y-%m-%dT%H:%M:%SZ")


def _uuid(rng: Random) -> str:
    return str(UUID(int=rng.getrandbits(128), version=4))
