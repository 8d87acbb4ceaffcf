"""Newsletters and advertisements: Mailchimp's email-activity JSON, and Meta's report in Spanish with the account's currency."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import md5
from pathlib import Path
from random import Random
from typing import Any

from sample_data import story
from sample_data.files import csv_text, json_text, write_gzip, write_text
from sample_data.identity_truth import Truth
from sample_data.people import Person
from sample_data.timeline import FIRST_DAY, LAST_DAY

# campaign id: (day, recipients); one newsletter a month
NEWSLETTERS = {
    "4a10c0e301": (3, 10),
    "4a10c0e302": (4, 14),
    "4a10c0e303": (5, 12),
    "4a10c0e304": (6, 23),
    "4a10c0e305": (7, 14),
    "4a10c0e306": (8, 11),
}
RECIPIENTS = 420
META_HEADER = ("Inicio del informe", "Fin del informe", "Nombre de la campaña", "Nombre del conjunto de anuncios", "Nombre del anuncio",
               "Importe gastado (USD)", "Impresiones", "Alcance", "Frecuencia", "Clics en el enlace", "Resultados",
               "Indicador de resultado")  # fmt: skip
CAMPAIGNS = {"Fibra invierno": ("Prospección AR", "Video A", 62.0), "Heladeras marzo": ("Prospección MX", "Carrusel B", 41.0),
             "Router hogar": ("Remarketing ES", "Foto C", 28.0)}  # fmt: skip
AUDIENCE_HEADER = (
    "Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,LATITUDE,LONGITUDE,GMTOFF,DSTOFF,"
    "TIMEZONE,CC,REGION,LAST_CHANGED,LEID,EUID,NOTES,TAGS,UNSUB_TIME,UNSUB_CAMPAIGN_TITLE,UNSUB_CAMPAIGN_ID,UNSUB_REASON,"
    "UNSUB_REASON_OTHER"
)
UNSUBSCRIBED = 80
BOM = "\ufeff"


def write_newsletters(folder: Path, rng: Random, people: list[Person]) -> None:
    """Write one page of the API a campaign, as /reports/{id}/email-activity answers."""
    for campaign, (month, day) in NEWSLETTERS.items():
        sent = datetime(2026, month, day, 13, 0, 0, tzinfo=UTC)
        recipients = [people[0], *sorted(rng.sample(people[1:], RECIPIENTS), key=lambda person: person.number)]
        emails = [_recipient(rng, campaign, sent, person) for person in recipients]
        if month == 4:
            emails[5]["activity"] = [
                {"action": "open", "timestamp": "2026-04-31T10:00:00+00:00", "ip": "0.0.0.0"}
            ]  # no such day
        write_gzip(
            folder / f"email-activity-{campaign}.json.gz",
            json_text({"emails": emails, "total_items": len(emails)}) + "\n",
        )


def _recipient(rng: Random, campaign: str, sent: datetime, person: Person) -> dict[str, Any]:
    identifier = md5(person.email.encode(), usedforsecurity=False).hexdigest()
    record = {"campaign_id": campaign, "list_id": "b7e1f2a9c0", "email_id": identifier, "email_address": person.email}
    opened, draw = sent + timedelta(minutes=rng.randint(3, 3000)), rng.random()
    if person.number == 0 and sent.month == 6:
        opened, draw = story.ORDERED_AT - timedelta(minutes=12), 0.0  # he clicks and buys
    activity: list[dict[str, str]] = []
    if draw < 0.34:
        activity.append({"action": "open", "timestamp": _iso(opened), "ip": "0.0.0.0"})
    if draw < 0.07:
        url = "https://tienda.bruvanta.example/ofertas"
        activity.append(
            {"action": "click", "timestamp": _iso(opened + timedelta(seconds=40)), "url": url, "ip": "0.0.0.0"}
        )
    if draw > 0.985:
        activity.append({"action": "bounce", "timestamp": _iso(sent + timedelta(seconds=30)), "type": "hard"})
    return record | {"activity": activity}


def write_unsubscribed(folder: Path, rng: Random, people: list[Person], more: list[Person], truth: Truth) -> None:
    """Write the audience's unsubscribed contacts, one of the CSVs in the ZIP that Mailchimp sends."""
    rows: list[list[Any]] = [AUDIENCE_HEADER.split(",")]
    left_the_list = sorted(rng.sample(people[1:], UNSUBSCRIBED), key=lambda person: person.number)
    for number, person in enumerate(left_the_list + more):
        truth.note(f"mailchimp:eu{number + 1:04}", person)
        left = datetime(2026, 3, 10, tzinfo=UTC) + timedelta(minutes=rng.randint(0, 165 * 1440))
        joined = f"{person.created_at:%Y-%m-%d %H:%M:%S}"
        rows.append([person.email, person.first_name, person.last_name, 2, joined, "0.0.0.0", joined, "0.0.0.0", "", "", "", "", "",
                     person.country, "", f"{left:%Y-%m-%d %H:%M:%S}", 100001 + number, f"eu{number + 1:04}", "", "",
                     f"{left:%Y-%m-%d %H:%M:%S}", "Ofertas de junio", "4a10c0e304", "NO_LONGER_INTERESTED", ""])  # fmt: skip
    write_text(folder / "unsubscribed_members_export_9f3c1d2e7b.csv", csv_text(rows))


def write_ads(folder: Path, rng: Random) -> None:
    """Write the report by day: a byte order mark, a totals row without a campaign, and one day that is no date."""
    rows: list[list[Any]] = []
    day = FIRST_DAY
    while day <= LAST_DAY:
        for campaign, (ad_set, ad, budget) in CAMPAIGNS.items():
            spent, impressions = round(budget * rng.uniform(0.8, 1.2), 2), int(budget * rng.uniform(70, 95))
            reach, clicks = impressions * 10 // 21, int(impressions * rng.uniform(0.008, 0.014))
            rows.append([day, day, campaign, ad_set, ad, f"{spent:.2f}", impressions, reach, "2.1", clicks, clicks // 20,
                         "actions:offsite_conversion.fb_pixel_purchase"])  # fmt: skip
        day += timedelta(days=1)
    total = [
        FIRST_DAY,
        LAST_DAY,
        "",
        "",
        "",
        f"{sum(float(row[5]) for row in rows):.2f}",
        sum(row[6] for row in rows),
        "",
        "",
        "",
        "",
        "",
    ]
    bad = [
        "2026-06-31",
        "2026-06-31",
        "Fibra invierno",
        "Prospección AR",
        "Video A",
        "60.00",
        5000,
        2400,
        "2.1",
        50,
        2,
        "",
    ]
    write_text(
        folder / "Bruvanta-Campañas-2-mar-2026-30-ago-2026.csv", BOM + csv_text([META_HEADER, total, *rows, bad])
    )


def _iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S+00:00")
