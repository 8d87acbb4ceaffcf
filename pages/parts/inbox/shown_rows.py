"""The first records of a file as they would be stored, and the reasons why others would not."""

from collections.abc import Sequence
from functools import partial

import polars as pl
import streamlit as st

from metrics.presenter.numbers import decimal
from pages.parts.advice import advise_reasons
from pages.parts.inbox.reader import Reader
from pages.parts.masked import PERSONAL
from pages.parts.tables import Column, draw_table
from warehouse.inbox.report import Reason, Records

# Columns that say the least to a reader.
LAST = ("record_id", "raw_score", "scale_min", "scale_max", "top_box_min", "time_precision", "survey_kind")


def draw_records(reader: Reader, records: Records, key: str) -> None:
    """How many are new and how many update stored ones; the first, each cell as text, codes in words."""
    texts = reader.texts
    st.markdown(texts("load.new_and_updated", new=decimal(records.new, texts), updated=decimal(records.updated, texts)))
    names = [name for name in records.columns if not (reader.is_masked and name in PERSONAL)]
    names.sort(key=LAST.__contains__)
    at = [records.columns.index(name) for name in names]
    frame = pl.DataFrame(
        [[row[place] for place in at] for row in records.rows], schema=dict.fromkeys(names, pl.String), orient="row"
    )
    columns = [Column(name, texts.column(name), partial(texts.value, name)) for name in names]
    draw_table(frame, columns, f"records_{key}_{texts.language}", texts("load.rows_alt"))
    st.markdown(f":small[:gray[{texts('load.rows_note', count=frame.height)}]]")


def draw_reasons(reader: Reader, name: str, reasons: Sequence[Reason], key: str) -> None:
    """Why rows would be kept aside (`name`: reasons) or cells emptied (emptied), the commonest reason first, with the first row's line and value."""
    texts = reader.texts
    frame = pl.DataFrame(
        [
            {"reason": reason.reason, "column_name": reason.column, "rows": reason.rows, "source_line": reason.line,
             "value": None if reader.is_masked else reason.value}
            for reason in reasons
        ],
        schema={"reason": pl.String, "column_name": pl.String, "rows": pl.Int64, "source_line": pl.Int64, "value": pl.String},
    )  # fmt: skip
    columns = [
        Column("reason", texts("table.reason"), code=texts.reason),
        Column("column_name", texts("table.column_name")),
        Column("value", texts("load.first_value")),
        Column("rows", texts("table.rows"), lambda number: decimal(number, texts)),
        Column("source_line", texts("load.first_line"), lambda number: decimal(number, texts)),
    ]
    draw_table(frame, columns, f"{name}_{key}_{texts.language}", texts(f"load.{name}_alt"))
    advise_reasons(texts, ((reason.reason, reason.column) for reason in reasons))
