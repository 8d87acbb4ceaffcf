"""The component that puts our own HTML on the page and tells which touchpoint was chosen."""

from pathlib import Path

import streamlit as st

HERE = Path(__file__).parent
# Registered once a process; the words of the data come as `data`, escaped by the modules that write the HTML.
COMPONENT = st.components.v2.component(
    "hilo_journey_map", html='<div class="map"></div>',
    css=(HERE / "map.css").read_text(encoding="utf-8"), js=(HERE / "map.js").read_text(encoding="utf-8"),
)  # fmt: skip
