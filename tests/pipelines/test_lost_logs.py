"""A log or an original that is gone, shorter or damaged is said by whatever reads it, and never published over."""

import shutil
import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from metrics.rollups import build_rollups
from pipelines.__main__ import app
from pipelines.load import derive_again, load_exports
from tests.pipelines.conftest import NOW, SCORES
from warehouse.actions.action import Action
from warehouse.actions.log import create_action, current_actions, read_action_log
from warehouse.config.errors import HiloError
from warehouse.config.settings import load_settings
from warehouse.people.decisions import read_log, record_decision
from warehouse.people.key import Key
from warehouse.store.originals import hash_file, open_original, original_path
from warehouse.store.seal import seal_path

ONE, TWO, THREE = (Key("email", "", f"{letter}@example.com") for letter in "abc")
AT = datetime(2026, 5, 1, 10)
LINE = "id,day,score,text\n1,2026-08-01,5,good\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose version knows two decisions and one action, made once; every test works on a copy."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "mapping.toml").write_text(SCORES)
    (folder / "a.csv").write_text(LINE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HILO_HOME", str(folder / "home"))
        record_decision("together", ONE, TWO, "", "eva", AT)
        record_decision("apart", ONE, THREE, "", "eva", AT)
        create_action(Action(id="x", title="X", metric="csat", owner="eva"), "eva", AT)
        load_exports([folder / "a.csv"], load_settings(), build_rollups, folder / "mapping.toml", now=NOW)
    return folder / "home"


@pytest.fixture
def known(made: Path, home: Path) -> Path:
    """A copy of it."""
    return shutil.copytree(made, home)


def remove(path: Path) -> None:
    path.unlink()


def shorten(path: Path) -> None:
    with sqlite3.connect(path) as log:
        for table, column in (("decisions", "id"), ("action_log", "number")):
            if log.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [table]).fetchone():
                log.execute(f"DELETE FROM {table} WHERE {column} = (SELECT max({column}) FROM {table})")


def change(path: Path) -> None:
    with sqlite3.connect(path) as log:
        for table, column in (("decisions", "note"), ("action_log", "content")):
            if log.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [table]).fetchone():
                log.execute(f'UPDATE {table} SET {column} = \'{{"id":"y"}}\'')


def empty(path: Path) -> None:
    path.write_bytes(b"")


def junk(path: Path) -> None:
    path.write_bytes(b"no database" * 1000)


@pytest.mark.parametrize("harm", [remove, shorten, change, empty, junk])
def test_lost_decisions_stop_whatever_reads_or_applies_them(
    known: Path, load, give, harm: Callable[[Path], None]
) -> None:
    kept = known.parent / "backup.sqlite"
    shutil.copy(known / "decisions.sqlite", kept)
    harm(known / "decisions.sqlite")
    refused = r"decisions\.sqlite.*restore the file from a backup.*python -m pipelines forget"
    for attempt in (
        read_log,
        lambda: load(give("b.csv", "id,day,score,text\n2,2026-08-01,4,\n")),
        lambda: derive_again(load_settings(), build_rollups, now=NOW),
        lambda: record_decision("apart", TWO, THREE, "", "eva", AT),
    ):
        with pytest.raises(HiloError, match=refused):
            attempt()
    assert sorted(path.name for path in (known / "published").glob("*.duckdb")) == ["hilo-1.duckdb"]
    shutil.copy(kept, known / "decisions.sqlite")
    assert len(read_log()) == 2


def test_what_is_said_of_a_lost_log_names_number_and_time(known: Path) -> None:
    (known / "decisions.sqlite").unlink()
    with pytest.raises(HiloError) as said:
        read_log()
    assert str(said.value) == (
        f"{known}/decisions.sqlite is missing: the published version knows 2 decisions, the last of 2026-05-01 10:00 UTC;"
        " restore the file from a backup, or go on without what is missing with: python -m pipelines forget"
    )


@pytest.mark.parametrize("harm", [remove, shorten, change, empty, junk])
def test_lost_actions_stop_whatever_reads_or_adds_to_them(
    known: Path, load, give, harm: Callable[[Path], None]
) -> None:
    harm(known / "actions.sqlite")
    for attempt in (
        current_actions,
        lambda: load(give("b.csv", "id,day,score,text\n2,2026-08-01,4,\n")),
        lambda: create_action(Action(id="z", title="Z", metric="csat", owner="eva"), "eva", AT),
    ):
        with pytest.raises(
            HiloError, match=r"actions\.sqlite.*restore the file from a backup.*python -m pipelines forget"
        ):
            attempt()


def test_forget_goes_on_without_what_is_missing_and_says_so(known: Path, load, give) -> None:
    (known / "decisions.sqlite").unlink()
    (known / "actions.sqlite").unlink()
    said = CliRunner().invoke(app, ["forget"], catch_exceptions=False).stdout
    assert said.startswith("version 1 goes on with 0 decisions about persons and 0 lines of actions")
    assert (read_log(), read_action_log()) == ([], [])
    record_decision("apart", TWO, THREE, "", "eva", AT)
    assert load(give("b.csv", "id,day,score,text\n2,2026-08-01,4,\n")).version == 2
    assert len(read_log()) == 1


def test_a_version_of_an_earlier_hilo_still_knows_the_decisions_that_it_applied(known: Path) -> None:
    seal_path(1).unlink()
    assert len(read_log()) == 2
    shorten(known / "decisions.sqlite")
    with pytest.raises(HiloError, match="has 1 of them: the published version knows 2 decisions; restore"):
        derive_again(load_settings(), build_rollups, now=NOW)
    CliRunner().invoke(app, ["forget"], catch_exceptions=False)
    assert derive_again(load_settings(), build_rollups, now=NOW).version == 2


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize("harm", [remove, empty, junk, cut])
def test_a_lost_original_is_said_and_a_load_of_the_same_export_keeps_it_again(known: Path, load, give, harm) -> None:
    export = give("a.csv", LINE)
    kept = original_path(hash_file(export))
    harm(kept)
    said = CliRunner().invoke(app, ["trace", "scores:1"]).exception
    assert (
        isinstance(said, HiloError)
        and f"the original {kept}" in str(said)
        and "load the same export again" in str(said)
    )
    found = CliRunner().invoke(app, ["verify"])
    assert found.exit_code == 1 and f"NOT SOUND: original {kept} (a.csv)" in found.stdout
    assert load(export).unchanged == [str(export)]
    with open_original(hash_file(export)) as stream:
        assert stream.read().decode() == LINE
    assert "1,2026-08-01,5,good" in CliRunner().invoke(app, ["trace", "scores:1"]).stdout
