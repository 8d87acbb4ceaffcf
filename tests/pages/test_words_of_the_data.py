"""What the data say is text on every page: no name, label or comment of theirs reaches Markdown, HTML or a chart unescaped."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest

from pages.parts.charts import chart_words
from pages.parts.formats import WORD_JOINER, plain
from pages.parts.menu import PAGES
from tests.attack.hostile_company import ATTRIBUTES, HOSTILE, IMAGE, LINK, load_hostile
from tests.pages.conftest import Open

# Views with as much of the data on the page as can be.
OPENED = {"in.channel": "phone", "in.stage": "service", "in.touchpoint": LINK}
VIEWS: dict[str, list[dict[str, Any]]] = {
    "overview": [{"team": list(HOSTILE[:8])}],
    "journey": [OPENED, {"by": "segment"}],
    "touchpoints": [OPENED | {"metric": "csat"}],
    "channels": [{"by": [name], "metric": "wait", "topic": list(HOSTILE[:5])} for name in ("topic", f"attribute.{LINK}", "agent")],
    "continuity": [{"by": "topic", "in.topic": LINK}, {"by": "segment", "matter": "1"}],
    "paths": [{"by": "touchpoint", "item": "path-1-is-any", "in.touchpoint": LINK}],
    "customer": [{"person": str(number)} for number in range(1, 4)],
    "definitions": [{"metric": "csat"}],
}  # fmt: skip
# Fields that are no text to be interpreted: identifiers, what a box holds, code, tables, addresses, words for who cannot see.
LITERAL = ("id", "key", "form_id", "default", "value", "values", "code_text", "spec", "alt", "url", "page", "query_string", "raw_values",
           "element_id", "fragment_id", "page_script_hash", "config", "format", "columns", "string_value", "data", "set_value", "arrow_data")  # fmt: skip
DANGEROUS = [text for text in (*HOSTILE, *ATTRIBUTES) if plain(text) != text]
TAGS = [text for text in DANGEROUS if "<" in text or "%{" in text]
HTML = ("UnknownElement.json", "Html.body")
BOXES = ("Selectbox", "Multiselect")  # their options are text


@pytest.fixture(scope="module")
def hostile_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company whose every name was written to do harm."""
    return load_hostile(tmp_path_factory.mktemp("hostile") / "home")


def view_of(page: str) -> Iterator[dict[str, Any]]:
    yield from VIEWS.get(page, [{}])


@pytest.mark.parametrize(("page", "view"), [(page, view) for page in PAGES for view in view_of(page)])
def test_nothing_of_the_data_is_markup(page: str, view: dict[str, Any], hostile_home: Path, open_page: Open) -> None:
    app = open_page(hostile_home, page, lang="es", period="all", **view)
    assert (list(app.exception), list(app.error)) == ([], [])
    found = [
        (where, evil)
        for where, text in texts_of(app)
        for evil in DANGEROUS
        if evil in text and ("<" in evil or where not in HTML)
    ]
    drawn = [text for text in chart_texts(app) if any(evil in text for evil in TAGS)]
    assert (found, drawn) == ([], [])


def texts_of(app: AppTest) -> Iterator[tuple[str, str]]:
    """Every text that Streamlit interprets, with the field that it stands in."""
    for element in elements_of(app):
        proto = getattr(element, "proto", None)
        if isinstance(proto, Message):
            yield from strings_in(proto, type(element).__name__)


def elements_of(app: AppTest) -> Iterator[Any]:
    """All elements and blocks of the page."""
    waiting = [app._tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += list(getattr(node, "children", {}).values())


def strings_in(message: Message, where: str) -> Iterator[tuple[str, str]]:
    """The strings of a message, those of its parts too."""
    for field, value in message.ListFields():
        if field.name in LITERAL or (where in BOXES and field.name == "options"):
            continue
        for one in (
            value if isinstance(value, (list, tuple)) or hasattr(value, "append") or hasattr(value, "add") else [value]
        ):
            if isinstance(one, str):
                yield f"{where}.{field.name}", one
            elif isinstance(one, Message):
                yield from strings_in(one, f"{where}.{field.name}")


def chart_texts(app: AppTest) -> Iterator[str]:
    """Every text of every chart but what a click gives back."""
    for chart in app.get("plotly_chart"):
        waiting = [json.loads(chart.proto.spec)]
        while waiting:
            part = waiting.pop()
            if isinstance(part, str):
                yield part
            elif isinstance(part, dict):
                waiting += [
                    value
                    for name, value in part.items()
                    if name != "customdata" or "%{customdata}" in str(part.get("hovertemplate"))
                ]
            elif isinstance(part, list):
                waiting += part


def test_the_charts_were_looked_at(hostile_home: Path, open_page: Open) -> None:
    app = open_page(hostile_home, "channels", lang="es", period="all", by=["topic"], topic=[LINK, IMAGE], metric="wait")
    drawn = list(chart_texts(app))
    assert chart_words(LINK) in drawn and chart_words(IMAGE) in drawn


def test_signs_of_markdown_and_of_charts_are_themselves() -> None:
    assert plain("- a\n- b") == "\\- a \\- b".replace(" \\-", " -")
    assert (plain("1. a"), plain("2.º piso"), plain("= b")) == ("1\\. a", "2.º piso", "\\= b")
    assert plain("&lt;b&gt;") == "\\&lt;b\\&gt;"
    assert plain("mail a@b") == f"mail a@{WORD_JOINER}b"
    assert chart_words("<b>%{x}&lt;") == "&lt;b>%&#123;x}&amp;lt;"
