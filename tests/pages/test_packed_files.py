"""Scripts, styles and fonts reach the browser packed once; everything else as it was. The document says where the server is."""

import asyncio
import gzip
import os
import re
from pathlib import Path
from typing import Any

import pytest
import zstandard
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from pages.parts import packed_files
from pages.parts.first_document import document_routes, first_document, server_script
from pages.parts.menu import PAGES
from pages.parts.packed_files import PackedFiles, taken_coding
from pages.parts.security_headers import content_policy, hash_source

SCRIPT = b"let answer = 42;\n" * 200


@pytest.fixture
def server(tmp_path: Path) -> PackedFiles:
    """A folder of files behind the middleware."""
    for name, body in (("a.js", SCRIPT), ("tiny.js", b"1"), ("table.csv", SCRIPT), ("page.html", SCRIPT)):
        (tmp_path / name).write_bytes(body)
    return PackedFiles(Starlette(routes=[Mount("/", StaticFiles(directory=tmp_path, html=True))]))


def ask(server: Any, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of a GET."""
    sent: list[Any] = []

    async def receive() -> Any:
        await asyncio.Event().wait()  # the browser says nothing more

    async def send(message: Any) -> None:
        sent.append(message)

    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "root_path": "", "query_string": b"",
             "headers": named, "http_version": "1.1", "scheme": "http", "server": ("t", 1), "client": ("t", 1)}  # fmt: skip
    asyncio.run(server(scope, receive, send))
    given = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], given, b"".join(message.get("body", b"") for message in sent[1:])


def test_a_script_is_sent_in_the_smallest_coding_that_the_browser_takes(server: PackedFiles) -> None:
    status, headers, body = ask(server, "/a.js", accept_encoding="gzip, deflate, br, zstd")
    assert (status, headers["content-encoding"], headers["vary"]) == (200, "zstd", "Accept-Encoding")
    assert (int(headers["content-length"]), zstandard.decompress(body)) == (len(body), SCRIPT)
    _, headers, body = ask(server, "/a.js", accept_encoding="gzip, deflate")
    assert (headers["content-encoding"], gzip.decompress(body)) == ("gzip", SCRIPT)
    assert len(body) < len(SCRIPT) / 10


def test_a_file_is_packed_once_until_it_changes(
    server: PackedFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed: list[bytes] = []
    monkeypatch.setitem(packed_files.CODINGS, "gzip", lambda body: packed.append(body) or gzip.compress(body))
    for _ in range(3):
        ask(server, "/a.js", accept_encoding="gzip")
    assert packed == [SCRIPT]
    (tmp_path / "a.js").write_bytes(SCRIPT * 2)
    os.utime(tmp_path / "a.js", (1, 1))
    assert gzip.decompress(ask(server, "/a.js", accept_encoding="gzip")[2]) == SCRIPT * 2


def test_a_browser_that_has_the_packed_file_is_told_so(server: PackedFiles) -> None:
    etag = ask(server, "/a.js", accept_encoding="gzip")[1]["etag"]
    assert etag.startswith('W/"')
    assert ask(server, "/a.js", accept_encoding="gzip", if_none_match=etag)[::2] == (304, b"")


@pytest.mark.parametrize(
    ("path", "headers", "answer"),
    [
        ("/a.js", {}, (200, SCRIPT)),
        ("/a.js", {"accept_encoding": "br;q=1, gzip;q=0"}, (200, SCRIPT)),
        ("/a.js", {"accept_encoding": "gzip", "range": "bytes=0-2"}, (206, b"let")),
        ("/tiny.js", {"accept_encoding": "gzip"}, (200, b"1")),
        ("/table.csv", {"accept_encoding": "gzip"}, (200, SCRIPT)),
        ("/page.html", {"accept_encoding": "gzip"}, (200, SCRIPT)),
        ("/none.js", {"accept_encoding": "gzip"}, (404, b"Not Found")),
    ],
)  # fmt: skip
def test_what_is_not_packed_is_as_it_was(
    server: PackedFiles, path: str, headers: dict[str, str], answer: tuple[int, bytes]
) -> None:
    status, given, body = ask(server, path, **headers)
    assert (status, body, "content-encoding" in given) == (*answer, False)


def test_codings_are_read_as_browsers_write_them() -> None:
    said = ["", "identity", "gzip", "gzip ;q=0.5,zstd; q=0", "GZIP", "br, zstd"]
    assert [taken_coding({b"accept-encoding": text.encode()}) for text in said] == ["", "", "gzip", "gzip", "", "zstd"]


def test_the_document_says_where_the_server_is_and_loads_no_font_that_is_not_used() -> None:
    document = first_document()
    assert f"<head><script>{server_script()}</script>" in document
    assert "SourceSans" not in document
    assert re.search(r'<script type="module"[^>]* src="\./static/js/index\.', document)
    assert hash_source(server_script()) in content_policy()["script-src"]


def test_every_page_has_the_document() -> None:
    assert {route.path for route in document_routes()} == {
        "/",
        "/start",
        "/{name:page_name}",
        *(f"/{name}" for name in PAGES),
    }


def test_an_address_without_a_page_leads_to_the_first_and_says_which() -> None:
    pages = Starlette(routes=document_routes())
    assert ask(pages, "/journey")[0] == 200
    status, headers, _ = ask(pages, "/ventas")
    assert (status, headers["location"]) == (302, "/overview?no_page=ventas")
    assert [ask(pages, path)[0] for path in ("/favicon.png", "/_stcore", "/a/b")] == [404, 404, 404]
