"""The way back shows the one record as it stands in the export, never its neighbours, and nothing a terminal obeys."""

import csv
import gzip
import io
import json
from datetime import datetime

import polars as pl
import pytest
import xlsxwriter
from typer.testing import CliRunner

from pipelines.__main__ import app
from pipelines.commands.status import read_rejected
from pipelines.mapping.load import BUILT_IN
from tests.pipelines.conftest import NOW, SCORES
from warehouse.config.errors import HiloError
from warehouse.config.home import originals
from warehouse.store.engine import open_engine
from warehouse.store.trace import Trace, trace_record, trace_row

JSON = SCORES.replace('"csv"', '"json"')
CSV = "id,day,score,text\n1,2026-08-01,5,x\n2,2026-08-01,4,y\n"
ONE, TWO = (f'{{"id": {n}, "day": "2026-08-01", "score": {n}, "text": "said by {n}"}}' for n in (1, 2))
CHAT = (BUILT_IN / "whatsapp_chat.toml").read_text(encoding="utf-8").replace('"whatsapp_chat"', '"chats"')


def record(number: object, **more: object) -> dict[str, object]:
    return {"id": str(number), "day": "2026-08-01", "score": 4, "text": f"said by {number}"} | more


def text_of(record_id: str) -> str | None:
    return trace_record(open_engine(), record_id).text


def placed(table: str) -> list[tuple[str, int, int]]:
    """What the rows of a table know of where they come from."""
    return (
        open_engine()
        .query(f"SELECT record_id, file_id, source_line FROM {table} ORDER BY source_line, record_id")
        .rows()
    )


def workbook() -> bytes:
    book = io.BytesIO()
    with xlsxwriter.Workbook(book) as sheets:
        sheet = sheets.add_worksheet()
        for number, row in enumerate(
            [("id", "day", "score", "text"), (1, "2026-08-01", 5, "x"), (2, "2026-08-01", 4, "y")]
        ):
            sheet.write_row(number, 0, row)
    return book.getvalue()


def parquet() -> bytes:
    table = io.BytesIO()
    pl.DataFrame({"id": [1, 2], "day": ["2026-08-01"] * 2, "score": [5, 4], "text": ["x", "y"]}).write_parquet(table)
    return table.getvalue()


def printed(*words: str) -> str:
    return CliRunner().invoke(app, list(words), catch_exceptions=False).stdout


@pytest.mark.parametrize(
    ("name", "content", "line", "text"),
    [
        ("a.csv", CSV, 3, "2,2026-08-01,4,y"),
        ("a.csv.gz", gzip.compress(CSV.encode()), 3, "2,2026-08-01,4,y"),
        ("a.csv", CSV.replace(",x", ',"one\ntwo"').encode("utf-16"), 4, "2,2026-08-01,4,y"),
        ("a.json", f"[{ONE}, {TWO}]", 1, TWO),
        ("a.json", f"{ONE}\n{TWO}\n", 2, TWO),
        ("a.json", gzip.compress(f"{ONE}{TWO}".encode()), 1, TWO),
        ("a.xlsx", workbook(), 3, None),
        ("a.parquet", parquet(), 2, None),
    ],
    ids=["csv", "csv packed", "csv in UTF-16, a row of two lines", "array on one line", "an object a line", "objects packed", "xlsx", "parquet"],
)  # fmt: skip
def test_a_row_leads_to_its_record_by_its_file_and_line(name, content, line, text, load, give):
    kind = name.split(".")[1]
    load(give(name, content), mapping=SCORES.replace('"csv"', f'"{kind}"'))
    row = placed("responses")[1]
    assert row == ("scores:2", 1, line)
    found = trace_row(open_engine(), *row)
    assert found == Trace(name, line, NOW, text, is_masked=False)
    assert trace_record(open_engine(), "scores:2") == found


def test_a_message_and_its_chat_lead_to_their_lines(load, give):
    chat = "[3/8/26, 10:00:00] Ana: hello, are you there?\n[3/8/26, 10:01:00] Eva: yes\n"
    load(give("WhatsApp Chat with Ana.txt", chat), mapping=CHAT, timezone="Europe/Madrid", date_order="dmy")
    engine = open_engine()
    hello, yes = chat.splitlines()
    assert [trace_row(engine, *row).text for row in placed("messages")] == [hello, yes]
    assert [trace_row(engine, *row).text for row in placed("interactions")] == [hello]


