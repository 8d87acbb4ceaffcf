"""What came of the last load that was started in the browser: the account, what was refused and why."""

from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from metrics.presenter.numbers import decimal
from pages.parts.advice import advise_lines
from pages.parts.formats import plain
from pages.parts.header import card
from pages.parts.inbox.progress import draw_failure
from pages.parts.inbox.reader import Reader
from pages.parts.inbox.report import in_short, name_below
from pages.parts.tables import Column, draw_table
from pages.parts.texts import Texts
from warehouse.inbox.job import forget_job, read_progress, read_result, running_job

COUNTS = ("rows_read", "rows_loaded", "rows_rejected", "rows_skipped", "records")


def draw_outcome(reader: Reader) -> None:
    """The last load's card with a button that puts it away; nothing when there was none, or one still runs."""
    texts = reader.texts
    result = read_result("load")
    if running_job() == "load" or (result is None and not read_progress("load")):
        return
    with card("load_outcome"):
        if result is None:
            draw_failure(texts, "load")
        else:
            draw_account(texts, result)
        with st.container(horizontal=True, key="outcome_buttons"):
            if reader.has_data and result and result["files"]:
                st.page_link(
                    "pages/overview.py",
                    label=texts("load.to_overview"),
                    icon=":material/dashboard:",
                    query_params=reader.query,
                )
                if any(account["rows_rejected"] for account in result["files"].values()):
                    st.page_link(
                        "pages/data.py",
                        label=texts("load.to_rejected"),
                        icon=":material/rule:",
                        query_params=reader.query,
                    )
            st.button(texts("load.put_away"), key="put_away", type="tertiary", icon=":material/close:",
                      on_click=partial(forget_job, "load"))  # fmt: skip


def draw_account(texts: Texts, result: dict[str, Any]) -> None:
    """Rows read = loaded + kept aside + skipped, of all files and of each; what was refused, with the reason."""
    files, version = result["files"], result["version"]
    st.header(texts("load.done", version=version) if version else texts("load.nothing_new"), anchor=False)
    if files:
        totals = {name.removeprefix("rows_"): sum(account[name] for account in files.values()) for name in COUNTS}
        st.markdown(
            texts("data.counts", **{name: decimal(count, texts) for name, count in totals.items() if name != "records"})
        )
        frame = pl.DataFrame([
            {"file": name_below(path), "source": account["source"]} | {name: account[name] for name in COUNTS}
            for path, account in files.items()
        ])  # fmt: skip
        columns = [Column("file", texts("table.file")), Column("source", texts("table.source"))]
        columns += [Column(name, texts(f"table.{name}"), lambda number: decimal(number, texts)) for name in COUNTS]
        draw_table(frame, columns, f"outcome_{texts.language}", texts("load.files_alt"))
    if result["unchanged"]:
        st.markdown(texts("load.unchanged", count=len(result["unchanged"])))
    for path, said in result["refused"].items():
        st.markdown(
            f":red[:material/block:] **{plain(name_below(path))}**  \n:small[{plain(in_short(texts.said(said)))}]"
        )
    emptied = [line for account in files.values() for line in account["emptied"]]
    for line in [*emptied, *result["warnings"]]:
        st.markdown(f":orange[:material/warning:] :small[{plain(texts.said(line))}]")
    advise_lines(texts, [*emptied, *result["warnings"]])
