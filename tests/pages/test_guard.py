"""A reader sees a sentence, never a stack trace."""

import logging

import pytest
from streamlit.testing.v1 import AppTest

SCRIPT = """
from pages.parts.guard import draw_guarded
from pages.parts.texts import Texts
from warehouse.config.errors import HiloError

def draw():
    raise {error}

draw_guarded("overview", draw, Texts("es"))
"""


def test_a_mistake_of_the_request_is_said_in_its_own_sentence() -> None:
    app = AppTest.from_string(
        SCRIPT.format(error="HiloError('the query took longer than 30 s; choose a shorter period')"), default_timeout=60
    ).run()
    assert [warning.value for warning in app.warning] == ["the query took longer than 30 s; choose a shorter period"]
    assert list(app.exception) == []


def test_anything_else_is_a_sentence_on_the_page_and_a_trace_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, logger="hilo"):
        app = AppTest.from_string(SCRIPT.format(error="ZeroDivisionError('secret detail')"), default_timeout=60).run()
    assert "No se pudo mostrar esta página" in app.error[0].value
    assert "secret" not in app.error[0].value
    assert list(app.exception) == []
    assert "overview could not be drawn" in caplog.text
