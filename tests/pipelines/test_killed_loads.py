"""A load that is killed, anywhere, leaves the version before or the new one, whole, and nothing after the next command."""

import os
import random
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from tests.pipelines.conftest import SCORES
from warehouse.store.durable import write_durably
from warehouse.store.engine import open_engine
from warehouse.store.leftovers import find_leftovers, is_earlier_folder
from warehouse.store.versions import current_version, list_versions, one_writer, sweep_if_idle
from warehouse.store.whole import find_damage

PROJECT = Path(__file__).parents[2]
# Kills itself at the given step: each rename, removal, opening and making of a folder in the home is one.
KILLED = """
import os, signal, sys
home, last = os.environ["HILO_HOME"], int(os.environ["KILLED_AT"])
steps = 0
def count(event, arguments):
    global steps
    if event in ("os.rename", "os.remove", "open", "os.mkdir", "os.rmdir") and str(arguments[0]).startswith(home):
        steps += 1
        if steps == last:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(count)
from pathlib import Path
from metrics.rollups import build_rollups
from pipelines.load import load_exports
from warehouse.config.settings import load_settings
for export in sys.argv[2:]:
    load_exports([Path(export)], load_settings(), build_rollups, Path(sys.argv[1]))
print(steps)
"""
# Everything but what a home keeps: the lock, the folders, GX's results.
KEPT = {"load.lock", "published", "originals", "loading", "quality", "CURRENT"}


def run_killed(home: Path, step: int, mapping: Path, *exports: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"HILO_HOME": str(home), "KILLED_AT": str(step), "PYTHONPATH": str(PROJECT)}
    script = mapping.with_name("killed.py")
    script.write_text(KILLED)
    command = [sys.executable, str(script), str(mapping), *map(str, exports)]
    return subprocess.run(command, env=environment, capture_output=True, text=True)


def names_in(home: Path) -> set[str]:
    folders = (home, home / "published", home / "loading", home / "originals")
    found = {path.name for folder in folders if folder.is_dir() for path in folder.iterdir()}
    return {name for name in found if name not in KEPT and not name.endswith(".zst")}


def names_of(versions: list[int]) -> set[str]:
    return {f"hilo-{number}.{ending}" for number in versions for ending in ("duckdb", "json")}


def test_a_load_killed_at_any_step_leaves_nothing_after_the_next_command(
    load, home: Path, give, tmp_path: Path
) -> None:
    a, b = (give(f"{name}.csv", f"id,day,score,text\n{name},2026-08-01,5,\n") for name in "ab")
    load(a)
    before = shutil.copytree(home, tmp_path / "before")
    steps = int(run_killed(home, -1, give("mapping.toml", SCORES), b).stdout)
    chance = random.Random(9)
    # The last steps of a load are the publishing: some of the kills fall there.
    for step in (chance.randint(2, steps - 12), steps - 8, steps - 3):
        shutil.rmtree(home)
        shutil.copytree(before, home)
        killed = run_killed(home, step, give("mapping.toml", SCORES), b)
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        seen = current_version()
        sweep_if_idle()
        assert (find_leftovers(), current_version()) == ([], seen)
        assert names_in(home) == names_of(list_versions())
        assert all(not find_damage(version) for version in list_versions())
        known = open_engine().query("SELECT record_id FROM responses ORDER BY 1").rows()
        assert known == [("scores:a",), ("scores:b",)][:seen]


def test_a_load_killed_between_its_version_and_the_pointer_was_never_published(begin, home: Path) -> None:
    begin("id,day,score,text\n1,2026-08-01,5,\n")
    published = home / "published"
    shutil.copy(published / "hilo-1.duckdb", published / "hilo-2.duckdb")
    shutil.copy(published / "hilo-1.json", published / "hilo-2.json.new")
    assert (current_version(), list_versions()) == (1, [1])
    sweep_if_idle()
    assert names_in(home) == names_of([1])
    shutil.move(published / "hilo-1.json", published / "hilo-1.json.new")  # killed right after the pointer
    assert list_versions() == [1]
    sweep_if_idle()
    assert names_in(home) == names_of([1])


