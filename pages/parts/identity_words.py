"""How much is known of who the customers are, beside every number that depends on it."""

from collections.abc import Sequence

import polars as pl
import streamlit as st

from metrics.analyses.identity import Identity, identity_of
from metrics.catalogue import METRICS
from metrics.catalogue.dimensions import find_dimension
from metrics.catalogue.entry import Metric
from metrics.presenter.estimates import value_words
from metrics.presenter.numbers import MISSING, decimal
from metrics.semantic.scope import Scope
from pages.parts.numbers import KEPT_RESULTS, Published, computed, engine_of
from pages.parts.page import Page

SHARES = ("coverage", "match_rate")


@st.cache_data(max_entries=KEPT_RESULTS, show_spinner=False)
def identity_in(published: Published, scope: Scope) -> Identity:
    """`metrics.analyses.identity.identity_of` on the version."""
    return identity_of(engine_of(published), scope)


def identity_words(page: Page) -> str:
    """Coverage and match rate of the contacts in the page's scope as a sentence; empty when there are none to speak of."""
    shares = shares_of(page)
    if not shares:
        return ""
    key = "identity.beside_alone" if shares["match_rate"] == MISSING else "identity.beside"
    return page.texts(key, **shares)


def draw_identity_line(page: Page, *names: str) -> None:
    """The sentence under a chart or table, when one of the metrics depends on persons."""
    if any(METRICS[name].uses_identity for name in names) and (words := identity_words(page)):
        st.markdown(f":small[:gray[{words}]]")


def with_identity(page: Page, metric: Metric, frame: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """The groups with coverage and match_rate of the contacts in each (NULL where small), where both can be split so."""
    if not metric.uses_identity or any(has_no_contacts(name) for name in by):
        return frame
    for share in SHARES:
        values = computed(page.published, share, page.scope, tuple(by)).select(*by, pl.col("value").alias(share))
        frame = frame.join(values, on=list(by), how="left", maintain_order="left", nulls_equal=True)
    return frame


def has_no_contacts(dimension: str) -> bool:
    """Whether contacts cannot be split by it: a dimension of matters, answers or orders alone."""
    return "interactions" not in find_dimension(dimension).tables


def identity_mark(page: Page) -> str:
    """The same in a few words, for a tile."""
    shares = shares_of(page)
    return page.texts("tile.identity", coverage=shares["coverage"], match_rate=shares["match_rate"]) if shares else ""


def shares_of(page: Page) -> dict[str, str]:
    """coverage, match_rate (a dash where it is not known) and contacts, in words; empty without contacts."""
    texts, known = page.texts, identity_in(page.published, page.scope)
    if not known.coverage.n:
        return {}
    words = {name: value_words(share, texts) for name, share in vars(known).items()}
    return words | {"contacts": decimal(known.coverage.n, texts)}
