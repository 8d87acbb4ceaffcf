"""Every page in every language, on the sample company, on an empty warehouse and on none."""

import re
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from metrics.catalogue.composites import COMPOSITES
from metrics.presenter.numbers import format_value
from metrics.semantic.compute import compute
from metrics.semantic.scope import Scope
from pages.parts.menu import PAGES
from pages.parts.page import last_day_of, scope_of
from pages.parts.periods import period_dates
from pages.parts.texts import Texts, languages
from pages.parts.view import OWN_DATES, View
from tests.pages.conftest import Open, words_of
from warehouse.store.engine import open_engine

KEY = re.compile(
    r"\b(?:tile|note|how|overview|touchpoints|continuity|channels|data|definition|table|unit|metric|dimension|reason|load|mapping|first|sheets|option|field)\.[a-z_]+\b"
)
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_drawn_in_its_language_with_zone_and_age(
    page: str, language: str, sample_home: Path, open_page: Open
) -> None:
    app = open_page(sample_home, page, lang=language)
    words = words_of(app)
    assert (list(app.exception), list(app.error), list(app.warning)) == ([], [], [])
    assert app.title[0].value == Texts(language)(f"{page}.title")
    assert "Europe/Madrid" in words
    assert KEY.findall(words.replace("data.", "")) == []


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("page", PAGES)
def test_a_page_without_a_row_shows_dashes_and_no_zero(
    page: str, language: str, empty_home: Path, open_page: Open
) -> None:
    app = open_page(empty_home, page, lang=language)
    assert (list(app.exception), list(app.error)) == ([], [])
    assert {tile.value for tile in app.metric} <= {"–"}


def test_tiles_show_what_the_metrics_compute(sample_home: Path, open_page: Open) -> None:
    app = open_page(sample_home, "overview", lang="es")
    engine = open_engine()
    scope = Scope(*period_dates("12w", last_day_of(engine)))
    shown = {tile.label: tile.value for tile in app.metric}
    for name, label in (
        ("nps", "NPS"),
        ("csat", "CSAT"),
        ("first_response", "Primera respuesta, mediana"),
        ("revenue", "Ingresos"),
    ):
        row = compute(engine, name, scope).row(0, named=True)
        assert shown[label] == format_value(row["value"], row["unit"], Texts("es"))


def test_a_filter_in_the_url_limits_the_numbers(sample_home: Path, open_page: Open) -> None:
    app = open_page(sample_home, "overview", lang="en", channel="phone")
    engine = open_engine()
    scope = Scope(*period_dates("12w", last_day_of(engine)), (("channel", ("phone",)),))
    row = compute(engine, "csat", scope).row(0, named=True)
    assert {t.label: t.value for t in app.metric}["CSAT"] == format_value(row["value"], row["unit"], Texts("en"))


def test_groups_of_a_number_over_persons_say_how_many_contacts_are_tied_to_one(
    sample_home: Path, open_page: Open
) -> None:
    app = open_page(sample_home, "channels", lang="en", metric="fcr", by="channel", period="all")
    table = app.dataframe[0].value
    shown = dict(zip(table["Channel"], table["Coverage"], strict=True))
    engine = open_engine()
    rows = compute(engine, "coverage", Scope(), ("channel",)).iter_rows(named=True)
    exact = {row["channel"]: row["value"] for row in rows}
    assert shown["Phone"] == pytest.approx(exact["phone"])
    assert "of contacts tied to a person" in words_of(app)


def test_what_the_url_names_wrongly_is_left_out(sample_home: Path, open_page: Open) -> None:
    right = open_page(sample_home, "overview", lang="es")
    wrong = open_page(
        sample_home, "overview", lang="es", channel="teléfono", period="0w", metric="nqs", stage="'; DROP"
    )
    assert [(t.label, t.value) for t in wrong.metric] == [(t.label, t.value) for t in right.metric]


def test_choosing_a_language_keeps_the_filters(sample_home: Path, open_page: Open) -> None:
    app = open_page(sample_home, "overview", lang="es", channel="phone")
    app.button_group(key="language_es").set_value("en").run()
    assert dict(app.query_params) == {"lang": "en", "channel": "phone"}
    assert app.title[0].value == "Overview"


def test_a_filter_is_named_under_the_title_and_taken_away_by_a_click(sample_home: Path, open_page: Open) -> None:
    app = open_page(sample_home, "overview", lang="es", channel=["phone", "email"], stage="service")
    assert [b.label.replace("\\", "") for b in app.button if (b.key or "").startswith("limit_")] == [
        "Canal: Teléfono, Correo",
        "Etapa: Servicio",
    ]
    app.button(key="limit_channel").click().run()
    assert dict(app.query_params) == {"lang": "es", "stage": "service"}


