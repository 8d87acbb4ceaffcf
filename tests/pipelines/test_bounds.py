"""What a file may ask of the machine is bounded, the bound is met before it is exceeded, and every bound is a setting."""

import gzip
import json
import tracemalloc
import zipfile
from itertools import count
from types import SimpleNamespace

import msgspec
import polars as pl
import pytest
import xlsxwriter
import zstandard

from pipelines.read.json_values import Repair, find_objects
from pipelines.read.peek import peek_file
from pipelines.read.text import CHUNK
from pipelines.read.workbook import Reach
from tests.pipelines.conftest import SCORES
from warehouse.config.errors import HiloError
from warehouse.config.settings import DEFAULT_LIMITS, Limits
from warehouse.store.engine import open_engine

GOOD = "id,day,score,text\n1,2026-08-01,5,x\n"


def limit(**named: float) -> Limits:
    return msgspec.structs.replace(DEFAULT_LIMITS, **named)


def peak_of(run) -> int:
    """Bytes of Python's own memory that the call needs beyond what was there."""
    tracemalloc.start()
    try:
        run()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_a_bomb_is_refused_as_soon_as_it_unpacks_to_too_much(give, tmp_path, monkeypatch, pack):
    monkeypatch.setattr("pipelines.read.text.SMALL", CHUNK)
    path = give("a.csv.gz", pack(b"x" * 40_000_000))
    with pytest.raises(HiloError, match="unpacks to more than 200 times its size, which no export does"):
        peek_file(path, tmp_path / "own")
    with pytest.raises(HiloError, match=r"unpacks to more than 0.01 GB; split the export, or raise limits.unpacked_gb"):
        peek_file(path, tmp_path / "own", limits=limit(unpacked_gb=0.01, unpacked_ratio=1e9))
    assert sum(file.stat().st_size for file in (tmp_path / "own").glob("*")) <= 3 * CHUNK


def test_one_endless_line_is_never_held(give, tmp_path):
    path = give("a.csv", b"id,day\n" + b"x" * 50_000_000)
    peak = peak_of(lambda: peek_file(path, tmp_path / "own"))
    assert peak < 4 * CHUNK


def test_the_settings_of_the_installation_bound_its_loads(load, give, home):
    home.mkdir(parents=True)
    (home / "hilo.toml").write_text("[limits]\nrecord_length = 200\ncolumns = 5\nnesting = 3\ndocument_gb = 0.000001\n")
    wide = "id,day,score,text,a,b\n1,2026-08-01,5,x,,\n"
    long = GOOD + "2,2026-08-01,5," + "y" * 300 + "\n3,2026-08-01,4,z\n"
    files = [give("wide.csv", wide), give("long.csv", long)]
    outcome = load(*files)
    assert outcome.refused == {
        str(
            files[0]
        ): f"{files[0]}: 6 columns where 5 are the most; export the ones that matter, or raise limits.columns in hilo.toml"
    }
    assert open_engine().query("SELECT source_line, reasons[1].reason FROM rejected_rows").rows() == [
        (3, "a line of more than 200 characters")
    ]
    records = [{"id": 4, "day": "2026-08-01", "score": 5, "text": text} for text in ("x", {"a": {"b": {"c": 1}}})]
    whole = give("whole.json", json.dumps(records * 20))
    lines = give("lines.json", "\n".join(map(json.dumps, records)))
    outcome = load(whole, lines, mapping=SCORES.replace('"csv"', '"json"'))
    assert outcome.refused[str(whole)].startswith(
        f"{whole}: json of more than 1e-06 GB that must be read as a whole; export a shorter"
    )
    ((_, account),) = outcome.accounts.values()
    assert (account.rows_read, account.rows_loaded, account.rows_rejected) == (2, 1, 1)


def test_reading_takes_no_longer_than_the_bound(load, give, monkeypatch):
    hours = count(0.0, 3600.5)
    monkeypatch.setattr("pipelines.read.outcome.time", SimpleNamespace(monotonic=lambda: next(hours)))
    path = give("a.csv", GOOD + '2,2026-08-01,5,"a\nb"\n')
    assert load(path).refused == {
        str(
            path
        ): f"{path}: reading it takes more than 3,600 seconds; split the export, or raise limits.file_seconds in hilo.toml"
    }


def write_sheet(path, cells: dict[str, str]) -> None:
    """A small workbook with these cells more in it."""
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        for place, row in enumerate([("id", "day", "score", "text"), (1, "2026-08-01", 5, "a")]):
            sheet.write_row(place, 0, row)
        for cell, text in cells.items():
            sheet.write_string(cell, text)


