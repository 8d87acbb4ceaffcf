"""Actions: the log that only grows, the file in which people write them, and the command."""

from __future__ import annotations

import json
import sqlite3
from concurrent.futures import ProcessPoolExecutor
from datetime import date, datetime
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner

from pipelines.__main__ import app
from warehouse.actions.action import Action, Expected, Snapshot, name_of
from warehouse.actions.file import read_action_file
from warehouse.actions.log import (
    change_action,
    create_action,
    current_actions,
    find_action,
    read_action_log,
    stop_action,
)
from warehouse.config.errors import HiloError, WrongUse
from warehouse.store.versions import one_writer

AT = datetime(2026, 5, 1, 10)
EMAIL = (("channel", ("email",)),)
ACTION = Action(
    "templates", "Plantillas", "csat", EMAIL, "Marta", date(2026, 6, 8), compare="stated", comparison=(("channel", ("webform",)),),
    expected=Expected(5.0, 2.0, 8.0), also=("fcr",), evidence=Snapshot(3, 61.2, 240, "percent"),
)  # fmt: skip
FILE = """\
[[action]]
title = "Plantillas de respuesta"
metric = "first_response"
where = { channel = "email", segment = ["home", ""] }
compare = { channel = "webform" }
starts_on = 2026-06-08
expected = -14400
also = ["csat"]

[[action]]
id = "course"
title = "Curso"
metric = "csat"
compare = "none"
"""


def replace(action: Action, **changes: object) -> Action:
    return msgspec.structs.replace(action, **changes)


def test_an_action_comes_back_as_it_was_written_with_who_and_when(home: Path) -> None:
    made = create_action(ACTION, "eva", AT)
    assert read_action_log() == current_actions() == [made]
    assert (made.number, made.kind, made.action, made.by, made.at) == (1, "create", ACTION, "eva", AT)


def test_two_actions_of_one_title_have_ids_of_their_own(home: Path) -> None:
    assert [create_action(ACTION, "eva", AT).action.id for _ in range(3)] == ["templates", "templates-2", "templates-3"]


def test_the_latest_entry_holds_and_what_was_said_before_stays_in_the_log(home: Path) -> None:
    create_action(ACTION, "eva", AT)
    change_action(replace(ACTION, owner="Ivo"), "eva", AT)
    stop_action("templates", date(2026, 7, 1), "leo", AT)
    assert [(e.kind, e.action.owner, e.action.stopped_on) for e in read_action_log()] == [
        ("create", "Marta", None), ("change", "Ivo", None), ("stop", "Ivo", date(2026, 7, 1)),
    ]  # fmt: skip
    assert [(e.kind, e.by) for e in current_actions()] == [("stop", "leo")]


def test_a_change_of_what_somebody_else_changed_meanwhile_is_refused(home: Path) -> None:
    read = create_action(ACTION, "eva", AT)
    change_action(replace(ACTION, owner="Ivo"), "leo", AT, read.number)
    with pytest.raises(HiloError, match="leo changed this action meanwhile"):
        change_action(replace(ACTION, owner="Ana"), "eva", AT, read.number)
    assert find_action("templates").action.owner == "Ivo"


def test_an_action_that_does_not_exist_cannot_be_changed_or_stopped(home: Path) -> None:
    create_action(ACTION, "eva", AT)
    with pytest.raises(WrongUse, match="no action 'other'"):
        change_action(replace(ACTION, id="other"), "eva", AT)
    with pytest.raises(WrongUse, match="known: templates"):
        stop_action("other", date(2026, 7, 1), "eva", AT)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"id": "Not An Id"}, "expected small letters"),
        ({"title": " "}, "a title"),
        ({"comparison": ()}, "say which group"),
        ({"compare": "none"}, "a group to compare with is stated"),
        ({"comparison": EMAIL}, "compared with itself"),
        ({"due_on": date(2026, 6, 1)}, "before it starts"),
        ({"settle_days": 500}, "settle_days"),
        ({"expected": Expected(9.0, 2.0, 8.0)}, "not between"),
        ({"expected": Expected(float("nan"))}, "no number"),
        ({"filters": (("channel", ()),)}, "channel: no value"),
        ({"owner": "eva\x1b[31m"}, "one line of text"),
        ({"starts_on": date(1, 1, 1)}, "expected a day from 1970"),
    ],
)
def test_an_action_that_makes_no_sense_is_refused(home: Path, changes: dict[str, object], message: str) -> None:
    with pytest.raises(WrongUse, match=message):
        create_action(replace(ACTION, **changes), "eva", AT)
    assert read_action_log() == []


def test_status_follows_from_the_dates_on_the_last_day_of_the_data() -> None:
    days = (date(2026, 6, 7), date(2026, 6, 8), date(2026, 7, 1), None)
    stopped = replace(ACTION, stopped_on=date(2026, 7, 1))
    assert [ACTION.status_on(day) for day in days] == ["planned", "in_force", "in_force", "planned"]
    assert [stopped.status_on(day) for day in days] == ["planned", "in_force", "stopped", "stopped"]
    assert replace(ACTION, starts_on=None).status_on(days[2]) == "planned"


