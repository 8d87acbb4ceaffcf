"""Zendesk's exports come in three framings, and a ticket's rating in two files: neither may change what is stored."""

import json
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from pipelines.load import load_exports
from warehouse.config.settings import Settings
from warehouse.store.versions import version_path

HERE = Path(__file__).parent
TICKETS = HERE / "zendesk_tickets" / "tickets.json"
RATINGS = HERE / "zendesk_satisfaction_ratings" / "satisfaction_ratings.json"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HILO_HOME", str(tmp_path / "home"))
    return tmp_path


def load(*paths: Path) -> Path:
    """Load the files with one command; return the published version's file."""
    outcome = load_exports(list(paths), Settings(), lambda *_: "", now=datetime(2026, 8, 1))
    assert outcome.refused == {}
    assert outcome.version is not None
    return version_path(outcome.version)


def select(version: Path, sql: str) -> list[tuple]:
    with duckdb.connect(str(version), read_only=True) as con:
        return con.execute(sql).fetchall()


@pytest.mark.parametrize("framing", ["lines", "array", "page", "back to back"])
def test_every_framing_gives_the_same_tickets(framing: str, tmp_path: Path) -> None:
    tickets = [json.loads(line) for line in TICKETS.read_text(encoding="utf-8").splitlines()]
    texts = {
        "lines": "\n".join(json.dumps(t) for t in tickets),
        "array": json.dumps(tickets, indent=2),
        "page": json.dumps({"tickets": tickets, "users": [{"id": 1}], "next_page": None, "count": len(tickets)}),
        "back to back": "".join(json.dumps(t) for t in tickets),
    }
    export = tmp_path / "tickets.json"
    export.write_text(texts[framing], encoding="utf-8")
    expected = json.loads((HERE / "zendesk_tickets" / "expected.json").read_text(encoding="utf-8"))["interactions"]
    found = select(
        load(export), "SELECT record_id, channel, resolution_seconds, agent, comment FROM interactions ORDER BY 1"
    )
    assert found == [
        (r["record_id"], r["channel"], r.get("resolution_seconds"), r.get("agent"), r["comment"]) for r in expected
    ]


def test_a_rating_is_one_answer_whichever_file_brings_it_first() -> None:
    # The ratings export knows when the answer was given, the ticket what it was about.
    expected = [
        ("zendesk:90211", 1.0, "email", "billing", datetime(2026, 3, 4, 12, 30)),
        ("zendesk:90214", 0.0, "other", "billing", datetime(2026, 3, 5, 9, 0)),
    ]
    answers = "SELECT record_id, score, channel, topic, answered_at FROM responses ORDER BY 1"
    load(RATINGS)
    assert select(load(TICKETS), answers) == expected


def test_a_rating_beside_its_tickets_is_one_answer() -> None:
    answers = "SELECT record_id, channel, answered_at FROM responses ORDER BY 1"
    requests = "SELECT record_id, channel, is_answered FROM survey_requests ORDER BY 1"
    version = load(TICKETS, RATINGS)
    assert select(version, answers) == [
        ("zendesk:90211", "email", datetime(2026, 3, 4, 12, 30)),
        ("zendesk:90214", "other", datetime(2026, 3, 5, 9, 0)),
    ]
    assert select(version, requests) == [
        ("zendesk:90211", "email", True), ("zendesk:90213", "phone", False), ("zendesk:90214", "other", True),
    ]  # fmt: skip
