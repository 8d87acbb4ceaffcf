"""The appliance shop: Shopify's orders_export.csv, 79 columns, one row per line item, web and point of sale."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sample_data import story
from sample_data.files import csv_text, write_gzip
from sample_data.identity_truth import Truth
from sample_data.people import Person
from sample_data.timeline import DATA_END, ZONES, draw_moments

HEADER_LINE = (  # as the vendor writes it
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,Taxes,Total,"
    "Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,Lineitem price,"
    "Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status,Billing Name,"
    "Billing Street,Billing Address1,Billing Address2,Billing Company,Billing City,Billing Zip,Billing Province,Billing Country,"
    "Billing Phone,Shipping Name,Shipping Street,Shipping Address1,Shipping Address2,Shipping Company,Shipping City,Shipping Zip,"
    "Shipping Province,Shipping Country,Shipping Phone,Notes,Note Attributes,Cancelled at,Payment Method,Payment Reference,"
    "Refunded Amount,Vendor,Outstanding Balance,Employee,Location,Device ID,Id,Tags,Risk Level,Source,Lineitem discount,Tax 1 Name,"
    "Tax 1 Value,Tax 2 Name,Tax 2 Value,Tax 3 Name,Tax 3 Value,Tax 4 Name,Tax 4 Value,Tax 5 Name,Tax 5 Value,Phone,Receipt Number,"
    "Duties,Billing Province Name,Shipping Province Name,Payment ID,Payment Terms Name,Next Payment Due At,Payment References"
)
HEADER = HEADER_LINE.split(",")
PRODUCTS = (
    story.PRODUCT, ("HEL-340", "Heladera Nevaria 340 L", 598.0), ("AIR-3000", "Aire Brisal 3000", 455.0),
    ("HOR-60", "Horno Fogaril 60 cm", 289.0), ("CAF-2", "Cafetera Amarga 2", 74.5), ("ROU-6", "Router Salta 6", 89.0),
    ("REP-6", "Repetidor Salta 6", 49.0), ("FIL-1", "Filtro de agua", 18.9), ("SOP-TV", "Soporte de pared", 24.0),
)  # fmt: skip
ORDERS_PER_WEEK = {"web": 38, "pos": 10}
FIRST_ID, STORY_ID = 5550001, 5557001
CITIES = {
    "AR": ("Ciudad Prueba", "1000", "C"),
    "MX": ("Villa Muestra", "06000", "DIF"),
    "ES": ("Puerto Ejemplo", "28000", "M"),
}


def write_exports(
    folder: Path, rng: Random, people: list[Person], more: list[tuple[Person, datetime]], truth: Truth
) -> None:
    """Write the two files that the shop mails, oldest first; `more` are orders beside those drawn."""
    moments = [
        (moment, source)
        for source, n in ORDERS_PER_WEEK.items()
        for moment in draw_moments(rng, n, ZONES["AR"], (9, 23))
    ]
    persons = rng.choices(people, [person.activity for person in people], k=len(moments))
    orders: list[list[dict[str, Any]]] = []
    for (moment, source), person in sorted(zip(moments, persons, strict=True), key=lambda pair: pair[0][0]):
        truth.note(f"shopify:{FIRST_ID + len(orders)}", person)
        orders.append(_order(rng, len(orders), moment, source, person))
    for person, moment in more:
        truth.note(f"shopify:{FIRST_ID + len(orders)}", person)
        orders.append(_order(rng, len(orders), moment, "web", person))
    truth.note(f"shopify:{STORY_ID}", people[0])
    orders.append(_story_order(people[0]))
    orders.sort(key=lambda rows: str(rows[0]["Created at"]))
    half = len(orders) // 2
    write_gzip(folder / "orders_export_1.csv.gz", _text(orders[:half] + _bad_orders()))
    write_gzip(folder / "orders_export_2.csv.gz", _text(orders[half:]))


def _order(rng: Random, number: int, moment: datetime, source: str, person: Person) -> list[dict[str, Any]]:
    lines = [(rng.choice(PRODUCTS), rng.choice((1, 1, 1, 2))) for _ in range(rng.choice((1, 1, 1, 2, 3)))]
    subtotal = sum(price * quantity for (_, _, price), quantity in lines)
    shipping = 0.0 if source == "pos" or subtotal > 150 else 9.9
    status = rng.choices(("paid", "refunded", "partially_refunded", "voided"), (92, 3, 3, 2))[0]
    order = _first_row(f"#BV{1001 + number}", FIRST_ID + number, moment, source, person, subtotal, shipping, status)
    order |= {"Refunded Amount": f"{_refunded(status, subtotal, shipping):.2f}"}
    if source == "pos":
        order |= {"Location": rng.choice(("Sucursal Palermo", "Sucursal Caballito")), "Employee": rng.choice(("Carla Lumbaltea", "Dino Pralondiz")),
                  "Receipt Number": str(700 + number), "Email": person.email if rng.random() < 0.6 else "", "Shipping Method": ""}  # fmt: skip
    return _with_lines(order, lines)


def _refunded(status: str, subtotal: float, shipping: float) -> float:
    return {"refunded": subtotal + shipping, "partially_refunded": round(subtotal * 0.3, 2)}.get(status, 0.0)


def _first_row(name: str, order_id: int, moment: datetime, source: str, person: Person, subtotal: float, shipping: float,
               status: str) -> dict[str, Any]:  # fmt: skip
    city, postcode, province = CITIES[person.country]
    address = {"Name": person.name, "Street": "Calle Muestra 1", "Address1": "Calle Muestra 1", "City": city, "Zip": f"'{postcode}",
               "Province": province, "Country": person.country, "Phone": person.phone}  # fmt: skip
    paid = _stamp(moment + timedelta(minutes=2))
    is_sent = status != "voided" and moment + timedelta(days=2) < DATA_END
    return {
        "Name": name, "Email": person.email, "Financial Status": status, "Paid at": "" if status == "voided" else paid,
        "Fulfillment Status": "fulfilled" if is_sent else "unfulfilled",
        "Fulfilled at": _stamp(moment + timedelta(days=2)) if is_sent else "", "Accepts Marketing": "yes", "Currency": "USD",
        "Subtotal": f"{subtotal:.2f}", "Shipping": f"{shipping:.2f}", "Taxes": "0.00", "Total": f"{subtotal + shipping:.2f}",
        "Discount Amount": "0.00", "Shipping Method": "Envío estándar", "Created at": _stamp(moment),
        **{f"Billing {key}": value for key, value in address.items()},
        **({f"Shipping {key}": value for key, value in address.items()} if source == "web" else {}),
        "Cancelled at": _stamp(moment + timedelta(hours=5)) if status == "voided" else "", "Payment Method": "manual",
        "Payment Reference": f"pr.{order_id}", "Refunded Amount": "0.00", "Vendor": "Bruvanta", "Outstanding Balance": "0.00",
        "Id": order_id, "Risk Level": "Low", "Source": source, "Payment ID": f"pid{order_id}", "Payment References": f"pr.{order_id}",
    }  # fmt: skip


def _with_lines(order: dict[str, Any], lines: list[Any]) -> list[dict[str, Any]]:
    """Return the order's rows: what concerns the whole order stands on the first one only."""
    rows = []
    for position, ((sku, name, price), quantity) in enumerate(lines):
        row = order if position == 0 else {key: order[key] for key in ("Name", "Email", "Created at", "Vendor")}
        item = {"quantity": quantity, "name": name, "price": f"{price:.2f}", "sku": sku, "requires shipping": "true", "taxable": "true",
                "fulfillment status": "fulfilled", "discount": "0.00"}  # fmt: skip
        rows.append(row | {f"Lineitem {key}": value for key, value in item.items()})
    return rows


