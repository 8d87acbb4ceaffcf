"""The presentation to take away: PowerPoint and PDF, written when the button is pressed."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from pages.parts.page import Page
from pages.parts.target.document import Document
from pages.parts.target.numbers import Target
from pages.parts.target.report import board_document

PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def draw_presentation(page: Page, target: Target) -> None:
    """Two buttons."""
    texts = page.texts
    with st.container(horizontal=True, horizontal_alignment="right", key="presentation"):
        for kind, mime, write in (("pptx", PPTX, write_slides), ("pdf", "application/pdf", write_sheets)):
            st.download_button(
                texts(f"target.download_{kind}"), data=partial(written, page, target, write), file_name=f"hilo_target_{texts.language}.{kind}",
                mime=mime, on_click="ignore", icon=":material/download:", key=f"download_target_{kind}",
                help=texts(f"target.download_{kind}_help"),
            )  # fmt: skip


def written(page: Page, target: Target, write: Callable[[Document], bytes]) -> bytes:
    """The file's bytes."""
    return write(board_document(page, target))


def write_slides(document: Document) -> bytes:
    """PowerPoint; the library takes half a second to load and is loaded when it is needed."""
    from pages.parts.target.deck import write_deck

    return write_deck(document)


def write_sheets(document: Document) -> bytes:
    """PDF."""
    from pages.parts.target.pdf import write_pdf

    return write_pdf(document)
