"""The tills of the stores: Square's transactions CSV, 55 columns, Rails zone names, $ and refunds below zero."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

from sample_data import story
from sample_data.files import csv_text, write_text
from sample_data.identity_truth import Truth
from sample_data.people import Person
from sample_data.shops import PRODUCTS
from sample_data.timeline import ZONES, draw_moments

HEADER_LINE = (  # as the vendor writes it
    "Date,Time,Time Zone,Gross Sales,Discounts,Service Charges,Net Sales,Gift Card Sales,Tax,Tip,Partial Refunds,Total Collected,"
    "Source,Card,Card Entry Methods,Cash,Square Gift Card,Other Tender,Other Tender Type,Tender Note,Fees,Net Total,Transaction ID,"
    "Payment ID,Card Brand,PAN Suffix,Device Name,Staff Name,Staff ID,Details,Description,Event Type,Location,Dining Option,"
    "Customer ID,Customer Name,Customer Reference ID,Device Nickname,Third Party Fees,Deposit ID,Deposit Date,Deposit Details,"
    "Fee Percentage Rate,Fee Fixed Rate,Refund Reason,Discount Name,Transaction Status,Cash App,Order Reference ID,Fulfillment Note,"
    "Free Processing Applied,Channel,Unattributed Tips,Table Info,International Fee"
)
HEADER = HEADER_LINE.split(",")
SALES_PER_WEEK = 26
RAILS_ZONES = {"AR": "Buenos Aires", "MX": "Mexico City", "ES": "Madrid"}
LOCATIONS = {"AR": "Sucursal Palermo", "MX": "Sucursal Roma", "ES": "Tienda Chamartín"}
KNOWN_SHARE = 0.75  # customers who give their number at the till


def write_exports(
    folder: Path, rng: Random, people: list[Person], more: list[tuple[Person, datetime]], truth: Truth
) -> None:
    """Write one file for the half year; `more` are sales to customers who show their club card."""
    rows = [_story_row(people[0])]
    truth.note("square:TX999 PA999", people[0])
    for country, share in (("AR", 12), ("MX", 8), ("ES", SALES_PER_WEEK - 20)):
        customers = [person for person in people[1:] if person.country == country]
        for moment in draw_moments(rng, share, ZONES[country], (10, 20)):
            rows.append(_sale(rng, moment, country, rng.choice(customers), len(rows), truth))
    for person, moment in more:
        rows.append(_sale(rng, moment, person.country, person, len(rows), truth))
    rows.sort(key=lambda row: (row["Date"], row["Time"]))
    rows += _bad_rows()
    write_text(
        folder / "transactions-2026-03-02-2026-08-31.csv",
        csv_text([HEADER, *([row.get(name) for name in HEADER] for row in rows)]),
    )


def _sale(rng: Random, moment: datetime, country: str, person: Person, number: int, truth: Truth) -> dict[str, Any]:
    _, name, price = rng.choice(PRODUCTS)
    is_refund = rng.random() < 0.05
    sign = -1 if is_refund else 1
    discount = round(price * 0.1, 2) if rng.random() < 0.12 and not is_refund else 0.0
    is_card = rng.random() < 0.7
    known = person if rng.random() < KNOWN_SHARE or person.club_number else None
    if known:
        truth.note(f"square:TX{1000 + number} PA{1000 + number}", known)
    row = _row(moment, country, sign * price, discount, is_card, known, 1000 + number)
    return row | {"Description": "Refund" if is_refund else f"{name} x 1", "Event Type": "Refund" if is_refund else "Payment",
                  "Details": f"https://squareup.example/tx{1000 + number}", "Refund Reason": "Devolucion" if is_refund else ""}  # fmt: skip


def _row(
    moment: datetime, country: str, gross: float, discount: float, is_card: bool, person: Person | None, number: int
) -> dict[str, Any]:
    local, net = moment.astimezone(ZONES[country]), gross - discount
    fee = -round(net * 0.026, 2) if is_card and net > 0 else 0.0
    nothing = _money(0)
    row = dict.fromkeys(("Service Charges", "Gift Card Sales", "Tax", "Tip", "Partial Refunds", "Square Gift Card", "Other Tender",
                         "Cash App"), nothing)  # fmt: skip
    row |= {"Date": f"{local:%Y-%m-%d}", "Time": f"{local:%H:%M:%S}", "Time Zone": RAILS_ZONES[country], "Gross Sales": _money(gross),
            "Discounts": _money(-discount), "Net Sales": _money(net), "Total Collected": _money(net), "Source": "Point of Sale",
            "Card": _money(net) if is_card else nothing, "Cash": nothing if is_card else _money(net), "Fees": _money(fee),
            "Card Entry Methods": "Tapped" if is_card else "N/A", "Net Total": _money(net + fee), "Transaction ID": f"TX{number}",
            "Payment ID": f"PA{number}", "Card Brand": "Visa" if is_card else "", "PAN Suffix": "0000" if is_card else "",
            "Device Name": "Caja 1", "Staff Name": "Elsa Bramaquera", "Staff ID": "st1", "Location": LOCATIONS[country],
            "Transaction Status": "Complete", "Channel": "Square POS", "Fee Percentage Rate": "2.6" if is_card else ""}  # fmt: skip
    if person:
        row |= {
            "Customer ID": f"SQ{person.number:05}",
            "Customer Name": person.name,
            "Customer Reference ID": person.club_number or person.customer_id,
        }
    return row


def _story_row(manuel: Person) -> dict[str, Any]:
    row = _row(story.STORE_AT, "AR", -story.PRODUCT[2], 0.0, True, manuel, 999)
    return row | {"Description": "Refund", "Event Type": "Refund", "Refund Reason": story.STORE_REASON}


def _bad_rows() -> list[dict[str, Any]]:
    """Return three rows to reject: no such day, money in words, a zone that Rails does not know."""
    moment = datetime(2026, 8, 29, 15, 0, 0, tzinfo=ZONES["AR"])
    changes: tuple[dict[str, Any], ...] = (
        {"Date": "2026-02-30"},
        {"Total Collected": "mucho"},
        {"Time Zone": "Bruvanta Time"},
    )
    return [
        _row(moment, "AR", 18.9, 0.0, False, None, 9901 + n) | {"Event Type": "Payment"} | change
        for n, change in enumerate(changes)
    ]


def _money(amount: float) -> str:
    return f"{'-' if amount < -0.004 else ''}${abs(amount):,.2f}"
