"""Each planted truth counted in the raw files with plain Python: name → (value, n, kind of number)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from tests.sample_data.matter_scores import cost_of
from tests.sample_data.raw import (
    FIX,
    day_of,
    middle,
    read_calls,
    read_chats,
    read_csv,
    read_sessions,
    read_tickets,
    recommend,
    share,
)
from tests.sample_data.threads import explained_again, hop_causes, matters

START, END = (
    date(2026, 3, 16),
    date(2026, 8, 31),
)  # the pages' last 12 weeks begin with the fix; the 12 before end with it
CALLBACK, SHORT_STAFF = date(2026, 6, 22), date(2026, 6, 29)
SCORE = "¿Qué tan satisfecho quedó con la llamada? (1 a 5)"
DATA_END = datetime(2026, 8, 31, 12, tzinfo=UTC)

Counted = tuple[float, int]
calls, chats, tickets = cache(read_calls), cache(read_chats), cache(read_tickets)


def offered(
    queues: set[str], start: date = date.min, end: date = date.max, has_further_legs: bool = True
) -> list[tuple[float, bool]]:
    """Wait and abandonment of the contacts in these queues that began then, those who gave up within 5 seconds left out."""
    own = [call for call in calls().values() if call["queue"] in queues]
    records = [
        c
        for c in read_chats(has_waits_in_words=not has_further_legs)
        if c["Queue"]["Name"] in queues and start <= day_of(c["InitiationTimestamp"]) < end
    ]
    records = [c for c in records if has_further_legs or c.get("PreviousContactId") is None]
    found = [(call["wait"], call["is_abandoned"]) for call in own if start <= day_of_call(call) < end]
    found += [(c["Queue"]["Duration"], c["Agent"] is None) for c in records]
    # A wait in words is none: nobody knows that it was short.
    return [(wait, is_abandoned) for wait, is_abandoned in found if wait == "twenty" or not (is_abandoned and wait < 5)]


def day_of_call(call: dict[str, Any]) -> date:
    return datetime.fromtimestamp(call["time"], UTC).date()


def abandonment(*queues: str, start: date = date.min, end: date = date.max) -> Counted:
    return share([is_abandoned for _, is_abandoned in offered(set(queues), start, end, has_further_legs=False)])


def bot_helped() -> Counted:
    """Satisfied of those who answered the bot's question."""
    return share([session["helped"] == "yes" for session in read_sessions() if session.get("helped")])


def wait(*queues: str) -> Counted:
    return middle([seconds for seconds, is_abandoned in offered(set(queues)) if not is_abandoned])


def call_answers(reason: str, before: str = "") -> Counted:
    """CSAT of the form after a call."""
    rows = read_csv("google_forms/Encuesta después de la llamada (respuestas).csv")
    rows = [row for row in rows if row[SCORE] in tuple("12345") and not row["Marca temporal"].startswith("2026/02")]
    return share([row[SCORE] in "45" for row in rows
                  if row["Motivo de la llamada"] == reason and row["¿Qué otros canales probó antes?"].startswith(before)])  # fmt: skip


def chat_answers() -> Counted:
    """CSAT of Chatwoot."""
    rows = [
        row
        for row in read_csv("chatwoot/csat_report.csv")
        if "Recorded date" in row and row["Rating"] in tuple("12345")
    ]
    return share([row["Rating"] in "45" for row in rows if row["Recorded date"] < "2026-09"])


def survey_rows(**where: str) -> list[dict[str, str]]:
    """Finished Qualtrics answers of customers with a date, limited to these cells."""
    rows = read_csv("qualtrics/Bruvanta_Recomendacion_2026.csv", skip=2)
    rows = [
        row
        for row in rows
        if row["Status"] == "0" and row["Finished"] == "1" and "2026-06-31 10:00:00" not in row.values()
    ]
    return [row for row in rows if all(row[name] == value for name, value in where.items())]


def nps(**where: str) -> Counted:
    return recommend([int(row["Q1"]) for row in survey_rows(**where) if row["Q1"] in map(str, range(11))])


def ces(**where: str) -> Counted:
    return share([int(row["Q3"]) >= 5 for row in survey_rows(**where) if row["Q3"] in map(str, range(1, 8))])


def first_response(group: int, start: date, end: date) -> Counted:
    """Median seconds to the first reply, dated by the reply."""
    found = []
    for ticket in tickets():
        minutes = ticket["metric"]["reply_time_in_minutes"]["calendar"]
        if ticket["group_id"] == group and minutes is not None and "04-31" not in ticket["created_at"]:
            replied = datetime.fromisoformat(ticket["created_at"]) + timedelta(minutes=minutes)
            found += [60 * minutes] if start <= replied.date() < end else []
    return middle(found)


def ticket_answers(group: int, start: date, end: date) -> Counted:
    """CSAT of good and bad, dated by the answer."""
    ratings = [ticket["rating"] for ticket in tickets() if ticket["group_id"] == group and ticket["rating"]]
    ratings = [rating for rating in ratings if rating["score"] in ("good", "bad") and rating["updated_at"] != "soon"]
    return share([rating["score"] == "good" for rating in ratings if start <= day_of(rating["updated_at"]) < end])


