"""Numbers as exports write them."""

import duckdb
import pytest

from pipelines.quoting import quote_text
from pipelines.stage.steps import Steps
from pipelines.stage.written_number import WrittenNumbers


def read(text: str, decimal: str) -> float | None:
    steps = Steps()
    name = WrittenNumbers(steps).add("t", decimal)
    query = steps.select_from(f"SELECT {quote_text(text)} AS t")
    return duckdb.sql(f"SELECT {name} FROM ({query})").fetchall()[0][0]


@pytest.mark.parametrize(
    ("text", "decimal", "number"),
    [
        ("12", ".", 12.0),
        ("-1.5e3", ".", -1500.0),
        ("$1,234.56", ".", 1234.56),
        ("-$3.00", ".", -3.0),
        ("($3.00)", ".", -3.0),
        ("1 234.5 EUR", ".", 1234.5),
        ("1,23", ".", None),  # no thousands, and no decimals with this mark
        ("(3,00 €)", ",", -3.0),
        ("1.234,56", ",", 1234.56),
        ("1.5", ",", None),
        ("12", ",", 12.0),
        ("inf", ".", None),
        ("NaN", ".", None),
        ("five", ".", None),
        ("", ".", None),
    ],
)
def test_a_number_is_read_with_its_decimal_mark(text, decimal, number):
    assert read(text, decimal) == number


def test_a_text_that_several_columns_show_is_read_once():
    steps = Steps()
    numbers = WrittenNumbers(steps)
    assert [numbers.add("t", "."), numbers.add("t", "."), numbers.add("t", ","), numbers.add("u", ".")] == [
        "n0", "n0", "n1", "n2",
    ]  # fmt: skip
    assert [len(columns) for columns in steps.columns] == [0, 3, 3, 3, 3]
