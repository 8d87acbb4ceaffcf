"""What is dropped in the browser: names and archives have no power, a job is one at a time and outlives who started it."""

import fcntl
import io
import os
import stat
import time
import zipfile
from pathlib import Path

import pytest

from warehouse.config.errors import HiloError
from warehouse.config.home import inbox
from warehouse.config.settings import Limits
from warehouse.inbox.answers import Answer, read_answers, read_said, write_said
from warehouse.inbox.files import (
    drop_all,
    drop_waiting,
    exports_folder,
    fingerprint_inbox,
    is_left_over,
    list_waiting,
    make_folder,
    place_of,
)
from warehouse.inbox.job import forget_job, read_asked, read_progress, read_result, running_job, start_job
from warehouse.inbox.unpack import is_archive, unpack_archive
from warehouse.store.leftovers import DAY_SECONDS, find_leftovers


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HILO_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def drop(name: str, content: bytes = b"x") -> Path:
    place = place_of(name)
    make_folder(place.parent)
    place.write_bytes(content)
    return place


def zipped(name: str, files: dict[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> Path:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as archive:
        for inner, content in files.items():
            archive.writestr(inner, content)
    return drop(name, packed.getvalue())


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("a.csv", "a.csv"),
        ("may/calls/a.csv", "may/calls/a.csv"),
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("..\\..\\a.csv", "a.csv"),
        ("C:\\exports\\a.csv", "C_/exports/a.csv"),
        (".hidden/.a.csv", "hidden/a.csv"),
        ("a\x00b\n\u202ec.csv", "abc.csv"),
        ("<img src=x>.csv", "_img src=x_.csv"),
        ("=cmd|'/c calc'!A1.csv", "=cmd_'/c calc'!A1.csv"),
        ("ñandú 😀.csv", "ñandú 😀.csv"),
        ("x" * 300 + ".csv", "x" * 176 + ".csv"),
        ("😀" * 100 + ".csv", "😀" * 44 + ".csv"),
    ],
)
def test_a_name_leads_below_the_folder_whatever_it_is(name: str, kept: str) -> None:
    assert place_of(name).relative_to(exports_folder()).as_posix() == kept


@pytest.mark.parametrize("name", ["", "/", "..", "../..", "\u202e", ". .", "a/" * 20 + "b.csv"])
def test_a_name_of_which_nothing_is_left_is_refused(name: str) -> None:
    with pytest.raises(HiloError):
        place_of(name)


def test_what_systems_leave_beside_files_is_no_export() -> None:
    names = ["a.csv", ".DS_Store", "may/.a.csv", "__MACOSX/a.csv", "may/a.csv"]
    assert [is_left_over(name) for name in names] == [False, True, True, True, False]


def test_files_wait_until_they_are_taken_away() -> None:
    drop("b/c.csv", b"123")
    drop("a.csv", b"1")
    drop("half.part")
    assert [(file.name, file.bytes) for file in list_waiting()] == [("a.csv", 1), ("b/c.csv", 3)]
    before = fingerprint_inbox()
    drop_waiting("b/c.csv")
    assert [file.name for file in list_waiting()] == ["a.csv"]
    assert not (exports_folder() / "b").exists()
    assert fingerprint_inbox() != before
    drop_all()
    assert list_waiting() == []


def test_folders_and_notes_are_their_owner_s_alone() -> None:
    write_said(inbox() / "answers.json", {})
    make_folder(exports_folder() / "a" / "b")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in [*inbox().rglob("*"), inbox()]}
    assert modes == {"inbox": 0o700, "exports": 0o700, "a": 0o700, "b": 0o700, "answers.json": 0o600}


def test_answers_are_about_files_seen_from_their_own_folder(tmp_path: Path) -> None:
    path, said = tmp_path / "answers.json", {"may/a.csv": Answer("till", {"currency": "EUR"})}
    assert read_answers(path) == {}
    write_said(path, said)
    assert read_said(path) == said
    assert read_answers(path) == {tmp_path / "may" / "a.csv": Answer("till", {"currency": "EUR"})}
    assert fingerprint_inbox() == fingerprint_inbox()


@pytest.mark.parametrize("text", ["", "[]", '{"a": 1}', '{"a": {"sauce": "x"}}', "\udcff"])
def test_what_is_no_answers_is_refused_in_a_line(tmp_path: Path, text: str) -> None:
    (tmp_path / "answers.json").write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(HiloError, match="not readable as answers"):
        read_said(tmp_path / "answers.json")