@pytest.mark.parametrize("far", ["XFD1048576", "A1048576", "XFD3"])
def test_one_far_cell_is_refused_before_the_sheet_is_opened(give, tmp_path, monkeypatch, far):
    path = give("a.xlsx", b"")
    write_sheet(path, {far: "x"})
    monkeypatch.setattr("pipelines.read.workbook.fastexcel.read_excel", lambda _: pytest.fail("opened"))
    with pytest.raises(
        HiloError, match=r"a sheet reaches to row [\d,]+ and column [\d,]+, which are more than 10,000 cells; delete"
    ):
        peek_file(path, tmp_path / "own", limits=limit(cells=10_000))


@pytest.mark.parametrize("piece", [1, 7, 50, 10_000])
@pytest.mark.parametrize(
    "sheet",
    [
        b'<row r="2"><c r="A2"><v>1</v></c><c r="D2" t="s"><v>2</v></c></row><row r="9"/>',
        b'<x:row r="9" spans="1:4"><x:c s="1" r="D9"/></x:row>',
        b"<row/><row/><row/><row/><row/><row/><row/><row/><row><c/><c><v>1</v></c><c/><c t='s'/></row>",
        b'<row><c t="s" r = "D9"><v>0</v></c></row>',
        b'<row r="1"><c r="$d$9"/></row>',
    ],
    ids=["plain", "prefixed", "without places", "reversed", "dollars"],
)
def test_the_reach_of_a_sheet_is_found_in_every_way_of_writing_it(sheet, piece):
    reach = Reach()
    whole = b"<sheetData>" + sheet + b"</sheetData></worksheet>"
    for start in range(0, len(whole), piece):
        reach.add(whole[start : start + piece])
    assert (reach.rows, reach.columns) == (9, 4)


def test_a_workbook_that_lies_about_its_size_is_measured(give, tmp_path):
    path = give("a.xlsx", b"")
    write_sheet(path, {})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/more.bin", b"\0" * 5_000_000)
    content = path.read_bytes()
    path.write_bytes(content.replace((5_000_000).to_bytes(4, "little"), (7).to_bytes(4, "little")))
    with pytest.raises(HiloError, match=r"the workbook unpacks to more than 0.001 GB; export CSV"):
        peek_file(path, tmp_path / "own", limits=limit(document_gb=0.001))


def test_an_archive_that_is_no_xlsx_says_what_it_is(give, tmp_path):
    for name, said in (("notes.txt", "a ZIP archive, not a workbook"), ("content.xml", "a workbook, but no XLSX")):
        path = give("a.xlsx", b"")
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(name, "x")
        with pytest.raises(HiloError, match=said):
            peek_file(path, tmp_path / "own")


def test_a_parquet_file_states_its_size_and_is_believed_before_it_is_read(give, tmp_path):
    path = give("a.parquet", b"")
    pl.DataFrame({"id": [7] * 100_000, "day": ["2026-08-01"] * 100_000}).write_parquet(path)
    with pytest.raises(HiloError, match=r"100,000 rows where 1,000 are the most; split it, or raise limits.rows"):
        peek_file(path, tmp_path / "own", limits=limit(rows=1000))
    with pytest.raises(HiloError, match="2 columns where 1 are the most"):
        peek_file(path, tmp_path / "own", limits=limit(columns=1))


@pytest.mark.parametrize(
    "text",
    [
        '{"a":1,' * 3000,
        '{"a":[' * 3000,
        '[{"a":"x},' * 3000,
        '{"a":tru},' * 3000,
        '{"k%d":"x ' * 3000,
        '"' * 9000,
        "{}}" * 3000,
        "[" * 9000,
    ],
)
def test_the_work_on_torn_json_is_bounded(text):
    spent = []
    whole = Repair.end_of

    def measure(self, at, error):
        before = self.allowance
        end = whole(self, at, error)
        spent.append(before - self.allowance)
        return end

    text = "".join(part.replace("%d", str(n)) for n, part in enumerate(text.split("%d")))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Repair, "end_of", measure)
        found = list(find_objects(text, None, DEFAULT_LIMITS))
    assert len(found) <= len(text)
    assert sum(spent) <= 10 * len(text) + 10_000_000 + 2 * len(text)


def test_columns_up_to_the_bound_load(load, give):
    more = [f"more {n}" for n in range(500)]
    assert load(give("a.csv", f"id,day,score,text,{','.join(more)}\n1,2026-08-01,5,x,{','.join(more)}\n")).refused == {}


def test_a_file_of_which_hardly_a_row_can_be_read_is_not_what_its_mapping_says(load, give, home):
    home.mkdir(parents=True)
    (home / "hilo.toml").write_text("[limits]\nbroken_rows = 3\n")
    four, three = give("four.csv", GOOD + "x\n" * 4), give("three.csv", GOOD + "x\n" * 3)
    outcome = load(four, three)
    assert outcome.refused == {
        str(
            four
        ): f"{four}: more than 3 rows cannot be read (line 3: 1 cells where the header has 4); compare it with its mapping, or export it again"
    }
    assert [account.rows_rejected for _, account in outcome.accounts.values()] == [3]
