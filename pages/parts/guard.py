"""Drawing a page so that a reader never sees a stack trace: a sentence instead, the reason in the server's log."""

import logging
from collections.abc import Callable

import streamlit as st

from pages.parts.first_run import draw_first_run
from pages.parts.formats import plain
from pages.parts.header import look_again, readable_version
from pages.parts.texts import Texts
from warehouse.config.errors import HiloError, NoWarehouse
from warehouse.config.settings import load_settings
from warehouse.store.turns import page_run


def draw_guarded(name: str, draw: Callable[[], None], texts: Texts) -> None:
    """Draw the page; without a warehouse what to begin with, and a sentence for anything that goes wrong."""
    try:
        with page_run(load_settings().page_seconds):
            draw()
    except NoWarehouse:
        draw_first_run(texts)
    except HiloError as error:
        st.warning(plain(texts.said(str(error))))
        look_again(readable_version())
    except Exception:
        logging.getLogger("hilo").exception("%s could not be drawn", name)
        st.error(f"**{texts('error.title')}**  \n{texts('error.text')}")
