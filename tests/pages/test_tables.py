"""What is exported is what is shown."""

import csv
import io
import zipfile

import fastexcel
import polars as pl

from pages.parts.tables import Column, csv_bytes, table_frame, xlsx_bytes

FRAME = pl.DataFrame({"channel": ["phone", None], "value": [48.66, None], "n": [394, 3]})
COLUMNS = [
    Column("channel", "Canal", code=lambda code: {"phone": "Teléfono"}.get(code, "sin indicar")),
    Column("value", "Valor", lambda value: f"{value:.1f} %"),
    Column("n", "n"),
]


def test_a_table_has_codes_in_words_and_numbers_whole() -> None:
    assert table_frame(FRAME, COLUMNS).rows(named=True) == [
        {"Canal": "Teléfono", "Valor": 48.66, "n": 394},
        {"Canal": "sin indicar", "Valor": None, "n": 3},
    ]


def test_csv_and_workbook_hold_the_table() -> None:
    table = table_frame(FRAME, COLUMNS)
    assert csv_bytes(table).decode("utf-8-sig") == "Canal,Valor,n\nTeléfono,48.66,394\nsin indicar,,3\n"
    assert fastexcel.read_excel(xlsx_bytes(table)).load_sheet(0).to_polars().rows() == [
        ("Teléfono", 48.66, 394.0),
        ("sin indicar", None, 3.0),
    ]


def test_a_cell_that_begins_like_a_formula_is_text_in_the_workbook() -> None:
    data = xlsx_bytes(pl.DataFrame({"comment": ["=1+1"]}))
    assert fastexcel.read_excel(io.BytesIO(data).getvalue()).load_sheet(0).to_polars().item() == "=1+1"


FORMULAS = [
    "=1+1",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    " =1",
    '"=1',
    "＝1+1",
    "\ufeff=1",
    "\n=1",
    "-",
    "+34 600 1",
]
NUMBERS = ["-5", "-1.5e-3", "+34600123456", "-1.234,56", "12 %", "-.5"]


def test_texts_that_begin_a_formula_are_texts_in_the_csv() -> None:
    frame = pl.DataFrame({"=head": [*FORMULAS, *NUMBERS, "a;=1", "a\n-x", "plain", None]})
    cells = [(row or [""])[0] for row in csv.reader(io.StringIO(csv_bytes(frame).decode("utf-8-sig"), newline=""))]
    assert cells == [
        "'=head",
        *(f"'{text[0]}'{text[1:]}" if text[0] in "\t\r\n" else f"'{text}" for text in FORMULAS[:-1]),
        "'+34 600 1",
        *NUMBERS,
        "a;'=1",
        "a\n'-x",
        "plain",
        "",
    ]


def test_numbers_stay_numbers_in_the_csv() -> None:
    frame = pl.DataFrame({"n": [-5, 3], "x": [-1.5e-9, float("nan")]})
    assert csv_bytes(frame).decode("utf-8-sig") == "n,x\n-5,-1.5e-9\n3,NaN\n"


def test_the_workbook_has_neither_formulas_nor_links_nor_lost_texts() -> None:
    texts = [*FORMULAS[:4], "https://evil.example/x", "mailto:a@b", "internal:Sheet!A1", "5", "x" * 40_000]
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes(pl.DataFrame({"=1+1": texts, "https://evil.example": texts})))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert ("<f>" in sheet, "<hyperlink" in sheet) == (False, False)
        assert sheet.count('t="s"') == 2 * len(texts) + 2
        assert not any(
            "rels" in name and "sheet1" in name and b"hyperlink" in book.read(name) for name in book.namelist()
        )
        assert book.read("xl/sharedStrings.xml").decode().count("x" * 32_767) == 1
