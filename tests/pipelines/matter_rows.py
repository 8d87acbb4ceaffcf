"""Contacts of one person by short names, and the matters, members and steps that are derived from them."""

from typing import Any

import duckdb

from tests.pipelines.canonical_rows import insert, read
from tests.pipelines.derivation import connect_contacts

CHANNELS = {
    "call": "phone", "case": "email", "chat_session": "chatbot", "visit": "app", "store_visit": "store",
    "message": "whatsapp", "review": "review",
}  # fmt: skip
MATTER = (
    "record_id, person_id, is_person_known, path, last_channel, contacts, channels, hops, repeats, forced_hops, judged_hops,"
    " reexplained"
)
STEP = "from_record_id, record_id, from_channel, to_channel, kind, cause, is_reexplained, between_seconds"


def contact(record_id: str, started_at: str, interaction_type: str | None = "call", **columns: Any) -> dict[str, Any]:
    """A contact of person 1, in May 2026: '04 10:00' is 4 May at ten. The channel follows from the type."""
    row = {
        "record_id": record_id, "source": "x", "interaction_type": interaction_type, "time_precision": "second",
        "channel": CHANNELS.get(interaction_type or "", "email"), "person_id": 1, "is_person_known": True,
    }  # fmt: skip
    return row | {"started_at": moment(started_at)} | columns


def answer(record_id: str, answered_at: str, score: float, **columns: Any) -> dict[str, Any]:
    """A CSAT answer of person 1 on the scale 1-5."""
    row = {
        "record_id": record_id, "source": "survey", "time_precision": "second", "metric": "csat", "scale": "1-5",
        "top_box_min": 4, "person_id": 1, "is_person_known": True, "channel": "survey",
    }  # fmt: skip
    return row | {"answered_at": moment(answered_at), "score": score} | columns


def moment(text: str) -> str:
    return text if text.startswith("2026") else f"2026-05-{text}"


def derive(con: duckdb.DuckDBPyConnection, *rows: dict[str, Any], gap_days: int = 7) -> None:
    """Insert the contacts and derive everything from all that the tables hold, in UTC."""
    insert(con, "interactions", *rows)
    connect_contacts(con, gap_days)


def members(con: duckdb.DuckDBPyConnection) -> list[str]:
    """The record ids of each matter's rows, in order of time, joined by spaces."""
    return [
        text
        for (text,) in read(
            con,
            "SELECT string_agg(record_id, ' ' ORDER BY started_at, record_id) AS ids FROM interactions"
            " WHERE matter_id IS NOT NULL GROUP BY matter_id ORDER BY ids",
        )
    ]


def matters(con: duckdb.DuckDBPyConnection, columns: str = MATTER) -> list[tuple[Any, ...]]:
    return read(con, f"SELECT {columns} FROM matters ORDER BY opened_local, record_id")


def steps(con: duckdb.DuckDBPyConnection, columns: str = STEP) -> list[tuple[Any, ...]]:
    return read(con, f"SELECT {columns} FROM matter_steps ORDER BY stepped_local, record_id")
