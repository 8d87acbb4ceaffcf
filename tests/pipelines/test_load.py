"""The load's promises: twice is once, newer replaces older, counts add up, a failure leaves everything as it was."""

import os
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest

from metrics.rollups import build_rollups
from pipelines.gather import find_exports, gather_sources
from pipelines.load import load_exports
from tests.pipelines.conftest import NOW, SCORES
from warehouse.config.errors import HiloError, NoWarehouse
from warehouse.config.settings import load_settings
from warehouse.store.engine import open_engine
from warehouse.store.versions import current_version, list_versions, one_writer, published, switch_to

PROJECT = Path(__file__).parents[2]


def stored() -> list[tuple]:
    return list(open_engine().query("SELECT record_id, score, comment FROM responses ORDER BY record_id").iter_rows())


def test_the_same_file_twice_changes_nothing(load, give):
    export = give("a.csv", "id,day,score,text\n1,2026-08-01,5,good\n")
    assert load(export).version == 1
    again = load(export)
    assert (again.version, again.unchanged) == (None, [str(export)])
    assert (current_version(), stored()) == (1, [("scores:1", 5.0, "good")])


def test_a_newer_export_updates_its_records_and_keeps_the_others(load, give):
    load(give("a.csv", "id,day,score,text\n1,2026-08-01,5,good\n2,2026-08-01,4,\n"))
    load(give("b.csv", "id,day,score,text\n2,2026-08-01,1,changed\n3,2026-08-02,3,new\n"))
    assert stored() == [("scores:1", 5.0, "good"), ("scores:2", 1.0, "changed"), ("scores:3", 3.0, "new")]


def test_an_older_state_of_a_record_does_not_replace_a_newer_one(load, give):
    mapping = SCORES + 'updated_at = "changed"\n'
    load(give("new.csv", "id,day,score,text,changed\n1,2026-08-01,5,new,2026-08-09\n"), mapping=mapping)
    outcome = load(give("old.csv", "id,day,score,text,changed\n1,2026-08-01,1,old,2026-08-02\n"), mapping=mapping)
    (account,) = (account for _, account in outcome.accounts.values())
    assert stored() == [("scores:1", 5.0, "new")]
    assert account.skips == {"a newer export of the same record is loaded": (1, 2)}


def test_every_row_is_loaded_rejected_with_column_value_and_reason_or_skipped(load, give):
    mapping = SCORES + """[[skip]]\nreason = "a total"\nsql = '''"id" = 'Total''''\n"""
    outcome = load(
        give(
            "a.csv",
            "id,day,score,text\n1,2026-08-01,5,good\n2,2026-08-01,12,\n3,yesterday,five,\n4,\nTotal,,,\n",
        ),
        mapping=mapping,
    )
    (account,) = (account for _, account in outcome.accounts.values())
    assert (account.rows_read, account.rows_loaded, account.rows_rejected, account.rows_skipped) == (5, 1, 3, 1)
    assert account.records == 1
    reasons = open_engine().query(
        "SELECT source_line, r.column_name, r.value, r.reason, raw FROM (SELECT *, unnest(reasons) AS r FROM rejected_rows) "
        "ORDER BY source_line, r.column_name"
    )
    assert list(reasons.iter_rows()) == [
        (3, "score", "12.0", "breaks the rule score_on_its_scale", "2,2026-08-01,12,"),
        (4, "day", "yesterday", "not a date or time in a known form", "3,yesterday,five,"),
        (4, "score", "five", "not a number", "3,yesterday,five,"),
        (5, "", None, "2 cells where the header has 4", "4,"),
    ]


def test_a_rejected_record_is_settled_when_a_later_export_brings_it_right(load, give):
    load(give("a.csv", "id,day,score,text\n1,2026-08-01,nine,\n"))
    load(give("b.csv", "id,day,score,text\n1,2026-08-01,4,\n"))
    assert open_engine().query("SELECT record_id, superseded_by FROM rejected_rows").rows() == [("scores:1", 2)]


def test_a_refused_file_is_left_out_whole_and_the_others_load(load, give):
    outcome = load(
        give("good.csv", "id,day,score,text\n1,2026-08-01,5,\n"),
        give("bad.csv", "id;when\n1;2\n"),
        give("empty.csv", ""),
    )
    assert list(outcome.accounts) == [str(give("good.csv", "id,day,score,text\n1,2026-08-01,5,\n"))]
    messages = sorted(message.split(": ", 1)[1] for message in outcome.refused.values())
    assert messages == [
        "the file is empty; export it again",
        "the file lacks day, score; it has the columns 'id', 'when'",
    ]


def test_a_failed_critical_expectation_publishes_nothing(load, begin, give, monkeypatch):
    begin("id,day,score,text\n1,2026-08-01,5,\n")
    monkeypatch.setattr("pipelines.publish.count_records", lambda con: {"responses": 1000})
    with pytest.raises(HiloError, match="nothing is published: responses: rows_kept is broken"):
        load(give("b.csv", "id,day,score,text\n2,2026-08-01,5,\n"))
    assert (current_version(), stored(), list(published().glob("building-*"))) == (1, [("scores:1", 5.0, None)], [])


