"""The document that a browser gets first: Streamlit's own, without what these pages do not use, told where the server is.

Streamlit's asks `/<page>/_stcore/health` and `/<page>/_stcore/host-config` first, in case the app is served below that path, and goes on
after two 404s. Here the path is known. It also loads Source Sans before anything is drawn, 170 kB that nothing is written in.
"""

import re
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st
from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from streamlit.file_util import get_static_dir

from pages.parts.menu import NO_PAGE, PAGES, START

OTHER_FONT = re.compile(r'<link\s+rel="preload"\s[^>]*SourceSans[^>]*>')
HEAD = "<head>"
OWN_FONT = "Inter, system-ui, sans-serif"  # as .streamlit/config.toml has it


def base_path() -> str:
    """The path that the pages are served below: "" or /hilo."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}" if base else ""


def server_script() -> str:
    """Says where the server is, and the font of what is drawn before the theme comes."""
    fonts = f"{{ bodyFont: '{OWN_FONT}', headingFont: '{OWN_FONT}' }}"
    address = f"location.origin + '{base_path()}/'"
    return f"window.__streamlit = {{ BACKEND_BASE_URL: {address}, LIGHT_THEME: {fonts}, DARK_THEME: {fonts} }}"


def first_document() -> str:
    """The document."""
    own = (Path(get_static_dir()) / "index.html").read_text(encoding="utf-8")
    return OTHER_FONT.sub("", own).replace(HEAD, f"{HEAD}<script>{server_script()}</script>", 1)


class PageName(Convertor[str]):
    """The name of a page in an address: no file, and nothing of the server's own."""

    regex = "[A-Za-z][A-Za-z0-9_-]{0,60}"

    def convert(self, value: str) -> str:
        """As it stands in the address."""
        return value

    def to_string(self, value: str) -> str:
        """As it stands in the address."""
        return value


register_url_convertor("page_name", PageName())


def document_routes() -> list[Route]:
    """The document under the address of every page."""
    document = first_document()

    async def answer(request: Request) -> Response:
        return HTMLResponse(document, headers={"Cache-Control": "no-cache"})

    pages = [Route(f"{base_path()}/{name}", answer) for name in ("", *PAGES, START)]
    return [*pages, Route(f"{base_path()}/{{name:page_name}}", go_to_start)]


async def go_to_start(request: Request) -> Response:
    """To the first page, which says that the one asked for does not exist; Streamlit would say so in English, in a box over it."""
    asked = [pair for pair in request.query_params.multi_items() if pair[0] != NO_PAGE]
    query = urlencode([*asked, (NO_PAGE, request.path_params["name"])])
    return RedirectResponse(f"{base_path()}/{next(iter(PAGES))}?{query}", status_code=302)
