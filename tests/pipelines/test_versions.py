"""CURRENT, the versions and what lies among them: whatever somebody did to them, each command says it and rollback mends it."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from metrics.__main__ import app as metrics_app
from metrics.rollups import build_rollups
from pipelines.__main__ import app
from pipelines.load import derive_again, load_exports
from tests.pipelines.conftest import NOW, SCORES
from warehouse.config.errors import HiloError, NoWarehouse
from warehouse.config.settings import load_settings
from warehouse.store.engine import open_engine
from warehouse.store.seal import seal_path
from warehouse.store.versions import current_version, list_strays, list_versions, version_file

HEAD = "id,day,score,text\n"
COMMANDS = [
    "status", "versions", "derive", "rejected", "trace scores:1", "merge email:a@b.cc email:b@b.cc",
    "why email:a@b.cc email:b@b.cc", "decisions", "actions",
]  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two versions, made once; every test works on a copy."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "m.toml").write_text(SCORES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HILO_HOME", str(folder / "home"))
        for name, row in (("a.csv", "1,2026-08-01,5,good"), ("b.csv", "2,2026-08-02,4,")):
            (folder / name).write_text(f"{HEAD}{row}\n")
            load_exports([folder / name], load_settings(), build_rollups, folder / "m.toml", now=NOW)
    return folder / "home"


@pytest.fixture
def two(made: Path, home: Path) -> Path:
    """The folder of the versions of a copy."""
    shutil.copytree(made, home)
    return home / "published"


def refusal(command: str, program: object = app) -> str:
    """What a command says that is refused."""
    result = CliRunner().invoke(program, command.split())  # type: ignore[arg-type]
    assert isinstance(result.exception, HiloError), (command, result.output, result.exception)
    assert "\n" not in str(result.exception)
    return str(result.exception)


def rollback() -> str:
    result = CliRunner().invoke(app, ["rollback"], catch_exceptions=False)
    return result.stdout.split(";")[0]


@pytest.mark.parametrize(
    "content", [b"", b"abc", b"-1", b"0", b"\xff\xfe\x00", b"1 2", b"1" * 5000, b"1e3", "２".encode(), b"2.0", b"../1"]
)
def test_a_current_that_is_no_number_is_said_by_every_command_and_mended_by_rollback(two: Path, content: bytes) -> None:
    (two / "CURRENT").write_bytes(content)
    for command in COMMANDS:
        assert "expected the number of a version" in refusal(command) and "pipelines rollback" in refusal(command)
    assert "pipelines rollback" in refusal("show csat", metrics_app)
    assert rollback() == "version 2 is current"
    assert current_version() == 2


def test_a_current_that_is_missing_a_folder_or_of_no_kept_version_is_said_and_mended(two: Path) -> None:
    (two / "CURRENT").unlink()
    assert "CURRENT is missing, and versions 1, 2 are kept" in refusal("status")
    assert rollback() == "version 2 is current"
    (two / "CURRENT").write_text("7")
    assert "names version 7, which is not kept: versions 1, 2 are kept" in refusal("status")
    assert rollback() == "version 2 is current"
    (two / "CURRENT").unlink()
    (two / "CURRENT").mkdir()
    assert "is a folder" in refusal("status")
    assert rollback() == "version 2 is current"


@pytest.mark.parametrize("content", [None, "", "abc", "9"])
def test_a_load_never_begins_from_nothing_over_versions(two: Path, load, give, content: str | None) -> None:
    (two / "CURRENT").unlink()
    if content is not None:
        (two / "CURRENT").write_text(content)
    with pytest.raises(HiloError, match="pipelines rollback") as refused:
        load(give("c.csv", HEAD + "3,2026-08-03,3,\n"))
    assert not isinstance(refused.value, NoWarehouse)
    assert sorted(path.name for path in two.glob("*.duckdb")) == ["hilo-1.duckdb", "hilo-2.duckdb"]


def test_a_current_without_any_version_is_said(two: Path, load, give) -> None:
    for path in two.glob("hilo-*"):
        path.unlink()
    with pytest.raises(HiloError, match="no version is there: restore"):
        load(give("c.csv", HEAD + "3,2026-08-03,3,\n"))
    assert "restore" in refusal("rollback")


def test_strays_are_no_versions_are_named_and_stay(two: Path, load, give) -> None:
    names = [
        "hilo-2 (1).duckdb",
        "hilo-x.duckdb",
        "hilo-03.duckdb",
        "hilo-.duckdb",
        "hilo-4.duckdb.bak",
        "hilo--5.duckdb",
    ]
    for name in names:
        shutil.copy(two / "hilo-2.duckdb", two / name)
    (two / "hilo-9.duckdb").mkdir()
    (two / ("hilo-" + "9" * 200 + ".duckdb")).touch()
    (two / "hilo-٤.duckdb").touch()
    assert list_versions() == [1, 2]
    strays = {*names, "hilo-9.duckdb", "hilo-" + "9" * 200 + ".duckdb", "hilo-٤.duckdb"}
    assert {path.name for path in list_strays()} == strays
    said = CliRunner().invoke(app, ["versions"])
    assert said.stdout == "1\n2  current\n" and all(name in said.stderr for name in strays)
    assert load(give("c.csv", HEAD + "3,2026-08-03,3,\n")).version == 10  # the folder's name stays free
    assert {path.name for path in list_strays()} == strays


def empty(path: Path) -> None:
    path.write_bytes(b"")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def junk(path: Path) -> None:
    path.write_bytes(b"no database" * 1000)


def without_tables(path: Path) -> None:
    path.unlink()
    with duckdb.connect(str(path)) as con:
        con.execute("CREATE TABLE version_of_somebody_else AS SELECT 1 AS x")


def without_head(path: Path) -> None:
    path.write_bytes(b"\0" * 12288 + path.read_bytes()[12288:])


@pytest.mark.parametrize("damage", [empty, cut, junk, without_tables, without_head])
def test_a_damaged_version_is_said_by_every_command_and_rollback_goes_to_a_whole_one(
    two: Path, damage: Callable[[Path], None]
) -> None:
    damage(two / "hilo-2.duckdb")
    reads_it = [command for command in COMMANDS if command != "versions"]
    for said in [*map(refusal, reads_it), refusal("show csat", metrics_app)]:
        assert "version 2" in said and "pipelines rollback" in said
    assert "pipelines verify" in refusal("rollback 2")
    assert rollback() == "version 1 is current"
    assert open_engine().query("SELECT record_id FROM responses").rows() == [("scores:1",)]


def test_rollback_passes_over_what_is_not_whole_and_goes_forward_where_only_that_is(two: Path, load, give) -> None:
    load(give("c.csv", HEAD + "3,2026-08-03,3,\n"))
    cut(two / "hilo-2.duckdb")
    assert rollback() == "version 1 is current"
    empty(two / "hilo-1.duckdb")
    assert rollback() == "version 3 is current"
    junk(two / "hilo-3.duckdb")
    assert "no version to go back to is whole; restore" in refusal("rollback")
    assert current_version() == 3


def test_one_byte_that_changed_anywhere_is_found_before_anything_builds_on_it(two: Path, load, give) -> None:
    path = two / "hilo-2.duckdb"
    content = bytearray(path.read_bytes())
    for place in (len(content) // 3, len(content) - 5000):
        changed = bytearray(content)
        changed[place] ^= 1
        path.write_bytes(changed)
        with pytest.raises(HiloError, match=r"version 2 .*python -m pipelines rollback"):
            load(give("c.csv", HEAD + "3,2026-08-03,3,\n"))
    path.write_bytes(content)
    assert load(give("c.csv", HEAD + "3,2026-08-03,3,\n")).version == 3


@pytest.mark.parametrize(
    ("statement", "lost"),
    [
        ("ALTER TABLE responses DROP COLUMN comment", "responses.comment"),
        ("ALTER TABLE responses RENAME COLUMN score TO points", "responses.score"),
        ("DROP TABLE files", "files."),
        ("ALTER TABLE responses ALTER COLUMN score TYPE VARCHAR", "responses.score"),
    ],
)
def test_a_column_that_is_gone_is_never_published_over(two: Path, statement: str, lost: str) -> None:
    with duckdb.connect(str(two / "hilo-2.duckdb")) as con:
        con.execute(statement)
    with pytest.raises(HiloError, match=rf"lacks {lost}.* which it had when it was published; .*pipelines rollback"):
        derive_again(load_settings(), build_rollups, now=NOW)
    assert list_versions() == [1, 2]


def test_a_version_of_a_later_hilo_is_said(two: Path) -> None:
    seal_path(2).unlink()
    with duckdb.connect(str(two / "hilo-2.duckdb")) as con:
        con.execute("ALTER TABLE responses ADD COLUMN mood VARCHAR")
    assert "responses.mood, which this Hilo does not know: a later one built it" in refusal("derive")


def test_a_version_that_another_program_holds_is_said_with_its_process(two: Path) -> None:
    hold = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", hold, str(version_file(2))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout and other.stdout.readline() == b"held\n"
        for command_line in ("status", "derive", "rejected"):
            assert f"process {other.pid}); close it there and try again" in refusal(command_line)
        assert other.stdin
        other.stdin.close()
    assert current_version() == 2


def test_what_an_earlier_hilo_published_is_read_built_upon_and_gone_back_to(two: Path, load, give) -> None:
    for number in (1, 2):
        seal_path(number).unlink()
    assert load(give("c.csv", HEAD + "3,2026-08-03,3,\n")).version == 3
    assert rollback() == "version 2 is current"
    assert json.loads(seal_path(3).read_text())["sha256"]


def test_the_end_of_a_pipe_is_no_error_and_an_unknown_option_is_one_line(two: Path, home: Path) -> None:
    environment = os.environ | {"HILO_HOME": str(home)}

    def run(line: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(["bash", "-c", line], env=environment, capture_output=True, text=True)

    python = sys.executable
    piped = run(f"{python} -m pipelines versions | true; echo ${{PIPESTATUS[0]}}")
    assert (piped.stdout, piped.stderr) == ("0\n", "")
    wrong = run(f"{python} -m pipelines load --foo x")
    assert (wrong.returncode, wrong.stderr.count("\n")) == (2, 1) and "No such option: --foo" in wrong.stderr


def test_what_nobody_foresaw_is_one_line_with_a_number(home: Path) -> None:
    script = (
        "import sys, typer; from warehouse.command import run_command; app = typer.Typer(pretty_exceptions_enable=False)\n"
        "@app.command()\ndef fail(): raise KeyError('Ana')\nsys.argv = ['x']; run_command(app, 'x')"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], env=os.environ | {"HILO_HOME": str(home)}, capture_output=True, text=True
    )
    number = done.stderr.split("incident ")[1].split()[0]
    assert (done.returncode, done.stderr.count("\n"), "Traceback" in done.stderr) == (1, 1, False)
    assert f"incident {number}" in (home / "incidents.log").read_text()
