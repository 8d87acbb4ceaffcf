"""A little of each campaign of `python -m tests.attack`; the whole of it is run by hand."""

from pathlib import Path
from random import Random

import duckdb
import pytest

from tests.attack import fuzz, hostile_files, kills
from tests.attack.__main__ import CAMPAIGNS
from tests.attack.child import Ended
from tests.attack.company import STEPS, Content
from tests.attack.exports import table_group
from tests.attack.hostile import Hostile

# One of every kind: bytes, depth, numbers, bombs, names, what is no file. All 143 are run by the command.
OF_EVERY_KIND = [
    "hostile-torn-quote.csv", "hostile-long-field.csv", "hostile-late-bad-byte.csv", "hostile-deep-record.jsonl",
    "hostile-surrogate.jsonl", "hostile-far-cell.xlsx", "hostile-false-sum.csv.gz", "a name that is no UTF-8",
    "a pipe in the folder",
]  # fmt: skip


def quiet(line: str) -> None:
    return None


def test_a_killed_command_leaves_the_version_before_or_after_and_nothing_else() -> None:
    assert kills.run(2, 1, quiet, steps=2).failures == []


def test_changed_exports_are_accounted_for_or_refused_in_a_line() -> None:
    assert fuzz.run(25, 1, quiet).failures == []


@pytest.mark.parametrize("name", OF_EVERY_KIND)
def test_a_hostile_file_costs_itself_alone(name: str, tmp_path: Path) -> None:
    (one,) = [hostile for hostile in hostile_files.HOSTILE if hostile.name == name]
    assert hostile_files.load_hostile(tmp_path, one, Random(1)) is None


def test_a_campaign_says_what_it_finds(tmp_path: Path) -> None:
    """The campaigns can fail: a sound record that is not there, words for the terminal, a status that is none."""
    harmless = Hostile(
        "hostile", lambda folder, random: (folder / "hostile.csv").write_bytes(b"a,b\n1,2\n") and None, ("t1",)
    )
    assert hostile_files.load_hostile(tmp_path, harmless, Random(1)) == "lost beside the harm: t1"
    assert Ended(1, "", "Traceback (most recent call last)\nKeyError: 1").trouble() == "stack trace: KeyError: 1"
    assert Ended(None, "", "").trouble() == "did not end in time"
    assert Ended(-11, "", "").trouble() == "ended by signal 11"
    assert Ended(1, "", "refused: x: it is incident 20260101-000000-ab in …").trouble()


def test_a_version_that_is_neither_before_nor_after_is_found(tmp_path: Path) -> None:
    before, after = Content({}, [], []), Content({"orders": ["1"]}, ["merge"], [])
    one = kills.Known(STEPS[0], tmp_path, before, after, set(), 1.0, 1)
    home = tmp_path / "home"
    (home / "published").mkdir(parents=True)
    assert kills.judge_content(home, one) == (before, [])
    with duckdb.connect(str(home / "published" / "hilo-1.duckdb")) as con:
        con.execute("CREATE TABLE files (rows_read INT, rows_loaded INT, rows_rejected INT, rows_skipped INT)")
        con.execute("CREATE TABLE orders AS SELECT 2 AS n")
    (home / "published" / "CURRENT").write_text("1")
    assert kills.judge_content(home, one)[1] == [
        "tables are neither those before nor those after", "the version rests on decisions that are not there"
    ]  # fmt: skip
    (home / "published" / "CURRENT").write_text("2")
    assert kills.judge_content(home, one)[1][0].startswith("cannot be opened: ")


def test_a_case_is_the_same_whenever_it_is_run() -> None:
    group = table_group()
    assert [fuzz.make_case(group, 5, n) for n in range(40)] == [fuzz.make_case(group, 5, n) for n in range(40)]
    assert len({content for _, content in (fuzz.make_case(group, 5, n) for n in range(40))}) > 35


def test_every_hostile_file_has_a_name_of_its_own_and_every_campaign_a_module() -> None:
    names = [one.name for one in hostile_files.HOSTILE]
    assert len(names) == len(set(names)) == 143
    assert set(CAMPAIGNS) == {"kill", "fuzz", "mapping", "address", "hostile"}
