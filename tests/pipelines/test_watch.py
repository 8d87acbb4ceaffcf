"""A watched folder: what has settled is loaded, broken files are set aside with their reason, and nothing is lost."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from metrics.rollups import build_rollups
from pipelines.__main__ import app
from pipelines.load import load_exports
from pipelines.watch import SETTLED_SECONDS, look_once
from tests.pipelines.conftest import NOW, SCORES
from warehouse.config.errors import HiloError
from warehouse.config.home import own_sources
from warehouse.config.settings import load_settings
from warehouse.store.engine import open_engine
from warehouse.store.versions import current_version, one_writer

WRITTEN = datetime(2026, 9, 1, 6, tzinfo=UTC)
GOOD = "id,day,score,text\n{},2026-08-01,5,good\n"


@pytest.fixture
def folder(home, tmp_path: Path) -> Path:
    own_sources().mkdir(parents=True)
    (own_sources() / "scores.toml").write_text(SCORES)
    (tmp_path / "come").mkdir()
    return tmp_path / "come"


def put(folder: Path, name: str, text: str, written: datetime = WRITTEN) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    os.utime(path, (written.timestamp(), written.timestamp()))


def look(folder: Path, seconds: float = SETTLED_SECONDS):
    def load(paths):
        return load_exports(paths, load_settings(), build_rollups, now=NOW)

    return look_once(folder, load, WRITTEN + timedelta(seconds=seconds))


def below(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_what_has_come_is_loaded_and_what_is_broken_is_set_aside_with_its_reason(folder) -> None:
    put(folder, "a.csv", GOOD.format(1))
    put(folder, "may/b.csv", GOOD.format(2))
    put(folder, "c.csv", "foo,bar\n1,2\n")
    done = look(folder)
    assert ([path.name for path in done.loaded], [path.name for path in done.refused]) == (
        ["a.csv", "b.csv"],
        ["c.csv"],
    )
    assert below(folder) == ["loaded/a.csv", "loaded/may/b.csv", "refused/c.csv", "refused/c.csv.reason.txt"]
    assert "no source recognises this file" in (folder / "refused" / "c.csv.reason.txt").read_text()
    assert open_engine().query("SELECT record_id FROM responses ORDER BY 1").rows() == [("scores:1",), ("scores:2",)]
    assert current_version() == 1
    assert look(folder).loaded == []


def test_a_file_that_still_changes_waits(folder) -> None:
    put(folder, "a.csv", GOOD.format(1))
    put(folder, "b.csv.part", GOOD.format(2))
    assert look(folder, SETTLED_SECONDS - 1).loaded == []
    assert below(folder) == ["a.csv", "b.csv.part"]
    assert [path.name for path in look(folder).loaded] == ["a.csv"]


def test_a_name_that_comes_again_is_kept_beside_the_first(folder) -> None:
    put(folder, "a.csv", GOOD.format(1))
    look(folder)
    put(folder, "a.csv", GOOD.format(2))
    look(folder)
    put(folder, "a.csv", GOOD.format(2))
    look(folder)
    assert below(folder) == ["loaded/a-2.csv", "loaded/a-3.csv", "loaded/a.csv"]


def test_while_another_load_runs_everything_waits(folder) -> None:
    put(folder, "a.csv", GOOD.format(1))
    with one_writer():
        done = look(folder)
    assert (done.loaded, done.refused, "another load is running" in done.waits) == ([], {}, True)
    assert below(folder) == ["a.csv"]
    assert len(look(folder).loaded) == 1


def test_a_file_that_hinders_all_others_is_set_aside_alone(folder) -> None:
    put(folder, "a.csv", GOOD.format(1))
    look(folder)
    put(folder, "b.csv", GOOD.format(2))
    put(folder, "bad.csv", "id,day,score,text\n" + "".join(f"x{n},2026-08-01,9,\n" for n in range(50)))
    calls = []

    def load(paths):
        calls.append([path.name for path in paths])
        if any(path.name == "bad.csv" for path in paths):
            raise HiloError("nothing is published: half of the rows break a rule")
        return load_exports(paths, load_settings(), build_rollups, now=NOW)

    done = look_once(folder, load, WRITTEN + timedelta(seconds=60))
    assert calls == [["b.csv", "bad.csv"], ["b.csv"], ["bad.csv"]]
    assert ([path.name for path in done.loaded], [path.name for path in done.refused]) == (["b.csv"], ["bad.csv"])
    assert (
        folder / "refused" / "bad.csv.reason.txt"
    ).read_text() == "nothing is published: half of the rows break a rule\n"


def test_the_command_looks_once_and_says_what_it_did(folder) -> None:
    put(folder, "a.csv", GOOD.format(1))
    put(folder, "c.csv", "foo,bar\n1,2\n")
    answer = CliRunner().invoke(app, ["watch", str(folder), "--once"])
    assert (answer.exit_code, "a.csv: loaded" in answer.output, "c.csv: set aside" in answer.output) == (1, True, True)
    assert CliRunner().invoke(app, ["watch", str(folder), "--once"]).exit_code == 0
