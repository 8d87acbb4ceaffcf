"""Why the records are one person's: the identifiers, the chain of records between two of them, and the way to part them."""

from functools import partial

import polars as pl
import streamlit as st

from metrics.presenter.numbers import MISSING, decimal
from pages.parts.customer.numbers import keys_of
from pages.parts.formats import format_day, format_moment, plain
from pages.parts.header import in_zone
from pages.parts.masked import is_masked
from pages.parts.page import Page
from pages.parts.people.decide import APPLY, ask_decision
from pages.parts.people.key_words import key_words, type_words, value_words
from pages.parts.tables import Column, draw_table
from warehouse.config.errors import HiloError
from warehouse.people.decisions import decisions_in_force, pending_decisions
from warehouse.people.key import Key
from warehouse.people.links import Link, explain_link

OWN = ("sole", "recycled")


def draw_same_person(page: Page, person_id: int) -> None:
    """The identifiers, then two of them to choose and what ties them."""
    texts, keys = page.texts, keys_of(page.published, person_id)
    st.header(texts("same.title"), anchor=False)
    st.markdown(f":small[:gray[{texts('same.help')}]]")
    if keys.is_empty():
        st.markdown(f":gray[{texts('same.no_keys')}]")
        return
    draw_keys(page, keys)
    own = own_keys(keys)
    draw_waiting(page, own)
    if len(own) < 2:
        st.markdown(f":gray[{texts('same.one_key')}]")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        first = st.selectbox(texts("same.first"), own, key=f"key_a_{texts.language}_{person_id}",
                             format_func=partial(key_words, page))  # fmt: skip
        rest = [key for key in own if key != first]
        second = st.selectbox(texts("same.second"), rest, key=f"key_b_{texts.language}_{person_id}",
                              format_func=partial(key_words, page))  # fmt: skip
    draw_chain(page, first, second)
    if st.button(texts("same.split"), key="split", icon=":material/link_off:"):
        ask_decision(page, "apart", first, second)


def own_keys(keys: pl.DataFrame) -> list[Key]:
    """The identifiers that are this person's, the strongest first.

    A system's own numbers say little to a reader: they come last.
    """
    own = keys.filter(pl.col("state").is_in(OWN)).select("key_type", "key_value").unique(maintain_order=True)
    return sorted((Key.of_row(*row) for row in own.iter_rows()), key=lambda key: bool(key.scope))


def draw_keys(page: Page, keys: pl.DataFrame) -> None:
    """Every identifier on the person's records, also those that are nobody's."""
    texts = page.texts
    values = [value_words(page, Key.of_row(*row)) for row in keys.select("key_type", "key_value").iter_rows()]
    frame = keys.with_columns(
        pl.Series("value", values, pl.String), pl.col("sources").list.join(", "),
        pl.col("state").fill_null("others"), pl.col("first_seen", "last_seen").cast(pl.Datetime),
    )  # fmt: skip
    columns = [
        Column("key_type", texts("identity.key_type"), code=lambda code: type_words(code, texts)),
        Column("value", texts("identity.value")),
        Column("state", texts("identity.state"), code=lambda code: texts(f"identity.{code}")),
        Column("reason", texts("identity.reason"), code=lambda code: texts.code("key_reason", code) if code else ""),
        Column("first_seen", texts("same.first_seen"), lambda moment: format_day(moment.date(), texts)),
        Column("last_seen", texts("same.last_seen"), lambda moment: format_day(moment.date(), texts)),
        Column("records", texts("same.records"), partial(decimal, texts=texts)),
        Column("sources", texts("same.sources")),
    ]
    shown = [column for column in columns if frame[column.name].null_count() < frame.height]
    draw_table(frame, shown, f"keys_{texts.language}", texts("same.title"))


def draw_chain(page: Page, first: Key, second: Key) -> None:
    """The records, one after the other, that lead from one identifier to the other."""
    texts = page.texts
    try:
        chain = explain_link(page.engine, first, second)
    except HiloError:
        st.markdown(f":orange[{texts('same.no_chain')}]")
        return
    st.markdown("\n".join(f"{place}. {link_words(page, link)}" for place, link in enumerate(chain, start=1)))


def link_words(page: Page, link: Link) -> str:
    """One step: the two identifiers, and the record or the decision that ties them."""
    texts = page.texts
    words = {"key_a": plain(key_words(page, link.key_a)), "key_b": plain(key_words(page, link.key_b))}
    if link.is_decided:
        moment = in_zone(link.moment.isoformat(), page.engine.settings.timezone) if link.moment else None
        said = f"{link.decided_by}: {link.note}" if link.note else link.decided_by
        return texts(
            "same.decided", moment=format_moment(moment, texts) if moment else MISSING, said=plain(said), **words
        )
    moment_words = format_moment(link.moment, texts) if link.moment else texts("story.no_time")
    place = texts("how.line_of", file=link.file, line=link.line)
    record = "" if is_masked(page) else f"{link.record_id}, "
    more = texts("same.more", count=link.records - 1) if link.records > 1 else ""
    return texts("same.record", place=plain(f"{record}{moment_words} ({place})"), more=more, **words)


def draw_waiting(page: Page, own: list[Key]) -> None:
    """Decisions on these identifiers that hold, with the way back; those that the version does not know yet say so."""
    texts = page.texts
    pending = {decision.id for decision in pending_decisions(page.engine)}
    mine = [decision for decision in decisions_in_force() if set(decision.keys) & set(own)]
    for decision in mine:
        key_a, key_b = decision.keys
        words = {"key_a": key_words(page, key_a), "key_b": key_words(page, key_b)}
        waits = f" :orange-badge[{texts('identity.waits')}]" if decision.id in pending else ""
        with st.container(horizontal=True, vertical_alignment="center", key=f"own_decision_{decision.id}"):
            st.markdown(f"**{plain(texts(f'identity.said_{decision.kind}', **words))}**{waits}", width="content")
            if st.button(
                texts("identity.undo"), key=f"own_undo_{decision.id}", icon=":material/undo:", type="tertiary"
            ):
                ask_decision(page, "withdraw", key_a, key_b)
    if any(decision.id in pending for decision in mine):
        st.code(APPLY, language="bash")
