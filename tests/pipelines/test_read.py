"""Every way a file can be written comes out as the same rows; what is no row is named with its line."""

import gzip
import json
from collections.abc import Callable

import polars as pl
import xlsxwriter
import zstandard

from pipelines.commands.status import read_rejected
from tests.pipelines.conftest import SCORES
from warehouse.store.engine import open_engine
from warehouse.store.trace import trace_record

SPANISH = "id;día;precio;texto\n1;03/08/2026;4,5;señal débil\n2;14/08/2026;1.000,5;€ 3\n"
MAPPING = """\
name = "notas"
[file]
format = "csv"
required = ["id", "día", "precio"]
[defaults]
decimal = ","
[[record]]
table = "orders"
[record.columns]
record_id = "id"
ordered_at = "día"
status = { value = "paid" }
amount = "precio"
currency = { value = "EUR" }
touchpoint = "texto"
"""
AS_LOADED = [("notas:1", "2026-08-03", 4.5, "señal débil"), ("notas:2", "2026-08-14", 1000.5, "€ 3")]


def orders() -> list[tuple]:
    sql = "SELECT record_id, strftime(ordered_at, '%Y-%m-%d'), CAST(amount AS DOUBLE), touchpoint FROM orders ORDER BY record_id"
    return open_engine().query(sql).rows()


# Of a text in Spanish: the file's name, and how it is written.
FORMS: dict[str, Callable[[str], bytes]] = {
    "utf-8.csv": str.encode,
    "bom.csv": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "utf-16.csv": lambda text: text.encode("utf-16"),
    "utf-16-le-without-mark.csv": lambda text: text.encode("utf-16-le"),
    "windows.csv": lambda text: text.encode("cp1252"),
    "tabs.csv": lambda text: text.replace(";", "\t").encode(),
    "pipes.csv": lambda text: text.replace(";", "|").encode(),
    "crlf.csv": lambda text: text.replace("\n", "\r\n").encode(),
    "no-last-line-end.csv": lambda text: text.rstrip("\n").encode(),
    "gzip.csv.gz": lambda text: gzip.compress(text.encode("cp1252")),
    "zstd.csv.zst": lambda text: zstandard.compress(text.encode()),
    "gzip-without-a-suffix": lambda text: gzip.compress(text.encode()),
}


def test_encodings_delimiters_and_compression_make_no_difference(load, give):
    texts = {name: SPANISH.replace("\n1;", f"\n1 {name};").replace("\n2;", f"\n2 {name};") for name in FORMS}
    outcome = load(*(give(name, FORMS[name](text)) for name, text in texts.items()), mapping=MAPPING)
    assert outcome.refused == {}
    assert orders() == sorted((f"{record_id} {name}", *rest) for record_id, *rest in AS_LOADED for name in FORMS)


def test_latin_1_is_told_from_windows_1252_by_bytes_that_windows_does_not_have(load, give):
    text = SPANISH.replace("€ 3", "\x81")
    load(give("latin.csv", text.encode("latin-1")), mapping=MAPPING)
    assert orders()[1][3] == "\x81"


def test_quoted_line_ends_and_torn_quotes_cost_no_other_row_and_lines_stay_true(load, give):
    text = 'id,day,score,text\n1,2026-08-01,5,"two\nlines"\n2,2026-08-01,4,"never closed\n3,2026-08-01,3,plain\n4,2026-08-01,2,a 5" pipe\n'
    (account,) = (account for _, account in load(give("torn.csv", text)).accounts.values())
    assert (account.rows_read, account.rows_loaded, account.rows_rejected) == (4, 3, 1)
    assert open_engine().query("SELECT record_id, source_line, comment FROM responses ORDER BY source_line").rows() == [
        ("scores:1", 2, "two\nlines"),
        ("scores:3", 5, "plain"),
        ("scores:4", 6, 'a 5" pipe'),
    ]
    assert open_engine().query("SELECT source_line, reasons[1].reason FROM rejected_rows").rows() == [
        (4, "a quote is opened and never closed")
    ]


RECORDS = [
    {"id": 1, "day": "2026-08-01", "score": 5, "text": "a"},
    {"id": 2, "day": "2026-08-02", "score": 4, "text": None},
]


