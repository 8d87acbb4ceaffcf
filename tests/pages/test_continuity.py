"""The continuity page: its numbers add up, what is opened is in the URL, and what was not measured is a sentence."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from metrics.analyses.matters.hops import hop_matrix
from metrics.analyses.matters.matter_list import list_matters
from metrics.semantic.scope import Scope
from pages.parts.page import last_day_of
from pages.parts.periods import period_dates
from pages.parts.texts import Texts
from pages.parts.thread.hop_cells import HopMatrix, added_up
from pages.parts.thread.matters_opened import MATTERS_A_PAGE
from tests.pages.conftest import Open, words_of
from warehouse.store.engine import open_engine

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
HOP = {"in.from_channel": "chatbot", "in.to_channel": "phone"}
SOLE_CHANNEL = (
    "DELETE FROM matter_steps WHERE kind = 'hop'",
    "UPDATE matters_of_several SET channels = 1, hops = 0, forced_hops = 0, judged_hops = 0, reexplained = 0",
)
Changed = Callable[..., Path]


@pytest.fixture
def changed_home(sample_home: Path, tmp_path: Path) -> Changed:
    """changed_home("UPDATE …"): a copy of the sample home, changed."""

    def changed(*statements: str) -> Path:
        copy = tmp_path / "home"
        shutil.copytree(sample_home / "published", copy / "published")
        with duckdb.connect(str(copy / "published" / "hilo-1.duckdb")) as con:
            for statement in (
                *statements,
                "UPDATE version_facts SET value = 'stale' WHERE name = 'rollup_fingerprint'",
            ):
                con.execute(statement)
        return copy

    return changed


def test_what_holds_for_every_tile_is_said_once_above_them(sample_home: Path, open_page: Open) -> None:
    said = [element.value for element in open_page(sample_home, "continuity", lang="en").markdown]
    tiles = "\n".join(said[: next(place for place, words in enumerate(said) if "Stronger colour" in words)])
    assert tiles.count("Without the last days, whose outcome is not known yet.") == 1
    assert tiles.count("tied to a person") == 1
    assert "Data until" not in tiles[tiles.index("A matter is") :]


def number(text: str) -> int:
    """A count as the English pages write it."""
    return int(text.replace(",", ""))


def map_texts(app: AppTest) -> dict[tuple[str | None, str | None], str]:
    """What stands in the cells of the hop map, by the channels that a click opens; None: any."""
    spec = json.loads(app.get("plotly_chart")[0].proto.spec)
    *drawn, squares = spec["data"]
    places = dict(zip(zip(squares["x"], squares["y"], strict=True), map(tuple, squares["customdata"]), strict=True))
    found: dict[Any, str] = {}
    for trace in drawn:
        if trace["type"] == "heatmap":
            cells = [(x, y, text) for y, row in zip(trace["y"], trace["text"], strict=True)
                     for x, text in zip(trace["x"], row, strict=True) if text]  # fmt: skip
        else:
            cells = list(zip(trace["x"], trace["y"], trace["text"], strict=True))
        found |= {places[x, y]: text for x, y, text in cells}
    return found


@pytest.mark.parametrize("query", [{}, {"channel": "chatbot"}, {"stage": "service", "period": "all"}])
def test_tile_map_and_list_say_the_same_hops(query: dict[str, str], sample_home: Path, open_page: Open) -> None:
    app = open_page(sample_home, "continuity", lang="en", **query)
    tiles = {tile.label: tile.value for tile in app.metric}
    cells = map_texts(app)
    hops = sum(number(text) for (start, end), text in cells.items() if start and end and start != end)
    repeats = sum(number(text) for (start, end), text in cells.items() if start and start == end)
    said = re.search(r"([\d,]+) matters with ([\d,]+) contacts, ([\d,]+) hops and ([\d,]+) repeats", words_of(app))
    assert said
    assert hops == number(tiles["Channel hops"]) == number(cells[None, None]) == number(said[3]) > 0
    assert (number(said[1]), number(said[4])) == (number(tiles["Matters"]), repeats)
    start, end = period_dates(query.get("period", "12w"), last_day_of(open_engine()))
    filters = tuple((name, (value,)) for name, value in query.items() if name != "period")
    listed = list_matters(open_engine(), Scope(start, end, filters), 100_000)
    assert [listed["hops"].sum(), listed["repeats"].sum(), listed["contacts"].sum()] == [hops, repeats, number(said[2])]


def test_rows_and_columns_of_the_map_add_up_to_its_totals(sample_home: Path, open_page: Open) -> None:
    cells = {ends: number(text) for ends, text in map_texts(open_page(sample_home, "continuity", lang="en")).items()}
    pairs = {ends: hops for ends, hops in cells.items() if None not in ends and ends[0] != ends[1]}
    for (start, end), total in cells.items():
        if (start is None) != (end is None):
            assert total == sum(
                hops for ends, hops in pairs.items() if start in (ends[0], None) and end in (ends[1], None)
            )


def test_an_opened_hop_lists_its_matters_and_the_cell_says_how_often_it_happens(
    sample_home: Path, open_page: Open
) -> None:
    app = open_page(sample_home, "continuity", lang="en", **HOP)
    assert "Matters: Chatbot → Phone" in [header.value for header in app.header]
    said = re.search(r"([\d,]+) matters in which this hop happens ([\d,]+) times", words_of(app))
    assert said
    assert number(said[2]) == number(map_texts(app)["chatbot", "phone"])
    (listed,) = [table.value for table in app.dataframe if "Channels in order" in table.value.columns]
    assert len(listed) == min(MATTERS_A_PAGE, number(said[1]))
    assert all({"Chatbot", "Phone"} <= set(path) for path in listed["Channels in order"])


def test_the_pages_of_a_list_and_an_opened_matter_are_in_the_url(sample_home: Path, open_page: Open) -> None:
    first, second = (
        open_page(sample_home, "continuity", lang="es", sheet=sheet).dataframe[0].value for sheet in ("1", "2")
    )
    assert len(second) == MATTERS_A_PAGE
    assert not first.equals(second)
    matters = list_matters(open_engine(), Scope(*period_dates("12w", last_day_of(open_engine()))), 1)
    matter, contacts, path = matters.select("matter_id", "contacts", "path").row(0)
    app = open_page(sample_home, "continuity", lang="es", matter=str(matter))
    (story,) = [table.value for table in app.dataframe if "Cómo se llegó" in table.value.columns]
    assert len(story) >= contacts > 1
    assert story["Cómo se llegó"][0] == "primer contacto"
    assert story["Canal"][0] == Texts("es").code("channel", path.split(" > ")[0])


def test_what_is_opened_wrongly_is_left_out(sample_home: Path, open_page: Open) -> None:
    app = open_page(
        sample_home,
        "continuity",
        lang="en",
        measure="miles",
        rank="best",
        sheet="x",
        matter="-1",
        **{"in.from_channel": "fax"},
    )
    assert (list(app.exception), list(app.warning)) == ([], [])
    assert "Matters in this scope" in [header.value for header in app.header]


@pytest.mark.parametrize("measure", ["hops", "wait", "waited", "cost", "csat_lost"])
def test_every_measure_draws_its_map(measure: str, sample_home: Path, open_page: Open) -> None:
    app = open_page(sample_home, "continuity", lang="es", measure=measure, period="all")
    assert list(app.exception) == []
    assert any(re.search(r"\d", text) for text in map_texts(app).values())


def test_the_time_between_channels_adds_up_in_the_map(sample_home: Path, open_page: Open) -> None:
    open_page(sample_home, "continuity", measure="waited")
    engine = open_engine()
    steps = engine.query("SELECT sum(floor(between_seconds + 0.5)) AS s FROM matter_steps WHERE kind = 'hop' AND is_person_known "
                         "AND opened_local <= CAST(? AS TIMESTAMP) - INTERVAL 7 DAY", (engine.facts["data_until"],))  # fmt: skip
    pairs = hop_matrix(engine, Scope(), "waited")
    hops = {(start, end): n for start, end, n in pairs.select("from_channel", "to_channel", "n").iter_rows()}
    sums = added_up(HopMatrix("waited", "seconds", pairs, hops))
    assert sums[None, None] == (pytest.approx(steps["s"].item()), sum(hops.values()))


def test_the_breakdown_has_the_worst_first_and_small_samples_last(sample_home: Path, open_page: Open) -> None:
    app = open_page(sample_home, "continuity", lang="en", by="topic", period="all")
    (table,) = [t.value for t in app.dataframe if "Matters" in t.value.columns and "Topic" in t.value.columns]
    frame = pl.from_pandas(table)
    firm = frame.filter(pl.col("Matters") >= 30)
    assert firm["One contact"].is_sorted() and firm.height > 2
    assert frame.head(firm.height)["Topic"].to_list() == firm["Topic"].to_list()
    assert re.fullmatch(r"[\d.]+% to [\d.]+%", firm["One contact, 95%"][0])


def test_without_a_known_person_the_page_says_what_is_missing(changed_home: Changed, open_page: Open) -> None:
    home = changed_home(
        "UPDATE interactions SET is_person_known = FALSE, matter_id = NULL, is_whole_matter = NULL",
        "DELETE FROM matters_of_several",
        "DELETE FROM matter_steps",
    )
    app = open_page(home, "continuity", lang="en")
    assert list(app.exception) == []
    assert "No contact can be tied to a person" in app.info[0].value
    assert list(app.metric) == []


def test_on_a_single_channel_there_is_a_sentence_instead_of_an_empty_map(
    changed_home: Changed, open_page: Open
) -> None:
    app = open_page(changed_home(*SOLE_CHANNEL), "continuity", lang="en")
    assert list(app.exception) == []
    assert "No matter changes its channel in this scope" in words_of(app)
    assert {tile.label: tile.value for tile in app.metric}["Channel hops"] == "–"


def test_without_costs_or_surveys_there_are_dashes_and_the_reason(changed_home: Changed, open_page: Open) -> None:
    home = changed_home(
        "DELETE FROM contact_costs",
        "UPDATE interactions SET matter_is_satisfied = NULL, matter_last_score = NULL",
        "UPDATE matters_of_several SET cost = NULL, currency = NULL, is_satisfied = NULL, last_score = NULL",
        "UPDATE matter_steps SET cost = NULL, currency = NULL, is_satisfied = NULL",
    )
    tiles = {tile.label: tile.value for tile in open_page(home, "continuity", lang="en").metric}
    assert (tiles["Cost per resolved matter"], tiles["CSAT at the end"]) == ("–", "–")
    for measure, reason in (("cost", "No service costs are loaded"), ("csat_lost", "no survey is loaded")):
        app = open_page(home, "continuity", lang="en", measure=measure)
        assert list(app.exception) == []
        assert reason in words_of(app)
        assert "– No cost per resolved matter" in words_of(app)
