"""Files of one source are staged together: each keeps its lines, its reasons, its account, and its failure to itself."""

from collections import Counter

import pytest

from pipelines.stage import group
from tests.pipelines.conftest import SCORES
from warehouse.store.engine import open_engine

HEADER = "id,day,score,text\n"
# What a row may be: sound, no number, torn, longer than a line, damaged.
FILES = {
    "a.csv": HEADER + "1,2026-08-01,5,good\n2,2026-08-01,five,bad\n3,2026-08-02,4,\n",
    "b.csv": HEADER + '4,2026-08-01,5,"two\nlines"\n5,2026-08-01,4,after\n6,2026-08-01\n',
    "c.csv": (HEADER + "7,2026-08-01,2,ma\xf1ana\n8,2026-08-03,3,\n").encode("cp1252"),
    "d.csv": HEADER,
    "e.csv": HEADER + "1,2026-08-04,1,again\n9,2026-13-31,3,no day\n",
}
EQUAL_ROWS = SCORES.replace('record_id = "id"', 'record_id = { content = ["day", "text"] }')
SUMMED = SCORES.replace(
    '[record.columns]\nrecord_id = "id"\nanswered_at = "day"',
    'group_by = ["id"]\n[record.columns]\nrecord_id = "id"\nanswered_at = { min = "day" }',
).replace('score = "score"', 'score = { sum = "score" }')
WHOLE = SCORES.replace('score = "score"', 'score = { sql = "CAST(score AS DOUBLE)" }')


@pytest.fixture
def groups(monkeypatch) -> list[int]:
    """How many files each group has that is staged."""
    sizes, whole = [], group.stage_rows

    def stage(con, plans):
        sizes.append(len(plans))
        return whole(con, plans)

    monkeypatch.setattr(group, "stage_rows", stage)
    return sizes


def rows(sql: str) -> list[tuple]:
    return open_engine().query(sql).rows()


def test_rows_know_their_own_file_and_line(load, give, groups):
    load(
        give("a.csv", HEADER + "1,2026-08-01,5,x\n2,2026-08-01,five,\n"),
        give("b.csv", HEADER),
        give("c.csv", HEADER + "3,2026-08-01,4,y\n4,2026-08-01,six,\n"),
    )
    assert groups == [3]
    assert rows("SELECT record_id, name, source_line FROM responses JOIN files USING (file_id) ORDER BY 1") == [
        ("scores:1", "a.csv", 2), ("scores:3", "c.csv", 2),
    ]  # fmt: skip
    assert rows("SELECT name, source_line, raw FROM rejected_rows JOIN files USING (file_id) ORDER BY 1") == [
        ("a.csv", 3, "2,2026-08-01,five,"), ("c.csv", 3, "4,2026-08-01,six,"),
    ]  # fmt: skip
    assert rows("SELECT name, rows_read, rows_loaded, rows_rejected FROM files ORDER BY 1") == [
        ("a.csv", 2, 1, 1), ("b.csv", 0, 0, 0), ("c.csv", 2, 1, 1),
    ]  # fmt: skip


def test_files_whose_lines_are_no_rows_are_read_again_and_the_others_not(load, give, groups):
    load(*(give(name, text) for name, text in FILES.items() if name != "c.csv"))
    assert groups == [4, 3, 1]
    assert rows("SELECT record_id, name, source_line FROM responses JOIN files USING (file_id) ORDER BY 1") == [
        ("scores:1", "e.csv", 2), ("scores:3", "a.csv", 4), ("scores:4", "b.csv", 2), ("scores:5", "b.csv", 4), ("scores:6", "b.csv", 5),
    ]  # fmt: skip


def test_a_file_that_cannot_be_staged_is_refused_alone(load, give, groups):
    files = [give(f"{n}.csv", f"{HEADER}{n},2026-08-01,{score},x\n") for n, score in enumerate(["5", "five", "4"])]
    outcome = load(*files, mapping=WHOLE)
    assert groups == [3, 1, 1, 1]
    assert list(outcome.refused) == [str(files[1])]
    assert outcome.refused[str(files[1])].startswith(
        f"{files[1]}: the file cannot be read as scores: Could not convert"
    )
    assert rows("SELECT record_id, source_line FROM responses ORDER BY 1") == [("scores:0", 2), ("scores:2", 2)]


def test_equal_rows_are_counted_and_rows_grouped_within_their_file(load, give, groups):
    text = HEADER + "1,2026-08-01,1,x\n1,2026-08-01,1,x\n"
    first, second = give("a.csv", text), give("b.csv", text + "2,2026-08-01,5,y\n")
    load(first, second, mapping=EQUAL_ROWS)
    assert rows("SELECT count(*), count(DISTINCT record_id) FROM responses") == [(3, 3)]
    assert rows("SELECT name, rows_loaded, rows_skipped FROM files ORDER BY 1") == [("a.csv", 0, 2), ("b.csv", 3, 0)]
    load(first, second, mapping=SUMMED)
    assert groups == [2, 2]
    assert rows("SELECT record_id, score FROM responses WHERE record_id IN ('scores:1', 'scores:2') ORDER BY 1") == [
        ("scores:1", 2.0), ("scores:2", 5.0),
    ]  # fmt: skip


def test_files_of_another_clock_stay_apart(load, give, groups):
    load(
        give("a.csv", HEADER + "1,31/08/2026,5,x\n"),
        give("b.csv", HEADER + "2,08/31/2026,4,y\n"),
        give("c.csv", HEADER + "3,30/08/2026,4,y\n"),
    )
    assert groups == [2, 1]
    assert rows("SELECT record_id, strftime(answered_at, '%d') FROM responses ORDER BY 1") == [
        ("scores:1", "31"), ("scores:2", "31"), ("scores:3", "30"),
    ]  # fmt: skip


def test_patches_are_applied_file_after_file(load, give, groups):
    keyed = SCORES + 'customer_id = "id"\n'
    patch = keyed.replace('table = "responses"', 'table = "responses"\npatch = true')
    load(give("a.csv", HEADER + "1,2026-08-01,5,\n"), mapping=keyed)
    load(give("b.csv", HEADER + "1,2026-08-01,,said\n"), give("c.csv", HEADER + "1,2026-08-01,3,\n"), mapping=patch)
    assert groups == [1, 1, 1]
    assert rows("SELECT record_id, score, comment FROM responses") == [("scores:1", 3.0, "said")]


@pytest.mark.parametrize("mapping", [SCORES, EQUAL_ROWS, SUMMED, WHOLE], ids=["plain", "equal", "summed", "failing"])
def test_together_they_are_what_each_is_alone(load, give, monkeypatch, tmp_path, mapping):
    files = [give(name, text) for name, text in FILES.items()]
    found = []
    for most in (1, 100):
        monkeypatch.setenv("HILO_HOME", str(tmp_path / f"home of {most}"))
        monkeypatch.setattr(group, "MOST_FILES", most)
        outcome = load(*files, mapping=mapping)
        tables = ("responses", "rejected_rows", "skipped_rows", "files")
        found.append([outcome.refused, *(Counter(map(str, rows(f"FROM {table}"))) for table in tables)])
    assert found[0] == found[1]
    assert found[0][1]
