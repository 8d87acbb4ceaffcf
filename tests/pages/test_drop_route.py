"""Sending a dropped file to the server: to disk as it comes, with the key only, and never half."""

import asyncio
import io
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

import pytest
import streamlit as st
from starlette.applications import Starlette

from pages.parts.inbox.route import KEY, KEY_HEADER, inbox_address, routes
from tests.warehouse.test_inbox import wait_for_job
from warehouse.config.home import inbox
from warehouse.inbox.files import list_waiting
from warehouse.inbox.job import start_job


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HILO_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def send(
    name: str, chunks: Sequence[bytes], key: str = KEY, method: str = "PUT", is_whole: bool = True
) -> tuple[int, dict]:
    """Status and answer of the route, as the server calls it; not whole: the browser goes away after the chunks."""
    told: list[dict] = []
    messages = [{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks]
    messages.append(
        {"type": "http.request", "body": b"", "more_body": False} if is_whole else {"type": "http.disconnect"}
    )
    scope = {
        "type": "http", "method": method, "path": inbox_address(), "raw_path": b"", "query_string": f"name={quote(name)}".encode(),
        "headers": [(KEY_HEADER.encode(), key.encode("latin-1"))], "http_version": "1.1", "scheme": "http", "server": ("t", 1),
    }  # fmt: skip

    async def receive() -> dict:
        return messages.pop(0)

    async def answer(message: dict) -> None:
        told.append(message)

    asyncio.run(Starlette(routes=routes())(scope, receive, answer))
    body = b"".join(message.get("body", b"") for message in told)
    return told[0]["status"], json.loads(body) if body.startswith(b"{") else {}


def waiting() -> list[tuple[str, int]]:
    return [(file.name, file.bytes) for file in list_waiting()]


def test_a_file_is_kept_under_its_name_below_the_inbox() -> None:
    assert send("may/../calls.csv", [b"id\n", b"1\n"]) == (200, {"files": 1})
    assert send("may/tickets.csv", [b"id\n"]) == (200, {"files": 1})
    assert waiting() == [("may/calls.csv", 5), ("may/tickets.csv", 3)]


def test_the_same_name_again_takes_the_place_of_the_first() -> None:
    send("a.csv", [b"one"])
    send("a.csv", [b"three"])
    assert waiting() == [("a.csv", 5)]


@pytest.mark.parametrize("key", ["", "wrong", KEY + "x", "ñ"], ids=["none", "wrong", "longer", "not ASCII"])
def test_without_the_key_nothing_is_kept(key: str) -> None:
    assert send("a.csv", [b"x"], key=key)[0] == 403
    assert not inbox().exists()


def test_only_sending_is_possible() -> None:
    assert [send("a.csv", [], method=method)[0] for method in ("GET", "POST", "DELETE")] == [405, 405, 405]


def test_a_file_that_breaks_off_leaves_nothing() -> None:
    assert send("a.csv", [b"id\n"], is_whole=False)[0] == 400
    assert [path.name for path in inbox().rglob("*")] == ["exports"]


def test_a_file_beyond_the_limit_is_refused_as_soon_as_it_is(home: Path) -> None:
    home.mkdir()
    (home / "hilo.toml").write_text("limits = { unpacked_gb = 0.000001 }")
    status, answer = send("a.csv", [b"x" * 900, b"x" * 900, b"x" * 900])
    assert (status, "larger than 1e-06 GB" in answer["said"], waiting()) == (422, True, [])


def test_an_archive_is_unpacked() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("calls.csv", "id\n1\n")
        archive.writestr("tickets.csv", "id\n")
    assert send("may.zip", [packed.getvalue()]) == (200, {"files": 2})
    assert waiting() == [("may/calls.csv", 5), ("may/tickets.csv", 3)]


def test_a_name_that_is_none_is_said() -> None:
    status, answer = send("..", [b"x"])
    assert (status, answer["said"]) == (422, "'..': no name of a file; rename it")


def test_below_a_path_files_are_sent_below_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert inbox_address() == "/inbox"
    monkeypatch.setattr(st, "get_option", {"server.baseUrlPath": "/hilo/"}.get)
    assert (inbox_address(), [route.path for route in routes()]) == ("/hilo/inbox", ["/hilo/inbox"])


def test_while_a_load_runs_nothing_is_taken() -> None:
    start_job("load", ["load", str(inbox())])
    assert send("a.csv", [b"x"]) == (409, {"said": "a load is running"})
    wait_for_job()
    assert send("a.csv", [b"x"]) == (200, {"files": 1})
