"""The journey page: the map says what the metrics say, what is opened is that touchpoint, and no word of the data is markup."""

import json
import os
import re
import shutil
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from metrics.analyses.touchpoints.kinds import compare_kinds
from metrics.analyses.touchpoints.map import CELL, journey_map
from metrics.analyses.touchpoints.ways import ways_through
from metrics.semantic.compute import compute
from metrics.semantic.scope import Scope
from pages.parts.journey.card_html import card_html
from pages.parts.journey.kinds_html import gap_words
from pages.parts.journey.numbers import scored
from pages.parts.journey.stops import read_stops
from pages.parts.numbers import published_version
from pages.parts.page import last_day_of
from pages.parts.periods import period_dates
from pages.parts.texts import Texts
from tests.pages.conftest import Open, words_of
from warehouse.store.engine import open_engine

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def maps_of(app: AppTest) -> list[str]:
    """The HTML of the page's maps: the journey's, then that of the kinds of customers."""
    return [data["html"] for part in app.get("bidi_component") if "html" in (data := json.loads(part.proto.json))]


def twelve_weeks() -> Scope:
    """The period that pages start with."""
    return Scope(*period_dates("12w", last_day_of(open_engine())))


def test_the_map_has_a_card_or_a_line_for_every_touchpoint_with_its_verdict(sample_home: Path, open_page: Open) -> None:
    journey, *_ = maps_of(open_page(sample_home, "journey", lang="en"))
    frame = journey_map(open_engine(), twelve_weeks())
    texts = Texts("en")
    assert sorted(set(re.findall(r'<li class="\w+[^"]*" data-place="(\d+)"', journey)), key=int) == [
        str(place) for place in range(frame.height)
    ]
    for verdict in ("negative", "neutral", "positive"):
        count = frame.filter(
            (frame["class"] == verdict) & ((frame["score_n"] > 0) | frame["emotion"].is_not_null())
        ).height
        assert len(re.findall(rf'<li class="stop {verdict}', journey)) == count
        assert f"<b>{count}</b> {texts(f'verdict.{verdict}')}" in journey


def test_a_filter_narrows_the_map(sample_home: Path, open_page: Open) -> None:
    journey, *_ = maps_of(open_page(sample_home, "journey", lang="en", channel="phone", stage="service"))
    frame = journey_map(open_engine(), twelve_weeks().limited("channel", ("phone",)).limited("stage", ("service",)))
    assert len(set(re.findall(r'<li [^>]*data-place="(\d+)"', journey))) == frame.height > 0


def test_an_opened_touchpoint_shows_its_numbers_comments_and_contacts(sample_home: Path, open_page: Open) -> None:
    frame = journey_map(open_engine_of(sample_home, open_page), twelve_weeks())
    worst = frame.filter(frame["class"] == "negative").sort("volume", descending=True).row(0, named=True)
    opened = {f"in.{name}": worst[name] for name in CELL}
    app = open_page(sample_home, "journey", lang="en", **opened)
    assert (list(app.exception), list(app.error)) == ([], [])
    assert any(Texts("en").touchpoint(worst["touchpoint"]) in header.value for header in app.header)
    shown = {tile.label: tile.value for tile in app.metric}
    assert {"CSAT", "NPS", "CES"} & set(shown)
    assert re.search(r"“.+”[\s\S]*line \d+", words_of(app))
    assert [name for name in (tab.label for tab in app.tabs) if name in ("Ways through it", "What customers say")]


def open_engine_of(home: Path, open_page: Open):  # type: ignore[no-untyped-def]
    """The engine on the home; opening a page of it sets the environment."""
    open_page(home, "journey", lang="en")
    return open_engine()


def test_either_side_of_the_ways_adds_up_to_the_touches(sample_home: Path, open_page: Open) -> None:
    engine = open_engine_of(sample_home, open_page)
    for scope in (Scope(), twelve_weeks(), twelve_weeks().limited("channel", ("phone",))):
        ways = ways_through(engine, scope)
        touches = compute(engine, "touches", scope)["n"].item()
        assert [ways.filter(side=side)["touches"].sum() for side in ("before", "after")] == [touches, touches]
        assert set(ways.filter(side="after")["how"]) <= {"went", "left", "open", "unanswered"}


