"""What every response of the server tells the browser to refuse: foreign frames, foreign or unknown scripts, guessed types."""

import base64
import hashlib
from collections.abc import Awaitable, Callable, MutableMapping
from functools import cache
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from pages.parts.first_document import server_script
from pages.parts.scripts import all_scripts

# In Streamlit's own page, around the mark that search engines wait for.
STREAMLIT_SCRIPTS = ("\n      window.prerenderReady = false\n    ",)
REFUSED_DEVICES = ("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone", "midi",
                   "payment", "publickey-credentials-get", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking")  # fmt: skip
Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]
App = Callable[[Message, Receive, Send], Awaitable[None]]


@cache
def security_headers() -> dict[str, str]:
    """Header and value."""
    return {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",  # addresses name persons and filters
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in content_policy().items()),
        "Permissions-Policy": ", ".join(f"{device}=()" for device in REFUSED_DEVICES),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }


def content_policy() -> dict[str, str]:
    """The content policy: everything from this server only. Scripts are files of Streamlit's or known by their hash.

    Streamlit and its charts write styles into elements, which cannot be known before.
    """
    hashes = " ".join(hash_source(script) for script in (*STREAMLIT_SCRIPTS, server_script(), *all_scripts()))
    return {
        "default-src": "'none'",
        "script-src": f"'self' blob: {hashes}",  # Streamlit imports the scripts of its newer elements as blobs
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "media-src": "'self'",
        "connect-src": "'self'",
        "worker-src": "'self' blob:",
        "manifest-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }


def hash_source(script: str) -> str:
    """The script as the policy names it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


class SecurityHeaders:
    """Puts the headers on every response of the application inside, whatever made it."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve the request."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = {name.lower().encode(): value.encode() for name, value in security_headers().items()}
                kept = [(name, value) for name, value in message.get("headers", []) if name.lower() not in own]
                message["headers"] = [*kept, *own.items()]
            await send(message)

        await self.app(scope, receive, send_with_headers)


async def answer_failure(request: Request, error: Exception) -> Response:
    """What is sent when the server itself fails: this is made outside of SecurityHeaders."""
    return PlainTextResponse("Internal Server Error", status_code=500, headers=security_headers())
