"""Two stores' WhatsApp lines: 'Export chat' text files, Android es-AR (a. m./p. m.) and iOS es-ES (brackets)."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from sample_data.files import write_text
from sample_data.people import Person
from sample_data.timeline import DATA_END, FIRST_DAY, WEEKS, ZONES, draw_moment, draw_seconds
from sample_data.wording import subject

ANDROID_CHATS, IOS_CHATS = 24, 10
SESSIONS_PER_CHAT = (6, 13)
OUR_NAME = {"AR": "Bruvanta Buenos Aires", "ES": "Bruvanta Madrid"}
NOTICE = (
    "Los mensajes y las llamadas están cifrados de extremo a extremo. Solo las personas en este chat pueden leerlos."
)
TOPICS = ("averia", "entrega", "instalacion", "internet", "garantia", "devolucion", "factura", "compra")
ANSWERS = (
    "¡Hola! Ya lo miro",
    "Buenas, ¿me pasa el número de pedido?",
    "Lo anoto y le confirmo hoy",
    "Gracias por escribirnos",
)
SOLVED = (
    "Listo, quedó resuelto",
    "Le mandamos el técnico mañana",
    "Ya figura el reintegro",
    "Se lo reservamos en la sucursal",
)
SENT_ON = ("Para esto tiene que llamar al 0800, por acá no podemos", "Ese trámite es solo por teléfono, disculpe")
MORE = (
    "Perfecto",
    "Es el pedido de la semana pasada\nel que llegó golpeado",
    "Dale, gracias",
    "¿Y cuánto demora?",
    "ok",
)
NBSP, NARROW_NBSP, LEFT_TO_RIGHT = "\u00a0", "\u202f", "\u200e"


def write_exports(folder: Path, rng: Random, people: list[Person]) -> None:
    """Write one file a chat, named as each kind of phone names it."""
    android = [person for person in people[1:] if person.country == "AR"][:ANDROID_CHATS]
    apple = [person for person in people[1:] if person.country == "ES"][:IOS_CHATS]
    for number, person in enumerate(android):
        contact = spaced(person.phone)
        lines = [_android_line(moment, name, text, contact, number) for moment, name, text in _chat(rng, person)]
        write_text(folder / f"Chat de WhatsApp con {contact}.txt", "".join(f"{line}\n" for line in lines))
    for person in apple:
        contact = spaced(person.phone)
        lines = [_ios_line(moment, name, text, contact) for moment, name, text in _chat(rng, person)]
        write_text(folder / f"WhatsApp Chat - {contact}" / "_chat.txt", "".join(f"{line}\r\n" for line in lines))


def _chat(rng: Random, person: Person) -> list[tuple[datetime, str, str]]:
    """Return (local time, 'us', 'them' or '' for the system, text) of the whole chat in order."""
    zone = ZONES[person.country]
    starts = sorted(
        draw_moment(rng, FIRST_DAY + timedelta(weeks=rng.randrange(WEEKS)), zone)
        for _ in range(rng.randint(*SESSIONS_PER_CHAT))
    )
    messages = [(starts[0], "", NOTICE)]
    for start in starts:
        messages += _session(rng, max(start, messages[-1][0] + timedelta(minutes=5)), person)
    return [(moment.astimezone(zone), who, text) for moment, who, text in messages if moment < DATA_END]


def _session(rng: Random, start: datetime, person: Person) -> list[tuple[datetime, str, str]]:
    messages = [(start, "them", subject(rng, rng.choice(TOPICS), person.language))]
    if rng.random() < 0.25:
        messages.append((start + timedelta(seconds=40), "them", "<media>"))
    now = start + timedelta(seconds=draw_seconds(rng, 720, 0.8))
    messages.append((now, "us", rng.choice(ANSWERS)))
    for _ in range(rng.randint(0, 2)):
        now += timedelta(seconds=rng.randint(40, 500))
        messages.append((now, "them", rng.choice(MORE)))
        now += timedelta(seconds=rng.randint(60, 900))
        messages.append((now, "us", rng.choice(ANSWERS[1:3])))
    now += timedelta(seconds=rng.randint(60, 1200))
    messages.append((now, "us", rng.choice(SENT_ON if rng.random() < 0.2 else SOLVED)))
    return messages


def _android_line(moment: datetime, who: str, text: str, contact: str, number: int) -> str:
    space = (NBSP, NARROW_NBSP)[number % 2]  # both kinds of space were seen before a. m.
    half = f"a.{NBSP}m." if moment.hour < 12 else f"p.{NBSP}m."
    time = f"{moment.day}/{moment.month}/{moment:%y}, {(moment.hour - 1) % 12 + 1}:{moment:%M}{space}{half}"
    text = "<Multimedia omitido>" if text == "<media>" else text
    return f"{time} - {text}" if not who else f"{time} - {OUR_NAME['AR'] if who == 'us' else contact}: {text}"


def _ios_line(moment: datetime, who: str, text: str, contact: str) -> str:
    name = OUR_NAME["ES"] if who in ("us", "") else contact
    if not who:
        text = LEFT_TO_RIGHT + text
    text = f"{LEFT_TO_RIGHT}imagen omitida" if text == "<media>" else text
    return f"[{moment:%d/%m/%Y, %H:%M:%S}] {name}: {text}"


def spaced(phone: str) -> str:
    """Return the number as a phone shows it: +54 9 11 5550-0123, +34 600 00 01 23."""
    if phone.startswith("+549"):
        return f"+54 9 {phone[4:6]} {phone[6:10]}-{phone[10:]}"
    return f"{phone[:3]} {phone[3:6]} {phone[6:8]} {phone[8:10]} {phone[10:]}"