def _story_order(manuel: Person) -> list[dict[str, Any]]:
    price = story.PRODUCT[2]
    order = _first_row(story.ORDER_NAME, STORY_ID, story.ORDERED_AT, "web", manuel, price, 0.0, "paid")
    return _with_lines(order | {"Discount Code": "HOGAR10"}, [(story.PRODUCT, 1)])


def _bad_orders() -> list[list[dict[str, Any]]]:
    """Return two orders to reject: a total in words and a day that does not exist."""
    shape = {
        "Financial Status": "paid",
        "Currency": "USD",
        "Total": "74.50",
        "Created at": "2026-05-04 10:00:00 -0300",
        "Source": "web",
    }
    changes = ({"Total": "setenta"}, {"Created at": "2026-04-31 10:00:00 -0300"})
    return [_with_lines(shape | {"Name": f"#BV990{n}", "Id": 5559900 + n, "Email": "", "Vendor": "Bruvanta"} | change, [(PRODUCTS[4], 1)])
            for n, change in enumerate(changes, 1)]  # fmt: skip


def _stamp(moment: datetime) -> str:
    return moment.astimezone(ZONES["AR"]).strftime("%Y-%m-%d %H:%M:%S %z")


def _text(orders: list[list[dict[str, Any]]]) -> str:
    return csv_text([HEADER, *([row.get(name, "") for name in HEADER] for order in orders for row in order)])
