"""The page of paths: its totals are those of the other pages, what is opened is in the URL and is as many as was shown."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from metrics.analyses.journeys.journey_list import PathStep, StageStep, sum_journeys
from metrics.analyses.journeys.paths import OTHER, find_paths
from metrics.semantic.compute import compute
from metrics.semantic.scope import Scope
from pages.parts.paths.flow_chart import Words, flow_chart
from pages.parts.paths.numbers import DEPTH, TOP
from pages.parts.paths.place import open_stage, open_step
from pages.parts.view import View, write_query
from tests.pages.conftest import Open, words_of
from warehouse.store.engine import Engine, open_engine

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
SPRING = {"from": "2026-03-15", "to": "2026-06-15"}
SCOPE = Scope(date(2026, 3, 15), date(2026, 6, 15))
FILTERED = {"channel": ["phone", "web"], "segment": ["Hogar"]}


@pytest.fixture
def engine(sample_home: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    monkeypatch.setenv("HILO_HOME", str(sample_home))
    monkeypatch.setenv("HILO_TIMEZONE", "Europe/Madrid")
    return open_engine()


def limited(filters: dict[str, list[str]]) -> Scope:
    scope = SCOPE
    for name in ("channel", "segment"):
        scope = scope.limited(name, filters[name]) if name in filters else scope
    return scope


def counts(text: str) -> list[int]:
    """The whole numbers of a sentence, as the English pages write them."""
    return [int(found.replace(",", "")) for found in re.findall(r"\d[\d,]*", text)]


def line_of(app: AppTest, start: str) -> list[int]:
    """The numbers of the sum that begins with a word."""
    lines = next(element.value for element in app.markdown if "contacts in journeys" in element.value).split("\n")
    return counts(next(line for line in lines if re.sub(r"[-*\d, ]+", "", line).startswith(start)))


def flow_spec(app: AppTest) -> dict[str, Any]:
    return json.loads(app.get("echarts_chart")[0].proto.spec)["series"][0]


@pytest.mark.parametrize("filters", [{}, FILTERED])
def test_the_totals_on_the_page_are_those_of_tiles_and_metrics(
    sample_home: Path, open_page: Open, engine: Engine, filters: dict[str, list[str]]
) -> None:
    app = open_page(sample_home, "paths", lang="en", **SPRING, **filters)
    scope = limited(filters)
    own = {
        name: compute(engine, name, scope).row(0, named=True)
        for name in ("journeys", "touches", "interactions", "further_legs", "orders")
    }
    n = {name: row["n"] or 0 for name, row in own.items()}
    tiles = {tile.label: tile.value for tile in app.metric}
    assert not app.exception
    assert (tiles["Journeys"], tiles["Touches"]) == (f"{n['journeys']:,}", f"{n['touches']:,}")
    contacts, all_contacts, *legs, nobody = line_of(app, "contacts")
    assert (all_contacts, sum(legs)) == (n["interactions"], n["further_legs"])
    assert contacts == all_contacts + sum(legs) - nobody
    orders, all_orders, out, unknown = line_of(app, "orders")
    assert (all_orders, orders) == (n["orders"], all_orders + out - unknown)
    assert line_of(app, "touches") == [n["touches"], contacts, orders]
    journeys, *ends = line_of(app, "journeys")
    assert journeys == sum(ends) == n["journeys"]
    spec = flow_spec(app)
    first = {node["name"] for node in spec["data"] if node["depth"] == 0}
    assert sum(link["value"] for link in spec["links"] if link["source"] in first) == n["journeys"]
    assert f"count these same {n['journeys']:,} journeys" in words_of(app)


def test_the_table_of_paths_sums_to_all_journeys_with_all_other_paths_in_one_row(
    sample_home: Path, open_page: Open, engine: Engine
) -> None:
    app = open_page(sample_home, "paths", lang="en", **SPRING, paths_table="")
    app.session_state["paths_table"] = True
    table = next(frame.value for frame in app.run().dataframe if "How it ends" in frame.value.columns)
    total = compute(engine, "journeys", SCOPE)["n"].item()
    *rows, last = table.itertuples(index=False)
    assert (last[0], last[2], last[3]) == ("All journeys", total, 100.0)
    assert sum(row[2] for row in rows) == total
    assert sum(row[3] for row in rows) == pytest.approx(100)
    assert re.fullmatch(r"\d+ other paths", rows[-1][0])


@pytest.mark.parametrize("unit", ["channel", "touchpoint", "stage"])
def test_what_a_click_opens_is_as_many_journeys_as_the_ribbon_showed(
    sample_home: Path, open_page: Open, engine: Engine, unit: str
) -> None:
    paths = find_paths(engine, SCOPE, unit, DEPTH, TOP)
    flow = flow_chart(paths, Words(str, str, str, str))
    biggest = max(range(len(flow.links)), key=lambda i: flow.spec["series"][0]["links"][i]["value"])
    link = flow.links[biggest]
    query = write_query(open_step(View(language="en", start=SCOPE.start, end=SCOPE.end, period="own"), unit, link))
    app = open_page(sample_home, "paths", **query)
    said = words_of(app)
    value = flow.spec["series"][0]["links"][biggest]["value"]
    assert f"{value:,} journeys of" in said
    assert sum_journeys(engine, SCOPE, link, paths)["journeys"] == value


def test_a_part_of_the_funnel_opens_its_journeys_and_the_comments_there(
    sample_home: Path, open_page: Open, engine: Engine
) -> None:
    step = StageStep("closed", "consideration", "left")
    query = write_query(open_stage(View(language="en", start=SCOPE.start, end=SCOPE.end, period="own"), step))
    app = open_page(sample_home, "paths", **query)
    n = sum_journeys(engine, SCOPE, step, None)["journeys"]
    assert n > 0
    assert f"{n:,} journeys of" in words_of(app)
    assert "Consideration · left" in words_of(app)
    assert "Comments" in [tab.label for tab in app.tabs]


def test_what_the_url_names_wrongly_is_left_out(sample_home: Path, open_page: Open) -> None:
    for query in ({"item": "path-9-is-any"}, {"item": "path-1-is-any"}, {"item": "stage-left"}, {"item": "nonsense"}, {"mode": "wide"},
                  {"item": "path-2-other-left", "by": "agent"}):  # fmt: skip
        app = open_page(sample_home, "paths", lang="en", **query)
        assert not app.exception and not app.error


def test_the_places_of_a_flow_survive_the_url(sample_home: Path, open_page: Open) -> None:
    view = open_step(View(language="en"), "channel", PathStep(2, OTHER, "phone"))
    assert write_query(view) == {
        "lang": "en",
        "by": ["channel"],
        "in.next_channel": ["phone"],
        "item": "path-2-other-is",
    }
    assert write_query(open_step(view, "channel", PathStep(1, None, None, "left")))["item"] == "path-1-any-left"
    app = open_page(sample_home, "paths", **write_query(view))
    assert "Step 2: all other → Phone" in words_of(app).replace("\\", "")


@pytest.mark.parametrize(
    ("language", "words"), [("en", "No contacts are loaded yet"), ("es", "Todavía no hay contactos cargados")]
)
def test_without_data_the_page_says_what_to_load(empty_home: Path, open_page: Open, language: str, words: str) -> None:
    app = open_page(empty_home, "paths", lang=language)
    assert not app.exception
    assert words in "\n".join(str(info.value) for info in app.info)


def test_drop_off_says_how_many_differences_survive_and_opens_the_touches(
    sample_home: Path, open_page: Open, engine: Engine
) -> None:
    app = open_page(
        sample_home,
        "paths",
        lang="en",
        **SPRING,
        **{"in.channel": "phone", "in.touchpoint": "soporte", "item": "drop-off"},
    )
    assert re.search(r"\d+ of \d+ differences survive", words_of(app))
    left = compute(engine, "drop_off", SCOPE.limited("channel", ("phone",)).limited("touchpoint", ("soporte",)))[
        "hits"
    ].item()
    assert f"The newest {left} of {left} stored records" in words_of(app)