def test_a_log_that_nobody_wrote_yet_is_empty_and_reading_it_makes_no_file(home: Path) -> None:
    assert read_action_log() == []
    assert not home.exists()


def test_a_damaged_log_is_one_clear_line(home: Path) -> None:
    home.mkdir()
    (home / "actions.sqlite").write_bytes(b"not a database at all" * 100)
    with pytest.raises(HiloError, match="the actions cannot be read or written"):
        read_action_log()


def test_a_home_that_cannot_be_written_is_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "home").write_text("a file")
    monkeypatch.setenv("HILO_HOME", str(tmp_path / "home"))
    with pytest.raises(HiloError, match="the actions cannot be read or written"):
        create_action(ACTION, "eva", AT)
    with pytest.raises(HiloError, match="nothing can be written there"), one_writer():
        pass


def test_a_line_of_the_log_that_no_version_wrote_is_one_clear_line(home: Path) -> None:
    create_action(ACTION, "eva", AT)
    with sqlite3.connect(home / "actions.sqlite") as log:
        log.execute("UPDATE action_log SET content = '{}'")
    with pytest.raises(HiloError, match="the actions cannot be read or written"):
        read_action_log()


def create_some(number: int) -> None:
    for _ in range(4):
        create_action(replace(ACTION, owner=str(number)), "eva", AT)


def test_processes_that_write_at_once_lose_nothing_and_share_no_id(home: Path) -> None:
    with ProcessPoolExecutor(3) as pool:
        list(pool.map(create_some, range(3)))
    ids = {entry.action.id for entry in read_action_log()}
    assert ids == {"templates", *(f"templates-{n}" for n in range(2, 13))}


def test_a_file_says_actions_in_words_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "actions.toml"
    path.write_text(FILE)
    assert read_action_file(path) == [
        Action(
            "plantillas-de-respuesta", "Plantillas de respuesta", "first_response",
            (("channel", ("email",)), ("segment", ("home", ""))), starts_on=date(2026, 6, 8), compare="stated",
            comparison=(("channel", ("webform",)),), expected=Expected(-14400.0), also=("csat",),
        ),
        Action("course", "Curso", "csat", compare="none"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[action]]\ntitle = 'x'", "missing required field `metric`"),
        ("[[action]]\ntitle = 'x'\nmetric = 'csat'\nwher = 1", "unknown field `wher`"),
        ("action = 3", "Expected `array`"),
        ("[[action]]\ntitle = 'x'\nmetric = 'csat'\n" * 2, "two actions are called x"),
        ("[[", "not readable as TOML"),
        ("x = " + "[" * 20_000, "brackets in brackets"),
    ],
)
def test_a_file_that_is_wrong_says_where(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "actions.toml"
    path.write_text(text)
    with pytest.raises(HiloError, match=message):
        read_action_file(path)


def test_an_id_is_made_of_the_title_whatever_its_letters() -> None:
    assert [name_of(title) for title in ("¡Más café, ñandú!", "回答", "a" * 99)] == [
        "mas-cafe-nandu",
        "action",
        "a" * 50,
    ]


def test_the_command_adds_a_file_once_and_keeps_what_came_later(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "actions.toml"
    path.write_text(FILE)
    run = CliRunner()
    first = run.invoke(app, ["actions", "--add", str(path), "--by", "eva"])
    run.invoke(app, ["actions", "--stop", "course", "--on", "2026-07-01", "--by", "leo"])
    path.write_text(FILE.replace('metric = "csat"\ncompare', 'metric = "nps"\ncompare'))
    again = run.invoke(app, ["actions", "--add", str(path), "--by", "eva"])
    assert first.output.splitlines() == ["registered: plantillas-de-respuesta", "registered: course"]
    assert again.output.splitlines() == ["unchanged: plantillas-de-respuesta", "changed: course"]
    listed = json.loads(run.invoke(app, ["actions", "--json"]).stdout)
    assert [(a["id"], a["metric"], a["status"], a["stopped_on"], a["by"]) for a in listed] == [
        ("plantillas-de-respuesta", "first_response", "planned", None, "eva"),
        ("course", "nps", "stopped", "2026-07-01", "eva"),
    ]  # fmt: skip


def test_a_file_with_an_unknown_metric_or_dimension_registers_nothing(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "actions.toml"
    for wrong in ('metric = "csatt"', 'metric = "csat"\nwhere = { canal = "email" }', 'metric = "interactions"'):
        path.write_text(f'{FILE}\n[[action]]\ntitle = "z"\n{wrong}\n')
        result = CliRunner().invoke(app, ["actions", "--add", str(path)])
        assert isinstance(result.exception, WrongUse)
        assert str(result.exception).startswith("z: ")
    assert read_action_log() == []
