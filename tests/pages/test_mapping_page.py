"""The page Mapping: guesses with examples and reasons, nothing guessed that nobody can know, kept only once it is confirmed."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.mapping.fields import field_words, fields_of, targets_of
from pages.parts.mapping.trial import read_trial
from pages.parts.texts import Texts, languages
from pipelines.canonical import COLUMNS
from tests.pages.conftest import Open, words_of
from tests.pages.test_load_page import drop, settled
from warehouse.config.home import own_sources
from warehouse.config.toml_file import read_toml
from warehouse.inbox.job import read_progress
from warehouse.tables import FACTS

CALLS = "id;fecha;medio;espera;nota\nC-1;13/03/2026;Tel;45;5\nC-2;14/03/2026;Fax;12;4\nC-3;15/03/2026;Tel;7;9\n"
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def box(app: AppTest, label: str):
    """The choice with this label."""
    return next(one for one in app.selectbox if one.label == label)


@pytest.mark.parametrize("language", languages())
def test_everything_that_a_column_can_become_has_words(language: str) -> None:
    texts = Texts(language)
    for table in (fact.name for fact in FACTS):
        assert set(fields_of(table)) <= set(COLUMNS[table])
        words = [field_words(texts, table, target) for target in targets_of(table)]
        assert [word for word in words if "." in word.strip(".") and " " not in word] == []
        assert len(set(words)) == len(words), [word for word in words if words.count(word) > 1]


def test_without_a_file_the_page_says_where_to_drop_one(tmp_path: Path, open_page: Open) -> None:
    app = open_page(tmp_path, "mapping", lang="es")
    assert list(app.exception) == []
    assert "Di una vez qué significan las columnas" in words_of(app)
    assert list(app.selectbox) == []


def test_a_file_becomes_a_source_once_its_guesses_are_confirmed(tmp_path: Path, open_page: Open) -> None:
    open_page(tmp_path, "load", lang="en")
    drop("calls.csv", CALLS)
    app = settled(open_page(tmp_path, "mapping", lang="en", file="calls.csv"))
    assert list(app.exception) == []
    assert [(one.label, one.value) for one in app.selectbox][:7] == [
        ("File", "calls.csv"), ("One row is", "interactions"), ("id", "record_id"), ("fecha", "started_at"), ("medio", "channel"), ("Tel", None),
        ("Fax", None),
    ]  # fmt: skip
    words = words_of(app)
    assert words.count("guess: name") == 5
    assert "13/03/2026 · 14/03/2026" in words
    unknown = [
        "Tel",
        "Fax",
        "What does a number in espera count?",
        "What does the score measure?",
        "How are the dates written?",
    ]
    assert [box(app, label).value for label in unknown] == [None] * 5
    assert next(one for one in app.text_input if one.label.startswith("On which scale")).value == ""
    box(app, "Tel").set_value("phone")
    box(app, "What does a number in espera count?").set_value("seconds")
    box(app, "What does the score measure?").set_value("csat")
    box(app, "kind of contact").set_value("call")
    next(one for one in app.text_input if one.label.startswith("On which scale")).set_value("1-5")
    app = settled(settled(app.run()))
    assert list(app.exception) == []
    assert [tab.label for tab in app.tabs] == ["As stored: contacts", "As stored: survey answers", "To empty: 1 cell"]
    assert app.button(key="keep_mapping").disabled
    next(one for one in app.checkbox if one.label.startswith("The columns mean")).check().run()
    assert not app.button(key="keep_mapping").disabled
    app.button(key="keep_mapping").click().run()
    assert [said.value for said in app.success] == ["«calls» is a source now: files with these columns are recognised."]
    kept = read_toml(own_sources() / "calls.toml")
    assert kept["record"][0]["columns"] == {
        "record_id": "id", "started_at": "fecha", "channel": {"column": "medio", "values": {"Tel": "phone"}},
        "wait_seconds": {"column": "espera", "unit": "seconds"}, "interaction_type": {"value": "call"},
    }  # fmt: skip
    assert kept["record"][1]["columns"]["scale"] == {"value": "1-5"}


def test_where_personal_data_are_masked_no_example_is_shown(tmp_path: Path, open_page: Open) -> None:
    (tmp_path / "hilo.toml").write_text('personal_data = "masked"\n')
    open_page(tmp_path, "load", lang="en")
    drop("calls.csv", "id;correo\nC-1;ana@example.com\n")
    app = settled(open_page(tmp_path, "mapping", lang="en", file="calls.csv"))
    assert "no examples" in words_of(app)
    assert "ana@" not in words_of(app)


def test_cells_that_would_be_left_empty_are_shown_with_count_and_examples(tmp_path: Path, open_page: Open) -> None:
    open_page(tmp_path, "load", lang="en")
    drop("calls.csv", "id;fecha;espera;correo\nC-1;13/03/2026;mucho;nada\nC-2;14/03/2026;00:12;a@example.com\n")
    app = settled(open_page(tmp_path, "mapping", lang="en", file="calls.csv"))
    box(app, "kind of contact").set_value("call")
    app = settled(settled(app.run()))
    assert list(app.exception) == []
    tried = read_trial()
    assert tried is not None, read_progress("trial")
    assert (tried.rows_loaded, [(cells.column, cells.rows, cells.line, cells.value) for cells in tried.emptied]) == (
        2,
        [("correo", 1, 2, "nada"), ("espera", 1, 2, "mucho")],
    )


def test_several_rows_of_one_id_are_proposed_as_one_record_with_an_example(tmp_path: Path, open_page: Open) -> None:
    open_page(tmp_path, "load", lang="en")
    drop("lines.csv", "order;date;amount\nP-1;2025-11-03;39.80\nP-1;2025-11-03;59.90\nP-2;2025-11-14;19.90\n")
    app = settled(open_page(tmp_path, "mapping", lang="en", file="lines.csv"))
    assert list(app.exception) == []
    assert "1 of 2 values of order stand in several rows that differ" in words_of(app)
    assert [(one.label, one.value) for one in app.radio] == [("Several rows with one id", "order")]
    assert box(app, "Of several rows, amount takes").value == "sum"
    box(app, "Of several rows, amount takes").set_value("max")
    next(one for one in app.text_input if one.label.startswith("In which currency")).set_value("EUR")
    app = settled(settled(app.run()))
    assert list(app.exception) == []
    tried = read_trial()
    assert tried is not None, read_progress("trial")
    shown = tried.records[0]
    assert [row[shown.columns.index("amount")] for row in shown.rows] == ["59.9000", "19.9000"]
    app.radio[0].set_value("")
    app = settled(settled(app.run()))
    assert [one.label for one in app.selectbox if one.label.startswith("Of several rows")] == []
