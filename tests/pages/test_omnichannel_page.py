"""The page of the omnichannel index: it shows what the metrics compute, and says what was not measured."""

import re
import shutil
from pathlib import Path

import duckdb
import pytest

from metrics.analyses.omnichannel.customers import compare_customers
from metrics.analyses.omnichannel.index import COMPONENTS, omnichannel_index
from metrics.analyses.omnichannel.levers import Lever, find_levers
from metrics.presenter.estimates import interval_words
from metrics.presenter.numbers import decimal
from metrics.semantic.scope import Scope
from pages.parts.omnichannel.formula import formula_lines
from pages.parts.omnichannel.levers import way_of
from pages.parts.page import last_day_of
from pages.parts.periods import period_dates
from pages.parts.texts import Texts, languages
from pages.parts.view import View, write_query
from tests.pages.conftest import Open, words_of
from warehouse.store.engine import open_engine

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
KEY = re.compile(r"\bomnichannel\.[a-z_]+\b")


def default_scope() -> Scope:
    return Scope(*period_dates("12w", last_day_of(open_engine())))


@pytest.mark.parametrize("language", languages())
def test_the_tiles_show_the_index_with_its_interval(language: str, sample_home: Path, open_page: Open) -> None:
    app, texts = open_page(sample_home, "omnichannel", lang=language), Texts(language)
    index, words = omnichannel_index(open_engine(), default_scope()), words_of(app)
    shown = [tile.value for tile in app.metric]
    assert shown == [decimal(s.value, texts, 1) for s in (index.total, *index.components.values())]  # type: ignore[arg-type]
    assert texts("tile.interval", interval=interval_words(index.total, texts)) in words
    assert KEY.findall(words) == []


def test_the_levers_are_sentences_with_their_points(sample_home: Path, open_page: Open) -> None:
    words = words_of(open_page(sample_home, "omnichannel", lang="en"))
    levers = find_levers(omnichannel_index(open_engine(), default_scope()), 30)
    assert len(levers) == 5
    assert all(f"**+{lever.gain:.1f}" in words for lever in levers)


@pytest.mark.parametrize(
    ("lever", "page", "query"),
    [
        (("channel", ("phone",), "response"), "channels", {"channel": ["phone"], "metric": "wait", "by": ["touchpoint"]}),
        (("agents", ("chat",), "satisfaction"), "channels", {"channel": ["chat"], "metric": "csat", "by": ["agent"]}),
        (("contacts", ("ga4",), ""), "identity", {"source": ["ga4"]}),
        (("one_contact", ("chatbot",), ""), "continuity", {"in.channel": ["chatbot"]}),
        (("unforced", ("chatbot", "phone"), ""), "continuity", {"in.from_channel": ["chatbot"], "in.to_channel": ["phone"]}),
    ],
)  # fmt: skip
def test_a_lever_leads_to_where_its_numbers_are_taken_apart(
    lever: tuple[str, tuple[str, ...], str], page: str, query: dict[str, object]
) -> None:
    kind, group, aspect = lever
    name, view = way_of(Lever(kind, group, 50.0, 60.0, 40, 0.5, aspect), View("en"))
    assert (name, write_query(view)) == (page, {"lang": "en"} | query)


def test_each_aspect_is_compared_across_channels_and_agents(sample_home: Path, open_page: Open) -> None:
    table = open_page(sample_home, "omnichannel", lang="es").dataframe[0].value
    assert table["Qué"].tolist() == [
        word for word in ("Satisfacción", "Esfuerzo", "Tiempo de respuesta", "Resolución") for _ in range(2)
    ]
    missing = table[(table["Qué"] == "Esfuerzo") & (table["Comparado"] == "entre agentes de un canal")].iloc[0]
    assert missing["Diferencia típica"] == "sin medir"
    assert missing.isna()[["Puntuación", "Grupos", "n"]].all()  # no effort survey names an agent


def test_the_comparison_of_customers_says_why_it_is_no_proof(sample_home: Path, open_page: Open) -> None:
    app = open_page(sample_home, "omnichannel", lang="en")
    frame = compare_customers(open_engine(), default_scope())
    assert len(app.dataframe[2].value) == frame.height
    assert "not yet proof of a cause" in words_of(app)
    alone = open_page(sample_home, "omnichannel", lang="en", channel="phone")  # one channel: nobody uses several
    assert "nobody" in " ".join(alone.dataframe[2].value["Several channels"])
    assert list(alone.exception) == []


def test_all_time_has_no_period_before_and_says_so(sample_home: Path, open_page: Open) -> None:
    app = open_page(sample_home, "omnichannel", lang="en", period="all")
    assert list(app.exception) == []
    assert "choose a period that has one" in words_of(app)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", ["index", *COMPONENTS])
def test_every_part_of_a_score_has_its_formula_in_words(
    name: str, language: str, sample_home: Path, open_page: Open
) -> None:
    texts = Texts(language)
    app = open_page(sample_home, "omnichannel", lang=language)
    index = omnichannel_index(open_engine(), default_scope())
    lines = formula_lines(index, name, texts)
    assert len(lines) == (3 if name == "index" else len(COMPONENTS[name]))
    assert KEY.findall(" ".join(lines)) == []
    assert all(re.search(r"\d|" + texts("omnichannel.not_measured"), line) for line in lines)
    app.button(key=f"how_{name}").click().run()
    assert list(app.exception) == []


def test_contacts_of_nobody_known_and_no_survey_are_a_page_with_dashes(
    tmp_path: Path, empty_home: Path, open_page: Open
) -> None:
    home = tmp_path / "home"
    shutil.copytree(empty_home, home)
    with duckdb.connect(str(home / "published" / "hilo-1.duckdb")) as con:
        con.execute(
            "INSERT INTO interactions BY NAME SELECT 'desk:' || i AS record_id, 'desk' AS source, i AS person_id,"
            " FALSE AS is_person_known, 'phone' AS channel, 'call' AS interaction_type, 'inbound' AS direction,"
            " TIMESTAMP '2026-03-02 10:00:00' + INTERVAL (i) HOUR AS started_local, 'second' AS time_precision"
            " FROM range(800) AS r(i)"
        )
        con.execute("INSERT INTO version_facts VALUES ('data_until', '2026-04-04T10:00:00')")
    app = open_page(home, "omnichannel", lang="en")
    assert (list(app.exception), list(app.error)) == ([], [])
    assert [tile.value for tile in app.metric] == ["–"] * 4  # one source: nothing to connect
    assert "No known customer has a contact or an order here." in words_of(app)


def test_without_a_row_every_score_is_a_dash(empty_home: Path, open_page: Open) -> None:
    app = open_page(empty_home, "omnichannel", lang="es")
    assert [tile.value for tile in app.metric] == ["–"] * 4
    assert "Aquí no se midió nada." in words_of(app)
    app.button(key="how_consistency").click().run()
    assert list(app.exception) == []
