"""The stores' club: its own sheet of members with their card's number, read by a mapping."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

from sample_data.files import csv_text, write_text
from sample_data.identity_truth import Truth
from sample_data.people import Person
from sample_data.timeline import ZONES

HEADER = ("Tarjeta", "Nombre", "Apellido", "Correo", "Fecha de nacimiento", "Localidad", "Alta")
MEMBERS = 120  # of the other customers


def write_exports(folder: Path, rng: Random, people: list[Person], more: list[Person], truth: Truth) -> None:
    """Write the members: some of the customers, with the e-mail that the CRM has too, and those of the families."""
    members = sorted(rng.sample(people[1:], MEMBERS), key=lambda person: person.number)
    rows: list[tuple[object, ...]] = []
    for person in [replace(member, club_number=f"CB-{100000 + member.number}") for member in members] + more:
        truth.note(f"club:{person.club_number}", person)
        joined = person.created_at.astimezone(ZONES[person.country])
        born = f"{person.birth_date:%d/%m/%Y}" if person.birth_date else ""
        rows.append(
            (
                person.club_number,
                person.first_name,
                person.last_name,
                person.email,
                born,
                person.city,
                f"{joined:%d/%m/%Y}",
            )
        )
    write_text(folder / "club_bruvanta_socios.csv", csv_text([HEADER, *rows], delimiter=";"))
