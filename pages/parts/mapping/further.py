"""What no column of the file says, asked once for all rows. Nothing is filled in: what is left empty is not stated."""

import re

import msgspec
import streamlit as st

from pages.parts.inbox.answering import zones
from pages.parts.inbox.reader import Reader
from warehouse.config.codes import CHANNELS, STAGE_BY_INTERACTION_TYPE
from warehouse.inbox.draft import ANSWER, Draft
from warehouse.inbox.proposal import Proposal, SeenColumn

TIMES = ("_at", "_on")  # how the names of times end
METRICS = ("csat", "nps", "ces")
ORDERS, MARKS = ("dmy", "mdy", "ymd"), (".", ",")
TYPES = tuple(dict.fromkeys(kind for kinds in STAGE_BY_INTERACTION_TYPE.values() for kind in kinds))
COST_KINDS = ("service", "media")


def choose_further(reader: Reader, proposal: Proposal, draft: Draft, key: str) -> Draft:
    """The draft with the answers that its table and columns call for."""
    texts = reader.texts
    seen = {column.label: column for column in proposal.columns}
    targets = {column.target: seen[column.label] for column in draft.columns if column.target}
    constants: dict[str, str] = {}
    defaults: dict[str, str] = {}
    answer: dict[str, str] = {}
    with st.grid(3, min_column_width=260):
        if "channel" not in targets and draft.table not in ("agents", "customers"):
            constants["channel"] = pick(reader, "field.channel", CHANNELS, f"{key}_channel", "channel")
        if draft.table == "interactions" and "interaction_type" not in targets:
            constants["interaction_type"] = pick(
                reader, "field.interaction_type", TYPES, f"{key}_type", "interaction_type"
            )
        if draft.table == "interactions" and "direction" not in targets:
            constants["direction"] = pick(
                reader, "field.direction", ("inbound", "outbound"), f"{key}_direction", "direction"
            )
        if draft.table == "costs" and "cost_kind" not in targets:
            constants["cost_kind"] = pick(reader, "field.cost_kind", COST_KINDS, f"{key}_cost", "cost_kind")
        if draft.table == "responses" or f"{ANSWER}score" in targets:
            answer["metric"] = pick(reader, "option.metric", METRICS, f"{key}_metric", "metric")
            answer["scale"] = st.text_input(texts("option.scale"), key=f"{key}_scale").strip()
        if any(name.endswith(TIMES) for name in targets):
            defaults["timezone"] = pick(reader, "option.timezone", zones(reader), f"{key}_zone")
        if any(is_day_unclear(column) for name, column in targets.items() if name.endswith(TIMES)):
            defaults["date_order"] = pick(reader, "option.date_order", ORDERS, f"{key}_order", "date_order")
        if any(
            "," in example
            for column in targets.values()
            if column.kind in ("number", "money")
            for example in column.examples
        ):
            defaults["decimal"] = pick(reader, "option.decimal", MARKS, f"{key}_decimal", "decimal")
        if targets.keys() & {"amount", "monthly_amount"} and "currency" not in targets:
            defaults["currency"] = (
                st.text_input(texts("option.currency"), key=f"{key}_currency", max_chars=3).strip().upper()
            )
        if "phone" in targets and not all(example.startswith("+") for example in targets["phone"].examples):
            defaults["phone_region"] = (
                st.text_input(texts("option.phone_region"), key=f"{key}_region", max_chars=2).strip().upper()
            )
        name = st.text_input(texts("mapping.name"), draft.name, key=f"{key}_name", max_chars=60).strip()
        title = st.text_input(texts("mapping.title_of"), key=f"{key}_title", max_chars=120).strip()
    if draft.table == "responses":
        constants |= answer
    return msgspec.structs.replace(draft, name=name, title=title, constants=constants, defaults=defaults, answer=answer)


def pick(reader: Reader, label: str, options: tuple[str, ...] | list[str], key: str, code: str = "") -> str:
    """One of some words; empty until one is chosen."""
    texts = reader.texts
    chosen = st.selectbox(texts(label), options, index=None, key=key, placeholder=texts("load.choose"),
                          format_func=lambda one: texts.code(code, one) if code else one)  # fmt: skip
    return chosen or ""


def is_day_unclear(column: SeenColumn) -> bool:
    """Whether a date of the column could be day-first or month-first."""
    return any(re.match(r"\d{1,2}[-/.]\d{1,2}[-/.]", example) for example in column.examples)
