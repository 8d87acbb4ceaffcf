"""The installation's own mappings, to read and to take along."""

import streamlit as st

from pages.parts.formats import plain
from pages.parts.header import card
from pages.parts.inbox.reader import Reader
from warehouse.config.home import own_sources


def draw_kept(reader: Reader) -> None:
    """Every mapping that is kept, as text; nothing when there is none."""
    texts, paths = reader.texts, sorted(own_sources().glob("*.toml"))
    if not paths:
        return
    with card("mapping_kept"):
        st.header(texts("mapping.own"), anchor=False)
        for path in paths:
            text = path.read_text(encoding="utf-8", errors="replace")
            with st.expander(plain(path.stem)):
                st.code(text, language="toml")
                st.download_button(texts("mapping.download"), text, f"{path.stem}.mapping.toml", "application/toml", on_click="ignore",
                                   icon=":material/download:", key=f"take_{path.stem}")  # fmt: skip
