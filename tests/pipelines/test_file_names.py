"""Names are names: no pattern, no ending that is believed, no name that is passed over in silence or that tears a line."""

import gzip
import json
import os
import socket
from pathlib import Path

import polars as pl
import pytest

from metrics.rollups import build_rollups
from pipelines.commands.load import print_accounts, print_json
from pipelines.gather import find_exports
from pipelines.load import load_exports
from tests.pipelines.conftest import NOW, SCORES
from warehouse.config.errors import HiloError
from warehouse.config.settings import load_settings
from warehouse.printable import one_line
from warehouse.store.engine import open_engine


def export(number: int) -> str:
    return f"id,day,score,text\n{number},2026-08-01,5,x\n"


def ids() -> list[str]:
    return open_engine().query("SELECT record_id FROM responses ORDER BY 1").to_series().to_list()


NAMES = ["*.csv", "[1].csv", "a?.csv", "{a,b}.csv", "a.csv", "b.csv", "'; DROP.csv", "$x`y`.csv", "a\nb\x1b[2J.csv", "a.csv.gz", "a.zst",
         "s3:..csv", "a.parquet", "a.json", "-x.csv", "ñ\u202egnp.csv", "a.csv?versionId=1", "x" * 250]  # fmt: skip


def test_every_file_of_a_folder_is_read_once_whatever_its_name(home, give, capsys):
    for number, name in enumerate(NAMES):
        give(f"in/{name}", export(number))
    folder = give("in/scores.mapping.toml", SCORES).parent
    outcome = load_exports([folder], load_settings(), build_rollups, now=NOW)
    assert outcome.refused == {}
    assert ids() == sorted(f"scores:{number}" for number in range(len(NAMES)))
    assert all(account.rows_read == 1 for _, account in outcome.accounts.values())
    print_accounts(outcome)
    printed = capsys.readouterr().out
    assert len(printed.splitlines()) == len(NAMES) + 1
    assert "\x1b" not in printed
    assert "\u202e" not in printed
    assert "a\\nb\\x1b[2J.csv: scores: 1 rows read" in printed


def test_a_parquet_file_named_as_a_pattern_is_read_once(home, give):
    for number, name in enumerate(["*.parquet", "b.parquet", "c[1].csv"]):
        pl.DataFrame({"id": [number], "day": ["2026-08-03"], "score": [1], "text": ["b"]}).write_parquet(
            give(f"in/{name}", b"")
        )
    folder = give("in/scores.mapping.toml", SCORES.replace('"csv"', '"parquet"')).parent
    outcome = load_exports([folder], load_settings(), build_rollups, now=NOW)
    assert [account.rows_read for _, account in outcome.accounts.values()] == [1, 1, 1]
    assert ids() == ["scores:0", "scores:1", "scores:2"]


def test_what_is_in_a_folder_and_no_file_is_named(home, give, tmp_path, capsys, monkeypatch):
    folder = give("in/good.csv", export(1)).parent
    give("in/scores.mapping.toml", SCORES)
    (folder / "gone.csv").symlink_to(tmp_path / "nowhere")
    (folder / "circle.csv").symlink_to(folder / "circle.csv")
    (folder / "up").symlink_to(folder)
    os.mkfifo(folder / "pipe.csv")
    plug = socket.socket(socket.AF_UNIX)
    monkeypatch.chdir(folder)
    plug.bind("plug")
    plug.close()
    (folder / "device.csv").symlink_to("/dev/zero")
    Path(os.fsdecode(os.fsencode(folder) + b"/se\xf1al.csv")).write_text(export(2))
    outcome = load_exports([folder], load_settings(), build_rollups, now=NOW)
    said = {Path(name).name: line.split(": ", 1)[1] for name, line in outcome.refused.items()}
    no_file = "no file but a pipe, a socket or a device; export into a file and give that"
    assert said == {
        "gone.csv": "a link that leads nowhere; give the file itself",
        "circle.csv": "a link that leads nowhere; give the file itself",
        "up": "a link to a folder, which is not followed; give the folder itself",
        "pipe.csv": no_file,
        "plug": no_file,
        "device.csv": no_file,
        "se\\xf1al.csv": "its name is no UTF-8; rename it",
    }
    assert ids() == ["scores:1"]
    print_json(outcome)
    assert set(json.loads(capsys.readouterr().out)["refused"]) == set(outcome.refused)


def test_each_of_them_named_by_itself_is_refused_too(home, give, load):
    folder = give("in/good.csv", export(1)).parent
    os.mkfifo(folder / "pipe.csv")
    (folder / "gone.csv").symlink_to(folder / "nowhere")
    outcome = load(folder / "pipe.csv", folder / "gone.csv", folder / "good.csv", folder / ".." / "in" / "good.csv")
    assert list(outcome.refused) == [str(folder / "pipe.csv"), str(folder / "gone.csv")]
    assert ids() == ["scores:1"]
    assert len(outcome.unchanged) == 1


def test_a_folder_that_cannot_be_opened_is_named(give, monkeypatch):
    folder = give("in/good.csv", export(1)).parent
    give("in/closed/b.csv", export(2))
    scan = os.scandir

    def refuse(path):
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr("os.scandir", refuse)  # the tests may run as root, who opens everything
    files, refused = find_exports([folder])
    assert files == [folder / "good.csv"]
    (line,) = refused.values()
    assert (
        line
        == f"{folder / 'closed'}: the folder cannot be opened (Permission denied); give yourself the right to (chmod u+rx), or copy it"
    )


def test_a_file_that_may_not_be_read_is_named(load, give, monkeypatch):
    closed, whole = give("closed.csv", export(2)), Path.open

    def refuse(path, *others, **named):
        if path == closed:
            raise PermissionError(13, "Permission denied", str(path))
        return whole(path, *others, **named)

    monkeypatch.setattr(Path, "open", refuse)
    outcome = load(closed, give("good.csv", export(1)))
    assert outcome.refused == {
        str(closed): f"{closed}: it may not be read; give yourself the right to (chmod u+r), or copy it"
    }
    assert ids() == ["scores:1"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv.gz", export(1).encode()),
        ("a.csv.zst", export(1).encode()),
        ("a.csv", gzip.compress(export(1).encode(), mtime=0)),
    ],
)
def test_an_ending_is_not_believed(load, give, name, content):
    assert load(give(name, content)).refused == {}
    assert ids() == ["scores:1"]


def test_a_path_that_is_not_there_is_a_mistake_of_the_command(tmp_path):
    with pytest.raises(HiloError, match="no such file or folder"):
        find_exports([tmp_path / "nowhere.csv"])
    with pytest.raises(HiloError, match="no such file or folder"):
        find_exports([tmp_path / ("x" * 5000)])


@pytest.mark.parametrize(
    "mark", ["\n", "\r", "\x1b", "\0", "\x85", "\u2028", "\u202e", "\u2066", "\udcf1", "\x7f", "\x9b"]
)
def test_no_character_of_a_name_moves_the_cursor(mark):
    printed = one_line(f"a{mark}b")
    assert mark not in printed
    assert printed.isprintable()
    assert one_line("señal 注文 — a") == "señal 注文 — a"
