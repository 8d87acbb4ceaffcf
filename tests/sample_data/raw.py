"""The exports read with nothing but Python's own libraries: a second opinion on what is in the files."""

from __future__ import annotations

import csv
import gzip
import json
from datetime import date, datetime
from pathlib import Path
from statistics import median
from typing import Any

EXPORTS = Path(__file__).parents[2] / "sample_data" / "exports"
FIX = date(2026, 6, 8)


def read_text(path: Path) -> str:
    """The file's text, unpacked where it is gzip."""
    content = path.read_bytes()
    return (gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content).decode("utf-8")


def read_csv(name: str, delimiter: str = ",", skip: int = 0) -> list[dict[str, str]]:
    """The rows under the first header; `skip` more header rows are left out."""
    lines = [
        line
        for line in csv.reader(read_text(EXPORTS / name).lstrip("\ufeff").splitlines(), delimiter=delimiter)
        if line
    ]
    return [dict(zip(lines[0], line, strict=False)) for line in lines[1 + skip :]]


def read_calls() -> dict[str, dict[str, Any]]:
    """Each call of the queue_log: queue, wait, talk, transfers, whether it was abandoned and solved, and when; bad lines left out."""
    calls: dict[str, dict[str, Any]] = {}
    for path in sorted((EXPORTS / "asterisk").glob("queue_log*")):
        if path.suffix == ".toml":
            continue
        for line in read_text(path).splitlines():
            _, call_id, queue, _, event, *data = line.split("|")
            if call_id == "NONE" or call_id.split(".")[-1].startswith("9000"):
                continue
            call = calls.setdefault(
                call_id,
                {
                    "queue": queue,
                    "time": int(call_id.split(".")[0]),
                    "phone": None,
                    "is_abandoned": False,
                    "transfers": 0,
                },
            )
            if event == "ENTERQUEUE":
                call["phone"] = data[1]
            elif event == "CONNECT":
                call["wait"] = int(data[0])
            elif event in ("ABANDON", "EXITWITHTIMEOUT"):
                call |= {"wait": int(data[2]), "is_abandoned": True}
            elif event.startswith("COMPLETE"):
                call["talk"] = int(data[1])
            elif event == "BLINDTRANSFER":
                call |= {"talk": int(data[3]), "transfers": call["transfers"] + 1}
            elif event == "DISPOSITION":
                call["is_resolved"] = data[0] == "resuelto"
    return calls


def read_chats(has_waits_in_words: bool = False) -> list[dict[str, Any]]:
    """Amazon Connect's contacts, each once, in its last delivery; the one without a day is left out, and the one whose wait is a word."""
    contacts: dict[str, dict[str, Any]] = {}
    decoder = json.JSONDecoder()
    for path in sorted((EXPORTS / "amazon_connect").rglob("*.gz")):
        text, at = read_text(path), 0
        while at < len(text):
            record, at = decoder.raw_decode(text, at)
            known = contacts.get(record["ContactId"])
            is_sound = "-bad0-4000-" not in record["ContactId"]
            is_word = has_waits_in_words and record["Queue"] and record["Queue"]["Duration"] == "twenty"
            if (is_sound or is_word) and (
                known is None or known["LastUpdateTimestamp"] < record["LastUpdateTimestamp"]
            ):
                contacts[record["ContactId"]] = record
    return list(contacts.values())


def read_tickets() -> list[dict[str, Any]]:
    """Zendesk's tickets, each with its metric under `metric` and its rating under `rating`."""
    folder = EXPORTS / "zendesk"
    metrics = json.loads(read_text(folder / "ticket_metrics.json.gz"))["ticket_metrics"]
    ratings = json.loads(read_text(folder / "satisfaction_ratings.json.gz"))["satisfaction_ratings"]
    tickets = json.loads(read_text(folder / "tickets.json.gz"))["tickets"]
    metric_of = {metric["ticket_id"]: metric for metric in metrics}
    rating_of = {rating["ticket_id"]: rating for rating in ratings}
    return [ticket | {"metric": metric_of[ticket["id"]], "rating": rating_of.get(ticket["id"])} for ticket in tickets]


def read_sessions() -> list[dict[str, Any]]:
    """The bot's sessions, bad ones too."""
    return [json.loads(line) for line in read_text(EXPORTS / "chatbot/bot_sessions.jsonl.gz").splitlines()]


def day_of(stamp: str) -> date:
    """The UTC day of an ISO time."""
    return datetime.fromisoformat(stamp).date()


def share(flags: list[bool]) -> tuple[float, int]:
    """Percent that is true, and how many there are."""
    return round(100 * sum(flags) / len(flags), 2), len(flags)


def recommend(scores: list[int]) -> tuple[float, int]:
    """NPS and n."""
    return round(100 * (sum(s >= 9 for s in scores) - sum(s <= 6 for s in scores)) / len(scores), 2), len(scores)


def middle(values: list[float]) -> tuple[float, int]:
    """Median and n."""
    return median(values), len(values)
