"""The totals of this page beside those of the other pages, as sums that a reader can check."""

import streamlit as st

from metrics.analyses.journeys.totals import Totals
from metrics.presenter.numbers import decimal
from pages.parts.page import Page
from pages.parts.paths.numbers import funnel_of, paths_of, totals_of
from pages.parts.paths.place import mode_of, unit_of


def draw_totals(page: Page) -> None:
    """Contacts, orders, touches and journeys as sums, and whether every part of the page counts the same journeys."""
    texts = page.texts
    totals = totals_of(page.published, page.scope)
    st.header(texts("paths.totals"), anchor=False)
    lines = [line for line in (contacts_line(page, totals), orders_line(page, totals), touches_line(page, totals),
                               journeys_line(page, totals)) if line]  # fmt: skip
    with st.container(key="sums"):
        st.markdown("\n".join(f"- {line}" for line in lines))
    if agree(page, totals):
        st.markdown(
            f":green[:material/check_circle:] :small[{texts('paths.agree', journeys=decimal(totals.journeys, texts))}]"
        )
    else:
        st.warning(texts("paths.disagree"), icon=":material/error:")
    words = [texts("paths.totals_help")]
    if totals.of_journeys != totals.touches:
        words.append(texts("paths.of_journeys", touches=decimal(totals.of_journeys, texts)))
    st.markdown(f":small[:gray[{' '.join(words)}]]")


def agree(page: Page, totals: Totals) -> bool:
    """Whether the sums hold and paths and funnel count the journeys of the metric."""
    funnel = funnel_of(page.published, page.scope, mode_of(page))
    counted = {
        paths_of(page.published, page.scope, unit_of(page)).total,
        *(funnel["total"] if funnel.width > 2 else ()),
    }
    return totals.add_up and counted == {totals.journeys}


def bold(page: Page, number: int) -> str:
    """A number that is the point."""
    return f"**{decimal(number, page.texts)}**"


def contacts_line(page: Page, totals: Totals) -> str:
    """5,317 contacts in journeys = 5,300 contacts on the other pages + 58 further legs − 41 of persons who are not known."""
    texts = page.texts
    plus = [texts("paths.plus_legs", n=decimal(totals.legs, texts))] if totals.legs else []
    minus = [*plus, texts("paths.minus_nobody", n=decimal(totals.contacts_nobody, texts))]
    if totals.contacts_undated:
        minus.append(texts("paths.minus_undated", n=decimal(totals.contacts_undated, texts)))
    return texts(
        "paths.sum_contacts",
        own=bold(page, totals.contacts_in),
        other=bold(page, totals.contacts),
        rest=" ".join(minus),
    )


def orders_line(page: Page, totals: Totals) -> str:
    """1,086 orders in journeys = 1,145 on the other pages + 21 cancelled or refunds − 80 of persons who are not known."""
    texts = page.texts
    if not totals.orders + totals.orders_out:
        return ""
    rest = [
        texts("paths.plus_out", n=decimal(totals.orders_out, texts)),
        texts("paths.minus_nobody", n=decimal(totals.orders_nobody, texts)),
    ]
    if totals.orders_undated:
        rest.append(texts("paths.minus_undated", n=decimal(totals.orders_undated, texts)))
    return texts(
        "paths.sum_orders", own=bold(page, totals.orders_in), other=bold(page, totals.orders), rest=" ".join(rest)
    )


def touches_line(page: Page, totals: Totals) -> str:
    """6,403 touches = 5,317 contacts + 1,086 orders."""
    texts = page.texts
    return texts(
        "paths.sum_touches",
        touches=bold(page, totals.touches),
        contacts=bold(page, totals.contacts_in),
        orders=bold(page, totals.orders_in),
    )


def journeys_line(page: Page, totals: Totals) -> str:
    """1,429 journeys = 175 left + 1,206 still open + 48 unanswered."""
    counts = {name: bold(page, getattr(totals, name)) for name in ("journeys", "left", "open", "unanswered")}
    return page.texts("paths.sum_journeys", **counts)
