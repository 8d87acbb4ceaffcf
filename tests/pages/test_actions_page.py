"""The card of actions: verdicts with their numbers, what an opened one shows, and writing, changing and ending one."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import msgspec
import pytest
from streamlit.testing.v1 import AppTest

from metrics.analyses.proposals.find import find_proposals
from metrics.analyses.verdicts.verdict import judge
from metrics.semantic.scope import Scope
from pages.parts.actions.form import write_action
from pages.parts.page import last_day_of
from pages.parts.periods import period_dates
from tests.pages.conftest import PROJECT, Open, words_of
from tests.pages.test_customer import read
from warehouse.actions.action import Expected
from warehouse.actions.file import read_action_file
from warehouse.actions.log import create_action, current_actions, find_action, read_action_log
from warehouse.config.errors import HiloError
from warehouse.store.engine import open_engine

AT = datetime(2026, 9, 1, 9)
FIRST, *_ = ACTIONS = read_action_file(PROJECT / "sample_data" / "actions.toml")
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture
def home(sample_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sample company in a home of its own with its first action."""
    home = tmp_path / "home"
    shutil.copytree(sample_home, home)
    monkeypatch.setenv("HILO_HOME", str(home))
    create_action(FIRST, "eva", AT)
    return home


def test_an_action_shows_its_verdict_and_the_numbers_of_the_command_line(home: Path, open_page: Open) -> None:
    app = open_page(home, "actions", lang="en", item=FIRST.id)
    assert (list(app.exception), list(app.error)) == ([], [])
    told = read(words_of(app))
    verdict = judge(open_engine(), FIRST, [FIRST])
    assert FIRST.title in told
    assert verdict.outcome == "worked" and "Worked" in told
    assert "Compared with **Web form**, which was stated when the action was registered." in told
    tables = [frame.value for frame in app.dataframe]
    sides = next(table for table in tables if "Weeks" in table.columns)
    change = verdict.change
    assert change is not None and change.other is not None
    rows = [change.side.before, change.side.after, change.other.before, change.other.after]
    assert list(sides["n"]) == [row.n for row in rows]
    besides = next(table for table in tables if "What the action changed" in table.columns)
    assert list(besides["Metric"])[:2] == ["CSAT", "First-contact resolution"]


def test_a_proposal_that_is_an_action_already_says_so(home: Path, open_page: Open) -> None:
    open_page(home, "actions", lang="en")
    engine = open_engine()
    proposal = find_proposals(engine, Scope(*period_dates("12w", last_day_of(engine)))).proposals[0]
    create_action(msgspec.structs.replace(FIRST, id="made", title="Out of a proposal", proposal=proposal.id), "eva", AT)
    told = words_of(open_page(home, "actions", lang="en"))
    assert told.count("Already an action: Out of a proposal") == 1


def test_without_an_action_the_card_says_how_to_register_one(sample_home: Path, open_page: Open) -> None:
    app = open_page(sample_home, "actions", lang="es")
    assert (list(app.exception), list(app.error)) == ([], [])
    assert "Todavía no hay ninguna acción" in words_of(app)


def form() -> None:
    """What the dialog holds, as a page of its own: Streamlit's test of a page does not see into dialogs."""
    import os

    from pages.parts.actions.draft import draft_of_action, new_draft
    from pages.parts.actions.form import draw_form
    from pages.parts.actions.stop import draw_stop_form
    from pages.parts.page import read_page
    from warehouse.actions.log import find_action

    page, kind = read_page("actions"), os.environ["FORM"]
    name = os.environ.get("FORM_ACTION", "")
    if kind == "new":
        draw_form(page, new_draft(page))
    elif kind == "change":
        entry = find_action(name)
        draw_form(page, draft_of_action(entry.action), entry)
    else:
        draw_stop_form(page, find_action(name))


@pytest.fixture
def open_form(home: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """open_form("change", "templates", channel="chat"): the form as drawn for that URL."""

    def opened(kind: str, action: str = "", **query: str) -> AppTest:
        monkeypatch.setenv("FORM", kind)
        monkeypatch.setenv("FORM_ACTION", action)
        app = AppTest.from_function(form, default_timeout=60)
        for name, value in {"lang": "en", **query}.items():
            app.query_params[name] = value
        return app.run()

    return opened


def press(app: AppTest, button: str) -> AppTest:
    app.button(key=button).click().run()
    assert (list(app.exception), list(app.error)) == ([], [])
    return app


def test_an_action_is_registered_in_the_form(open_form: Callable[..., AppTest]) -> None:
    app = open_form("new", channel="chat")
    app.text_input(key="action_title").set_value("New greeting")
    app.text_input(key="action_by").set_value("Eva")
    app.date_input(key="action_starts").set_value(date(2026, 6, 15))
    app.number_input(key="action_expected").set_value(5.0)
    assert [warning.value for warning in press(app, "action_save").warning] == []
    entry = find_action("new-greeting")
    assert (entry.by, entry.action.filters, entry.action.starts_on) == (
        "Eva",
        (("channel", ("chat",)),),
        date(2026, 6, 15),
    )
    assert (entry.action.metric, entry.action.expected) == ("csat", Expected(5.0))
    assert entry.action.evidence is not None and entry.action.evidence.version == 1 and entry.action.evidence.n > 0


def test_a_form_that_makes_no_action_says_why_and_writes_nothing(open_form: Callable[..., AppTest]) -> None:
    app = press(open_form("new"), "action_save")
    assert any("a title" in warning.value for warning in app.warning)
    assert len(read_action_log()) == 1


def test_before_it_is_written_the_form_says_when_an_effect_could_be_told(open_form: Callable[..., AppTest]) -> None:
    app = open_form("new", channel="phone")
    app.text_input(key="action_title").set_value("Fewer waits")
    app.date_input(key="action_starts").set_value(date(2026, 9, 7))
    app = press(app, "action_look")
    assert any("would" in info.value and "ompared with" in info.value for info in app.info)
    assert len(read_action_log()) == 1


def test_an_action_is_changed_and_ended_and_nothing_of_it_is_lost(open_form: Callable[..., AppTest]) -> None:
    app = open_form("change", FIRST.id)
    app.text_input(key="action_owner").set_value("Ivo")
    press(app, "action_save")
    app = open_form("stop", FIRST.id)
    app.date_input(key="stop_on").set_value(date(2026, 8, 3))
    press(app, "stop_confirm")
    assert [entry.kind for entry in read_action_log()] == ["create", "change", "stop"]
    now = current_actions()[0].action
    assert now == msgspec.structs.replace(FIRST, owner="Ivo", stopped_on=date(2026, 8, 3), evidence=now.evidence)


def test_a_change_that_somebody_else_overtook_is_refused(open_form: Callable[..., AppTest]) -> None:
    app = open_form("change", FIRST.id)
    app.text_input(key="action_owner").set_value("Ivo")
    entry = find_action(FIRST.id)
    with pytest.raises(HiloError, match="changed this action meanwhile"):
        write_action(FIRST, replace(entry, number=entry.number - 1), "leo")


def test_a_damaged_file_of_actions_is_one_line_on_the_page(home: Path, open_page: Open) -> None:
    (home / "actions.sqlite").write_bytes(b"no database" * 100)
    app = open_page(home, "actions", lang="en")
    assert list(app.exception) == []
    assert any("the actions cannot be read or written" in warning.value for warning in app.warning)
