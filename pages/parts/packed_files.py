"""Scripts, styles and fonts sent compressed: each is packed once, then kept. Streamlit leaves that to a proxy, which few put before it."""

import asyncio
import gzip
from collections.abc import Callable
from typing import Any

import zstandard

from pages.parts.security_headers import App, Message, Receive, Send

PACKED = (".js", ".css", ".ttf", ".svg")
# The smallest first. Zstandard's highest levels save 8 % more of the charts' script and take 2 s for it, which the first reader waits.
CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "zstd": lambda body: zstandard.ZstdCompressor(level=12).compress(body),
    "gzip": gzip.compress,
}
LEAST_BYTES = 1000  # what is shorter fits in one packet anyway
MOST_KEPT_BYTES = 32_000_000  # all that Streamlit has are 7 million in each coding


class PackedFiles:
    """Packs the files that the application inside sends, in a coding that the browser takes."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.kept: dict[tuple[str, str, str], bytes] = {}

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve the request."""
        is_file = scope["type"] == "http" and scope["method"] == "GET" and scope["path"].endswith(PACKED)
        coding = taken_coding(dict(scope["headers"])) if is_file else ""
        if not coding:
            await self.app(scope, receive, send)
            return
        start: Message | None = None
        body: list[bytes] = []

        async def send_packed(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and is_packable(message):
                start = message
            elif start and message["type"] == "http.response.body":
                body.append(message.get("body", b""))
                if not message.get("more_body"):
                    packed = await self.pack(scope["path"], header(start, b"etag"), coding, b"".join(body))
                    await send({**start, "headers": packed_headers(start, coding, len(packed))})
                    await send({"type": "http.response.body", "body": packed})
            else:
                await send(message)

        # Streamlit packs some of them itself, anew for everyone who asks.
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        await self.app({**scope, "headers": plain}, receive, send_packed)

    async def pack(self, path: str, etag: str, coding: str, body: bytes) -> bytes:
        """The file in the coding."""
        place = (path, etag, coding)
        if place in self.kept:
            return self.kept[place]
        packed = await asyncio.to_thread(CODINGS[coding], body)
        if etag and sum(map(len, self.kept.values())) + len(packed) < MOST_KEPT_BYTES:
            self.kept[place] = packed
        return packed


def taken_coding(headers: dict[bytes, bytes]) -> str:
    """The coding to answer in; empty where the browser takes none, or asks for a part of the file."""
    asked = [coding.replace(b" ", b"") for coding in headers.get(b"accept-encoding", b"").split(b",")]
    names = {
        name.decode("latin-1") for name, _, weight in (coding.partition(b";") for coding in asked) if weight != b"q=0"
    }
    return "" if b"range" in headers else next((coding for coding in CODINGS if coding in names), "")


def is_packable(start: Message) -> bool:
    """Whether the answer is a whole file; Streamlit answers an address that it does not know with its document."""
    is_document = header(start, b"content-type").startswith("text/html")
    return start["status"] == 200 and not is_document and int(header(start, b"content-length") or 0) >= LEAST_BYTES


def packed_headers(start: Message, coding: str, length: int) -> list[tuple[bytes, bytes]]:
    """The headers that the file came with, and what packing changes of them."""
    own = {b"content-encoding": coding.encode(), b"content-length": str(length).encode(), b"vary": b"Accept-Encoding"}
    if etag := header(start, b"etag"):
        own[b"etag"] = f"W/{etag.removeprefix('W/')}".encode()  # the same file in other bytes
    kept = [(name, value) for name, value in start["headers"] if name.lower() not in {*own, b"accept-ranges"}]
    return [*kept, *own.items()]


def header(message: Message, name: bytes) -> str:
    """The header of an answer; empty where it has none."""
    headers: list[tuple[bytes, Any]] = message.get("headers", [])
    return next((value.decode("latin-1") for key, value in headers if key.lower() == name), "")
