"""Where the browser sends dropped files: each is written to the disk of the home while it arrives, never held in memory."""

import secrets
from functools import partial
from pathlib import Path

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from pages.parts.texts import FALLBACK, Texts, languages
from warehouse.config.errors import HiloError
from warehouse.config.faults import describe_failure
from warehouse.config.settings import load_settings
from warehouse.inbox.files import make_folder, open_private, place_of
from warehouse.inbox.job import running_job
from warehouse.inbox.unpack import GB, is_archive, unpack_archive
from warehouse.store.durable import PART

KEY_HEADER = "x-hilo-key"
# Told to the page Load only, new at every start: a page of another site does not know it, and may not send the header.
KEY = secrets.token_urlsafe(24)
LOADING = ("load", "sample")


async def receive_file(request: Request) -> Response:
    """Keep the body under the name that the address gives, an archive unpacked; answers {"files": n}, or {"said": why not}."""
    if not secrets.compare_digest(request.headers.get(KEY_HEADER, "").encode(), KEY.encode()):
        return JSONResponse({"said": "no key"}, status_code=403)
    try:
        if running_job() in LOADING:
            return JSONResponse({"said": "a load is running"}, status_code=409)
        limits = load_settings().limits
        place = place_of(request.query_params.get("name", ""))
        await write_body(request, place, limits.unpacked_gb)
        unpack = partial(unpack_archive, place, limits)
        found = await run_in_threadpool(unpack) if await run_in_threadpool(is_archive, place) else [place]
        return JSONResponse({"files": len(found)})
    except ClientDisconnect:
        return JSONResponse({"said": "stopped"}, status_code=400)
    except HiloError as error:
        return JSONResponse({"said": words_of(request).said(str(error))}, status_code=422)
    except OSError as error:
        return JSONResponse({"said": words_of(request).said(str(describe_failure(error)))}, status_code=507)


async def write_body(request: Request, place: Path, most_gb: float) -> None:
    """Write the body as it comes; under its name once it is whole. Raises HiloError when it is longer than that."""
    make_folder(place.parent)
    part, written = place.with_name(f"{secrets.token_hex(8)}{PART}"), 0
    try:
        with open_private(part, "xb") as file:
            async for chunk in request.stream():
                written += len(chunk)
                if written > most_gb * GB:
                    raise HiloError(
                        "{name}: larger than {most:g} GB; see limits.unpacked_gb in docs/settings.md",
                        name=place.name,
                        most=most_gb,
                    )
                file.write(chunk)
        part.replace(place)
    finally:
        part.unlink(missing_ok=True)


def words_of(request: Request) -> Texts:
    """The texts of the page that sends."""
    language = request.query_params.get("lang", "")
    return Texts(language if language in languages() else FALLBACK)


def inbox_address() -> str:
    """Where files are sent, also where the pages are served below a path."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}/inbox" if base else "/inbox"


def routes() -> list[Route]:
    """The routes that the server adds to Streamlit's own."""
    return [Route(inbox_address(), receive_file, methods=["PUT"])]
