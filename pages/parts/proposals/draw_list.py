"""The proposals, the one with the greatest priority first: what, why, what is expected; each opens to its evidence."""

from dataclasses import replace

import streamlit as st

from metrics.analyses.proposals.proposal import Proposal
from metrics.presenter.numbers import decimal
from pages.parts.actions.form import draw_action_form
from pages.parts.controls import change_view
from pages.parts.menu import PAGES
from pages.parts.page import Page
from pages.parts.proposals.draw_evidence import draw_evidence
from pages.parts.proposals.numbers import proposals_in
from pages.parts.proposals.words import (
    ICONS,
    assumption_words,
    bare,
    effect_words,
    money_words,
    payback_words,
    rule_words,
    title_words,
    tried_words,
)
from pages.parts.view import carried, write_query

MOST_EFFECTS = 4


def draw_proposals(page: Page) -> None:
    """Title, how many differences survived, the proposals, and what was tried without one."""
    texts = page.texts
    st.header(texts("proposals.header"), anchor=False)
    with st.spinner(texts("proposals.looking")):
        found = proposals_in(page.published, page.scope)
    counts = {"surviving": decimal(found.surviving, texts), "compared": decimal(found.compared, texts)}
    st.markdown(f":small[:gray[{texts('proposals.help', **counts)}]]")
    if not found.proposals:
        st.markdown(f":gray[:material/info: {texts('proposals.none')}]")
    for number, proposal in enumerate(found.proposals, 1):
        draw_proposal(page, proposal, number)
    draw_way_to_target(page)
    with st.expander(texts("proposals.tried"), expanded=not found.proposals, key="tried"):
        st.markdown("\n".join(f"- {tried_words(tried, texts)}" for tried in found.tried))


def draw_proposal(page: Page, proposal: Proposal, number: int) -> None:
    """One proposal."""
    texts, filters = page.texts, page.scope.filters
    with st.container(border=True, key=f"proposal_{number}", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.markdown(
                f"##### {ICONS[proposal.kind]} {number}\\. {title_words(proposal, texts, filters)}", width="content"
            )
            priority = texts(
                "proposals.priority", count=round(proposal.priority), number=decimal(proposal.priority, texts)
            )
            st.badge(priority, color="blue", help=texts("proposals.priority_help"))
        st.markdown(rule_words(proposal, texts))
        st.markdown("\n".join(f"- {line}" for line in effect_lines(page, proposal)))
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            draw_evidence_button(page, proposal)
            draw_choice(page, proposal)
            draw_action_form(page, proposal, bare(title_words(proposal, texts, filters)))
        if page.view.item == proposal.id:
            draw_evidence(page, proposal)


def effect_lines(page: Page, proposal: Proposal) -> list[str]:
    """What is expected, each assumption once; saving and cost."""
    texts, shown = page.texts, proposal.effects[:MOST_EFFECTS]
    shared = set.intersection(*(set(effect.filters) for effect in proposal.effects)) if proposal.effects else set()
    has_places = len({effect.filters for effect in proposal.effects}) > 1
    lines = []
    for place, effect in enumerate(shown):
        said = assumption_words(effect, texts)
        is_last = place + 1 == len(shown) or assumption_words(shown[place + 1], texts) != said
        lines.append(effect_words(effect, texts, tuple(shared), has_places) + (f" :gray[{said}]" if is_last else ""))
    if len(proposal.effects) > MOST_EFFECTS:
        lines.append(f":gray[{texts('proposals.more_effects', more=len(proposal.effects) - MOST_EFFECTS)}]")
    if proposal.saves:
        lines.append(money_words(proposal.saves, f"proposals.saves_{proposal.kind}", texts))
    if proposal.costs:
        lines.append(money_words(proposal.costs, "proposals.costs", texts) + payback_words(proposal, texts))
    return lines


def draw_evidence_button(page: Page, proposal: Proposal) -> None:
    """Opens and closes the evidence; what is opened is in the URL."""
    texts, is_open = page.texts, page.view.item == proposal.id
    item = "" if is_open else proposal.id
    st.button(
        texts("proposals.close" if is_open else "proposals.evidence"),
        key=f"evidence_of_{proposal.id}", icon=":material/expand_less:" if is_open else ":material/query_stats:",
        on_click=change_view, args=(page, lambda view: replace(view, item=item, opened=(), metric="", sheet=1)),
    )  # fmt: skip


def draw_choice(page: Page, proposal: Proposal) -> None:
    """Whether the target map counts with it; kept in the URL."""
    key = f"choose_{proposal.id}_{page.texts.language}"
    st.session_state[key] = proposal.id in page.view.chosen

    def changed() -> None:
        is_chosen = st.session_state[key]
        change_view(page, lambda view: replace(view, chosen=tuple(
            dict.fromkeys([*(name for name in view.chosen if name != proposal.id), *([proposal.id] if is_chosen else [])])
        )))  # fmt: skip

    st.checkbox(page.texts("proposals.choose"), key=key, on_change=changed)


def draw_way_to_target(page: Page) -> None:
    """The link to the target map with what is chosen."""
    if "target" in PAGES and page.view.chosen:
        query = write_query(replace(carried(page.view), chosen=page.view.chosen))
        label = page.texts("proposals.to_target", count=len(page.view.chosen), number=len(page.view.chosen))
        st.page_link("pages/target.py", label=label, icon=PAGES["target"], query_params=query)