def test_what_the_data_lack_is_said_until_it_is_taken_out_of_the_address(sample_home: Path, open_page: Open) -> None:
    app = open_page(sample_home, "overview", lang="es", channel=["foo", "phone"])
    assert "«channel=foo» no existe en estos datos y no se aplicó." in words_of(app)
    app.button(key="remove_refused").click().run()
    assert dict(app.query_params) == {"lang": "es", "channel": "phone"}
    assert "«" not in "".join(button.label for button in app.button)


def test_a_page_that_does_not_exist_is_said_in_the_language(sample_home: Path, open_page: Open) -> None:
    app = open_page(sample_home, "overview", lang="es", no_page="ventas")
    assert "No existe la página «ventas»; esta es la primera." in words_of(app)


def test_a_comparison_that_the_data_lack_is_not_claimed(sample_home: Path, open_page: Open) -> None:
    assert "sin comparación con" in words_of(open_page(sample_home, "overview", lang="es", period="26w"))
    assert "comparado con 16 mar – 7 jun 2026" in words_of(open_page(sample_home, "overview", lang="es")).replace(
        "\u2009", " "
    )


def test_a_small_sample_is_greyed_with_a_sentence_and_a_tiny_one_withheld(sample_home: Path, open_page: Open) -> None:
    open_page(sample_home, "overview")
    by_day = compute(open_engine(), "csat", Scope(), ("day", "channel")).filter(pl.col("channel").is_not_null())
    soft = by_day.filter(by_day["n"].is_between(5, 29)).row(0, named=True)
    tiny = by_day.filter(by_day["n"] < 5).row(0, named=True)
    for row, sentence in (
        (soft, f"Only {soft['n']} measured: a rough indication."),
        (tiny, "too few to show (under 5)"),
    ):
        day, channel = row["day"], row["channel"]
        app = open_page(sample_home, "overview", lang="en", channel=channel, **{"from": day, "to": next_day(day)})
        assert sentence in words_of(app)
        tile = {t.label: t.value for t in app.metric}["CSAT"]
        assert (tile == "–") == (row is tiny)


@pytest.mark.parametrize("days", [("2031-01-01", "2031-02-01"), ("2001-01-01", "2001-02-01")])
def test_a_period_beyond_the_data_is_an_empty_one_and_no_error(
    sample_home: Path, open_page: Open, days: tuple[str, str]
) -> None:
    app = open_page(sample_home, "paths", lang="en", **dict(zip(("from", "to"), days, strict=True)))
    assert not app.error and not app.exception
    assert "Nothing was measured here." in words_of(app)


def test_own_dates_that_reach_beyond_the_data_end_with_them() -> None:
    view = View("en", OWN_DATES, date(2021, 5, 1), date(2021, 9, 1))
    assert scope_of(view, date(2021, 5, 20)) == Scope(date(2021, 5, 1), date(2021, 5, 21))
    assert (
        scope_of(view, date(2021, 8, 31))
        == scope_of(view, date(2022, 1, 1))
        == Scope(date(2021, 5, 1), date(2021, 9, 1))
    )


def next_day(day: str) -> str:
    """The day after, ISO."""
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def test_an_opened_cell_shows_its_comments_with_file_and_line(sample_home: Path, open_page: Open) -> None:
    app = open_page(
        sample_home, "touchpoints", lang="es", metric="csat", **{"in.channel": "phone", "in.stage": "service"}
    )
    assert "Contactos de Teléfono · Servicio" in [header.value for header in app.header]
    assert re.search(r"«.+»[\s\S]*línea \d+", words_of(app))


def test_the_definitions_page_finds_a_metric_by_its_words(sample_home: Path, open_page: Open) -> None:
    app = open_page(sample_home, "definitions", lang="es")
    app.text_input(key="search_es").set_value("abandono").run()
    assert [header.value for header in app.header][:1] == ["Abandono"]


def test_a_link_to_one_definition_shows_that_one(sample_home: Path, open_page: Open) -> None:
    app = open_page(sample_home, "definitions", lang="en", metric="fcr")
    assert [header.value for header in app.header] == ["First-contact resolution"]


@pytest.mark.parametrize("name", COMPOSITES)
def test_what_analyses_make_of_metrics_is_defined_like_them(name: str, sample_home: Path, open_page: Open) -> None:
    app = open_page(sample_home, "definitions", lang="es", metric=name)
    label = Texts("es")(f"metric.{name}.label")
    assert [header.value for header in app.header] == [label]
    app = open_page(sample_home, "definitions", lang="es")
    app.text_input(key="search_es").set_value(label).run()
    assert label in [header.value for header in app.header]
