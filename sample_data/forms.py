"""Two Google Forms: after a call, and after a visit to a store. Quoted cells, Spanish labels, a. m./p. m. GMT-3."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from sample_data import story
from sample_data.contacts import Contact
from sample_data.files import csv_text, write_text
from sample_data.opinion import LIKED, chance_liked, draw_stars
from sample_data.people import Person
from sample_data.timeline import DATA_END, ZONES, draw_moments
from sample_data.wording import comment

CALL_HEADER = ("Marca temporal", "Dirección de correo electrónico", "¿Qué tan satisfecho quedó con la llamada? (1 a 5)",
               "Motivo de la llamada", "¿Qué otros canales probó antes?", "¿Qué podemos mejorar?")  # fmt: skip
STORE_HEADER = (
    "Marca temporal",
    "Dirección de correo electrónico",
    "¿Cómo calificaría su visita? (1 a 5)",
    "Sucursal",
    "Comentarios",
)
REASONS = {"purchase": "Comprar", "service": "Pedir ayuda"}
ANSWERED_SHARE = 0.42
STORE_ANSWERS_PER_WEEK = 14
STORES = ("Sucursal Palermo", "Sucursal Caballito")


def write_exports(folder: Path, rng: Random, contacts: list[Contact], people: list[Person]) -> None:
    """Write both forms' answers in order of time."""
    calls = [_story_call(people[0])]
    for contact in contacts:
        if contact.system == "asterisk" and contact.person.number and rng.random() < ANSWERED_SHARE:
            calls.append(_call_row(rng, contact))
    calls = [row for row in calls if row[0] < DATA_END]
    bad = [
        (datetime(2026, 8, 30, 20, tzinfo=ZONES["AR"]), "", score, "Pedir ayuda", "No", "") for score in ("cinco", "9")
    ]
    rows = [_written(row) for row in sorted(calls, key=lambda row: row[0]) + bad]
    rows.append(["2026/02/30 9:14:07 a. m. GMT-3", "", "4", "Comprar", "No", ""])
    write_text(
        folder / "Encuesta después de la llamada (respuestas).csv", csv_text([CALL_HEADER, *rows], quote_all=True)
    )
    write_text(
        folder / "Visita a la sucursal (respuestas).csv",
        csv_text([STORE_HEADER, *_store_rows(rng, people)], quote_all=True),
    )


def _call_row(rng: Random, contact: Contact) -> tuple:  # type: ignore[type-arg]
    score = draw_stars(rng, chance_liked(contact))
    words = comment(contact, score >= 4) if rng.random() < 0.3 else ""
    before = rng.choice(("Chatbot", "Chatbot", "Chatbot;Correo")) if contact.came_from else "No"
    at = contact.at + timedelta(minutes=rng.randint(12, 900))
    return at, contact.person.email, str(score), REASONS[contact.stage], before, words


def _story_call(manuel: Person) -> tuple:  # type: ignore[type-arg]
    at = story.PHONE_AT + timedelta(minutes=31)
    return at, manuel.email, str(story.PHONE_STARS), "Pedir ayuda", "Chatbot;Correo", story.PHONE_COMMENT


def _store_rows(rng: Random, people: list[Person]) -> list[list[str]]:
    visitors = [person for person in people[1:] if person.country == "AR"]
    rows = []
    for moment in draw_moments(rng, STORE_ANSWERS_PER_WEEK, ZONES["AR"], (10, 20)):
        score, visitor = draw_stars(rng, LIKED["store"]), rng.choice(visitors)
        visit = Contact("visit", "store", "store", "purchase", "compra", visitor, moment)
        words = comment(visit, score >= 4, "es") if rng.random() < 0.4 else ""
        rows.append(_written((moment, visitor.email, str(score), rng.choice(STORES), words)))
    rows.append(["2026/08/28 11:00:00 a. m. GMT-3", "", "0", "Sucursal Palermo", ""])
    return rows


def _written(row: tuple) -> list[str]:  # type: ignore[type-arg]
    """Return the row with its time as the form writes it: 2026/03/02 9:14:07 a. m. GMT-3."""
    local = row[0].astimezone(ZONES["AR"])
    half = "a. m." if local.hour < 12 else "p. m."
    return [f"{local:%Y/%m/%d} {(local.hour - 1) % 12 + 1}:{local:%M:%S} {half} GMT-3", *row[1:]]