def test_an_archive_is_unpacked_into_a_folder_of_its_name() -> None:
    archive = zipped(
        "may.zip", {"calls/a.csv": "id\n1\n", "b.csv": "id\n2\n", "__MACOSX/._b.csv": "x", ".DS_Store": "x"}
    )
    assert is_archive(archive)
    found = unpack_archive(archive, Limits())
    assert [path.relative_to(exports_folder()).as_posix() for path in found] == ["may/calls/a.csv", "may/b.csv"]
    assert [file.name for file in list_waiting()] == ["may/b.csv", "may/calls/a.csv"]
    assert [stat.S_IMODE(path.stat().st_mode) for path in found] == [0o600, 0o600]


def test_a_way_out_of_the_archive_leads_into_the_folder() -> None:
    found = unpack_archive(zipped("a.zip", {"../../../evil.csv": "x", "/etc/passwd": "y"}), Limits())
    assert [path.relative_to(exports_folder()).as_posix() for path in found] == ["a/evil.csv", "a/etc/passwd"]


@pytest.mark.parametrize("name", ["[Content_Types].xml", "mimetype"])
def test_a_workbook_is_no_archive(name: str) -> None:
    assert not is_archive(zipped("a.xlsx", {name: "x", "xl/workbook.xml": "x"}))
    assert not is_archive(drop("a.csv", b"id\n1\n"))


def spoilt() -> Path:
    """An archive whose content does not have the sum that it claims."""
    archive = zipped("spoilt.zip", {"a.csv": b"id\n12345\n"}, zipfile.ZIP_STORED)
    archive.write_bytes(archive.read_bytes().replace(b"12345", b"12346"))
    return archive


def locked() -> Path:
    """An archive that says its file is encrypted."""
    archive = zipped("locked.zip", {"a.csv": b"id\n"}, zipfile.ZIP_STORED)
    content = bytearray(archive.read_bytes())
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    archive.write_bytes(content)
    return archive


@pytest.mark.parametrize(
    ("make", "limits", "said"),
    [
        (spoilt, Limits(), "cannot be unpacked"),
        (locked, Limits(), "cannot be unpacked"),
        (lambda: zipped("empty.zip", {}), Limits(), "no files in the archive"),
        (lambda: zipped("big.zip", {"a.csv": b"0" * 3_000_000}), Limits(unpacked_gb=0.002), "unpacks to more than"),
        (lambda: zipped("many.zip", {f"{n}.csv": b"" for n in range(10_001)}), Limits(), "10,001 files in one archive"),
    ],
)
def test_an_archive_beyond_its_bounds_leaves_nothing(make, limits: Limits, said: str) -> None:
    with pytest.raises(HiloError, match=said):
        unpack_archive(make(), limits)
    assert [path.name for path in inbox().rglob("*")] == ["exports"]


def test_what_a_killed_preview_or_upload_left_goes_after_a_day() -> None:
    make_folder(exports_folder() / "may")
    yesterday = time.time() - DAY_SECONDS - 60
    for name in ("preview-old", "proposal-old", "unpacking-old", "preview-new", "sheets"):
        make_folder(inbox() / name)
    old, new = drop("may/old.csv"), drop("may/new.csv")
    parts = [path.rename(path.with_name(f"{path.name}.part")) for path in (old, new)]
    for path in [*inbox().glob("*-old"), parts[0], inbox() / "sheets"]:
        os.utime(path, (yesterday, yesterday))
    assert sorted(path.name for path in find_leftovers() if inbox() in path.parents) == [
        "old.csv.part", "preview-old", "proposal-old", "unpacking-old",
    ]  # fmt: skip


def wait_for_job() -> None:
    """Until the process has let go of its lock."""
    with (inbox() / "job.lock").open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)


def test_a_job_says_what_came_of_it_and_one_runs_at_a_time() -> None:
    assert (running_job(), read_result("preview"), read_asked("preview"), read_progress("preview")) == (
        "",
        None,
        None,
        [],
    )
    drop("a.csv", b"foo,bar\n1,2\n")
    assert start_job("preview", ["preview", str(exports_folder()), "--json"], of="these files")
    assert running_job() == "preview"
    assert not start_job("load", ["load", str(exports_folder())])
    wait_for_job()
    assert (running_job(), read_asked("preview")) == ("", "these files")
    result = read_result("preview")
    assert result is not None
    assert [file["verdict"] for file in result["files"]] == ["unknown"]
    forget_job("preview")
    assert (read_result("preview"), read_asked("preview")) == (None, None)


def test_a_job_that_fails_says_why_in_its_last_line() -> None:
    start_job("load", ["load", str(exports_folder())])
    wait_for_job()
    assert read_result("load") is None
    assert read_progress("load")[-1] == f"error: {exports_folder()}: no such file or folder"