def not_repeated(queue: str) -> Counted:
    """First calls of a number in 7 days that no other follows in 7 days; the last 7 days of the data left out."""
    by_phone: dict[str, list[dict[str, Any]]] = {}
    for call in calls().values():
        by_phone.setdefault(call["phone"], []).append(call)
    week, flags = 7 * 86400, []
    for own in by_phone.values():
        own.sort(key=lambda call: call["time"])
        for at, call in enumerate(own):
            is_first = at == 0 or call["time"] - own[at - 1]["time"] > week
            if is_first and call["queue"] == queue and call["time"] <= DATA_END.timestamp() - week:
                flags.append(at + 1 == len(own) or own[at + 1]["time"] - call["time"] > week)
    return share(flags)


def forced(before: str, after: str) -> Counted:
    return share([cause != "chosen" for cause in hop_causes(before, after)])


def told_again(path: str) -> Counted:
    hits, n = explained_again(path)
    return round(100 * hits / n, 2), n


def satisfied_at_end(path: str) -> Counted:
    return share([m.is_satisfied for m in matters() if m.path == path and m.is_satisfied is not None])


def one_contact(channel: str) -> Counted:
    """Matters that began there and took one contact."""
    return share([len(m.contacts) == 1 for m in matters() if m.contacts[0][0].channel == channel])


def cost_per_resolved(channels: int) -> Counted:
    """Costs of the matters on so many channels whose outcome is known, per resolved one."""
    chosen = [m for m in matters() if len({c.channel for c in m.rows}) == channels and m.is_resolved is not None]
    resolved = sum(bool(m.is_resolved) for m in chosen)
    return round(sum(map(cost_of, chosen)) / resolved, 2), resolved


PHONE_SERVICE = ("soporte", "facturacion", "derivados_bot", "Soporte voz")
COUNTS: dict[str, Callable[[], Counted]] = {
    "hurts.abandonment.phone_service": lambda: abandonment(*PHONE_SERVICE),
    "hurts.abandonment.phone_purchase": lambda: abandonment("ventas"),
    "hurts.abandonment.chat_service": lambda: abandonment("Chat soporte"),
    "hurts.wait.phone_service": lambda: wait(*PHONE_SERVICE),
    "hurts.wait.chat_service": lambda: wait("Chat soporte"),
    "hurts.csat.phone_service": lambda: call_answers("Pedir ayuda"),
    "hurts.csat.phone_purchase": lambda: call_answers("Comprar"),
    "hurts.csat.chat_service": chat_answers,
    "hop.csat.after_bot": lambda: call_answers("Pedir ayuda", "Chatbot"),
    "hop.csat.direct": lambda: call_answers("Pedir ayuda", "No"),
    "hop.abandonment.after_bot": lambda: abandonment("derivados_bot"),
    "hop.abandonment.direct": lambda: abandonment("soporte"),
    "hop.no_repeat.after_bot": lambda: not_repeated("derivados_bot"),
    "hop.no_repeat.direct": lambda: not_repeated("soporte"),
    "hop.nps.after_bot": lambda: nps(channel="phone", stage="service", entry_channel="chatbot"),
    "hop.nps.direct": lambda: nps(channel="phone", stage="service", entry_channel="phone"),
    "fix.first_response.email_before": lambda: first_response(31, START, FIX),
    "fix.first_response.email_after": lambda: first_response(31, FIX, END),
    "fix.first_response.webform_before": lambda: first_response(32, START, FIX),
    "fix.first_response.webform_after": lambda: first_response(32, FIX, END),
    "fix.csat.email_before": lambda: ticket_answers(31, START, FIX),
    "fix.csat.email_after": lambda: ticket_answers(31, FIX, END),
    "fix.csat.webform_before": lambda: ticket_answers(32, START, FIX),
    "fix.csat.webform_after": lambda: ticket_answers(32, FIX, END),
    "thread.forced.bot_phone": lambda: forced("chatbot", "phone"),
    "thread.forced.email_app": lambda: forced("email", "app"),
    "thread.reexplained.bot_phone": lambda: told_again("chatbot > phone"),
    "thread.reexplained.bot_chat": lambda: told_again("chatbot > chat"),
    "thread.csat_at_end.bot_phone": lambda: satisfied_at_end("chatbot > phone"),
    "thread.csat_at_end.bot_chat": lambda: satisfied_at_end("chatbot > chat"),
    "thread.csat_at_end.call": lambda: satisfied_at_end("phone"),
    "thread.no_repeat.chatbot": lambda: one_contact("chatbot"),
    "thread.no_repeat.chat": lambda: one_contact("chat"),
    "thread.cost.one": lambda: cost_per_resolved(1),
    "thread.cost.two": lambda: cost_per_resolved(2),
    "thread.cost.three": lambda: cost_per_resolved(3),
    "callback.abandonment.billing_before": lambda: abandonment("facturacion", end=CALLBACK),
    "callback.abandonment.billing_after": lambda: abandonment("facturacion", start=CALLBACK),
    "callback.abandonment.spain_before": lambda: abandonment("Soporte voz", end=SHORT_STAFF),
    "callback.abandonment.spain_after": lambda: abandonment("Soporte voz", start=SHORT_STAFF),
    "callback.abandonment.support_before": lambda: abandonment("soporte", end=CALLBACK),
    "callback.abandonment.support_after": lambda: abandonment("soporte", start=CALLBACK),
    "automated.csat.chatbot": bot_helped,
    "nothing.nps.hogar": lambda: nps(segment="Hogar"),
    "nothing.nps.pyme": lambda: nps(segment="Pyme"),
    "nothing.ces.hogar": lambda: ces(segment="Hogar"),
    "nothing.ces.pyme": lambda: ces(segment="Pyme"),
}  # fmt: skip
