"""Persons that may be one: the evidence field by field, for a person to decide; nothing is merged by itself."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from metrics.presenter.numbers import MISSING, decimal, format_value
from pages.parts.controls import change_view
from pages.parts.customer_link import draw_customer_link
from pages.parts.formats import format_day, plain
from pages.parts.masked import is_masked
from pages.parts.page import Page
from pages.parts.people.decide import ask_decision
from pages.parts.people.key_words import key_words, value_words
from pages.parts.people.numbers import doubled_customers, suggestions_of
from warehouse.people.decisions import decisions_in_force
from warehouse.people.key import Key

PAIRS_A_SHEET = 5
MOST_CERTAIN = 99.9  # percent: evidence is never proof
POSTPONED = "postponed_pairs"  # for this visit only


def draw_suggestions(page: Page) -> None:
    """The pairs that nobody decided yet, the most probable first."""
    texts, frame = page.texts, suggestions_of(page.published)
    decided = {decision.keys for decision in decisions_in_force()}
    postponed: set[tuple[Key, Key]] = st.session_state.setdefault(POSTPONED, set())
    pairs = [pair for pair in frame.to_dicts() if keys_of(pair) not in decided]
    waiting = [pair for pair in pairs if keys_of(pair) not in postponed]
    st.markdown(f":small[:gray[{texts('identity.suggestions_help')}]]")
    draw_risk(page)
    if not pairs:
        st.markdown(f":gray[{texts('identity.no_suggestions')}]")
        return
    sheets = max(1, -(-len(waiting) // PAIRS_A_SHEET))
    sheet = min(page.view.sheet, sheets)
    st.markdown(f"**{texts('identity.pairs', count=len(waiting))}**")
    for place, pair in enumerate(waiting[(sheet - 1) * PAIRS_A_SHEET : sheet * PAIRS_A_SHEET]):
        draw_pair(page, pair, f"{sheet}_{place}")
    with st.container(horizontal=True, vertical_alignment="center"):
        for step, name in ((-1, "before"), (1, "after")):
            if sheets > 1:
                st.button(texts(f"identity.{name}"), key=f"pairs_{name}", disabled=not 1 <= sheet + step <= sheets,
                          on_click=change_view, args=(page, lambda view, to=sheet + step: replace(view, sheet=to)))  # fmt: skip
        if postponed:
            st.button(texts("identity.postponed", count=len(pairs) - len(waiting)), key="postponed", type="tertiary",
                      on_click=postponed.clear)  # fmt: skip


def draw_risk(page: Page) -> None:
    """How many persons may be two people put together; nothing where no customer has a number."""
    counted = doubled_customers(page.published)
    if counted.numbered:
        numbers = {"doubled": decimal(counted.doubled, page.texts), "numbered": decimal(counted.numbered, page.texts)}
        st.markdown(f":small[:gray[{page.texts('identity.risk', **numbers)}]]")


def keys_of(pair: Mapping[str, Any]) -> tuple[Key, Key]:
    """The two keys of a pair in the order in which decisions keep them."""
    keys = [Key.of_row(pair[f"key_{side}_type"], pair[f"key_{side}_value"]) for side in "ab"]
    first, second = sorted(keys, key=lambda key: key.text)
    return first, second


def draw_pair(page: Page, pair: Mapping[str, Any], key: str) -> None:
    """A pair: its keys, probability and weight, the evidence, and the three answers."""
    texts, (first, second) = page.texts, keys_of(pair)
    with st.container(border=True, key=f"pair_{key}", gap="small"):
        percent = format_value(min(100 * pair["probability"], MOST_CERTAIN), "percent", texts)
        words = texts("identity.pair", key_a=plain(key_words(page, first)), key_b=plain(key_words(page, second)))
        weight = texts("identity.weight", percent=percent, bits=decimal(pair["weight"], texts, 1))
        st.markdown(f"**{words}**  \n:small[:gray[{plain(weight)}]]")
        with st.container(key=f"evidence_{key}"):
            st.markdown(evidence_table(page, pair["evidence"]))
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            for kind in ("together", "apart"):
                if st.button(texts(f"identity.{kind}"), key=f"{kind}_{key}",
                             icon=":material/link:" if kind == "together" else ":material/link_off:"):  # fmt: skip
                    ask_decision(page, kind, first, second)
            st.button(texts("identity.later"), key=f"later_{key}", type="tertiary",
                      on_click=st.session_state[POSTPONED].add, args=((first, second),))  # fmt: skip
            for side in "ab":
                draw_customer_link(page, pair[f"person_{side}"], texts(f"identity.person_{side}"))


def evidence_table(page: Page, evidence: list[Mapping[str, Any]]) -> str:
    """The fields that were compared, what each record says, how they agree and what that weighs."""
    texts = page.texts
    heads = [texts(f"identity.{name}") for name in ("field", "value_a", "value_b", "agreement", "bits")]
    rows = [
        f"| {texts.code('key_type', row['field'])} | {shown(page, row, 'a')} | {shown(page, row, 'b')} | {plain(texts.code('agreement', row['agreement']))} "
        f"| {decimal(row['weight'], texts, 1, sign=True)} |"
        for row in evidence or []
    ]
    return f"| {' | '.join(heads)} |\n|:--|:--|:--|:--|--:|\n" + "\n".join(rows)


def shown(page: Page, row: Mapping[str, Any], side: str) -> str:
    """A compared value, masked where personal data are, nothing of it taken for Markdown; the number of persons once."""
    texts, field, value = page.texts, row["field"], row[f"value_{side}"]
    if field == "prior" and side == "a" and value:
        return texts("identity.among", count=int(value))
    if not value or field == "prior":
        return MISSING
    if field == "birth_date" and not is_masked(page):
        return format_day(date.fromisoformat(value), texts)
    return plain(value_words(page, Key(field, "", value))).replace("\n", " ")
