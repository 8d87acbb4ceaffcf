"""What is exported is what is shown."""

import io

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
