"""Internet plans: Stripe's subscriptions export in UTC, with trials, cancellations and their reasons."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from sample_data.files import csv_text, write_text
from sample_data.identity_truth import Truth
from sample_data.people import Person
from sample_data.timeline import DATA_END

HEADER = ("id", "Customer ID", "Customer Email", "Plan", "Quantity", "Currency", "Interval", "Amount", "Status", "Created (UTC)",
          "Start (UTC)", "Current Period Start (UTC)", "Current Period End (UTC)", "Trial Start (UTC)", "Trial End (UTC)",
          "Canceled At (UTC)", "Ended At (UTC)", "Cancellation Reason", "user_id (metadata)")  # fmt: skip
PLANS = (("price_fibra100", 19.0), ("price_fibra300", 27.0), ("price_movil10", 11.0))
SUBSCRIBERS = 900
LOST_PER_MONTH = 0.035
REASONS = {"cancellation_requested": 72, "payment_failed": 24, "payment_disputed": 4}
MONTH = timedelta(days=30)


def write_exports(
    folder: Path, rng: Random, people: list[Person], more: list[Person], leaving: dict[int, datetime], truth: Truth
) -> None:
    """Write all subscriptions, running and ended, oldest customer first; `more` customers come after those drawn.

    `leaving`: when customers (by number) go because of what happened to them, unless they went before.
    """
    subscribers = sorted(rng.sample(people[1:], SUBSCRIBERS), key=lambda person: person.number)
    rows = [
        _row(rng, number, person, leaving.get(person.number)) for number, person in enumerate(subscribers + more, 1)
    ]
    for number, person in enumerate(subscribers + more, 1):
        truth.note(f"stripe:sub_{number:04}", person)
    rows += _bad_rows()
    write_text(folder / "subscriptions.csv", csv_text([HEADER, *rows]))


def _bad_rows() -> list[list[object]]:
    """Return two rows to reject: the 32nd of May, and an end before the start."""
    shape: list[object] = ["", "", "", "price_fibra100", 1, "usd", "month", "19.00", "canceled"]
    days = (("2026-05-32 10:00", "2026-06-20 10:00"), ("2026-05-20 10:00", "2026-04-20 10:00"))
    return [[f"sub_9900{n}", f"cus_9900{n}", *shape[2:], start, start, "", "", "", "", end, end, "payment_failed", ""]
            for n, (start, end) in enumerate(days, 1)]  # fmt: skip


def _row(rng: Random, number: int, person: Person, leaves_at: datetime | None) -> list[object]:
    plan, amount = rng.choice(PLANS)
    created = DATA_END - timedelta(minutes=rng.randint(1440, 560 * 1440))
    trial_end = created + timedelta(days=14) if rng.random() < 0.35 else None
    ended, canceled, reason = _ending(rng, created)
    if leaves_at and created < leaves_at < (ended or DATA_END):
        ended, canceled, reason = leaves_at, leaves_at, "cancellation_requested"
    status = (
        "canceled"
        if ended
        else "trialing"
        if trial_end and trial_end > DATA_END
        else rng.choices(("active", "past_due"), (97, 3))[0]
    )
    start = created + (DATA_END - created) // MONTH * MONTH
    return [f"sub_{number:04}", f"cus_{number:04}", person.email, plan, 1, "usd", "month", f"{amount:.2f}", status, _stamp(created),
            _stamp(created), _stamp(start), _stamp(start + MONTH), _stamp(created) if trial_end else "", _stamp(trial_end),
            _stamp(canceled), _stamp(ended), reason, person.customer_id]  # fmt: skip


def _ending(rng: Random, created: datetime) -> tuple[datetime | None, datetime | None, str]:
    """Return when it ended, when the customer said so, and why; nothing while it runs."""
    ended = created + timedelta(days=15) + MONTH * rng.expovariate(LOST_PER_MONTH)
    if ended >= DATA_END:
        return None, None, ""
    reason = rng.choices(list(REASONS), list(REASONS.values()))[0]
    return ended, max(created, ended - timedelta(days=rng.randint(0, 12))), reason


def _stamp(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else ""
