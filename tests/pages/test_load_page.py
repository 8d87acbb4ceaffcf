"""Nothing loaded yet, and the page Load: two ways to begin, what a load would do, questions, the load, its account."""

import fcntl
import json
import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.menu import PAGES, WITHOUT_DATA
from tests.pages.conftest import Open, words_of
from tests.warehouse.test_inbox import wait_for_job
from warehouse.config.home import PROJECT, inbox
from warehouse.inbox.files import exports_folder, list_waiting, make_folder
from warehouse.inbox.job import read_asked, read_progress, running_job
from warehouse.store.engine import open_engine

FORM = "Timestamp,Rating,Comments\n2026/03/04 10:00:00,5,good\n2026/03/05 10:00:00,nine,bad\n"
SAID = {"source": "", "options": {"score": "Rating", "scale": "1-5", "metric": "csat", "timezone": "Europe/Madrid"}}
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def drop(name: str, text: str) -> None:
    make_folder(exports_folder())
    (exports_folder() / name).write_text(text, encoding="utf-8")


def settled(app: AppTest) -> AppTest:
    """The page after the job that it waits for."""
    wait_for_job()
    return app.run()


@pytest.mark.parametrize("page", [name for name in PAGES if name not in WITHOUT_DATA])
def test_nothing_loaded_is_two_ways_to_begin_on_every_page(page: str, tmp_path: Path, open_page: Open) -> None:
    app = open_page(tmp_path, page, lang="es")
    assert (list(app.exception), list(app.error)) == ([], [])
    assert app.title[0].value == "Aún no hay nada cargado"
    assert [button.label for button in app.button] == ["Probar con la empresa de ejemplo", "Cargar tus exportaciones"]
    assert not inbox().exists()


def test_the_language_can_be_changed_before_anything_is_loaded(tmp_path: Path, open_page: Open) -> None:
    app = open_page(tmp_path, "overview", lang="es")
    app.button_group(key="language_es").set_value("en").run()
    assert (app.title[0].value, app.query_params["lang"]) == ("Nothing is loaded yet", "en")


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_form_is_asked_about_and_then_shown_as_it_would_be_stored(
    language: str, tmp_path: Path, open_page: Open
) -> None:
    app = open_page(tmp_path, "load", lang=language)
    drop("form.csv", FORM)
    app = settled(app.run())
    assert list(app.exception) == []
    assert [header.value.partition("] ")[2] for header in app.header] == ["Google Forms responses \\(CSV\\) · form.csv"]
    assert [box.label for box in app.selectbox][:2] == (
        ["Which question is the score?", "What does the score measure?"] if language == "en"
        else ["¿Qué pregunta es la nota?", "¿Qué mide la nota?"]
    )  # fmt: skip
    assert app.button(key="load_now").disabled
    (inbox() / "answers.json").write_text(json.dumps({"exports/form.csv": SAID}))
    app = settled(app.run())
    assert list(app.exception) == []
    assert not app.button(key="load_now").disabled
    shown = [table.value for table in app.dataframe]
    assert shown[0].iloc[0].tolist() == ["form.csv", 2, 1, 1, 0, 1, 0]
    assert [len(table) for table in shown] == [1, 1, 1]
    assert shown[2].iloc[0].tolist()[1:] == ["Rating", "nine", 1, 3]
    assert not (tmp_path / "published").exists()


def test_answers_count_once_they_are_taken(tmp_path: Path, open_page: Open) -> None:
    app = open_page(tmp_path, "load", lang="en")
    drop("form.csv", FORM)
    app = settled(app.run())
    inputs = {box.label: box for box in app.selectbox}
    inputs["Which question is the score?"].set_value("Rating")
    inputs["What does the score measure?"].set_value("csat")
    next(box for box in app.text_input if box.label.startswith("On which scale")).set_value("1-5")
    next(button for button in app.button if button.label == "Take these answers").click().run()
    app = settled(app)
    assert json.loads((inbox() / "answers.json").read_text()) == {
        "exports/form.csv": {"source": "", "options": {"metric": "csat", "scale": "1-5", "score": "Rating"}}
    }
    assert "For example: 2026/03/04 10\\:00\\:00" in words_of(app)