def test_everything_that_a_kill_leaves_is_swept_and_nothing_else(begin, home: Path) -> None:
    begin("id,day,score,text\n1,2026-08-01,5,\n")
    published = home / "published"
    spill = published / "spill"
    spill.mkdir()
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    left = [
        published / "building-7.duckdb", published / "building-7.duckdb.wal", published / "CURRENT.new",
        published / "hilo-9.json", published / "CURRENT.1234.part", home / "originals" / "x.zst.ab.part",
        home / "loading" / "load-x" / "deep" / "export.csv", spill / f"duckdb_temp_{gone.pid}_1_owner",
    ]  # fmt: skip
    own = [home / "hilo.toml", home / "sources" / "x.toml", home / "exports" / "a.csv.part"]
    own += [spill / f"duckdb_temp_{os.getpid()}_1_owner", published / "hilo-1 (1).duckdb"]
    for path in [*left, *own]:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    with one_writer():
        pass
    assert [path for path in left if path.exists()] == []
    assert [path for path in own if not path.exists()] == []
    assert list((home / "loading").iterdir()) == []


def test_what_a_running_load_works_with_is_never_swept(begin, home: Path) -> None:
    begin("id,day,score,text\n1,2026-08-01,5,\n")
    with one_writer():
        (home / "published" / "building-2.duckdb").touch()
        other = [sys.executable, "-c", "from warehouse.store.versions import sweep_if_idle; sweep_if_idle()"]
        subprocess.run(other, env=os.environ | {"HILO_HOME": str(home)}, check=True)
        assert (home / "published" / "building-2.duckdb").exists()


def test_the_folders_that_an_earlier_hilo_left_are_known_by_owner_mode_name_and_age(tmp_path: Path) -> None:
    def make(name: str, mode: int, days: float) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        folder.chmod(mode)
        at = time.time() - days * 86_400
        os.utime(folder, (at, at))
        return folder

    assert is_earlier_folder(make("hilo-ab12_cd3", 0o700, 2))
    assert not is_earlier_folder(make("hilo-ab12_cd4", 0o755, 2))
    assert not is_earlier_folder(make("hilo-ab12_cd5", 0o700, 0.5))
    assert not is_earlier_folder(make("hilo-bench-xy", 0o700, 2))
    assert not is_earlier_folder(tmp_path / "hilo-ab12_cd6")


def test_a_write_that_fails_leaves_the_old_content_and_no_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_durably(tmp_path / "x", b"old")

    def refuse(_: Path, __: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("warehouse.store.durable.rename_durably", refuse)
    with pytest.raises(OSError, match="No space left"):
        write_durably(tmp_path / "x", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["x"] and (tmp_path / "x").read_bytes() == b"old"


def test_file_and_folder_are_synced_before_and_after_the_rename(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    sync, replace = os.fsync, Path.replace

    def note_sync(handle: int) -> None:
        done.append(f"sync {'folder' if stat.S_ISDIR(os.fstat(handle).st_mode) else 'file'}")
        sync(handle)

    def note_rename(source: Path, target: Path) -> Path:
        done.append("rename")
        return replace(source, target)

    monkeypatch.setattr(os, "fsync", note_sync)
    monkeypatch.setattr(Path, "replace", note_rename)
    write_durably(tmp_path / "x", b"new")
    assert done == ["sync file", "rename", "sync folder"]


def test_nothing_of_a_load_lies_in_the_systems_temporary_folder(load, give, monkeypatch, tmp_path: Path) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    load(give("a.csv", "id,day,score,text\n1,2026-08-01,5,\n"))
    assert list((tmp_path / "temporary").iterdir()) == []
