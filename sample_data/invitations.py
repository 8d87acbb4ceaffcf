"""Who was asked to answer the survey after which contact, and the survey tool's list of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sample_data.contacts import Contact
from sample_data.files import csv_text, write_gzip
from sample_data.people import Person
from sample_data.timeline import DATA_END, ZONES, draw_moments

ZONE = ZONES["AR"]  # the survey tool runs on the clock of Buenos Aires
INVITED_SHARE, ANSWERED_SHARE = 0.42, 0.46
# store, web and app visits have no contact record here, so their invitations are drawn from the customers: per week
VISIT_INVITATIONS = {"store": 22, "web": 30, "app": 18}


@dataclass(frozen=True)
class Invitation:
    """One survey sent after a contact, and what came back."""

    number: int
    contact: Contact
    sent_at: datetime
    response_id: str  # '' when nobody answered


def invite(rng: Random, contacts: list[Contact]) -> list[Invitation]:
    """Return the invitations in order of time; Manuel's comes last, after the store took his machine back."""
    invitations: list[Invitation] = []
    for contact in contacts:
        if contact.person.number and contact.channel != "chatbot" and rng.random() < INVITED_SHARE:
            sent = contact.at + timedelta(minutes=rng.randint(60, 2000))
            response = f"R_{rng.getrandbits(60):015x}" if rng.random() < ANSWERED_SHARE else ""
            if sent < DATA_END - timedelta(days=2):
                invitations.append(Invitation(len(invitations) + 1, contact, sent, response))
    return sorted(invitations, key=lambda invitation: invitation.sent_at)


def draw_visits(rng: Random, customers: list[Person]) -> list[Contact]:
    """Return the store, web and app visits after which the survey is sent; the shops' exports hold them as orders."""
    visits = []
    for channel, per_week in VISIT_INVITATIONS.items():
        for moment in draw_moments(rng, per_week, ZONES["AR"]):
            visits.append(Contact("visit", channel, channel, "purchase", "compra", rng.choice(customers[1:]), moment))
    return visits


def write_invitations(folder: Path, invitations: list[Invitation]) -> None:
    """Write the survey tool's list of invitations: semicolons, day first, times of Buenos Aires without a zone."""
    rows: list[list[Any]] = [
        [
            "id_envio",
            "encuesta",
            "canal",
            "etapa",
            "cliente",
            "correo",
            "segmento",
            "pais",
            "enviada",
            "respondida",
            "id_respuesta",
        ]
    ]
    for sent in invitations:
        person, local = sent.contact.person, sent.sent_at.astimezone(ZONE)
        rows.append([f"E{sent.number:05}", "recomendacion", sent.contact.channel, sent.contact.stage, person.customer_id, person.email,
                     person.segment, person.country, f"{local:%d/%m/%Y %H:%M:%S}", "sí" if sent.response_id else "no", sent.response_id])  # fmt: skip
    rows.append(
        ["E99999", "recomendacion", "chat", "service", "BV-10001", "", "Hogar", "AR", "31/11/2026 10:00:00", "no", ""]
    )
    write_gzip(folder / "encuestas_enviadas.csv.gz", csv_text(rows, delimiter=";"))
