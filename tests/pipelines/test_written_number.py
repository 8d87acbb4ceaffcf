"""Numbers as exports write them."""

import duckdb
import pytest

from pipelines.quoting import quote_text
from pipelines.stage.digits import plain_marks_macro
from pipelines.stage.steps import STEPS, Steps
from pipelines.stage.written_number import WrittenNumbers


def read(text: str, decimal: str | None, is_asked: bool = False) -> float | None:
    steps = Steps()
    name = WrittenNumbers(steps).add("t", decimal, is_asked)
    query = steps.select_from(f"SELECT {quote_text(text)} AS t")
    with duckdb.connect() as con:
        con.execute(plain_marks_macro())
        return con.execute(f"SELECT {name} FROM ({query})").fetchall()[0][0]


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
        ("1.250", ".", 1.25),
        ("1.250", ",", 1250.0),
        ("1,250", ".", 1250.0),
        ("1,250", ",", 1.25),
        ("inf", ".", None),
        ("NaN", ".", None),
        ("five", ".", None),
        ("", ".", None),
    ],
)
def test_a_number_is_read_with_the_decimal_mark_that_is_asked_for(text, decimal, number):
    assert read(text, decimal, is_asked=True) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.250,00", 1250.0), ("1,250.00", 1250.0), ("1.250.000", 1250000.0), ("1,250,000", 1250000.0),
        ("12,5", 12.5), ("12.5", 12.5), ("0,125", 0.125), ("0.125", 0.125), ("1250,125", 1250.125), (",5", 0.5), (".5", 0.5),
        ("1'250.50", 1250.5), ("1’250", 1250.0), ("1 250,500", 1250.5), ("1\u202f250", 1250.0), ("1\u00a0250\u00a0000,5", 1250000.5),
        ("12,34,567.50", 1234567.5), ("12,34,567", 1234567.0), ("١٬٢٥٠٫٥", 1250.5), ("١٢٫٥٠٠", 12.5), ("۱۲۵۰", 1250.0), ("１２５０", 1250.0),
        ("1,5E+3", 1500.0), ("R$ 1.250,00", 1250.0), ("US$1,250.00", 1250.0), ("S/ 12.50", 12.5), ("S/. 12.50", 12.5), ("Bs. 12,50", 12.5),
        ("12,50 kr", 12.5), ("kr. 12,50", 12.5), ("1 250,00 zł", 1250.0), ("₲ 1.250.000", 1250000.0), ("AR$ 12,50", 12.5), ("-12,50 €", -12.5),
        ("−2.50", -2.5), ("2.50-", -2.5), ("2,50 -", -2.5), ("(2,50)", -2.5), ("$ -2.50", -2.5), ("12.50 CR", -12.5), ("12.50 Dr", 12.5),
        ("12,-", 12.0), ("CHF 12.–", 12.0), ("Q12.50", 12.5), ("￥1,250,000", 1250000.0), ("1,250,000円", 1250000.0), ("EUR 12", 12.0),
        ("12.50 USD", 12.5), ("د.إ.\u200f 12.50", 12.5), ("12,50 Kč", 12.5), ("Rp 1.250.000", 1250000.0), ("1.250.000 ₫", 1250000.0), ("12,50 лв.", 12.5),
        ("R 1 250,00", 1250.0), ("L 1,250.00", 1250.0), ("C$12.50", 12.5), ("CA$12.50", 12.5), ("12,50 euros", 12.5), ("+12,50", 12.5),
        # Which the decimal mark is nothing says; a thousand, a part of one, two numbers are no number.
        ("1,250", None), ("$ 1.250", None), ("12K", None), ("1.2 M", None), ("12 34", None), ("1,2,3", None), ("12€50", None), ("1.25,00", None),
        ("(2.50", None), ("1.250,00,5", None), ("1_000", None), ("5 apples", None), ("--", None),
    ],
)  # fmt: skip
def test_a_number_that_says_its_marks_by_itself_needs_nobody_to_say_them(text, number):
    assert read(text, None) == number


@pytest.mark.parametrize(("text", "dot", "comma"), [("$ 1.250", 1.25, 1250.0), ("1,250", 1250.0, 1.25), ("12,5", 12.5, 12.5), ("-1.250", -1.25, -1250.0)])  # fmt: skip
def test_what_the_column_proves_settles_the_numbers_that_could_be_either(text, dot, comma):
    assert (read(text, "."), read(text, ",")) == (dot, comma)


def test_a_text_that_several_columns_show_is_read_once():
    steps = Steps()
    numbers = WrittenNumbers(steps)
    assert [numbers.add("t", "."), numbers.add("t", "."), numbers.add("t", ","), numbers.add("u", ".")] == [
        "n0", "n0", "n1", "n2",
    ]  # fmt: skip
    assert [len(columns) for columns in steps.columns] == [0, 3, 3, 3, 3, *[0] * (STEPS - 5)]
