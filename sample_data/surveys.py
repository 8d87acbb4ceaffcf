"""The recommendation and effort survey: Qualtrics CSV with its three header rows."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sample_data import story
from sample_data.files import csv_text, json_text, write_text
from sample_data.invitations import ZONE, Invitation
from sample_data.opinion import chance_liked, draw_ease, draw_recommendation
from sample_data.people import Person
from sample_data.wording import comment

ZONE_NAME = "America/Argentina/Buenos_Aires"
COLUMNS = (  # (header, question text, import id)
    ("StartDate", "Start Date", "startDate"), ("EndDate", "End Date", "endDate"), ("Status", "Response Type", "status"),
    ("IPAddress", "IP Address", "ipAddress"), ("Progress", "Progress", "progress"),
    ("Duration (in seconds)", "Duration (in seconds)", "duration"), ("Finished", "Finished", "finished"),
    ("RecordedDate", "Recorded Date", "recordedDate"), ("ResponseId", "Response ID", "_recordId"),
    ("RecipientLastName", "Recipient Last Name", "recipientLastName"),
    ("RecipientFirstName", "Recipient First Name", "recipientFirstName"),
    ("RecipientEmail", "Recipient Email", "recipientEmail"),
    ("ExternalReference", "External Data Reference", "externalDataReference"),
    ("LocationLatitude", "Location Latitude", "locationLatitude"),
    ("LocationLongitude", "Location Longitude", "locationLongitude"),
    ("DistributionChannel", "Distribution Channel", "distributionChannel"), ("UserLanguage", "User Language", "userLanguage"),
    ("Q1_NPS_GROUP", "¿Qué tan probable es que nos recomiende? - Group", "QID1_NPS_GROUP"),
    ("Q1", "¿Qué tan probable es que nos recomiende?", "QID1"), ("Q2", "¿Por qué?", "QID2_TEXT"),
    ("Q3", "Bruvanta me hizo fácil resolver mi asunto (1 a 7)", "QID3"),
    ("customer_id", "customer_id", "customer_id"), ("channel", "channel", "channel"), ("stage", "stage", "stage"),
    ("touchpoint", "touchpoint", "touchpoint"),
    ("segment", "segment", "segment"), ("country", "country", "country"), ("entry_channel", "entry_channel", "entry_channel"),
)  # fmt: skip
# What the other exports call the place: the mailbox, the form, an order of the web shop.
TOUCHPOINTS = {"31": "soporte@bruvanta.example", "32": "form 5001", "33": "whatsapp:case", "web": "web:order", "app": "app:order",
               "store": "Sucursal Palermo"}  # fmt: skip
DATE_COLUMNS = {"StartDate", "EndDate", "RecordedDate"}
FINISHED_SHARE = 0.95


def write_exports(folder: Path, rng: Random, invitations: list[Invitation], manuel: Person) -> None:
    """Write the survey's responses."""
    rows = [_answer_row(rng, invitation) for invitation in invitations if invitation.response_id]
    rows = [_preview_row(), *rows, _story_row(manuel)]
    good = sorted(rows, key=lambda row: row["RecordedDate"])
    rows = good + _bad_rows()
    header = [name for name, _, _ in COLUMNS]
    ids = [
        json_text({"ImportId": code} | ({"timeZone": ZONE_NAME} if name in DATE_COLUMNS else {}))
        for name, _, code in COLUMNS
    ]
    table = [header, [question for _, question, _ in COLUMNS], ids] + [
        [row.get(name) for name in header] for row in rows
    ]
    write_text(folder / "Bruvanta_Recomendacion_2026.csv", csv_text(table))


def _answer_row(rng: Random, invitation: Invitation) -> dict[str, Any]:
    contact, liked = invitation.contact, chance_liked(invitation.contact)
    score, ease = draw_recommendation(rng, liked), draw_ease(rng, liked)
    is_finished = rng.random() < FINISHED_SHARE
    words = comment(contact, score >= 8) if rng.random() < 0.55 else None
    row = _row(
        contact.person,
        invitation.response_id,
        invitation.sent_at + timedelta(minutes=rng.randint(5, 1400)),
        score,
        words,
        ease,
    )
    row |= {
        "channel": contact.channel,
        "stage": contact.stage,
        "touchpoint": TOUCHPOINTS.get(contact.queue, contact.queue),
        "entry_channel": contact.came_from or contact.channel,
    }
    return row if is_finished else row | {"Finished": 0, "Progress": 50, "Q2": None, "Q3": None}


def _row(person: Person, response_id: str, at: datetime, score: int, words: str | None, ease: int) -> dict[str, Any]:
    begun, ended = (at - timedelta(seconds=95)).astimezone(ZONE), at.astimezone(ZONE)
    return {
        "StartDate": f"{begun:%Y-%m-%d %H:%M:%S}", "EndDate": f"{ended:%Y-%m-%d %H:%M:%S}", "Status": 0,
        "IPAddress": "0.0.0.0", "Progress": 100, "Duration (in seconds)": 95, "Finished": 1,
        "RecordedDate": f"{ended:%Y-%m-%d %H:%M:%S}", "ResponseId": response_id, "RecipientLastName": person.last_name,
        "RecipientFirstName": person.first_name, "RecipientEmail": person.email, "ExternalReference": person.customer_id,
        "DistributionChannel": "email", "UserLanguage": person.language.upper(),
        "Q1_NPS_GROUP": 3 if score >= 9 else 2 if score >= 7 else 1, "Q1": score, "Q2": words, "Q3": ease,
        "customer_id": person.customer_id, "segment": person.segment, "country": person.country,
    }  # fmt: skip


def _story_row(manuel: Person) -> dict[str, Any]:
    row = _row(
        manuel, "R_manuel000000001", story.ANSWERED_AT, story.RECOMMENDATION, story.RECOMMENDATION_COMMENT, story.EASE
    )
    return row | {"channel": "store", "stage": "service", "touchpoint": "Sucursal Palermo", "entry_channel": "chatbot"}


def _preview_row() -> dict[str, Any]:
    """Return the test answer that every survey has from the day before it started."""
    return {"StartDate": "2026-03-01 10:00:00", "EndDate": "2026-03-01 10:00:20", "Status": 1, "Progress": 100, "Finished": 1,
            "Duration (in seconds)": 20, "RecordedDate": "2026-03-01 10:00:20", "ResponseId": "R_preview00000001",
            "DistributionChannel": "preview", "UserLanguage": "ES", "Q1_NPS_GROUP": 3, "Q1": 10, "Q2": "prueba", "Q3": 7}  # fmt: skip


def _bad_rows() -> list[dict[str, Any]]:
    """Return four rows to reject: a score in words, one above 10, an ease of 9, and the 31st of June."""
    shape = {"Status": 0, "Progress": 100, "Finished": 1, "DistributionChannel": "email", "UserLanguage": "ES", "Q1_NPS_GROUP": 3,
             "Q1": 9, "Q3": 6, "RecordedDate": "2026-08-20 10:00:00", "channel": "chat", "stage": "service",
             "segment": "Hogar", "country": "AR", "entry_channel": "chat"}  # fmt: skip
    changes: tuple[dict[str, Any], ...] = (
        {"Q1": "nueve"},
        {"Q1": 11},
        {"Q3": 9},
        {"RecordedDate": "2026-06-31 10:00:00"},
    )
    return [shape | {"ResponseId": f"R_bad00000000000{n}"} | change for n, change in enumerate(changes, 1)]
