"""A ZIP among the exports: its files are loaded as if they stood in a folder, named after it, and it has no power of its own."""

import io
import os
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from metrics.rollups import build_rollups
from pipelines.__main__ import app
from pipelines.load import load_exports
from pipelines.outcome import Outcome
from pipelines.preview.preview import preview_exports
from pipelines.watch import SETTLED_SECONDS, look_once
from tests.pipelines.conftest import NOW, SCORES
from tests.pipelines.test_watch import WRITTEN
from warehouse.config.home import home as home_folder
from warehouse.config.home import own_sources
from warehouse.config.settings import load_settings
from warehouse.inbox.answers import Answer
from warehouse.store.engine import open_engine

HEAD = "id,day,score,text\n"


def row(number: int) -> str:
    return f"{HEAD}{number},2026-08-01,5,good\n"


def zipped(files: dict[str, str | bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def locked() -> bytes:
    """An archive whose entry says that it has a password: nothing in Python writes one."""
    packed = bytearray(zipped({"a.csv": row(1)}))
    packed[6] |= 1
    packed[packed.index(b"PK\x01\x02") + 8] |= 1
    return bytes(packed)


@pytest.fixture
def known(home: Path) -> Path:
    own_sources().mkdir(parents=True)
    (own_sources() / "scores.toml").write_text(SCORES)
    return home


def load(*paths: Path, **given) -> Outcome:
    return load_exports(list(paths), load_settings(), build_rollups, now=NOW, **given)


def stored() -> list[str]:
    return open_engine().query("SELECT record_id FROM responses ORDER BY 1").to_series().to_list()


def test_the_files_inside_are_loaded_and_named_after_the_archive(known, give):
    archive = give("in/may.zip", zipped({"a.csv": row(1), "calls/b.csv": row(2), "__MACOSX/._a.csv": "x", "x.md": "x"}))
    outcome = load(archive, give("in/c.csv", row(3)))
    assert {name: account.rows_loaded for name, (_, account) in outcome.accounts.items()} == {
        f"{archive}/a.csv": 1,
        f"{archive}/calls/b.csv": 1,
        str(archive.parent / "c.csv"): 1,
    }
    assert outcome.refused == {}
    assert stored() == ["scores:1", "scores:2", "scores:3"]
    names = open_engine().query("SELECT name FROM files ORDER BY file_id").to_series().to_list()
    assert names == ["may.zip/a.csv", "may.zip/calls/b.csv", "c.csv"]
    assert list((home_folder() / "loading").iterdir()) == []


def test_an_archive_in_a_folder_is_opened_and_its_files_are_read_once(known, give):
    folder = give("in/may.zip", zipped({"a.csv": row(1)})).parent
    load(folder)
    assert load(folder).unchanged == [f"{folder}/may.zip/a.csv"]
    assert load(give("in/a.csv", row(1))).unchanged == [f"{folder}/a.csv"]


def test_a_mapping_in_the_archive_counts_as_one_beside_the_exports(home, give):
    told: list[str] = []
    archive = give("may.zip", zipped({"own.mapping.toml": SCORES, "a.csv": row(1)}))
    load(archive, report=told.append)
    assert stored() == ["scores:1"]
    assert [line.split(": ")[0] for line in told if "a mapping beside the exports" in line] == [
        f"{archive}/own.mapping.toml"
    ]


def test_what_is_said_about_a_file_inside_counts(known, give):
    archive = give("may.zip", zipped({"a.csv": row(1), "b.csv": row(2)}))
    (own_sources() / "second.toml").write_text(SCORES.replace('"scores"', '"second"'))
    outcome = load(archive, answers={archive / name: Answer(source="second") for name in ("a.csv", "b.csv")})
    assert {source for source, _ in outcome.accounts.values()} == {"second"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (locked(), "the archive cannot be unpacked (it has a password)"),
        (zipped({"a.csv": row(1)})[:-30], "the archive cannot be unpacked (File is not a zip file)"),
        (zipped({}), "no files in the archive"),
        (zipped({"a.md": "x", ".b.csv": "x"}), "no exports in the archive"),
        (zipped({"a.csv": row(1), "../a.csv": row(2)}), "two files in the archive would be called a.csv"),
        (zipped({"a": "x", "a/b.csv": row(2)}), "two files in the archive would be called b.csv"),
        (zipped({"/".join("abcdefghi") + ".csv": row(1)}), "more than 8 folders in one another"),
        (zipped({"zeros.csv": b"0" * 300_000_000}), "unpacks to more than 0.256 GB"),
    ],
    ids=["locked", "torn", "empty", "no exports", "one place", "file and folder", "deep", "bomb"],
)
def test_an_archive_that_cannot_be_opened_is_refused_in_one_line_and_the_others_load(known, give, content, said):
    broken = give("in/broken.zip", content)
    outcome = load(broken.parent, give("in/good.csv", row(9)))
    [(name, line)] = outcome.refused.items()
    assert (name, len(line.splitlines())) == (str(broken), 1)
    assert line.startswith(f"{broken}: ")
    assert said in line
    assert stored() == ["scores:9"]


def test_an_archive_in_an_archive_is_refused_by_its_name_and_names_that_lead_out_stay_inside(known, give, tmp_path):
    archive = give("in/may.zip", zipped({"inner.zip": zipped({"b.csv": row(2)}), "../../../out.csv": row(1)}))
    outcome = load(archive)
    assert list(outcome.accounts) == [f"{archive}/out.csv"]
    assert outcome.refused == {
        f"{archive}/inner.zip": f"{archive}/inner.zip: a ZIP archive, not a workbook; unpack it and load the files inside"
    }
    assert list(tmp_path.rglob("out.csv")) == []


def test_a_preview_of_an_archive_names_its_files_alike_and_leaves_nothing(known, give):
    archive = give("may.zip", zipped({"a.csv": row(1), "b.csv": "foo,bar\n1,2\n"}))
    first, second = preview_exports([archive], load_settings(), now=NOW).files
    assert (first.path, first.verdict, first.rows_loaded) == (f"{archive}/a.csv", "ready", 1)
    assert (second.path, second.verdict) == (f"{archive}/b.csv", "unknown")
    assert second.said.startswith(f"{archive}/b.csv: no source recognises this file")
    assert sorted(path.name for path in known.rglob("*")) == ["inbox", "scores.toml", "sources"]


def test_the_command_names_them_and_removes_an_archive_once_all_of_it_is_loaded(known, give):
    whole = give("whole.zip", zipped({"a.csv": row(1)}))
    half = give("half.zip", zipped({"b.csv": row(2), "c.csv": "foo,bar\n1,2\n"}))
    done = CliRunner().invoke(app, ["load", str(whole), str(half), "--remove-loaded"])
    assert done.exit_code == 1
    printed = done.stdout.splitlines()
    assert printed[:2] == [
        "whole.zip/a.csv: scores: 1 rows read = 1 loaded + 0 rejected + 0 skipped; 1 records",
        "half.zip/b.csv: scores: 1 rows read = 1 loaded + 0 rejected + 0 skipped; 1 records",
    ]
    assert [whole.exists(), half.exists()] == [False, True]


def test_a_watched_folder_loads_an_archive_and_sets_one_aside_of_which_a_file_is_broken(known, tmp_path):
    folder = tmp_path / "come"
    folder.mkdir()
    for name, files in (("whole", {"a.csv": row(1)}), ("half", {"b.csv": row(2), "c.csv": "foo,bar\n1,2\n"})):
        (folder / f"{name}.zip").write_bytes(zipped(files))
        os.utime(folder / f"{name}.zip", (WRITTEN.timestamp(),) * 2)
    done = look_once(folder, lambda paths: load(*paths), WRITTEN + timedelta(seconds=SETTLED_SECONDS))
    assert ([path.name for path in done.loaded], [path.name for path in done.refused]) == (["whole.zip"], ["half.zip"])
    assert done.refused[folder / "half.zip"].startswith(f"{folder}/half.zip/c.csv: no source recognises this file")
    assert sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()) == [
        "loaded/whole.zip",
        "refused/half.zip",
        "refused/half.zip.reason.txt",
    ]
    assert stored() == ["scores:1", "scores:2"]
