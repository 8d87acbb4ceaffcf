"""The place to drop exports: a component of our own, because Streamlit's would hold each file whole in memory."""

from pathlib import Path

import streamlit as st

from metrics.presenter.numbers import decimal
from pages.parts.inbox.route import KEY, inbox_address
from pages.parts.texts import Texts
from warehouse.config.settings import load_settings

HERE = Path(__file__).parent
COMPONENT = st.components.v2.component(
    "hilo_drop_zone",
    html="""<div class="zone">
      <p class="word title"></p><p class="word hint"></p>
      <div class="ways">
        <label class="files"><span class="word"></span><input type="file" multiple></label>
        <label class="folder"><span class="word"></span><input type="file" webkitdirectory multiple></label>
      </div>
      <progress max="1" value="0"></progress><p class="told" aria-live="polite"></p><ul class="failed" role="alert"></ul>
    </div>""",
    css=(HERE / "drop_zone.css").read_text(encoding="utf-8"), js=(HERE / "drop_zone.js").read_text(encoding="utf-8"),
)  # fmt: skip


def draw_drop_zone(texts: Texts, *, is_closed: bool) -> None:
    """Draw it; the page runs again when files were sent. `is_closed`: a load runs, and takes no more."""
    words = {name: texts(f"load.drop_{name}") for name in ("title", "files", "folder", "lost", "busy", "stale")}
    words["hint"] = texts("load.drop_hint", size=decimal(load_settings().limits.unpacked_gb, texts))
    data = {"address": inbox_address(), "key": KEY, "closed": is_closed, "words": words, "language": texts.language}
    COMPONENT(key=f"drop_zone_{texts.language}", data=data, on_sent_change=lambda: None)
