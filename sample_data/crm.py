"""The customer list that ties the systems together: HubSpot's contacts export."""

from __future__ import annotations

from pathlib import Path
from random import Random

from sample_data.files import csv_text, write_gzip
from sample_data.identity_truth import Truth
from sample_data.people import Person
from sample_data.timeline import ZONES

HEADER = ("Record ID", "First Name", "Last Name", "Email", "Phone Number", "Lifecycle Stage", "Lead Status", "Contact owner",
          "Create Date", "Original Source", "Associated Company", "Associated Company IDs", "Customer ID", "Segmento",
          "Country/Region", "Preferred language", "City", "Date of birth")  # fmt: skip
SOURCES = ("Organic Search", "Paid Search", "Paid Social", "Offline Sources", "Direct Traffic")
COUNTRY_LABELS = {"AR": "Argentina", "MX": "México", "ES": "España"}


def write_exports(folder: Path, rng: Random, people: list[Person], truth: Truth) -> None:
    """Write all contacts; e-mail, phone and customer id on one row are what joins calls, tickets and orders."""
    rows: list[tuple[object, ...]] = []
    for person in people:
        record = 901000 + person.number + 100_000 * person.facet
        truth.note(f"hubspot:{record}", person)
        created = person.created_at.astimezone(ZONES["AR"])
        stage = (
            rng.choices(("Customer", "Lead", "Marketing Qualified Lead"), (88, 8, 4))[0]
            if person.number
            else "Customer"
        )
        rows.append((record, person.first_name, person.last_name, person.email, person.phone, stage, "", "Carla Lumbaltea",
                     f"{created:%Y-%m-%d %H:%M}", rng.choice(SOURCES), "", "", person.customer_id, person.segment,
                     COUNTRY_LABELS[person.country], person.language, person.city, person.birth_date))  # fmt: skip
    rows.append(
        (
            999001,
            "Fila",
            "Errónea",
            "",
            "",
            "Customer",
            "",
            "",
            "2026-02-30 10:00",
            "",
            "",
            "",
            "BV-99001",
            "Hogar",
            "Argentina",
            "es",
            "",
            "",
        )
    )
    write_gzip(folder / "hubspot-crm-exports-todos-los-contactos-2026-08-31.csv.gz", csv_text([HEADER, *rows]))
