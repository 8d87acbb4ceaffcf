"""The card of drivers says what the metrics found, in both languages, and opens to the contacts behind a driver."""

import re
from pathlib import Path

import pytest

from metrics.analyses.drivers.contacts import contacts_behind
from metrics.analyses.drivers.find import MEASURED_FALSE, Drivers, find_drivers
from metrics.presenter.estimates import bounded_words
from metrics.presenter.numbers import decimal, format_value
from metrics.semantic.scope import Scope
from pages.parts.drivers.card import chosen_driver
from pages.parts.texts import Texts, languages
from pages.parts.view import View
from tests.pages.conftest import Open, words_of
from warehouse.store.engine import open_engine

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
KEY = re.compile(r"\b(?:drivers|experience)\.[a-z_]+\b")


@pytest.fixture(scope="module")
def churn(sample_home: Path) -> Drivers:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HILO_HOME", str(sample_home))
        patch.setenv("HILO_TIMEZONE", "Europe/Madrid")
        return find_drivers(open_engine(), Scope(), "churn")


@pytest.mark.parametrize("language", languages())
def test_the_card_says_how_sure_the_model_is_and_who_was_left_out(
    language: str, sample_home: Path, open_page: Open, churn: Drivers
):
    words, texts = (
        words_of(open_page(sample_home, "paths", lang=language, period="all", item="driver.churn")),
        Texts(language),
    )
    assert churn.skill is not None
    assert churn.left_out is not None
    assert texts("drivers.came_true", value=bounded_words(churn.skill.came_true, texts)) in words
    assert texts("drivers.left_out_not_over", n=decimal(churn.left_out["not_over"], texts), window=30) in words
    assert (
        texts(
            "drivers.survive",
            surviving=churn.surviving,
            compared=churn.compared,
            false=format_value(100 * MEASURED_FALSE, "percent", texts),
        )
        in words
    )
    assert KEY.findall(words) == []


def test_an_opened_driver_shows_its_contacts(sample_home: Path, open_page: Open, churn: Drivers):
    driver = churn.rows["id"][0]
    app = open_page(sample_home, "paths", lang="en", period="all", item=f"driver.churn.{driver}")
    shown, total = contacts_behind(open_engine(), Scope(), "churn", driver, 500)
    line = Texts("en")("how.rows_shown", shown=decimal(shown.height, Texts("en")), total=decimal(total, Texts("en")))
    assert line in words_of(app)


def test_a_page_without_data_says_that_it_cannot_tell(empty_home: Path, open_page: Open):
    words = words_of(open_page(empty_home, "paths", lang="en"))
    assert Texts("en")("drivers.no_data", outcome=Texts("en")("drivers.did_recommendation")) in words


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("driver.churn.3f2a91c0de", ("churn", "3f2a91c0de")),
        ("driver.repurchase", ("repurchase", "")),
        ("driver.profit.3f2a", ("recommendation", "")),
        ("step-1-phone", ("recommendation", "")),
        ("", ("recommendation", "")),
    ],
)
def test_the_url_names_the_outcome_and_the_driver(item: str, expected: tuple[str, str]):
    assert chosen_driver(View("en", item=item)) == expected
