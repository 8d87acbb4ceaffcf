"""One bad record costs one record, one bad file costs one file: every other row is loaded, and the account adds up."""

import gzip
import json
from itertools import pairwise

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
import zstandard

from pipelines import staging
from pipelines.read.json_values import find_objects
from pipelines.read.outcome import BadRow
from pipelines.read.whatsapp import read_messages
from tests.pipelines.conftest import SCORES
from warehouse.config.errors import HiloError
from warehouse.config.incidents import incidents_log
from warehouse.config.settings import DEFAULT_LIMITS
from warehouse.store.engine import open_engine

GOOD = "id,day,score,text\n1,2026-08-01,5,señal\n"
JSON = SCORES.replace('"csv"', '"json"')
PAGES = SCORES.replace('format = "csv"', 'format = "json"\nrecords = "items"')


def stored() -> list[tuple]:
    return open_engine().query("SELECT record_id, comment FROM responses ORDER BY 1").rows()


def rejected() -> list[tuple]:
    return open_engine().query("SELECT source_line, reasons[1].reason FROM rejected_rows ORDER BY 1, 2").rows()


def account(outcome) -> tuple:
    assert outcome.refused == {}
    ((_, counts),) = outcome.accounts.values()
    return counts.rows_read, counts.rows_loaded, counts.rows_rejected, counts.rows_skipped


LONG = "x" * 200_000
NEVER_CLOSED = "a quote is opened and never closed"


DAMAGED_ROWS = [
    (b"2,2026-08-01,4,ma\xf1ana\n", "line 3, character 18: byte 0xF1 is no UTF-8"),
    (b'2,2026-08-01,4,"a\nb\xed\xa0\x80"\n', "line 4, character 2: byte 0xED is no UTF-8"),
    (b"2,2026-08-01,4,a\0b\n", "line 3, character 17: a NUL character"),
    (b"\0" * 5000 + b"\n", "line 3, character 1: a NUL character"),
    (b"2,2026-08-01\r4,a\n", "2 cells where the header has 4"),
    (b'2,2026-08-01,4,"torn\n', NEVER_CLOSED),
    (b'2,2026-08-01,4,"a\nb" c\n', NEVER_CLOSED),
    (b"2\n", "1 cells where the header has 4"),
    (b"2,2026-08-01,4,a,b,c\n", "6 cells where the header has 4"),
]


def test_a_damaged_row_of_a_table_is_kept_aside_alone(load, give):
    rest = "3,2026-08-02,3,mañana\n4,2026-08-02,2,último\n".encode()
    files = [give(f"{n}.csv", GOOD.encode() + record + rest) for n, (record, _) in enumerate(DAMAGED_ROWS)]
    outcome = load(*files)
    assert (outcome.refused, stored()) == ({}, [("scores:1", "señal"), ("scores:3", "mañana"), ("scores:4", "último")])
    for _, one in outcome.accounts.values():
        assert (one.rows_loaded + one.rows_skipped, one.rows_read) == (3, 3 + one.rows_rejected)
    first = "SELECT reasons[1].reason FROM rejected_rows WHERE source_line = 3 ORDER BY file_id"
    assert [said for (said,) in open_engine().query(first).rows()] == [reason for _, reason in DAMAGED_ROWS]


def test_mixed_line_ends_and_very_long_cells_are_no_damage(load, give):
    text = f"id,day,score,text\n1,2026-08-01,5,a\r\n2,2026-08-01,4,{LONG}\n3,2026-08-01,3,c\r\n4,2026-08-01,2,d"
    assert account(load(give("a.csv", text))) == (4, 4, 0, 0)
    assert stored() == [("scores:1", "a"), ("scores:2", LONG), ("scores:3", "c"), ("scores:4", "d")]


def test_lines_are_counted_alike_by_every_reader(load, give):
    text = 'id,day,score,text\n1,2026-08-01,5,"a\rb"\n2,2026-08-01,nine,c\x0bd\u2028e\n'
    load(give("a.csv", text))
    rows = open_engine().query("SELECT source_line, raw FROM rejected_rows").rows()
    assert rows == [(4, "2,2026-08-01,nine,c\x0bd\u2028e")]


ONE, TWO, THREE = (json.dumps({"id": n, "day": "2026-08-01", "score": 5, "text": str(n)}) for n in (1, 2, 3))
BROKEN = [
    (TWO.replace('"2"', '"\\ud800"'), "half a character: \\ud800"),
    (TWO.replace('"2"', '"\\u0000"'), "a NUL character: \\u0000"),
    (TWO.replace('"2"', "9" * 5000), "a number of more than 4,300 digits"),
    (TWO.replace('"2"', "[" * 5000 + "]" * 5000), "lists and objects are nested more than 100 deep"),
    (TWO.replace('"2"', '{"id":' * 150 + "1" + "}" * 150), "lists and objects are nested more than 100 deep"),
    (TWO.replace('"2"', "[" * 100_000 + "]" * 100_000), "lists and objects are nested more than 100 deep"),
    (TWO.replace('"2"', "tru"), "not readable"),
    (TWO.replace('"2"', '"2'), "not readable"),
    (TWO.replace('"2"', '"a\x01b"'), "not readable"),
    (TWO[:-1], "not readable"),
]