def test_the_page_says_how_many_differences_between_kinds_survive(sample_home: Path, open_page: Open) -> None:
    app = open_page(sample_home, "journey", lang="en", by="loyalty_class", period="all")
    found = compare_kinds(open_engine(), Scope(), "loyalty_class", ("loyal", "lapsed"))
    assert f"**{found.surviving} of {found.compared}** differences" in words_of(app)
    _, kinds = maps_of(app)
    assert kinds.count('<section class="kind"') == 2
    assert kinds.count('<li class="difference"') == found.surviving


@pytest.mark.parametrize("by", ["value_class", "segment", "country"])
def test_every_kind_of_customer_has_its_map(by: str, sample_home: Path, open_page: Open) -> None:
    app = open_page(sample_home, "journey", lang="es", by=by)
    assert (list(app.exception), list(app.error)) == ([], [])
    assert maps_of(app)[1].count('<section class="kind"') >= 2


def test_the_inventory_names_channels_sources_owners_and_what_is_tied(sample_home: Path, open_page: Open) -> None:
    app = open_page(sample_home, "journey", lang="en")
    (table,) = [table.value for table in app.dataframe if "Data source" in table.value.columns]
    assert {"Stage", "Channel", "System", "Responsible", "Integrated", "Last data"} <= set(table.columns)
    assert set(table["Integrated"]) <= {"yes", "no", "cannot tell"}
    assert len(table) > 5


def test_words_of_the_data_are_never_markup(sample_home: Path, open_page: Open) -> None:
    engine = open_engine_of(sample_home, open_page)
    row = journey_map(engine, twelve_weeks()).head(1).with_columns(touchpoint=pl.lit('<img src=x onerror="1">'))
    (stop,) = read_stops(row, Texts("en"), engine.settings)
    card = card_html(stop, 0, '?a="b"', False, Texts("en"))
    assert "<img" not in card
    assert 'href="?a=&quot;b&quot;"' in card


def test_the_maps_side_by_side_have_the_scores_and_classes_of_the_journey_map(
    sample_home: Path, open_page: Open
) -> None:
    engine = open_engine_of(sample_home, open_page)
    scope = twelve_weeks().limited("loyalty_class", ("loyal",))
    same = [*CELL, "volume", "score_metric", "score", "score_n", "class", "gap_of_scale"]
    lean = scored(published_version(), scope).select(same)
    assert lean.equals(journey_map(engine, scope).select(same))
    assert lean["score"].drop_nulls().len() > 3


@pytest.mark.parametrize(("difference", "low", "high"), [(8.0, -1.5, 17.0), (-8.0, -17.0, 1.5)])
def test_the_interval_of_a_difference_between_kinds_holds_0_where_it_does(
    difference: float, low: float, high: float
) -> None:
    row = {"difference": difference, "difference_low": low, "difference_high": high, "unit": "points"}
    assert gap_words(row, Texts("en")) == "Difference +8.0 pts (-1.5 pts to +17.0 pts)".replace(" pts", "\u202fpts")


def test_where_personal_data_are_masked_no_comment_is_shown(sample_home: Path, tmp_path: Path, open_page: Open) -> None:
    home = tmp_path / "masked"
    shutil.copytree(sample_home, home)
    (home / "hilo.toml").write_text('personal_data = "masked"\n')
    os.utime(home / "published" / "hilo-1.duckdb")  # by which the pages tell versions of two homes apart
    frame = journey_map(open_engine_of(home, open_page), twelve_weeks())
    cell = frame.filter(frame["class"] == "negative").row(0, named=True)
    app = open_page(home, "journey", lang="en", **{f"in.{name}": cell[name] for name in CELL})
    assert (list(app.exception), list(app.error)) == ([], [])
    assert [html.count('class="quote"') for html in maps_of(app)] == [0, 0]
    assert "“" not in words_of(app)
    assert Texts("en")("how.masked_comments") in words_of(app)
