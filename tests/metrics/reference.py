"""A second implementation of every metric: loops over rows, written from the words of docs/definitions.md and not from the catalogue."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from tests.metrics.question import Groups, Question, Row, dimension, moment

Answer = dict[tuple, tuple[float | None, int]]
DAY = 86_400
SERVICE = ("case", "call", "callback", "chat_session", "email_thread", "message", "work_order", "appointment")


def share(hits: int, n: int) -> tuple[float | None, int]:
    return (100 * hits / n if n else None), n


def nps(q: Question) -> Answer:
    def score(rows: list[Row]) -> tuple[float | None, int]:
        balance = 0
        for row in rows:
            balance += 1 if row["score"] > 8 else -1 if row["score"] < 7 else 0
        return share(balance, len(rows))

    keep = lambda r: r["metric"] == "nps" and r["scale"] == "0-10" and r["score"] is not None  # noqa: E731
    return {key: score(rows) for key, rows in q.answers(keep).items()}


def box_share(metric: str) -> Callable[[Question], Answer]:
    def answer(q: Question) -> Answer:
        groups = q.answers(lambda r: r["metric"] == metric and r["score"] is not None)
        boxed = {key: [r for r in rows if r["top_box_min"] is not None] for key, rows in groups.items()}
        return {key: share(sum(r["score"] >= r["top_box_min"] for r in rows), len(rows)) for key, rows in boxed.items()}

    return answer


def score_mean(metric: str) -> Callable[[Question], Answer]:
    def answer(q: Question) -> Answer:
        found: Answer = {}
        for key, rows in q.answers(lambda r: r["metric"] == metric and r["score"] is not None).items():
            mixed = len({r["scale"] for r in rows}) > 1
            found[key] = (None if mixed else math.fsum(r["score"] for r in rows) / len(rows), len(rows))
        return found

    return answer


def count(table: str, anchor: str, keep: Callable[[Row], bool] = lambda r: True) -> Callable[[Question], Answer]:
    return lambda q: {key: (float(len(rows)), len(rows)) for key, rows in q.groups(table, anchor, keep).items()}


def contact_share(
    keep: Callable[[Row], bool], counts: Callable[[Row], bool], hit: Callable[[Row], bool]
) -> Callable[[Question], Answer]:
    def answer(q: Question) -> Answer:
        groups = q.groups("interactions", "started_local", keep)
        return {
            key: share(sum(1 for r in rows if counts(r) and hit(r)), sum(map(counts, rows)))
            for key, rows in groups.items()
        }

    return answer


def bought_by(q: Question, keep: Callable[[Row], bool] = lambda r: True) -> Groups:
    placed = lambda r: r["status"] != "cancelled" and (r["amount"] is None or r["amount"] >= 0) and keep(r)  # noqa: E731
    return q.groups("orders", "ordered_local", placed)


def order_value(q: Question) -> Answer:
    rows_of = bought_by(q, lambda r: r["amount"] is not None)
    net = {key: [r["amount"] - (r["refunded_amount"] or 0) for r in rows] for key, rows in rows_of.items()}
    mixed = {key: len({r["currency"] for r in rows}) > 1 for key, rows in rows_of.items()}
    return {key: (None if mixed[key] else math.fsum(values) / len(values), len(values)) for key, values in net.items()}


def repeat_purchase(q: Question) -> Answer:
    found: Answer = {}
    for key, rows in bought_by(q, lambda r: r["is_person_known"]).items():
        who = [r["person_id"] for r in rows]
        found[key] = share(sum(who.count(person) >= 2 for person in set(who)), len(set(who)))
    return found


def is_contact(r: Row) -> bool:
    return r["leg"] in (1, None)


def is_asked(r: Row) -> bool:
    return is_service(r) and r["direction"] in ("inbound", None)


def contacts_per_customer(q: Question) -> Answer:
    asked = q.groups("interactions", "started_local", lambda r: r["is_person_known"] and is_asked(r) and is_contact(r))
    bought = bought_by(q, lambda r: r["is_person_known"])
    found: Answer = {}
    for key in {*asked, *bought}:
        people = {r["person_id"] for r in (*asked.get(key, []), *bought.get(key, []))}
        found[key] = (len(asked.get(key, [])) / len(people), len(people))
    return found


def contacts_per_100_orders(q: Question) -> Answer:
    asked = q.groups("interactions", "started_local", lambda r: is_asked(r) and is_contact(r))
    bought = bought_by(q)
    found: Answer = {}
    for key in {*asked, *bought}:
        contacts, orders = len(asked.get(key, [])), len(bought.get(key, []))
        found[key] = (100 * contacts / orders if orders else None, orders)
    return found


def resolved_contacts(q: Question) -> Answer:
    groups = q.groups("interactions", "started_local", is_asked)
    said = {key: [r["is_resolved"] for r in rows] for key, rows in groups.items()}
    return {
        key: (100 * all_of.count(True) / len(all_of) if set(all_of) - {None} else None, len(all_of))
        for key, all_of in said.items()
    }


def csat_top_box(q: Question) -> Answer:
    groups = q.answers(lambda r: r["metric"] == "csat" and r["score"] is not None)
    return {
        key: share(sum(r["score"] == int(r["scale"].split("-")[1]) for r in rows), len(rows))
        for key, rows in groups.items()
    }


def net_sentiment(q: Question) -> Answer:
    groups = q.groups("comments", "said_local", lambda r: r["polarity"] is not None)
    worth = {"positive": 1, "neutral": 0, "negative": -1}
    return {key: share(sum(worth[r["polarity"]] for r in rows), len(rows)) for key, rows in groups.items()}


def is_long(r: Row) -> bool:
    return not (r["is_abandoned"] and r["wait_seconds"] is not None and r["wait_seconds"] < 5)


def is_service(r: Row) -> bool:
    return r["interaction_type"] is None or r["interaction_type"] in SERVICE


def is_first_contact(r: Row) -> bool:
    before = r["previous_contact_seconds"]
    is_customers = r["is_person_known"] and r["direction"] in ("inbound", None) and is_service(r)
    return is_customers and (before is None or before > 7 * DAY)


def session_state(r: Row, abandoned: str = "is_abandoned", handed_off: str = "is_handed_off") -> str:
    """How a contact went: in the queue nobody answered; the rest were passed on, left without a solution, or contained."""
    if r[handed_off]:
        return "escalated"
    if r[abandoned]:
        return "left" if r[handed_off] is False else "unanswered"
    return "left" if r["is_resolved"] is False else "contained"


def comes_again(r: Row) -> bool:
    return r["next_contact_seconds"] is not None and r["next_contact_seconds"] <= 7 * DAY


def first_contacts(keep: Callable[[Row], bool], hit: Callable[[Row], bool]) -> Callable[[Question], Answer]:
    """The share of first contacts, those of the last week left out."""
    mature = lambda q: lambda r: moment(r["started_local"]) <= q.until - timedelta(days=7)  # noqa: E731
    return lambda q: contact_share(lambda r: is_first_contact(r) and keep(r), mature(q), hit)(q)


def sessions_that(state: str) -> Callable[[Question], Answer]:
    return contact_share(
        lambda r: r["is_handed_off"] is not None and is_service(r), lambda r: True, lambda r: session_state(r) == state
    )


def first_state(r: Row) -> str:
    return session_state(r, "is_first_abandoned", "is_first_handed_off")


def is_contained(r: Row) -> bool:
    return r["contacts"] == 1 and first_state(r) == "contained"


def clock(name: str, column: str, anchor: str, quantile: float | None) -> Callable[[Question], Answer]:
    def seconds(r: Row) -> float | None:
        of_all_legs = r["legs_handle_seconds"] if name == "handle" else None
        return r[column] if of_all_legs is None else of_all_legs

    def keep(r: Row) -> bool:
        is_shown = {"wait": r["is_abandoned"] is not True, "handle": is_contact(r)}.get(name, True)
        return is_shown and seconds(r) is not None

    def value(values: list[float]) -> float:
        return math.fsum(values) / len(values) if quantile is None else quantile_at(values, quantile)

    return lambda q: {
        key: (value([seconds(r) or 0.0 for r in rows]), len(rows))
        for key, rows in q.groups("interactions", anchor, keep).items()
    }


def quantile_at(values: list[float], quantile: float) -> float:
    ordered, place = sorted(values), quantile * (len(values) - 1)
    below, above = ordered[math.floor(place)], ordered[math.ceil(place)]
    return below + (above - below) * (place - math.floor(place))


def persons(q: Question) -> Answer:
    seen: dict[tuple, set] = defaultdict(set)
    for table, anchor in (
        ("interactions", "started_local"),
        ("responses", "answered_local"),
        ("orders", "ordered_local"),
        ("messages", "sent_local"),
    ):
        keep = lambda r, table=table: r["is_person_known"] and (table != "messages" or r["sender_role"] == "customer")  # noqa: E731
        for key, rows in q.groups(table, anchor, keep).items():
            seen[key] |= {r["person_id"] for r in rows}
    return {key: (float(len(people)), len(people)) for key, people in seen.items()}


def cost_per_contact(q: Question) -> Answer:
    covered = {(c["channel"], c["spent_local"][:10]) for c in q.tables["daily_costs"] if c["cost_kind"] == "service"}
    costs = q.groups("daily_costs", "spent_local", lambda c: c["cost_kind"] == "service")
    contacts = q.groups(
        "interactions",
        "started_local",
        lambda r: is_service(r) and is_contact(r) and (r["channel"], r["started_local"][:10]) in covered,
    )
    found: Answer = {}
    for key in {*costs, *contacts}:
        n, cost = len(contacts.get(key, [])), math.fsum(c["amount"] for c in costs.get(key, []))
        found[key] = (cost / n if n and key in costs else None, n)
    return found


def conversion(q: Question) -> Answer:
    found: Answer = {}
    for key, rows in q.groups("interactions", "started_local", lambda r: True).items():
        stated = [r["is_converted"] for r in rows if r["is_converted"] is not None]
        if stated:
            found[key] = share(sum(stated), len(stated))
            continue
        first: dict[int, Row] = {}
        for row in rows:
            who = row["person_id"]
            if row["is_person_known"] and (who not in first or row["started_local"] < first[who]["started_local"]):
                first[who] = row
        if first and q.tables["orders"]:
            waited = [r for r in first.values() if moment(r["started_local"]) + timedelta(days=30) <= q.until]
            reached = [r for r in waited if r["next_order_seconds"] is not None and r["next_order_seconds"] <= 30 * DAY]
            found[key] = share(len(reached), len(waited))
    return found


def revenue(q: Question) -> Answer:
    found: Answer = {}
    for key, rows in q.groups(
        "orders", "ordered_local", lambda r: r["status"] != "cancelled" and r["amount"] is not None
    ).items():
        mixed = len({r["currency"] for r in rows}) > 1
        net = math.fsum(r["amount"] - (r["refunded_amount"] or 0) for r in rows)
        found[key] = (None if mixed else net, len(rows))
    return found


def loss(table: str) -> Callable[[Question], Answer]:
    def answer(q: Question) -> Answer:
        unit = next((name for name in q.by if name in ("day", "week", "month", "quarter")), None)
        stays = [r for r in q.tables[table] if r["started_local"] and r.get("is_person_known", True)]
        end = q.end or q.until.date() + timedelta(days=1)
        if q.start is None and unit is None:
            return {}
        first = q.start or min(moment(r["started_local"]).date() for r in stays)
        found: dict[tuple, list[set]] = {}
        for opens, closes in stretches(unit, first, end):
            at_opening = [r for r in stays if moment(r["started_local"]).date() < opens and not_ended(r, opens)]
            at_close = {
                r["person_id"] for r in stays if moment(r["started_local"]).date() < closes and not_ended(r, closes)
            }
            for row in at_opening:
                dated = row | {"opens": opens.isoformat(), "time_precision": "day"}
                if q.passes(dated, "opens"):
                    key = tuple(dimension(dated, name, "opens") for name in q.by)
                    people, lost, judged = found.setdefault(key, [set(), set(), set()])
                    people.add(row["person_id"])
                    lost |= {row["person_id"]} - at_close
                    judged |= {row["person_id"]} if row.get("watched_local", True) else set()
        return {
            key: share(len(lost), len(people)) if judged else (None, len(people))
            for key, (people, lost, judged) in found.items()
        }

    return answer


def returned_after_lost(q: Question) -> Answer:
    def is_watched(r: Row) -> bool:
        return moment(r["watched_local"]).date() <= q.until.date()

    found: Answer = {}
    for key, rows in q.groups("activity_spells", "ended_local", lambda r: r["ended_local"] is not None).items():
        watched = [r for r in rows if is_watched(r)]
        back = [r for r in watched if r["returned_local"] and moment(r["returned_local"]) <= moment(r["watched_local"])]
        found[key] = share(len(back), len(watched))
    return found


def not_ended(row: Row, day: date) -> bool:
    return row["ended_local"] is None or moment(row["ended_local"]) >= datetime.combine(day, datetime.min.time())


def stretches(unit: str | None, first: date, end: date) -> Iterator[tuple[date, date]]:
    """Neighbouring days of one bucket, cut to [first, end)."""
    opens = day = first
    while day < end:
        after = day + timedelta(days=1)
        here, there = ({"at": d.isoformat(), "time_precision": "day"} for d in (day, after))
        is_last = unit is not None and dimension(here, unit, "at") != dimension(there, unit, "at")
        if after == end or is_last:
            yield opens, after
            opens = after
        day = after


def whole_buckets(answer: Callable[[Question], Answer]) -> Callable[[Question], Answer]:
    """The answer without the value of the bucket in which the data end."""

    def whole(q: Question) -> Answer:
        unit = next((name for name in q.by if name in ("day", "week", "month", "quarter")), None)
        last, after = (
            {"at": day.isoformat(), "time_precision": "day"}
            for day in (q.until.date(), q.until.date() + timedelta(days=1))
        )
        running = dimension(last, unit, "at") if unit else None
        goes_on = (
            unit
            and running == dimension(after, unit, "at")
            and (q.end is None or q.end > q.until.date() + timedelta(days=1))
        )
        cut = lambda key: goes_on and key[q.by.index(unit)] == running  # noqa: E731
        return {key: (None if cut(key) else value, n) for key, (value, n) in answer(q).items()}

    return whole


def monthly(table: str) -> Callable[[Question], Answer]:
    """The loss, as if a month of an average year had brought it."""

    def answer(q: Question) -> Answer:
        found: Answer = {}
        unit = next((name for name in q.by if name in ("day", "week", "month", "quarter")), None)
        after = q.until.date() + timedelta(days=1)
        stays = [r for r in q.tables[table] if r["started_local"] and r.get("is_person_known", True)]
        first = q.start or (min(moment(r["started_local"]).date() for r in stays) if unit else after)
        labels = {}
        for opens, closes in stretches(unit, first, q.end or after):
            dated = {"at": opens.isoformat(), "time_precision": "day"}
            labels[dimension(dated, unit, "at") if unit else None] = (closes - opens).days
        for key, (percent, n) in loss(table)(q).items():
            days = labels[key[q.by.index(unit)] if unit else None]
            found[key] = (None if percent is None else 100 * (1 - (1 - percent / 100) ** (365.25 / 12 / days)), n)
        return found

    return answer


def retention(q: Question) -> Answer:
    def is_over(r: Row) -> bool:
        days = datetime.combine(q.until.date(), datetime.min.time()) - moment(r["first_active_local"])
        return bool(r["is_beginning_known"]) and days >= timedelta(days=59)

    groups = q.groups("persons", "first_active_local", lambda r: True)
    return {
        key: share(sum(1 for r in rows if is_over(r) and r["active_windows"] // 2 % 2), sum(map(is_over, rows)))
        for key, rows in groups.items()
    }


def of_matters(keep: Callable[[Row], bool] = lambda r: True) -> Callable[[Question], Groups]:
    return lambda q: q.groups("matters", "opened_local", lambda r: r["is_person_known"] and keep(r))


def of_hops(keep: Callable[[Row], bool] = lambda r: True) -> Callable[[Question], Groups]:
    is_hop = lambda r: r["is_person_known"] and r["from_channel"] != r["to_channel"]  # noqa: E731
    return lambda q: q.groups("matter_steps", "opened_local", lambda r: is_hop(r) and keep(r))


def grown_up(
    groups: Callable[[Question], Groups], answer: Callable[[list[Row]], tuple[float | None, int]]
) -> Callable[[Question], Answer]:
    """The answer from matters that the data outlast by a week."""
    is_old = lambda q, r: moment(r["opened_local"]) + timedelta(days=7) <= q.until  # noqa: E731
    return lambda q: {key: answer([r for r in rows if is_old(q, r)]) for key, rows in groups(q).items()}


def share_where(hit: Callable[[Row], bool]) -> Callable[[list[Row]], tuple[float | None, int]]:
    return lambda rows: share(sum(1 for r in rows if hit(r)), len(rows))


def count_of(rows: list[Row]) -> tuple[float | None, int]:
    return (float(len(rows)) if rows else None), len(rows)


def mean_of(column: str) -> Callable[[list[Row]], tuple[float | None, int]]:
    return lambda rows: (math.fsum(r[column] for r in rows) / len(rows) if rows else None, len(rows))


def quantile_of(column: str, quantile: float) -> Callable[[list[Row]], tuple[float | None, int]]:
    return lambda rows: (quantile_at([r[column] for r in rows], quantile) if rows else None, len(rows))


def reexplanation(rows: list[Row]) -> tuple[float | None, int]:
    return share(sum(r["reexplained"] for r in rows), sum(r["hops"] + (r["transfers"] or 0) for r in rows))


def cost_per_resolved(rows: list[Row]) -> tuple[float | None, int]:
    priced = [r for r in rows if r["cost"] is not None]
    resolved = sum(r["is_resolved"] for r in priced)
    mixed = len({r["currency"] for r in priced}) > 1
    return (None if mixed or not resolved else math.fsum(r["cost"] for r in priced) / resolved), resolved


def hop_cost(rows: list[Row]) -> tuple[float | None, int]:
    priced = [r["cost"] for r in rows if r["cost"] is not None]
    return (math.fsum(priced) if priced else None), len(priced)


def is_known(column: str) -> Callable[[Row], bool]:
    return lambda r: r[column] is not None


def comment_share(counts: Callable[[Row], bool], hit: Callable[[Row], bool]) -> Callable[[Question], Answer]:
    """The share of hits among the comments that count; groups of comments that do not count are there with n 0."""
    said = lambda q: q.groups("comments", "said_local", lambda r: True)  # noqa: E731
    return lambda q: {key: share_where(hit)(list(filter(counts, rows))) for key, rows in said(q).items()}


def of_touches(
    keep: Callable[[Row], bool], counts: Callable[[Row], bool], hit: Callable[[Row], bool]
) -> Callable[[Question], Answer]:
    """The share of hits among the touches that count; groups of touches that do not count are there with n 0."""
    known = lambda q: q.groups("journey_steps", "touched_local", lambda r: r["is_person_known"] and keep(r))  # noqa: E731
    return lambda q: {key: share_where(hit)(list(filter(counts, rows))) for key, rows in known(q).items()}


REFERENCE: dict[str, Callable[[Question], Answer]] = {
    "order_value": order_value, "repeat_purchase": repeat_purchase, "contacts_per_customer": contacts_per_customer,
    "contacts_per_100_orders": contacts_per_100_orders, "resolved_contacts": resolved_contacts, "csat_top_box": csat_top_box,
    "net_sentiment": net_sentiment,
    "nps": nps, "csat": box_share("csat"), "csat_mean": score_mean("csat"), "ces": box_share("ces"), "ces_mean": score_mean("ces"),
    "response_rate": lambda q: {
        key: share(sum(bool(r["is_answered"]) for r in rows), len(rows))
        for key, rows in q.groups("survey_requests", "requested_local", lambda r: True).items()
    },
    "interactions": count("interactions", "started_local", is_contact),
    "further_legs": count("interactions", "started_local", lambda r: not is_contact(r)), "messages": count("messages", "sent_local"), "persons": persons,
    "abandonment": contact_share(lambda r: r["is_abandoned"] is not None and is_contact(r), is_long, lambda r: r["is_abandoned"]),
    "service_level": contact_share(
        lambda r: is_contact(r) and (r["is_abandoned"] or (r["is_abandoned"] is False and r["wait_seconds"] is not None)),
        is_long, lambda r: not r["is_abandoned"] and r["wait_seconds"] <= 20,
    ),
    "transfer": contact_share(lambda r: r["transfer_count"] is not None and is_contact(r) and not r["is_abandoned"], lambda r: True, lambda r: r["transfer_count"] > 0),
    "reopen": contact_share(
        lambda r: r["reopen_count"] is not None and (r["is_resolved"] or r["resolution_seconds"] is not None),
        lambda r: True, lambda r: r["reopen_count"] > 0,
    ),
    "fcr": first_contacts(
        lambda r: session_state(r) != "unanswered", lambda r: session_state(r) == "contained" and not comes_again(r)
    ),
    "no_repeat_same_channel": first_contacts(lambda r: True, lambda r: not comes_again(r)),
    "containment": sessions_that("contained"), "escalation": sessions_that("escalated"), "bot_abandonment": sessions_that("left"),
    "cost_per_contact": cost_per_contact, "conversion": conversion, "revenue": revenue,
    "orders": count("orders", "ordered_local", lambda r: r["status"] != "cancelled" and (r["amount"] is None or r["amount"] >= 0)),
    "churn": whole_buckets(loss("subscriptions")), "churn_monthly": monthly("subscriptions"), "churn_inactivity": whole_buckets(loss("activity_spells")),
    "returned_after_lost": returned_after_lost, "retention": retention,
    "coverage": contact_share(lambda r: True, lambda r: True, lambda r: r["is_person_known"]),
    "match_rate": contact_share(lambda r: r["is_person_known"] and r["is_person_matched"] is not None, lambda r: True, lambda r: r["is_person_matched"]),
    "matters": grown_up(of_matters(), count_of), 
    "ocr": grown_up(of_matters(lambda r: r["contacts"] > 1 or first_state(r) != "unanswered"), share_where(is_contained)),
    "no_repeat_any_channel": grown_up(of_matters(), share_where(lambda r: r["contacts"] == 1)),
    "verified_containment": grown_up(
        of_matters(lambda r: r["is_first_handed_off"] is not None),
        share_where(lambda r: is_contained(r) and r["is_satisfied"] is not False),
    ),
    "contacts_per_matter": grown_up(of_matters(), mean_of("contacts")),
    "hop_rate": grown_up(of_matters(), share_where(lambda r: r["channels"] > 1)), "hops": grown_up(of_hops(), count_of),
    "forced_hops": grown_up(of_hops(is_known("cause")), share_where(lambda r: r["cause"] != "chosen")),
    "repeat_contact_rate": grown_up(of_matters(), share_where(lambda r: r["repeats"] > 0)), "reexplanation": grown_up(of_matters(), reexplanation),
    "matter_resolution": grown_up(of_matters(is_known("is_resolved")), share_where(lambda r: r["is_resolved"])),
    "matter_time_mean": grown_up(of_matters(is_known("duration_seconds")), mean_of("duration_seconds")),
    "cost_per_matter_resolved": grown_up(of_matters(is_known("is_resolved")), cost_per_resolved),
    "csat_at_end": grown_up(of_matters(is_known("is_satisfied")), share_where(lambda r: r["is_satisfied"])),
    "hop_wait": grown_up(of_hops(is_known("between_seconds")), quantile_of("between_seconds", 0.5)),
    "hop_cost": grown_up(of_hops(), hop_cost),
    "comments": count("comments", "said_local"),
    "emotion_known": comment_share(lambda r: True, lambda r: r["emotion"] is not None),
    "negative_emotions": comment_share(is_known("emotion"), lambda r: r["emotion"] in ("anger", "impatience", "weariness")),
    "positive_emotions": comment_share(is_known("emotion"), lambda r: r["emotion"] == "joy"),
    "negative_comments": comment_share(is_known("polarity"), lambda r: r["polarity"] == "negative"),
    "journeys": count("journeys", "started_local", lambda r: r["is_person_known"]),
    "touches": count("journey_steps", "touched_local", lambda r: r["is_person_known"]),
    "drop_off": of_touches(lambda r: r["is_own"], lambda r: r["is_settled"], lambda r: r["outcome"] == "left"),
    "unanswered": of_touches(lambda r: not r["is_own"], lambda r: r["is_settled"], lambda r: r["outcome"] == "unanswered"),
    "stage_returns": of_touches(lambda r: r["position"] > 1, lambda r: True, lambda r: r["is_return"]),
    "loops": of_touches(lambda r: r["position"] > 1, lambda r: True, lambda r: r["is_loop"]),
}  # fmt: skip
for _suffix, _share in (("", 0.5), ("_p90", 0.9)):
    REFERENCE["next_touch" + _suffix] = lambda q, share=_share: {
        key: quantile_of("between_seconds", share)([r for r in rows if r["is_settled"]])
        for key, rows in q.groups(
            "journey_steps", "touched_local", lambda r: r["is_person_known"] and is_known("between_seconds")(r)
        ).items()
    }
for _suffix, _share in (("", 0.5), ("_p90", 0.9), ("_p95", 0.95)):
    REFERENCE["matter_time" + _suffix] = grown_up(
        of_matters(is_known("duration_seconds")), quantile_of("duration_seconds", _share)
    )
for _name, _anchor in (
    ("first_response", "first_responded"),
    ("wait", "answered"),
    ("handle", "ended"),
    ("resolution", "resolved"),
):
    for _suffix, _quantile in (("", 0.5), ("_p90", 0.9), ("_p95", 0.95), ("_mean", None)):
        REFERENCE[_name + _suffix] = clock(_name, f"{_name}_seconds", f"{_anchor}_local", _quantile)
