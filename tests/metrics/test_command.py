"""python -m metrics: columns, formats, exit status and one-line errors."""

import json
import sys
from pathlib import Path

import duckdb
import pytest

from metrics.__main__ import main
from metrics.catalogue import METRICS
from metrics.catalogue.composites import COMPOSITES
from metrics.rollups import build_rollups
from tests.metrics.conftest import DATA_UNTIL, Row, fill_table
from warehouse.config.settings import Settings
from warehouse.schema import SCHEMA
from warehouse.store.versions import copy_current, next_version, publish_version

SCORES: list[Row] = [
    {"metric": "csat", "scale": "1-10", "score": score, "top_box_min": 9, "channel": channel}
    for channel, score in (("phone", 9), ("phone", 10), ("phone", 1), ("email", 9), (None, 2))
]
HEAD = "value,n,low,high,unit,note"


class Outcome:
    """What the command printed, and its status."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out.splitlines(), err.splitlines()


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """run("show", "csat", …) on a published warehouse with five scores."""
    monkeypatch.setenv("HILO_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("HILO_TIMEZONE", raising=False)
    version, path = next_version()
    copy_current(path)
    con = duckdb.connect(str(path))
    con.execute(SCHEMA)
    fill_table(con, tmp_path, "responses", SCORES)
    facts = {"timezone": "UTC", "data_until": DATA_UNTIL}
    facts["rollup_fingerprint"] = build_rollups(con, Settings(), facts)
    con.executemany("INSERT INTO version_facts VALUES (?, ?)", list(facts.items()))
    con.close()
    publish_version(version, path, keep=1)

    def command(*words: str) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["metrics", *words])
        with pytest.raises(SystemExit) as stop:
            main()
        captured = capsys.readouterr()
        return Outcome(int(stop.value.code or 0), captured.out, captured.err)

    return command


def test_list_names_every_metric(run) -> None:
    done = run("list")
    assert done.status == 0
    assert [line.split()[0] for line in done.out] == [*METRICS, *COMPOSITES]


def test_csv_has_dimensions_then_the_fixed_columns_and_empty_for_null(run) -> None:
    done = run("show", "csat_mean", "--by", "channel", "--format", "csv")
    asked = "response rate: not known, no export lists who was asked (answers 5)"
    assert (done.status, done.err) == (0, ["reporting zone: UTC", asked])
    assert done.out == [
        f"channel,{HEAD}",
        "email,,1,,,score,withheld",
        "phone,,3,,,score,withheld",
        ",,1,,,score,withheld",
    ]


def test_numbers_are_printed_in_full(run) -> None:
    whole = run("show", "csat", "--format", "json")
    (row,) = json.loads("\n".join(whole.out))
    assert (row["value"], row["n"], row["unit"], row["note"]) == (60.0, 5, "percent", None)
    assert len(str(row["low"])) > 10
    assert list(row) == HEAD.split(",")


def test_a_count_is_whole_in_every_format(run) -> None:
    assert run("show", "persons", "--by", "channel", "--format", "csv").out == [
        f"channel,{HEAD}", "email,1,1,,,persons,", "phone,3,3,,,persons,", ",1,1,,,persons,"
    ]  # fmt: skip
    (row,) = json.loads("\n".join(run("show", "persons", "--format", "json").out))
    assert (row["value"], type(row["value"])) == (5, int)


def test_numbers_over_persons_come_with_coverage_and_match_rate(run, tmp_path: Path) -> None:
    con = duckdb.connect(str(next((tmp_path / "home").rglob("*.duckdb"))))
    contacts: list[Row] = [{"is_person_matched": n < 3} for n in range(6)] + [{"is_person_known": False}] * 2
    fill_table(con, tmp_path, "interactions", contacts)
    fill_table(con, tmp_path, "matters", [{}] * 5)
    con.close()
    said = "identity: 75.0% of contacts tied to a person (n = 8), 50.0% of them known from another source too"
    assert run("show", "ocr").err == ["reporting zone: UTC", said]
    assert run("show", "ocr", "--where", "path=").err == ["reporting zone: UTC", said]
    assert run("show", "handle").err == ["reporting zone: UTC"]


@pytest.mark.parametrize("name", ["churn", "churn_inactivity"])
def test_churn_by_month_needs_no_first_day_and_in_all_it_does(run, name: str) -> None:
    by_month, whole = (run("show", name, *by, "--format", "csv") for by in (("--by", "month"), ()))
    assert (by_month.status, by_month.out, by_month.err) == (0, [f"month,{HEAD}"], ["reporting zone: UTC"])
    assert (whole.status, whole.err[1].split(":")[:2]) == (1, [name, " no period"])


def test_a_name_of_before_gives_the_metric_of_today_and_says_so(run) -> None:
    before, today = run("show", "repeat_rate", "--format", "csv"), run("show", "repeat_contact_rate", "--format", "csv")
    assert (before.status, before.out) == (today.status, today.out)
    assert before.err == ["repeat_rate is called repeat_contact_rate now; the old name will go", *today.err]


def test_a_table_is_aligned(run) -> None:
    assert run("show", "persons").out == ["value  n  low  high  note", "5      5"]


def test_a_refused_metric_says_why_and_ends_with_1(run) -> None:
    done = run("show", "nps", "--format", "csv")
    assert (done.status, done.out) == (1, [HEAD, ",0,,,points,refused"])
    assert done.err == ["reporting zone: UTC", "nps: refused: the answers are on 1-10; NPS needs a 0-10 scale"]


def test_an_unknown_value_gives_an_empty_result_and_names_the_known_ones(run) -> None:
    done = run("show", "csat", "--where", "channel=fax", "--format", "csv")
    assert (done.status, done.out) == (0, [HEAD, ",0,,,percent,"])
    assert done.err[0] == "--where: no record has channel 'fax'; known: email, phone"


def test_where_takes_several_values_and_empty_means_unknown(run) -> None:
    done = run("show", "persons", "--where", "channel=email,", "--where", "scale=1-10", "--format", "csv")
    assert done.status == 2
    assert done.err == ["error: persons has no dimension scale: interactions have none"]
    assert run("show", "csat_mean", "--where", "channel=email,", "--format", "csv").out[1] == ",2,,,score,withheld"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("show", "npz"), "no metric 'npz'; did you mean nps?"),
        (("show", "nps", "--by", "segmet"), "no dimension 'segmet'; did you mean segment?"),
        (("show", "nps", "--from", "May"), "--from: 'May' is no day; expected YYYY-MM-DD"),
        (("show", "nps", "--where", "phone"), "--where: 'phone' has no =; expected DIM=VALUE, for example channel=phone"),
        (("show", "nps", "--from", "2021-02-01", "--to", "2021-01-01"), "the period from 2021-02-01 to 2021-01-01 is empty: the end is exclusive"),
        (("show",), "Missing argument 'name'."),
    ],
)  # fmt: skip
def test_wrong_use_is_one_line_and_status_2(run, words: tuple[str, ...], message: str) -> None:
    done = run(*words)
    assert (done.status, done.out, done.err) == (2, [], [f"error: {message}"])


def test_without_a_warehouse_the_way_out_is_named(run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HILO_HOME", str(tmp_path / "elsewhere"))
    done = run("show", "nps")
    assert (done.status, len(done.err)) == (1, 1)
    assert "python -m pipelines load PATH" in done.err[0]