def test_a_load_takes_the_files_out_of_the_inbox_and_says_what_came_of_it(tmp_path: Path, open_page: Open) -> None:
    app = open_page(tmp_path, "load", lang="es")
    drop("form.csv", FORM)
    drop("unknown.csv", "foo,bar\n1,2\n")
    (inbox() / "answers.json").write_text(json.dumps({"exports/form.csv": SAID}))
    app = settled(app.run())
    app.button(key="load_now").click().run()
    wait_for_job()
    app = settled(open_page(tmp_path, "load", lang="es"))
    words = words_of(app)
    assert list(app.exception) == []
    assert "Cargado. Ahora se muestra la versión 1." in words
    assert "2 filas leídas = 1 cargadas + 1 rechazadas + 0 omitidas" in words
    assert "Sus columnas: foo, bar" in words
    assert [file.name for file in list_waiting()] == ["unknown.csv"]
    assert open_engine().query("SELECT score, comment FROM responses").rows() == [(5.0, None)]
    app.button(key="put_away").click().run()
    assert "Cargado." not in words_of(app)


def test_a_load_that_fails_says_why_and_keeps_the_files(tmp_path: Path, open_page: Open) -> None:
    app = open_page(tmp_path, "load", lang="en")
    drop("form.csv", FORM)
    (inbox() / "answers.json").write_text(json.dumps({"exports/form.csv": SAID}))
    app = settled(app.run())
    (tmp_path / "published").write_text("in the way")
    app.button(key="load_now").click().run()
    app = settled(settled(app))
    assert running_job() == ""
    assert [error.value.splitlines()[0] for error in app.error][:1] == ["**Nothing was loaded.**  "]
    assert read_progress("load")[-1].startswith("error: ")
    assert [file.name for file in list_waiting()] == ["form.csv"]


def test_names_and_texts_of_files_are_shown_as_text(tmp_path: Path, open_page: Open) -> None:
    app = open_page(tmp_path, "load", lang="en")
    drop("[x](http_evil) `a` $b$ #1.csv", "<b>a</b>,![i](http://evil/x.png)\n1,2\n")
    app = settled(app.run())
    assert app.header[0].value.endswith("\\[x\\]\\(http\\_evil\\) \\`a\\` \\$b\\$ \\#1.csv")
    assert "![i](http://evil" not in words_of(app)


def test_where_personal_data_are_masked_neither_rows_nor_names_are_shown(tmp_path: Path, open_page: Open) -> None:
    (tmp_path / "hilo.toml").write_text('personal_data = "masked"\n')
    app = open_page(tmp_path, "load", lang="en")
    drop("form.csv", FORM.replace("Comments", "Email Address").replace("good", "ana@example.com"))
    (inbox() / "answers.json").write_text(json.dumps({"exports/form.csv": SAID}))
    app = settled(app.run())
    shown = "\n".join(table.value.to_string() for table in app.dataframe)
    assert "ana@example.com" not in shown
    assert "nine" not in shown


def test_files_that_were_dropped_by_mistake_are_taken_away(tmp_path: Path, open_page: Open) -> None:
    app = open_page(tmp_path, "load", lang="en")
    drop("form.csv", FORM)
    drop("unknown.csv", "foo,bar\n1,2\n")
    app = settled(app.run())
    next(button for button in app.button if button.label == "Take away").click().run()
    assert len(list_waiting()) == 1
    app = settled(app.run())
    app.button(key="drop_all").click().run()
    assert list_waiting() == []


def test_beside_the_sample_company_own_exports_are_sent_elsewhere(
    sample_home: Path, tmp_path: Path, open_page: Open
) -> None:
    shutil.copytree(sample_home, tmp_path / "home")
    assert list(open_page(tmp_path / "home", "load", lang="en").info) == []
    shutil.copy(PROJECT / "sample_data" / "hilo.toml", tmp_path / "home" / "hilo.toml")
    (said,) = open_page(tmp_path / "home", "load", lang="en").info
    assert "HILO_HOME" in said.value


def test_while_another_job_runs_the_files_wait_for_it(tmp_path: Path, open_page: Open) -> None:
    open_page(tmp_path, "load", lang="en")
    drop("form.csv", FORM)
    (inbox() / "job.lock").write_text("trial")
    with (inbox() / "job.lock").open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        app = open_page(tmp_path, "load", lang="en")
        assert (list(app.exception), list(app.error)) == ([], [])
        assert "Trying the mapping" in words_of(app)
    assert read_asked("preview") is None