FRAMES = {
    "lines": (None, "{}\n{}\n{}\n"),
    "array": (None, "[{},{},{}]"),
    "printed array": (None, "[\n{},\n{},\n{}\n]"),
    "back to back": (None, "{}{}{}"),
    "page": ("items", '{{"count": 3, "items": [{}, {}, {}], "next": null}}'),
    "pages": ("items", '{{"items": [{}]}}\n{{"items": [{}]}}\n{{"items": [{}]}}'),
}


@pytest.mark.parametrize("frame", FRAMES)
def test_a_damaged_json_record_is_found_alone_in_every_framing(frame):
    records, text = FRAMES[frame]
    for broken, reason in BROKEN:
        found = list(find_objects(text.format(ONE, broken, THREE), records, DEFAULT_LIMITS))
        assert [one.value["id"] for one in found if one.flaw is None] == [1, 3], broken[:80]
        assert [one.flaw[: len(reason)] for one in found if one.flaw] == [reason]


@pytest.mark.parametrize("frame", FRAMES)
def test_a_json_text_that_is_cut_off_anywhere_gives_its_whole_records(frame):
    records, text = FRAMES[frame]
    whole = text.format(ONE, TWO, THREE)
    ends = [whole.index(one) + len(one) for one in (ONE, TWO, THREE)]
    for cut in range(len(whole)):
        found = list(find_objects(whole[:cut], records, DEFAULT_LIMITS))
        assert [one.value["id"] for one in found if one.flaw is None] == [1, 2, 3][: sum(end <= cut for end in ends)]
        assert all(before.end <= after.start for before, after in pairwise(found))


@pytest.mark.parametrize("frame", ["lines", "printed array", "page"])
def test_damaged_json_is_loaded_but_for_its_broken_records(load, give, frame):
    records, text = FRAMES[frame]
    mapping = PAGES if records else JSON
    outcome = load(
        *(give(f"{n}.json", text.format(ONE, broken, THREE)) for n, (broken, _) in enumerate(BROKEN)), mapping=mapping
    )
    assert outcome.refused == {}
    counts = [one for _, one in outcome.accounts.values()]
    assert [(one.rows_read, one.rows_loaded + one.rows_skipped, one.rows_rejected) for one in counts] == [
        (3, 2, 1)
    ] * len(BROKEN)
    assert stored() == [("scores:1", "1"), ("scores:3", "3")]


def test_the_list_of_a_page_may_stand_twice_or_have_a_namesake_inside(load, give):
    text = (
        f'{{"meta": {{"items": [1, 2]}}, "note": "\\"items\\": [", "items": [{ONE}], "items": [{TWO}]}}\n'
        f'{{"items": [{THREE}, 7]}}'
    )
    assert account(load(give("a.json", text), mapping=PAGES)) == (4, 3, 1, 0)
    assert rejected() == [(2, "not a JSON object")]


def test_a_list_that_is_cut_off_between_two_records_says_so(load, give):
    assert account(load(give("a.json", f"[{ONE}, {TWO},\n"), mapping=JSON)) == (3, 2, 1, 0)
    assert rejected() == [(2, "the list is not closed: the end of the file is missing")]


def test_damaged_bytes_in_json_cost_their_records(load, give):
    text = "\n".join([ONE, TWO, THREE]).encode().replace(b'"2"', b'"ma\xf1ana"').replace(b'"1"', '"señal"'.encode())
    assert account(load(give("a.json", text), mapping=JSON)) == (3, 2, 1, 0)
    assert rejected() == [(2, "line 2, character 55: byte 0xF1 is no UTF-8")]
    assert stored() == [("scores:1", "señal"), ("scores:3", "3")]


def test_cells_of_a_workbook_that_no_text_can_hold_cost_their_rows(load, give):
    book = give("a.xlsx", b"")
    rows = [
        ("id", "day", "score", "text"),
        *((n, "2026-08-01", 5, text) for n, text in enumerate(["a", "b\0", "c"], 1)),
    ]
    with xlsxwriter.Workbook(book) as workbook:
        sheet = workbook.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    assert account(load(book, mapping=SCORES.replace('"csv"', '"xlsx"'))) == (3, 2, 1, 0)
    assert (stored(), rejected()) == ([("scores:1", "a"), ("scores:3", "c")], [(3, "a NUL character")])


def test_texts_of_a_parquet_file_that_are_none_cost_their_rows(load, give):
    table = give("a.parquet", b"")
    texts = pa.array([b"a", b"\xff", b"c"], pa.binary()).view(pa.string())
    columns = {"id": [1, 2, 3], "day": ["2026-08-01"] * 3, "score": [5, 4, 3], "text": texts}
    pq.write_table(pa.table(columns), table)
    assert account(load(table, mapping=SCORES.replace('"csv"', '"parquet"'))) == (3, 2, 1, 0)
    assert stored() == [("scores:1", "a"), ("scores:3", "c")]
    assert rejected() == [(2, "a text that is no UTF-8, or holds a NUL character")]


