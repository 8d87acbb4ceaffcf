"""Decisions about persons: the log that only grows, and what the command line makes of what people ask for."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from typer.testing import CliRunner

from metrics.rollups import build_rollups
from pipelines.__main__ import app
from pipelines.commands.people import user_name
from pipelines.load import Outcome, derive_again
from warehouse.config.errors import HiloError, WrongUse
from warehouse.config.settings import load_settings
from warehouse.people.decide import decide_apart, decide_together, withdraw_decision
from warehouse.people.decisions import decisions_in_force, fingerprint, pending_decisions, read_log, record_decision
from warehouse.people.key import Key
from warehouse.store.engine import Engine, open_engine
from warehouse.store.versions import one_writer, switch_to

ANA, LEO, PHONE = (Key.parse(text) for text in ("email:ana@example.com", "email:leo@example.com", "phone:+34600000001"))
AT = datetime(2026, 5, 1, 10)
CONTACTS = """\
name = "desk"
[file]
format = "csv"
required = ["id", "day"]
[[record]]
table = "interactions"
[record.columns]
record_id = "id"
started_at = "day"
channel = { value = "phone" }
interaction_type = { value = "call" }
email = "email"
phone = "phone"
"""


def record(kind: str, a: Key, b: Key) -> None:
    record_decision(kind, a, b, "", "test", AT)


def test_the_latest_decision_on_a_pair_holds_in_whatever_order_the_keys_are_named(home: Path) -> None:
    record("apart", LEO, ANA)
    record("together", ANA, LEO)
    record("apart", ANA, PHONE)
    record("withdraw", PHONE, ANA)
    assert [(d.kind, d.keys) for d in decisions_in_force()] == [("together", (ANA, LEO))]
    assert [d.kind for d in read_log()] == ["apart", "together", "apart", "withdraw"]


def test_a_decision_remembers_who_when_in_utc_and_why(home: Path) -> None:
    at = AT.replace(tzinfo=timezone(timedelta(hours=2)))
    made = record_decision("apart", ANA, LEO, "dos personas", "eva", at)
    assert read_log() == [made]
    assert (made.note, made.decided_by, made.decided_at) == ("dos personas", "eva", datetime(2026, 5, 1, 8))


def test_a_line_is_kept_as_text_and_sealed_as_such(home: Path) -> None:
    made = record_decision("together", Key("cookie", "ga4", "1:2"), ANA, "", "eva", AT)
    with sqlite3.connect(home / "decisions.sqlite") as log:
        assert log.execute("SELECT * FROM decisions").fetchall() == [
            (1, "together", "email:ana@example.com", "ga4:cookie:1:2", "", "eva", "2026-05-01T10:00:00")
        ]
    line = (1, "together", "email:ana@example.com", "ga4:cookie:1:2", "", "eva", AT)
    assert fingerprint([made], 1) == hashlib.sha256(repr([line]).encode()).hexdigest()


def test_a_log_that_nobody_wrote_yet_is_empty_and_reading_it_makes_no_file(home: Path) -> None:
    assert read_log() == []
    assert not home.exists()


def test_a_damaged_log_is_one_clear_line(home: Path) -> None:
    home.mkdir()
    (home / "decisions.sqlite").write_bytes(b"not a database at all" * 100)
    with pytest.raises(HiloError, match="decisions about persons cannot be read or written"):
        read_log()


def write_some(number: int) -> None:
    for place in range(5):
        record_decision(
            "apart", Key("customer_id", "", f"{number}"), Key("customer_id", "", f"x{place}"), "", "test", AT
        )


def test_several_processes_write_at_once_and_nothing_is_lost(home: Path) -> None:
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(write_some, range(4)))
    assert [d.id for d in read_log()] == list(range(1, 21))


def test_texts_of_a_terminal_in_another_encoding_are_refused(home: Path) -> None:
    with pytest.raises(WrongUse, match="not readable as UTF-8"):
        record_decision("apart", ANA, LEO, "due\udcf1a", "test", AT)
    assert read_log() == []


def test_a_user_without_a_name_decides_by_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: {}["getpwuid(): uid not found"])
    assert user_name() == f"user {os.getuid()}"


@pytest.fixture
def loaded(load: Callable[..., Outcome], give: Callable[..., Path]) -> Callable[..., Engine]:
    """Load lines `id,day,email,phone` and open what is published."""

    def run(name: str, *lines: str) -> Engine:
        load(give(name, "\n".join(["id,day,email,phone", *lines]) + "\n"), mapping=CONTACTS)
        return open_engine()

    return run


def persons(engine: Engine) -> list[list[str]]:
    rows = "SELECT list(record_id ORDER BY record_id) AS ids FROM interactions GROUP BY person_id ORDER BY ids"
    return engine.query(rows)["ids"].to_list()


def test_a_decision_holds_through_derivation_load_and_rollback_until_it_is_withdrawn(
    loaded: Callable[..., Engine],
) -> None:
    engine = loaded("a.csv", "1,2026-05-01,ana@example.com,", "2,2026-05-02,leo@example.com,")
    assert persons(engine) == [["desk:1"], ["desk:2"]]
    decide_together(engine, ANA, LEO, "", "test", AT)
    assert [d.kind for d in pending_decisions(engine)] == ["together"]
    derive_again(load_settings(), build_rollups)
    assert (persons(open_engine()), pending_decisions(open_engine())) == ([["desk:1", "desk:2"]], [])
    engine = loaded("b.csv", "3,2026-05-03,leo@example.com,")
    assert persons(engine) == [["desk:1", "desk:2", "desk:3"]]
    with one_writer():
        switch_to(1)
    assert persons(open_engine()) == [["desk:1"], ["desk:2"]]
    assert persons(loaded("c.csv", "4,2026-05-04,ana@example.com,")) == [["desk:1", "desk:2", "desk:4"]]
    withdraw_decision(LEO, Key.parse("email:ANA@example.com"), "", "test", AT)
    derive_again(load_settings(), build_rollups)
    assert persons(open_engine()) == [["desk:1", "desk:4"], ["desk:2"]]


def test_a_merge_speaks_of_the_person_and_ends_what_kept_the_two_apart(loaded: Callable[..., Engine]) -> None:
    engine = loaded("a.csv", "1,2026-05-01,ana@example.com,+34600000001", "2,2026-05-02,leo@example.com,+34600000002")
    decide_apart(engine, ANA, Key.parse("phone:+34 600 000 002"), "", "test", AT)
    made = decide_together(engine, PHONE, LEO, "", "test", AT)
    assert [(d.kind, d.keys) for d in made] == [
        ("withdraw", (ANA, Key("phone", "", "+34600000002"))), ("together", (ANA, LEO)),
    ]  # fmt: skip


def test_a_key_that_no_record_carries_is_refused_with_similar_ones(loaded: Callable[..., Engine]) -> None:
    engine = loaded("a.csv", "1,2026-05-01,ana@example.com,")
    with pytest.raises(HiloError, match=r"no record carries email:ana@exampel.com; similar: email:ana@example.com"):
        decide_together(engine, Key.parse("email:ana@exampel.com"), ANA, "", "test", AT)
    with pytest.raises(HiloError, match=r"no decision on .* is in force"):
        withdraw_decision(ANA, LEO, "", "test", AT)


def test_the_command_line_decides_applies_lists_and_explains(loaded: Callable[..., Engine]) -> None:
    loaded("a.csv", "1,2026-05-01,ana@example.com,", "2,2026-05-02,leo@example.com,")
    run = CliRunner().invoke
    said = run(app, ["merge", ANA.text, LEO.text, "--note", "madre", "--by", "eva"]).output
    assert said == (
        f"recorded: {ANA} and {LEO} are one person\nthe next load, or python -m pipelines derive, applies it\n"
    )
    assert "in force, not applied yet  eva  madre" in run(app, ["decisions"]).output
    assert "version 2 is published" in run(app, ["derive"]).output
    assert run(app, ["why", ANA.text, LEO.text]).output.startswith(f"{ANA} and {LEO}: decided by eva on ")
    applied = run(app, ["split", ANA.text, LEO.text, "--apply"]).output
    assert applied.startswith(f"recorded: {ANA} and {LEO} are not one person\n") and "version 3" in applied
    assert persons(open_engine()) == [["desk:1"], ["desk:2"]]