def test_a_row_is_shown_at_its_own_place_and_an_id_at_its_newest_export(load, give):
    load(give("old.csv", CSV))
    old = placed("responses")[0]
    load(give("new.csv", "id,day,score,text\n9,2026-08-02,3,z\n1,2026-08-02,1,worse\n"), now=datetime(2026, 9, 2, 6))
    engine = open_engine()
    assert (trace_row(engine, *old).file, trace_row(engine, *old).text) == ("old.csv", "1,2026-08-01,5,x")
    assert trace_record(engine, "scores:1") == Trace(
        "new.csv", 3, datetime(2026, 9, 2, 6), "1,2026-08-02,1,worse", False
    )


def test_an_id_that_two_tables_have_is_shown_at_the_newest_export(load, begin, give):
    begin(CSV)
    requests = (
        SCORES.split("[[record]]")[0]
        + """[[record]]
table = "survey_requests"
[record.columns]
record_id = "id"
requested_at = "day"
channel = { value = "email" }
"""
    )
    load(give("b.csv", "id,day,score\n2,2026-08-03,1\n"), mapping=requests)
    assert [trace_row(open_engine(), *row).file for row in (placed("responses")[1], *placed("survey_requests"))] == [
        "a.csv",
        "b.csv",
    ]
    assert trace_record(open_engine(), "scores:2").file == "b.csv"


def test_an_id_that_no_table_has_is_said_to_be_none(begin):
    begin(CSV)
    for unknown in ("scores:3", "1", "' OR true --", ""):
        with pytest.raises(HiloError, match=f"no record .*{unknown}.*; record ids are source:id"):
            trace_record(open_engine(), unknown)


def test_a_row_whose_file_the_version_does_not_know_has_no_export(begin):
    begin(CSV)
    with pytest.raises(HiloError, match="no file 7 is loaded in version 1: record 'scores:1' has no export"):
        trace_row(open_engine(), "scores:1", 7, 2)


def test_an_original_that_is_gone_is_named(begin, home):
    begin(CSV)
    [kept] = originals().iterdir()
    kept.unlink()
    with pytest.raises(HiloError, match=f"the original .*{kept.name} is missing; load the same export again"):
        trace_record(open_engine(), "scores:1")
    (home / "hilo.toml").write_text('personal_data = "masked"\n')
    assert trace_record(open_engine(), "scores:1") == Trace("a.csv", 2, NOW, None, is_masked=True)


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
        shown = text_of(f"scores:{number}")
        assert json.loads(shown)["text"] == f"said by {number}", shown


def test_a_record_that_nothing_tells_from_its_neighbour_is_not_shown(load, give):
    twins = [record(1, other="2"), record(2, other="1")]
    load(give("a.json", json.dumps(twins)), mapping=JSON)
    assert text_of("scores:1") is None
    assert "nothing tells the record from its neighbours" in printed("trace", "scores:1")


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_a_row_of_several_lines_is_shown_whole_and_its_neighbours_not(sign, load, give):
    rows = [["id", "day", "score", "text"], ["1", "2026-08-01", "5", 'a "b"\nsecond\n\nlast'], ["2", "2026-08-02", "4", '5" screen'], ["3", "2026-08-03", "4", "z"]]  # fmt: skip
    out = io.StringIO()
    csv.writer(out, delimiter=sign, lineterminator="\n").writerows(rows)
    load(give("a.csv", out.getvalue()))
    assert text_of("scores:1") == sign.join(["1", "2026-08-01", "5", '"a ""b""\nsecond\n\nlast"'])
    assert text_of("scores:3") == sign.join(["3", "2026-08-03", "4", "z"])
    assert text_of("scores:2").startswith(f"2{sign}") and "\n" not in text_of("scores:2")


def test_a_quote_inside_a_cell_opens_nothing(load, give):
    load(give("a.csv", 'id,day,score,text\n1,2026-08-01,5,5" screen\n2,2026-08-02,4,"x"\n'))
    assert text_of("scores:1") == '1,2026-08-01,5,5" screen'


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
