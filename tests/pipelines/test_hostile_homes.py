"""A home of any name, on a full, read-only or closed disk: it works, or one line says what is wrong and the way out."""

import errno
import os
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from metrics.rollups import build_rollups
from pipelines.load import derive_again, load_exports
from tests.pipelines.conftest import NOW, SCORES
from warehouse.config.errors import HiloError
from warehouse.config.faults import explain_fault
from warehouse.config.home import home as home_folder
from warehouse.config.settings import load_settings
from warehouse.store.engine import open_engine
from warehouse.store.versions import current_version, list_versions, one_writer

PROJECT = Path(__file__).parents[2]
FIT = ["a b", "a'b", 'a"b', "a[b]c", "a[b", "ñandú", "日本語", "عربى", "a#b", "a%20b", "a;b", "a$b${c}", "a{b}", "😀", "a:b",
       "-a", "a|b", "~", "a,b", "e\u0301", "'; DROP TABLE x; --"]  # fmt: skip
UNFIT = ["a?b", "a*b", "a\\b", "a\nb", "a\tb", "a\x01b", "a\u2028b", "a\x85b", "\udcff"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a version, made once; every test works on a copy."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "mapping.toml").write_text(SCORES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HILO_HOME", str(folder / "home"))
        load_row(folder, 1)
    return folder / "home"


def load_row(folder: Path, number: int) -> None:
    export = folder / f"{number}.csv"
    export.write_text(f"id,day,score,text\n{number},2026-08-01,5,\n")
    (folder / "mapping.toml").write_text(SCORES)
    load_exports([export], load_settings(), build_rollups, folder / "mapping.toml", now=NOW)


@pytest.mark.parametrize("name", FIT)
def test_a_home_may_have_nearly_any_name(made: Path, tmp_path: Path, monkeypatch, name: str) -> None:
    shutil.copytree(made, tmp_path / name)
    monkeypatch.setenv("HILO_HOME", str(tmp_path / name))
    load_row(tmp_path, 2)
    assert open_engine().query("SELECT record_id FROM responses ORDER BY 1").rows() == [("scores:1",), ("scores:2",)]
    assert {path.name for path in (tmp_path / name / "published").glob("*.duckdb")} == {
        "hilo-1.duckdb",
        "hilo-2.duckdb",
    }


@pytest.mark.parametrize("name", UNFIT)
def test_a_name_that_no_home_can_have_is_one_line(tmp_path: Path, monkeypatch, name: str) -> None:
    monkeypatch.setenv("HILO_HOME", f"{tmp_path}/{name}")
    with pytest.raises(HiloError, match="may not stand in its name; choose") as refused, one_writer():
        pass
    assert str(refused.value).isprintable()


def test_a_home_of_nobody_or_in_a_circle_is_one_line(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    for name in ("~nobody_of_this_name/x", str(tmp_path / "circle" / "x"), f"{tmp_path}/{'x' * 300}"):
        monkeypatch.setenv("HILO_HOME", name)
        with pytest.raises(HiloError, match="choose"), one_writer():
            pass


def test_a_relative_home_and_one_of_the_user_are_absolute(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    for given, found in (("x/../y", tmp_path / "y"), ("~/y", tmp_path / "me" / "y")):
        monkeypatch.setenv("HILO_HOME", given)
        assert home_folder() == found


def test_a_home_that_is_a_file_or_lies_in_one_is_one_line(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "file", tmp_path / "file" / "home"):
        monkeypatch.setenv("HILO_HOME", str(place))
        with pytest.raises(HiloError, match=r"a file|Not a directory"):
            load_row(tmp_path, 2)


@pytest.mark.parametrize(
    "number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EFBIG, errno.EIO]
)
@pytest.mark.parametrize(
    "place", ["warehouse.store.versions.rename_durably", "shutil.copyfile", "pipelines.staging.keep_original"]
)
def test_what_the_machine_refuses_is_one_line_and_publishes_nothing(made, tmp_path, monkeypatch, number, place) -> None:
    shutil.copytree(made, tmp_path / "home")
    monkeypatch.setenv("HILO_HOME", str(tmp_path / "home"))

    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number), "/x/y")

    monkeypatch.setattr(place, refuse)
    with pytest.raises(HiloError, match=rf"/x/y: {os.strerror(number)}; "):
        derive_again(load_settings(), build_rollups, now=NOW) if "staging" not in place else load_row(tmp_path, 2)
    monkeypatch.undo()
    monkeypatch.setenv("HILO_HOME", str(tmp_path / "home"))
    with one_writer():
        assert (current_version(), list_versions()) == (1, [1])
        assert [path.name for path in (tmp_path / "home" / "published").glob("building-*")] == []


def test_every_step_of_publishing_may_fail_for_want_of_space(made, tmp_path, monkeypatch) -> None:
    """The limit is on the size of a file: the same as a full disk to whoever writes, on every machine, for every user."""
    shutil.copytree(made, tmp_path / "home")
    (tmp_path / "mapping.toml").write_text(SCORES)
    rows = "".join(f"{n},2026-08-01,5,{os.urandom(30).hex()}\n" for n in range(3000))
    (tmp_path / "big.csv").write_text("id,day,score,text\n" + rows)
    size = (tmp_path / "home" / "published" / "hilo-1.duckdb").stat().st_size
    command = [sys.executable, "-m", "pipelines", "load", "big.csv", "--mapping", "mapping.toml"]

    def limit(most: int) -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    for most in (size // 2, size + 1000):
        done = subprocess.run(
            command, cwd=tmp_path, capture_output=True, text=True, preexec_fn=lambda most=most: limit(most),
            env=os.environ | {"HILO_HOME": str(tmp_path / "home"), "PYTHONPATH": str(PROJECT)},
        )  # fmt: skip
        errors = [line for line in done.stderr.splitlines() if line.startswith("error: ")]
        assert (done.returncode, len(errors), "Traceback" in done.stderr) == (1, 1, False), done.stderr
        assert "File too large" in errors[0] and "ulimit" in errors[0]
    monkeypatch.setenv("HILO_HOME", str(tmp_path / "home"))
    assert (current_version(), list_versions()) == (1, [1])


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (duckdb.IOException('IO Error: Could not write file "/x": No space left on device'), "free some space"),
        (duckdb.IOException('IO Error: Cannot open file "/x": Permission denied'), "right to read and write"),
        (duckdb.OutOfMemoryException("Out of Memory Error: failed to allocate data"), "raise it, or load fewer files"),
        (duckdb.OutOfMemoryException("failed to offload … 'max_temp_directory_size'"), "does not fit on the disk"),
        (MemoryError(), "raise it, or load fewer files"),
        (duckdb.IOException("IO Error: one\ntwo\nthree"), "IO Error: one; see whether all is sound"),
    ],
)
def test_what_duckdb_says_of_the_machine_has_a_way_out(error: Exception, said: str) -> None:
    line = str(explain_fault(error))
    assert said in line and "\n" not in line


def test_a_mistake_of_ours_is_not_taken_for_the_machines() -> None:
    assert [explain_fault(error) for error in (KeyError("x"), duckdb.BinderException("x"), ValueError())] == [None] * 3