CHAT = """\
[13/02/2026, 09:21:07] Ana: hola
qué tal
[14/02/2026, 09:22:07] Ana: se\ufddf\ufdd1al
[35/02/2026, 09:23:07] Ana: adiós
[16/02/2026, 09:24:07] Ana: fin
"""


def test_a_damaged_message_of_a_chat_is_kept_aside_alone(tmp_path):
    bad: list[BadRow] = []
    messages = list(read_messages(tmp_path / "_chat.txt", CHAT.splitlines(keepends=True), {}, bad))
    assert [(one["_line"], one["text"]) for one in messages] == [(1, "hola\nqué tal"), (5, "fin")]
    assert bad == [
        BadRow(3, "line 3, character 31: byte 0xF1 is no UTF-8", "[14/02/2026, 09:22:07] Ana: se\\xF1al"),
        BadRow(4, "no such date or time", "[35/02/2026, 09:23:07] Ana: adiós"),
    ]


class PanicError(BaseException):
    """What a panic in Rust becomes: no Exception."""


def test_any_failure_of_one_file_refuses_that_file_and_the_others_load(load, give, monkeypatch):
    failures = {
        "deep.csv": RecursionError("maximum recursion depth exceeded"),
        "memory.csv": MemoryError(),
        "closed.csv": PermissionError(13, "Permission denied"),
        "panic.csv": PanicError("index out of bounds"),
        "odd.csv": KeyError("x\ny"),
    }
    whole = staging.plan_file

    def plan(con, claim):
        planned = whole(con, claim)
        if failure := failures.get(claim.path.name):
            raise failure
        return planned

    monkeypatch.setattr(staging, "plan_file", plan)
    files = [give(name, f"{GOOD}{n},2026-08-01,4,x\n") for n, name in enumerate(failures, start=2)]
    outcome = load(*files, give("z.csv", GOOD))
    said = {file.name: outcome.refused[str(file)].removeprefix(f"{file}: ") for file in files}
    assert said["deep.csv"] == "it is nested too deeply to be read; export it with fewer levels"
    assert said["memory.csv"].startswith("it needs more memory than there is; export a shorter period")
    assert said["closed.csv"] == "it may not be read; give yourself the right to (chmod u+r), or copy it"
    assert stored() == [("scores:1", "señal")]
    log = incidents_log().read_text()
    for name in ("panic.csv", "odd.csv"):
        number = said[name].split("incident ")[1].split(" ")[0]
        assert f"incident {number}" in log
        assert "\n" not in said[name]
    assert "index out of bounds" in log


def test_a_stop_by_the_user_is_no_failure_of_a_file(load, give, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(staging, "peek_file", stop)
    with pytest.raises(KeyboardInterrupt):
        load(give("a.csv", GOOD))


def test_a_full_disk_is_no_failure_of_a_file(load, give, monkeypatch):
    def fill(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(staging, "keep_original", fill)
    with pytest.raises(HiloError, match="No space left on device; free some space"):
        load(give("a.csv", GOOD))


NO_EXPORTS = [
    gzip.compress(GOOD.encode() * 999)[:-9],
    gzip.compress(GOOD.encode())[:10],
    zstandard.compress(GOOD.encode() * 99)[:-5],
    b"PK\x03\x04" + b"junk" * 50,
    b"PAR1" + b"junk" * 50,
    b"\0" * 9000,
    b"{" * 9000,
    b"[" * 90_000,
    b'{"a":' * 90_000,
    b"\xff\xfe\x00",
    b"\x1f\x8b",
    b"\n\n\r\n",
    b'"' * 5000,
    ("c," * 50_000).encode(),
    ("x" * 300_000).encode(),
]


def test_what_is_no_export_is_refused_in_one_line(load, give):
    paths = [give(f"{number}.csv", content) for number, content in enumerate(NO_EXPORTS)]
    outcome = load(*paths, give("good.csv", GOOD))
    assert list(outcome.refused) == list(map(str, paths))
    for path, said in outcome.refused.items():
        assert said.startswith(f"{path}: ")
        assert "\n" not in said
        assert "incident" not in said
    assert stored() == [("scores:1", "señal")]


def test_the_same_content_that_was_refused_under_one_name_is_refused_under_the_other(load, give):
    mapping = SCORES.replace('score = "score"', 'score = { sql = "CAST(score AS DOUBLE)" }')
    text = "id,day,score,text\n9,2026-08-01,five,x\n"
    first, second = give("a.csv", text), give("b.csv", text)
    outcome = load(first, second, give("c.csv", GOOD), mapping=mapping)
    assert (list(outcome.refused), outcome.unchanged) == ([str(first), str(second)], [])
    assert "use TRY_CAST" in outcome.refused[str(first)]
    assert stored() == [("scores:1", "señal")]
