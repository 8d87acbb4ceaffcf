"""The journeys of a few touches, worked out a second time, person by person, in plain Python."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

Row = dict[str, Any]
COMPANY_TYPES = ("ad_touch", "email_touch", "push_touch", "sms_touch")


def journeys_of(
    touches: list[Row], limits: dict[int, timedelta | None], longest: timedelta | None, until: datetime
) -> set[tuple]:
    """(touches in order, outcome, when it was left, outcomes of the touches) of each journey.

    A touch has record_id, person_id, at, type, direction; `limits`: of the persons who were ever active.
    """
    found = set()
    by_person = defaultdict(list)
    for touch in touches:
        by_person[touch["person_id"]].append(touch)
    for person, own_touches in by_person.items():
        limit = limits.get(person, longest)
        for journey, is_lively in stretches(sorted(own_touches, key=lambda t: (t["at"], is_own(t))), limit, until):
            found.add(describe(journey, is_lively, limit, until))
    return found


def is_own(touch: Row) -> bool:
    return touch["type"] not in COMPANY_TYPES and touch["direction"] not in ("outbound", "internal")


def stretches(touches: list[Row], limit: timedelta | None, until: datetime) -> list[tuple[list[Row], bool]]:
    """The touches of each journey, and whether the customer took part in it."""
    forever = limit if limit is not None else timedelta.max
    active: list[list[Row]] = []
    for touch in filter(is_own, touches):
        if not active or touch["at"] - active[-1][-1]["at"] > forever:
            active.append([])
        active[-1].append(touch)
    spans = [(stretch[0]["at"], stretch[-1]["at"]) for stretch in active]
    alone: list[list[Row]] = []
    for touch in (touch for touch in touches if not is_own(touch)):
        lies_in = [i for i, (first, last) in enumerate(spans) if first <= touch["at"] <= last]
        leads_to = [i for i, (first, _) in enumerate(spans) if touch["at"] <= first and first - touch["at"] <= forever]
        goes_on = bool(spans) and touch["at"] > spans[-1][1] and (limit is None or spans[-1][1] + limit > until)
        if lies_in:
            active[lies_in[0]].append(touch)
        elif leads_to:
            active[leads_to[0]].append(touch)
        elif goes_on:
            active[-1].append(touch)
        elif (
            alone
            and touch["at"] - alone[-1][-1]["at"] <= forever
            and not any(alone[-1][-1]["at"] < first <= touch["at"] for first, _ in spans)
        ):
            alone[-1].append(touch)
        else:
            alone.append([touch])
    return [(stretch, True) for stretch in active] + [(stretch, False) for stretch in alone]


def describe(journey: list[Row], is_lively: bool, limit: timedelta | None, until: datetime) -> tuple:
    ordered = sorted(journey, key=lambda t: (t["at"], is_own(t), t["tie"]))
    last_own = max((t["at"] for t in ordered if is_own(t)), default=None)

    def is_over(at: datetime) -> bool:
        return limit is not None and at + limit <= until

    outcomes = []
    for place, touch in enumerate(ordered):
        if any(is_own(later) for later in ordered[place + 1 :]):
            outcomes.append("continued")
        elif is_own(touch):
            outcomes.append("left" if is_over(touch["at"]) else "open")
        else:
            outcomes.append("unanswered" if not is_lively and is_over(touch["at"]) else "open")
    end = last_own if is_lively else ordered[-1]["at"]
    silent = "left" if is_lively else "unanswered"
    outcome = silent if is_over(end) else "open"
    left_at = end + limit if outcome != "open" and limit is not None else None
    return tuple(t["record_id"] for t in ordered), outcome, left_at, tuple(outcomes)
