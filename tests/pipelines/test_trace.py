"""trace prints the one record as it stands in the export, never its neighbours, and nothing a terminal obeys."""

import csv
import io
import json

import pytest
from typer.testing import CliRunner

from pipelines.__main__ import app
from pipelines.commands.status import read_rejected, trace_record
from tests.pipelines.conftest import SCORES

JSON = SCORES.replace('"csv"', '"json"')


def record(number: object, **more: object) -> dict[str, object]:
    return {"id": str(number), "day": "2026-08-01", "score": 4, "text": f"said by {number}"} | more


def printed(*words: str) -> str:
    return CliRunner().invoke(app, list(words), catch_exceptions=False).stdout


@pytest.mark.parametrize(
    ("text", "records"),
    [
        (json.dumps([record(n) for n in (1, 2, 11)]), None),
        (json.dumps({"count": 2, "items": [record(1), record(2), record(11)], "next_page": None}), "items"),
        (json.dumps({"status": "ok", "items": [record(2, who={"id": "1"}), record(1), record(11)]}), "items"),
        (json.dumps({"items": [record(1), record(2), record(11)], "count": 1}, indent=1), "items"),
        ("\n".join(json.dumps(record(n, parts=[{"id": "1"}, {"id": "2"}], a=1, b=2)) for n in (1, 2, 11)), None),
        ("".join(json.dumps(record(n)) for n in (1, 2, 11)), None),
        ("\ufeff[" + ",\n".join(json.dumps(record(n), indent=2) for n in (1, 2, 11)) + "]", None),
    ],
)  # fmt: skip
def test_a_json_record_is_shown_whole_and_alone(text, records, load, give):
    mapping = JSON.replace('format = "json"', f'format = "json"\nrecords = "{records}"') if records else JSON
    assert load(give("a.json", text), mapping=mapping).refused == {}
    for number in ("1", "2", "11"):
        shown = trace_record(f"scores:{number}")["text"]
        assert json.loads(shown)["text"] == f"said by {number}", shown


def test_a_record_that_nothing_tells_from_its_neighbour_is_not_shown(load, give):
    twins = [record(1, other="2"), record(2, other="1")]
    load(give("a.json", json.dumps(twins)), mapping=JSON)
    assert trace_record("scores:1")["text"] is None
    assert "nothing tells the record from its neighbours" in printed("trace", "scores:1")


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_a_row_of_several_lines_is_shown_whole_and_its_neighbours_not(sign, load, give):
    rows = [["id", "day", "score", "text"], ["1", "2026-08-01", "5", 'a "b"\nsecond\n\nlast'], ["2", "2026-08-02", "4", '5" screen'], ["3", "2026-08-03", "4", "z"]]  # fmt: skip
    out = io.StringIO()
    csv.writer(out, delimiter=sign, lineterminator="\n").writerows(rows)
    load(give("a.csv", out.getvalue()))
    assert trace_record("scores:1")["text"] == sign.join(["1", "2026-08-01", "5", '"a ""b""\nsecond\n\nlast"'])
    assert trace_record("scores:3")["text"] == sign.join(["3", "2026-08-03", "4", "z"])
    assert trace_record("scores:2")["text"].startswith(f"2{sign}") and "\n" not in trace_record("scores:2")["text"]


def test_a_quote_inside_a_cell_opens_nothing(load, give):
    load(give("a.csv", 'id,day,score,text\n1,2026-08-01,5,5" screen\n2,2026-08-02,4,"x"\n'))
    assert trace_record("scores:1")["text"] == '1,2026-08-01,5,5" screen'


def test_what_a_terminal_would_obey_is_shown(load, give):
    load(give("a.csv", "id,day,score,text\n1,2026-08-01,5,\x1b[2J\x1b]0;title\x07red\u202e\x9b31m\n"))
    said = printed("trace", "scores:1")
    assert "\\x1b[2J\\x1b]0;title\\x07red\\u202e\\x9b31m" in said
    assert not [sign for sign in said if ord(sign) < 32 and sign != "\n"]


def test_where_personal_data_are_masked_only_the_place_is_told(load, give, home):
    load(give("a.csv", "id,day,score,text\n1,2026-08-01,5,secret words\n2,nonsense,5,secret row\n"))
    (home / "hilo.toml").write_text('personal_data = "masked"\n')
    said = printed("trace", "scores:1")
    assert "a.csv, line 2" in said and "masked" in said and "secret" not in said
    row = read_rejected(None)[0]
    assert (row["line"], row["column"], row["value"], row["row"], row["record_id"]) == (3, "day", None, None, None)
    assert "nonsense" not in printed("rejected") + printed("rejected", "--format", "json")


def test_rejected_rows_are_inert_in_a_spreadsheet_and_a_terminal(load, give):
    load(give("a.csv", "id,day,score,text\n=1+1,=cmd(),5,\x1b[2Jx\n-5,-7,5,x\n"))
    rows = list(csv.DictReader(io.StringIO(printed("rejected"))))
    assert [row["value"] for row in rows] == ["'=cmd()", "-7"]
    assert [row["row"] for row in rows] == ["'=1+1,=cmd(),5,\\x1b[2Jx", "'-5,-7,5,x"]