FRAMINGS: dict[str, Callable[[list[dict]], str]] = {
    "lines": lambda records: "\n".join(map(json.dumps, records)),
    "back to back": lambda records: "".join(map(json.dumps, records)),
    "array": json.dumps,
    "printed array": lambda records: json.dumps(records, indent=2),
    "page": lambda records: json.dumps({"count": 2, "items": records}),
    "pages": lambda records: "\n".join(json.dumps({"items": [record]}) for record in records),
}


def test_json_in_every_framing_gives_the_same_rows(load, give):
    mapping = SCORES.replace('format = "csv"', 'format = "json"\nrecords = "items"')
    files = [
        give(f"{framing}.json", write([record | {"id": f"{record['id']} {framing}"} for record in RECORDS]))
        for framing, write in FRAMINGS.items()
    ]
    outcome = load(*files, mapping=mapping)
    assert outcome.refused == {}
    rows = open_engine().query("SELECT record_id, score, comment FROM responses ORDER BY 1").rows()
    ones, twos = ([f"scores:{number} {framing}" for framing in sorted(FRAMINGS)] for number in (1, 2))
    assert rows == [*((one, 5.0, "a") for one in ones), *((two, 4.0, None) for two in twos)]


def test_a_broken_json_line_is_rejected_alone(load, give):
    text = json.dumps(RECORDS[0]) + '\n{"id": 2, "day": \n' + json.dumps({**RECORDS[1], "id": 3})
    mapping = SCORES.replace('format = "csv"', 'format = "json"')
    load(give("a.json", text), mapping=mapping)
    assert open_engine().query("SELECT record_id FROM responses ORDER BY 1").rows() == [("scores:1",), ("scores:3",)]
    assert open_engine().query("SELECT source_line, raw FROM rejected_rows").rows() == [(2, '{"id": 2, "day": ')]


def test_workbooks_and_parquet_load_like_text(load, give, tmp_path):
    book = give("a.xlsx", b"")
    with xlsxwriter.Workbook(book) as workbook:
        sheet = workbook.add_worksheet()
        for number, row in enumerate(
            [("id", "day", "score", "text"), (1, "2026-08-01", 5, "a"), (2, "2026-08-02", 4, None)]
        ):
            sheet.write_row(number, 0, row)
    load(book, mapping=SCORES.replace('format = "csv"', 'format = "xlsx"'))
    expected = [("scores:1", 5.0, "a"), ("scores:2", 4.0, None)]
    assert open_engine().query("SELECT record_id, score, comment FROM responses ORDER BY 1").rows() == expected
    table = give("a.parquet", b"")
    pl.DataFrame({"id": [3], "day": ["2026-08-03"], "score": [1], "text": ["b"]}).write_parquet(table)
    load(table, mapping=SCORES.replace('format = "csv"', 'format = "parquet"'))
    assert open_engine().query("SELECT record_id, score, comment FROM responses ORDER BY 1").rows() == [
        *expected,
        ("scores:3", 1.0, "b"),
    ]


def test_a_damaged_archive_is_refused_by_name(load, give):
    path = give("a.csv.gz", gzip.compress(b"id,day,score,text\n1,2026-08-01,5,x\n" * 100)[:-20])
    assert "the compressed file is damaged" in load(path).refused[str(path)]


def test_a_json_record_on_a_shared_line_is_shown_alone(load, give):
    one, two, three = (
        json.dumps({"id": str(n), "day": "2026-08-01", "score": score}) for n, score in ((1, 5), (2, 9), (3, "five"))
    )
    mapping = SCORES.replace('"csv"', '"json"')
    load(give("a.json", f"[{one}, {two}, {three}]"), mapping=mapping)
    assert [(row["line"], row["row"]) for row in read_rejected(None)] == [(1, two), (1, three)]
    assert trace_record(open_engine(), "scores:1").text == one


def test_a_json_record_on_several_lines_is_shown_whole(load, give):
    one, two = (json.dumps({"id": n, "day": "2026-08-01", "score": n}, indent=1) for n in ("1", "five"))
    load(give("a.json", f"[\n{one},\n{two}\n]"), mapping=SCORES.replace('"csv"', '"json"'))
    assert trace_record(open_engine(), "scores:1").text == one
    assert [row["row"] for row in read_rejected(None)] == [two]
