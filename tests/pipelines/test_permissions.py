"""A home is its owner's alone, whatever the umask, and also one from before."""

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipelines.__main__ import app
from tests.pipelines.conftest import NOW
from warehouse.actions.action import Action
from warehouse.actions.log import create_action
from warehouse.people.decisions import record_decision
from warehouse.people.key import Key
from warehouse.store.permissions import find_open, is_shared, tighten_home
from warehouse.store.versions import one_writer


def modes_in(home: Path) -> set[tuple[str, int]]:
    found = [home, *home.rglob("*")]
    return {("folder" if path.is_dir() else "file", path.stat().st_mode & 0o777) for path in found}


@pytest.mark.parametrize("umask", [0o000, 0o027])
def test_all_that_hilo_makes_is_0700_and_0600(load, give, home: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        record_decision(
            "together", Key("email", "", "a@example.com"), Key("email", "", "b@example.com"), "", "eva", NOW
        )
        create_action(Action(id="x", title="X", metric="csat", owner="eva"), "eva", NOW)
        load(give("a.csv", "id,day,score,text\n1,2026-08-01,5,good\n"))
        assert modes_in(home) == {("folder", 0o700), ("file", 0o600)}
        assert os.umask(umask) == umask
    finally:
        os.umask(before)


def test_a_home_from_before_is_closed_by_the_next_command_that_writes(begin, home: Path) -> None:
    begin("id,day,score,text\n1,2026-08-01,5,good\n")
    for path in [home, *home.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    assert "NOT SOUND: permissions: others may read" in CliRunner().invoke(app, ["verify"]).stdout
    with one_writer():
        pass
    assert modes_in(home) == {("folder", 0o700), ("file", 0o600)}
    assert find_open() == []


def test_what_the_user_put_in_the_home_stays_as_it_is(home: Path) -> None:
    (home / "sources").mkdir(parents=True)
    (home / "sources" / "x.toml").write_text("")
    (home / "sources" / "x.toml").chmod(0o664)
    with one_writer():
        pass
    assert (home / "sources" / "x.toml").stat().st_mode & 0o777 == 0o664
    assert home.stat().st_mode & 0o777 == 0o700  # and nobody else comes in


def test_a_folder_that_holds_more_than_a_home_is_not_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tmp_path.chmod(0o755)
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    monkeypatch.setenv("HILO_HOME", str(tmp_path))
    tighten_home()
    assert (is_shared(tmp_path), tmp_path.stat().st_mode & 0o777) == (True, 0o755)
    monkeypatch.setenv("HOME", "/")
    tmp_path.chmod(0o1777)
    tighten_home()
    assert tmp_path.stat().st_mode & 0o7777 == 0o1777
