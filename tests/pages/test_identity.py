"""The People page: rates, identifiers by state, likely matches, and decisions with the way back."""

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from tests.pages.conftest import Open, words_of
from tests.pages.test_customer import read
from warehouse.people.decisions import decisions_in_force, read_log, record_decision
from warehouse.people.key import Key

PAIR = (Key("customer_id", "", "BV-10001"), Key("customer_id", "", "BV-10002"))
SUGGESTION = """
    DELETE FROM suggested_matches;
    INSERT INTO suggested_matches BY NAME
        SELECT 1 AS person_a, 2 AS person_b, 'customer_id' AS key_a_type, 'BV-10001' AS key_a_value,
            'customer_id' AS key_b_type, 'BV-10002' AS key_b_value, 6.0 AS weight, 0.98 AS probability,
            [{field: 'name', value_a: 'Ana *Uno*', value_b: 'Ana Uno', agreement: 'similar', weight: 9.0},
             {field: 'prior', value_a: '8', value_b: '8', agreement: 'prior', weight: -3.0}] AS evidence
"""
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture
def home(sample_home: Path, tmp_path: Path) -> Path:
    """The sample company with one likely match, in a home of its own: decisions are written there."""
    home = tmp_path / "home"
    shutil.copytree(sample_home, home)
    version = home / "published" / "hilo-1.duckdb"
    version.chmod(0o644)
    with duckdb.connect(str(version)) as con:
        con.execute(SUGGESTION)
    os.utime(version)
    return home


def test_a_likely_match_shows_its_evidence_field_by_field(home: Path, open_page: Open) -> None:
    app = open_page(home, "identity", lang="en")
    assert (list(app.exception), list(app.error)) == ([], [])
    told = read(words_of(app))
    assert "1 pair waits for a decision" in told
    assert "98.0% probable · 6.0 points of evidence" in told
    assert "| Name | Ana *Uno* | Ana Uno | similar | +9.0 |" in told
    assert "persons with a customer number have two or more" in told
    assert {tile.label for tile in app.metric} == {"Coverage", "Match rate"}


def test_left_for_later_a_pair_comes_back_when_asked_for(home: Path, open_page: Open) -> None:
    app = open_page(home, "identity", lang="en")
    app.button(key="later_1_0").click().run()
    assert "0 pairs wait for a decision" in words_of(app)
    app.button(key="postponed").click().run()
    assert "1 pair waits for a decision" in words_of(app)
    assert read_log() == []


def test_a_decision_is_listed_as_waiting_and_its_pair_is_asked_for_no_more(home: Path, open_page: Open) -> None:
    open_page(home, "identity")
    record_decision("apart", *PAIR, "twins", "Ana", datetime(2026, 8, 1, 10, tzinfo=UTC))
    app = open_page(home, "identity", lang="en")
    told = read(words_of(app))
    assert "Customer number BV-10001 and Customer number BV-10002 are not the same person**: “twins”" in told
    assert "waits for the next load" in told
    assert [code.value for code in app.code] == ["python -m pipelines derive"]
    assert "No pair waits for a decision." in told


def test_a_pair_of_the_log_that_was_taken_back_is_asked_for_again(home: Path, open_page: Open) -> None:
    open_page(home, "identity")
    for kind in ("together", "withdraw"):
        record_decision(kind, *PAIR, "", "Ana", datetime(2026, 8, 1, 10, tzinfo=UTC))
    app = open_page(home, "identity", lang="en")
    assert decisions_in_force() == []
    assert "1 pair waits for a decision" in words_of(app)
    assert "The whole log: 2 entries" in [expander.label for expander in app.expander]


@pytest.mark.parametrize(
    "text", ["'; DROP TABLE identities; --", "100%_", "😀" * 50, "<script>alert(1)</script>", "x" * 5000]
)
def test_whatever_is_searched_for_among_the_identifiers_is_only_text(text: str, home: Path, open_page: Open) -> None:
    app = open_page(home, "identity", lang="en")
    app.text_input(key="identifier_en").set_value(text).run()
    assert (list(app.exception), list(app.error), list(app.warning)) == ([], [], [])
    assert "0 identifiers" in words_of(app)


def test_masked_identifiers_and_evidence_show_no_value_in_full(home: Path, open_page: Open) -> None:
    (home / "hilo.toml").write_text('personal_data = "masked"\n')
    app = open_page(home, "identity", lang="en")
    assert (list(app.exception), list(app.error)) == ([], [])
    assert "Ana Uno" not in read(words_of(app))
    assert "BV-10001" not in read(words_of(app))
    listed = next(table.value for table in app.dataframe if "Identifier" in table.value.columns)
    assert len(listed) > 3
    assert all("•••" in value for value in listed["Identifier"])
