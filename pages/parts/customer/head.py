"""Who the person is and what the records count of them; every number opens to its records."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import polars as pl
import streamlit as st

from metrics.presenter.numbers import MISSING, decimal, format_money
from pages.parts.customer.numbers import Known, keys_of
from pages.parts.customer.record import show_events
from pages.parts.customer.same_person import own_keys
from pages.parts.customer.story_words import named_score
from pages.parts.formats import format_day, plain
from pages.parts.masked import is_masked
from pages.parts.page import Page
from pages.parts.people.key_words import key_words, name_words
from pages.parts.texts import Texts
from warehouse.people.key import Key
from warehouse.people.profile import Profile, Spend

MOST_KEYS = 4  # of a person beside the name; all of them stand at the end of the page


@dataclass(frozen=True)
class Tile:
    """A number of the head: its name (a key of the texts), its words, and the events behind it."""

    name: str
    value: str
    rows: Callable[[], pl.DataFrame]


def draw_person_head(page: Page, known: Known) -> None:
    """Name and facts, then the tiles."""
    texts = page.texts
    st.header(plain(person_name(page, known.profile)), anchor=False)
    st.markdown("  \n".join(fact for fact in person_facts(page, known.profile) if fact))
    with st.grid(6, min_column_width=140):
        for tile in person_tiles(page, known):
            with st.container(border=True, height="stretch", key=f"person_{tile.name}", gap="xsmall"):
                st.metric(texts(f"person.{tile.name}"), tile.value, help=meaning_of(page, tile.name))
                if st.button(
                    texts("person.rows"), key=f"rows_of_{tile.name}", type="tertiary", icon=":material/table_rows:"
                ):
                    show_events(page, tile.rows(), texts(f"person.{tile.name}"), meaning_of(page, tile.name))


def person_name(page: Page, profile: Profile) -> str:
    """The name as the newest directory record has it; hidden where personal data are masked."""
    if profile.name is None:
        return page.texts("person.no_name")
    return name_words(page, profile.name)


def person_facts(page: Page, profile: Profile) -> list[str]:
    """Segment, country, language and city; since when known; channels; sources."""
    texts = page.texts
    said = [
        texts.code("segment", profile.segment) if profile.segment else "",
        texts.code("country", profile.country) if profile.country else "",
        texts.code("language", profile.language) if profile.language else "",
        profile.city if profile.city and not is_masked(page) else "",
    ]
    channels = ", ".join(texts.code("channel", code) for code in profile.channels)
    keys = ", ".join(known_keys(page, profile.person_id))
    first = texts("person.since", day=format_day(profile.first.date(), texts)) if profile.first else ""
    return [
        plain(" · ".join([*(word for word in said if word), first] if first else [word for word in said if word])),
        f":small[:gray[{plain(texts('person.channels', channels=channels))}]]" if channels else "",
        f":small[:gray[{plain(texts('person.sources', sources=', '.join(profile.sources)))}]]",
        f":small[:gray[{plain(texts('person.keys', keys=keys))}]]" if keys else "",
    ]


def known_keys(page: Page, person_id: int) -> list[str]:
    """The first identifiers in words, with their state where they are not this person's alone for all time."""
    keys = keys_of(page.published, person_id)
    recycled = keys.filter(pl.col("state") == "recycled").select("key_type", "key_value")
    passed = {Key.of_row(*row) for row in recycled.iter_rows()}
    state = page.texts("identity.recycled").lower()
    return [key_words(page, key) + (f" ({state})" if key in passed else "") for key in own_keys(keys)[:MOST_KEYS]]


def person_tiles(page: Page, known: Known) -> list[Tile]:
    """Contacts, matters, open matters, orders, spend and scores."""
    texts, profile, events, matters = page.texts, known.profile, known.events, known.matters

    def of(*kinds: str) -> Callable[[], pl.DataFrame]:
        return lambda: events.filter(pl.col("kind").is_in(kinds))

    def within(numbers: Sequence[int]) -> Callable[[], pl.DataFrame]:
        return lambda: events.filter(pl.col("matter_id").is_in(numbers), pl.col("kind") != "message")

    still_open = open_matters(page, matters)["matter_id"].to_list()
    scores = of("score")()
    return [
        Tile("contacts", decimal(known.counts.get("contact", 0), texts), of("contact")),
        Tile("matters", decimal(matters.height, texts), within(matters["matter_id"].to_list())),
        Tile("open_matters", decimal(len(still_open), texts), within(still_open)),
        Tile("orders", decimal(sum(spend.orders for spend in profile.spend), texts), of("order")),
        Tile(
            "spend", " + ".join(spend_words(spend, texts) for spend in profile.spend) or MISSING, of("order", "refund")
        ),
        Tile("scores", last_score(scores, texts), of("score")),
    ]


def open_matters(page: Page, matters: pl.DataFrame) -> pl.DataFrame:
    """Matters that nobody calls solved and that a contact today would still continue."""
    until = page.engine.facts.get("data_until")
    if not until or matters.is_empty():
        return matters.head(0)
    end = datetime.fromisoformat(until).replace(tzinfo=None) - timedelta(days=page.engine.settings.matter_gap_days)
    return matters.filter(~pl.col("is_resolved").fill_null(False), pl.col("ended_local") >= end)


def spend_words(spend: Spend, texts: Texts) -> str:
    """What was charged less what was paid back, in one currency."""
    net = float(spend.amount - spend.refunded)
    return format_money(net, spend.currency, texts) if spend.currency else decimal(net, texts, 2)


def last_score(scores: pl.DataFrame, texts: Texts) -> str:
    """The newest score with its metric and scale."""
    if scores.is_empty():
        return MISSING
    newest = scores.sort("time", "metric", nulls_last=False).row(-1, named=True)
    return named_score(newest, texts)


def meaning_of(page: Page, name: str) -> str:
    """What the number counts."""
    return page.texts(
        f"person.{name}_meaning", **({"days": page.engine.settings.matter_gap_days} if name == "open_matters" else {})
    )
