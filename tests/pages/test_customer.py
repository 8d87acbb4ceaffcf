"""One customer's page: found, told as one story, each line at its record; nothing of anybody where data are masked."""

import os
import re
import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sample_data.people import make_agents
from tests.pages.conftest import Open, words_of
from warehouse.people.key import Key
from warehouse.store.engine import open_engine

PRIVATE = re.compile(r"\S+@example\.(?:com|org|net)|\+54\d{8,}")
MANUEL = "manuel.orbelmber@example.com"
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture
def manuel(sample_home: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The number of the worked story's person."""
    monkeypatch.setenv("HILO_HOME", str(sample_home))
    return str(open_engine().query("SELECT person_id FROM customers WHERE customer_id = 'BV-10000'")["person_id"][0])


@pytest.fixture
def masked_home(sample_home: Path, tmp_path: Path) -> Path:
    """The sample company on an installation that masks personal data."""
    home = tmp_path / "masked"
    shutil.copytree(sample_home, home)
    (home / "hilo.toml").write_text('personal_data = "masked"\n')
    os.utime(home / "published" / "hilo-1.duckdb")  # by which the pages tell versions of two homes apart
    return home


def headers(app: AppTest) -> list[str]:
    return [read(header.value) for header in app.header]


def read(markdown: str) -> str:
    """As a reader sees it: without the signs that keep words of the data from being Markdown."""
    return markdown.replace("\\", "").replace("\u2060", "")


def test_manuels_defect_reads_as_one_story(sample_home: Path, manuel: str, open_page: Open) -> None:
    app = open_page(sample_home, "customer", lang="en", person=manuel)
    assert (list(app.exception), list(app.error), list(app.warning)) == ([], [], [])
    assert "Manuel Orbelmber" in headers(app)
    assert "Averia: Chatbot → E-mail → Phone → App → Store" in headers(app)
    told = read(words_of(app))
    steps = (
        "29 minutes later, by e-mail",
        "2 days later, by phone",
        "33 hours later, in the app",
        "2 days later, in the store",
    )
    places = [told.find(words) for words in ("Newsletters", "$412.00", *steps)]
    assert -1 not in places and places == sorted(places)
    assert {tile.label: tile.value for tile in app.metric} == {
        "Contacts": "5", "Matters": "1", "Open matters": "0", "Orders": "1", "Spend": "$0.00", "Last score": "NPS 2 (0–10)",
    }  # fmt: skip
    named = [f"with {agent.name} (Correo)" for agent in make_agents() if agent.team == "Correo"]
    assert any(words in told for words in named)  # the ticket has only the agent's number
    assert any("Conté el problema al chatbot" in text.value for text in app.text)


def test_only_the_matter_of_the_url_is_told(sample_home: Path, manuel: str, open_page: Open) -> None:
    open_page(sample_home, "customer")
    matter = open_engine().query("SELECT matter_id FROM matters WHERE person_id = ?", [int(manuel)])["matter_id"][0]
    app = open_page(sample_home, "customer", lang="en", person=manuel, matter=str(matter))
    assert "Outside matters" not in words_of(app)
    app.button(key="whole_story").click().run()
    assert dict(app.query_params) == {"lang": "en", "person": manuel}
    assert "Outside matters" in words_of(app)


@pytest.mark.parametrize("number", ["1", "9999999999999999999"])
def test_a_number_that_is_nobodys_is_said_to_be(number: str, sample_home: Path, open_page: Open) -> None:
    app = open_page(sample_home, "customer", lang="en", person=number)
    assert (list(app.exception), list(app.error)) == ([], [])
    assert [info.value for info in app.info] == [
        "No person of this number is in the data: a later load may have joined or parted persons. Search by an identifier."
    ]


@pytest.mark.parametrize("typed", [MANUEL.upper(), "11 5550-0042", "011 15-5550-0042", "bv-10000", "#BV7001", "bv7001"])
def test_manuel_is_found_by_what_people_type(typed: str, sample_home: Path, manuel: str, open_page: Open) -> None:
    app = open_page(sample_home, "customer", lang="es")
    app.text_input(key="find_es").set_value(typed).run()
    assert dict(app.query_params)["person"] == manuel
    assert "Manuel Orbelmber" in headers(app)


def test_a_search_that_finds_nobody_shows_nobody(sample_home: Path, manuel: str, open_page: Open) -> None:
    app = open_page(sample_home, "customer", lang="en", person=manuel)
    app.text_input(key="find_en").set_value("nobody@example.net").run()
    assert headers(app) == []
    assert "nobody@example.net" in read(app.info[0].value)


def test_nobody_is_listed_before_something_is_typed(sample_home: Path, open_page: Open) -> None:
    app = open_page(sample_home, "customer", lang="en")
    assert (headers(app), list(app.dataframe), list(app.metric)) == ([], [], [])


def test_a_masked_installation_shows_no_name_no_key_and_no_words(
    masked_home: Path, manuel: str, open_page: Open
) -> None:
    app = open_page(masked_home, "customer", lang="es", person=manuel)
    assert (list(app.exception), list(app.error)) == ([], [])
    told = read(words_of(app))
    assert "29 minutos después, por correo" in told
    told += "".join(chart.proto.spec for chart in app.get("plotly_chart"))  # the words that a chart shows on hover
    for secret in ("Orbelmber", MANUEL, "5491155500042", "BV-10000", "el problema al chatbot", "Ciudad Prueba"):
        assert secret not in told
        assert all(secret not in str(table.value.to_csv()) for table in app.dataframe)


PAGES_WITH_RECORDS = (
    ("touchpoints", {"metric": "csat", "in.channel": "phone", "in.stage": "service"}),
    ("channels", {"metric": "interactions", "in.channel": "phone"}),
    ("data", {}),
    ("identity", {}),
    ("customer", {}),
)


@pytest.mark.parametrize(("page", "query"), PAGES_WITH_RECORDS)
def test_no_page_of_a_masked_installation_shows_a_customers_address(
    page: str, query: dict[str, str], masked_home: Path, manuel: str, open_page: Open
) -> None:
    app = open_page(masked_home, page, lang="en", person=manuel, **query)
    assert (list(app.exception), list(app.error)) == ([], [])
    shown = [words_of(app), *(code.value for code in app.code), *(table.value.to_csv() for table in app.dataframe)]
    shown += [chart.proto.spec for chart in app.get("plotly_chart")]
    assert [PRIVATE.findall(words) for words in shown] == [[]] * len(shown)


def test_a_comment_leads_to_the_story_of_who_wrote_it(sample_home: Path, open_page: Open) -> None:
    query = {"metric": "csat", "in.channel": "phone", "in.stage": "service", "channel": "phone"}
    app = open_page(sample_home, "touchpoints", lang="en", period="26w", **query)
    links = [link.proto for link in app.get("page_link") if link.proto.label == "The customer's story"]
    assert len(links) > 3
    assert all(
        re.fullmatch(r"lang=en&period=26w&channel=phone&metric=csat&person=\d+", link.query_string) for link in links
    )


@pytest.mark.parametrize(
    "text", ["Manuel.Orbelmber@EXAMPLE.com ", "+54 9 11 5550-0042", "bv-10000", "#BV7001", "R-2071"]
)
def test_any_identifier_in_any_spelling_leads_to_the_story(
    text: str, sample_home: Path, manuel: str, open_page: Open
) -> None:
    app = open_page(sample_home, "customer", lang="en")
    app.text_input(key="find_en").set_value(text).run()
    assert dict(app.query_params) == {"lang": "en", "person": manuel}
    assert "Manuel Orbelmber" in headers(app)


@pytest.mark.parametrize(
    "text",
    [
        "' OR 1=1 --",
        "100%",
        "_",
        "\\",
        "x" * 5000,
        "😀👩‍👩‍👧",
        "<script>alert(1)</script>",
        "![x](http://x.example/a.png)",
        "\x00",
        "{0}",
    ],
)
def test_whatever_is_typed_is_only_text_and_finds_nobody(text: str, sample_home: Path, open_page: Open) -> None:
    app = open_page(sample_home, "customer", lang="es")
    app.text_input(key="find_es").set_value(text).run()
    assert (list(app.exception), list(app.error), list(app.warning)) == ([], [], [])
    assert [read(info.value) for info in app.info] == [
        f"Nada en los datos tiene el identificador «{read(text[:200])}». "
        "Revisa cómo está escrito: se busca entero, nunca por una parte."
    ]


def test_a_shared_and_a_generic_key_say_why_they_name_nobody(sample_home: Path, open_page: Open) -> None:
    open_page(sample_home, "customer")
    keys = open_engine().query(
        "SELECT state, min(key_value) AS value FROM identities WHERE state IN ('shared', 'generic', 'recycled') GROUP BY state"
    )
    for state, value in keys.iter_rows():
        app = open_page(sample_home, "customer", lang="en")
        app.text_input(key="find_en").set_value(value).run()
        said = {"shared": "is shared (", "generic": "is generic (", "recycled": "passed from one owner to another"}[
            state
        ]
        assert said in words_of(app)
        assert dict(app.query_params) == {"lang": "en"}


def test_the_page_shows_which_records_tie_two_identifiers(sample_home: Path, manuel: str, open_page: Open) -> None:
    app = open_page(sample_home, "customer", lang="en", person=manuel)
    app.selectbox(key=f"key_b_en_{manuel}").set_value(Key("email", "", MANUEL)).run()
    assert f"Customer number BV-10000** and **E-mail {MANUEL}** stand on one record: " in read(words_of(app))