def test_a_killed_load_leaves_the_published_version_and_the_next_one_cleans_up(load, begin, give, home):
    begin("id,day,score,text\n1,2026-08-01,5,\n")
    rows = "\n".join(f"{n},2026-08-02,{n % 5 + 1},x" for n in range(200_000))
    big, mapping = give("big.csv", f"id,day,score,text\n{rows}\n"), give("mapping.toml", SCORES)
    command = [sys.executable, "-m", "pipelines", "load", str(big), "--mapping", str(mapping)]
    process = subprocess.Popen(
        command, cwd=PROJECT, env=os.environ | {"HILO_HOME": str(home)}, stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 60
    while not list(published().glob("building-*")) and process.poll() is None and time.monotonic() < deadline:
        pass
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert (current_version(), stored()) == (1, [("scores:1", 5.0, None)])
    assert load(big).version == 2
    assert open_engine().query("SELECT count(*) FROM responses").item() == 200_000
    assert list(published().glob("building-*")) == []


def test_readers_go_on_during_a_load_and_see_the_new_version_after_it(load, begin, give):
    begin("id,day,score,text\n1,2026-08-01,5,\n")
    reader = open_engine()
    load(give("b.csv", "id,day,score,text\n2,2026-08-01,1,\n"))
    assert reader.query("SELECT count(*) FROM responses").item() == 1
    assert open_engine().query("SELECT count(*) FROM responses").item() == 2
    reader.close()


def test_a_reader_can_neither_write_nor_reach_files(begin):
    begin("id,day,score,text\n1,2026-08-01,5,\n")
    engine = open_engine()
    for statement in (
        "DELETE FROM responses",
        "SELECT * FROM read_text('/etc/hostname')",
        "COPY responses TO '/tmp/x.csv'",
    ):
        with pytest.raises(Exception, match=r"(?i)read-only|disabled|view|not an table|permission|base table"):
            engine.query(statement)


def test_two_loads_at_once_are_refused_by_name(load, give):
    with one_writer(), pytest.raises(HiloError, match="another load is running"):
        load(give("a.csv", "id,day,score,text\n1,2026-08-01,5,\n"))


def test_going_back_to_an_earlier_version_brings_its_data_back(load, give):
    for number in range(1, 6):
        load(
            give(f"{number}.csv", f"id,day,score,text\n{number},2026-08-0{number},5,\n"), now=datetime(2026, 9, number)
        )
    assert list_versions() == [3, 4, 5]
    switch_to(3)
    assert open_engine().query("SELECT count(*) FROM responses").item() == 3
    with pytest.raises(NoWarehouse, match="version 1 is not kept; kept versions: 3, 4, 5"):
        switch_to(1)


def test_without_a_load_the_error_says_what_to_do(home):
    with pytest.raises(NoWarehouse, match="load exports with: python -m pipelines load PATH"):
        open_engine()


def test_a_rejected_row_is_settled_within_its_load_by_the_same_kind_of_export_only(load, give):
    row, right = "id,day,score,text\n1,2026-08-01,nine,\n", "id,day,score,text\n1,2026-08-01,4,\n"
    beside = SCORES.replace('"scores"', '"beside"\nsource = "scores"', 1).replace(
        '"id", "day"', '"other id", "id", "day"'
    )
    give("folder/beside.mapping.toml", beside)
    give("folder/scores.mapping.toml", SCORES.replace('"score"]', '"score"]\nabsent = ["other id"]'))
    folder = give("folder/a.csv", row).parent
    give("folder/b.csv", "other id," + right.replace("\n1", "\n,1"))
    load_exports([folder], load_settings(), build_rollups, now=NOW)
    settled = "SELECT superseded_by FROM rejected_rows ORDER BY file_id"
    assert open_engine().query(settled).rows() == [(None,)]
    give("folder/c.csv", row.replace("nine", "ten"))
    give("folder/d.csv", right + "2,2026-08-01,4,\n")
    load_exports([folder], load_settings(), build_rollups, now=NOW)
    assert open_engine().query(settled).rows() == [(4,), (4,)]


def test_a_folder_gives_neither_what_is_hidden_in_it_nor_hilos_own_files(home, give, monkeypatch):
    folder = give("folder/sub/a.csv", "id,day,score,text\n1,2026-08-01,5,\n").parents[1]
    for name in (".git/b.csv", "sub/.cache/deep/c.csv", ".d.csv", "hilo/originals/e.csv", "notes.md"):
        give(f"folder/{name}", "id,day,score,text\n2,2026-08-01,5,\n")
    give("folder/.git/broken.mapping.toml", "name =")
    monkeypatch.setenv("HILO_HOME", str(folder / "hilo"))
    assert find_exports([folder]) == ([folder / "sub" / "a.csv"], {})
    assert gather_sources([folder], None, print).named is None


def test_a_version_knows_the_first_and_the_last_time_of_its_data(load, give):
    load(give("a.csv", "id,day,score,text\n1,2026-08-05,5,good\n2,2026-08-03,4,\n3,2026-08-04,4,\n"))
    facts = open_engine().facts
    assert (facts["data_from"], facts["data_until"]) == ("2026-08-03T00:00:00", "2026-08-05T00:00:00")
