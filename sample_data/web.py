"""The portal and app for internet plans: GA4 events as BigQuery extracts them (JSON lines, INT64 as text, gzip).

Plans and extras are sold here only and appliances in the shop only, so the two exports count no order twice.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import md5
from pathlib import Path
from random import Random
from typing import Any

from sample_data import story
from sample_data.family_maker import Session
from sample_data.files import json_text, write_gzip
from sample_data.identity_truth import Truth
from sample_data.people import COUNTRY_NAMES, Person
from sample_data.timeline import ZONES, draw_moments

SESSIONS_PER_WEEK = 80
LOGGED_IN_SHARE = 0.6
SITE = "https://portal.bruvanta.example"
PLANS = (
    ("FIB-100", "Fibra 100", 19.0),
    ("FIB-300", "Fibra 300", 27.0),
    ("MOV-10", "Móvil 10 GB", 11.0),
    ("EXT-WIFI", "Extra wifi", 6.5),
)
SOURCES = (("google", "cpc", "marca"), ("google", "organic", "(organic)"), ("facebook", "paid_social", "fibra_invierno"),
           ("(direct)", "(none)", "(direct)"), ("newsletter", "email", "junio"))  # fmt: skip
LANDINGS = ("", "planes", "ofertas", "cuenta")  # the section of the portal that a session begins in
# the share of sessions that takes each step from the one before; the app loses fewer buyers at the cart
STEPS = {"web": (("view_item", 0.62), ("add_to_cart", 0.40), ("begin_checkout", 0.60), ("purchase", 0.55)),
         "app": (("view_item", 0.60), ("add_to_cart", 0.55), ("begin_checkout", 0.75), ("purchase", 0.70))}  # fmt: skip


def write_exports(folder: Path, rng: Random, people: list[Person], more: list[Session], truth: Truth) -> None:
    """Write one file a month; `more` are visits beside those drawn."""
    moments = draw_moments(rng, SESSIONS_PER_WEEK, ZONES["AR"], (7, 24))
    visitors = rng.choices(people, [person.activity for person in people], k=len(moments))
    months: dict[int, list[dict[str, Any]]] = {month: [] for month in range(3, 9)}
    for moment, person in zip(moments, visitors, strict=True):
        events = _session(rng, moment, person, "app" if rng.random() < 0.4 else "web")
        months[moment.month] += _noted(events, person, truth)
    for visit in [*more, Session(people[0], story.APP_AT, "", True, "app", story.CLAIM)]:
        months[visit.at.month] += _noted(_look(visit), visit.person, truth)
    for month, events in months.items():
        events.sort(key=lambda event: event["event_timestamp"])
        events += _bad_events() if month == 8 else []
        write_gzip(folder / f"events_2026{month:02}.json.gz", "".join(json_text(event) + "\n" for event in events))


def _noted(events: list[dict[str, Any]], person: Person, truth: Truth) -> list[dict[str, Any]]:
    """Return the events; note whose visit they are, and whose order."""
    for event in events:
        truth.note(f"ga4:{event['user_pseudo_id']} {event['event_params'][0]['value']['int_value']}", person)
        if event["ecommerce"]:
            truth.note(f"ga4:{event['ecommerce']['transaction_id']}", person)
    return events


def _session(rng: Random, start: datetime, person: Person, place: str) -> list[dict[str, Any]]:
    is_logged_in = rng.random() < LOGGED_IN_SHARE
    source, device = rng.choice(SOURCES), _device(person, place)
    session = _session_id(start)
    names, now = ["session_start", "page_view"], start
    for name, share in STEPS[place]:
        if rng.random() > share:
            break
        names.append(name)
    item, landing = rng.choice(PLANS), rng.choice(LANDINGS)
    events = []
    for name in names:
        events.append(_event(name, now, session, person, is_logged_in, device, place, source, item, landing))
        now += timedelta(seconds=rng.randint(8, 140), microseconds=rng.randrange(1000) * 1000)
    return events


def _event(name: str, at: datetime, session: str, person: Person, is_logged_in: bool, device: str, place: str,
           source: tuple[str, str, str], item: tuple[str, str, float], landing: str) -> dict[str, Any]:  # fmt: skip
    item_id, item_name, price = item
    page = f"/{landing}" if name in ("session_start", "page_view") else f"/planes/{item_id.lower()}"
    params = [
        _parameter("ga_session_id", "int_value", session),
        _parameter("page_location", "string_value", SITE + page),
    ]
    is_sale = name == "purchase"
    if is_sale:
        params += [_parameter("currency", "string_value", "USD"), _parameter("value", "double_value", price)]
    has_item = name not in ("session_start", "page_view")
    return {
        "event_date": at.astimezone(ZONES["AR"]).strftime("%Y%m%d"),
        "event_timestamp": str(int(at.timestamp()) * 1_000_000 + at.microsecond),
        "event_name": name,
        "event_params": params,
        "user_id": person.customer_id if is_logged_in else None,
        "user_pseudo_id": device,
        "platform": "ANDROID" if place == "app" else "WEB",
        "geo": {"country": COUNTRY_NAMES[person.country]},
        "traffic_source": {"source": source[0], "medium": source[1], "name": source[2]},
        "ecommerce": {
            "transaction_id": f"P-{session}-{person.number}",
            "purchase_revenue": price,
            "total_item_quantity": "1",
        }
        if is_sale
        else None,
        "items": [{"item_id": item_id, "item_name": item_name, "price": price, "quantity": "1"}] if has_item else [],
    }


def _parameter(key: str, kind: str, value: Any) -> dict[str, Any]:
    return {"key": key, "value": {kind: value}}


def _look(visit: Session) -> list[dict[str, Any]]:
    """Return a visit of two pages in which nothing is bought: the account's, or a claim's."""
    landing = f"cuenta/reclamos/{visit.claim}" if visit.claim else "cuenta"
    device, session = visit.device or _device(visit.person, visit.place), _session_id(visit.at)
    direct = ("(direct)", "(none)", "(direct)")
    return [_event(name, visit.at + timedelta(seconds=50 * n), session, visit.person, visit.is_logged_in, device, visit.place, direct,
                   PLANS[0], landing) for n, name in enumerate(("session_start", "page_view", "page_view"))]  # fmt: skip


def _device(person: Person, place: str) -> str:
    """Return what GA4 knows a browser or an installed app by: the cookie's client id, the app instance id."""
    if place == "app":
        return md5(f"app {person.number}".encode(), usedforsecurity=False).hexdigest()
    return f"{10**8 + person.number}.{1700000000 + person.number}"


def _session_id(start: datetime) -> str:
    return str(int(start.timestamp()))


def _bad_events() -> list[dict[str, Any]]:
    """Return two events to reject: a time that is no number, and a purchase worth 'free'."""
    shape = {"event_date": "20260829", "event_name": "page_view", "event_params": [_parameter("ga_session_id", "int_value", "1788000000")],
             "user_id": "BV-10003", "user_pseudo_id": "999.999", "platform": "WEB", "geo": {"country": "Argentina"}, "items": []}  # fmt: skip
    sale = {"transaction_id": "P-bad", "purchase_revenue": "free", "total_item_quantity": "1"}
    return [shape | {"event_timestamp": "yesterday", "user_pseudo_id": "999.998"},
            shape | {"event_timestamp": "1788000000000000", "event_name": "purchase", "ecommerce": sale}]  # fmt: skip
