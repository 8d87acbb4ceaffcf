"""Every response of the running server carries the security headers, whatever was asked for."""

import asyncio
import http.client
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from starlette.requests import Request

from pages.parts.security_headers import answer_failure, content_policy, security_headers
from tests.pages.browser import running_app

PATHS = ("/", "/journey?lang=es", "/start", "/nothing/here.js", "/_stcore/health", "/_stcore/host-config", "/app/static/inter.ttf",
         "/app/static/none.ttf", "/media/none.csv", "/favicon.png", "/..%2f..%2fetc/passwd", "/%00", "/" + "x" * 5000)  # fmt: skip


@pytest.fixture(scope="module")
def host(empty_home: Path) -> Iterator[str]:
    """Where the app is served as `make run` serves it."""
    with running_app(empty_home, "UTC") as address:
        yield urlsplit(address).netloc


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
def test_every_response_has_them_once(host: str, method: str) -> None:
    for path in PATHS:
        connection = http.client.HTTPConnection(host, timeout=20)
        connection.request(method, path)
        answer = connection.getresponse()
        answer.read()
        given = {name: answer.headers.get_all(name) for name in security_headers()}
        assert given == {name: [value] for name, value in security_headers().items()}, (path, answer.status)
        connection.close()


def test_a_failure_of_the_server_itself_has_them() -> None:
    answer = asyncio.run(answer_failure(Request({"type": "http"}), ZeroDivisionError("secret")))
    assert (answer.status_code, answer.body) == (500, b"Internal Server Error")
    assert {name: answer.headers[name] for name in security_headers()} == security_headers()


def test_the_policy_lets_no_unknown_script_run() -> None:
    allowed = content_policy()["script-src"].split()
    assert [word for word in allowed if not word.startswith("'sha256-")] == ["'self'", "blob:"]
    assert content_policy()["default-src"] == content_policy()["frame-ancestors"] == "'none'"
