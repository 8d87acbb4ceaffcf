"""Scores as surveys export them."""

import duckdb
import pytest

from pipelines.quoting import quote_text
from pipelines.stage.reading import install_readers
from pipelines.stage.written_score import scale_end


@pytest.fixture(scope="module")
def con():
    with duckdb.connect() as con:
        install_readers(con)
        yield con


def read(con, text: str, scale: str) -> str | None:
    low, high = (scale_end(quote_text(scale), None, is_high) for is_high in (False, True))
    return con.execute(f"SELECT score_text(t, {low}, {high}) FROM (SELECT {quote_text(text)} AS t)").fetchall()[0][0]


@pytest.mark.parametrize(
    ("text", "scale", "score"),
    [
        ("10 - Extremely likely", "0-10", "10"), ("0 – Nada probable", "0-10", "0"), ("10 Muy probable", "0-10", "10"), ("10\nExtremely likely", "0-10", "10"),
        ("5.- Excelente", "1-5", "5"), ("5: Very good", "1-5", "5"), ("5) Muy bueno", "1-5", "5"), ("(5) Muy bueno", "1-5", "5"), ("5 = best", "1-5", "5"),
        ("5 estrellas", "1-5", "5"), ("1 star", "1-5", "1"), ("5️⃣", "1-5", "5"), ("４", "1-5", "4"), ("٤", "1-5", "4"), ("4,5", "0.5-5", "4,5"), ("Muy satisfecho (5)", "1-5", "5"),
        ("Promoter - 10", "0-10", "10"), ("Q: 4", "1-5", "4"), ("★★★★", "1-5", "4"), ("★★★★☆", "1-5", "4"), ("⭐⭐⭐", "1-5", "3"), ("4 ⭐", "1-5", "4"),
        ("4/5", "1-5", "4"), ("4 / 5", "1-5", "4"), ("4 de 5", "1-5", "4"), ("4 out of 5", "1-5", "4"), ("4 von 5", "1-5", "4"), ("4 sur 5", "1-5", "4"),
        ("4 de 5 estrellas", "1-5", "4"), ("8/10", "0-10", "8"), ("80 %", "0-100", "80"), ("99", "0-100", "99"), ("-1", "-2-2", "-1"),
        # No answer.
        ("-99", "0-10", None), ("99", "0-10", None), ("-66.0", "1-5", None), ("98", "1-5", None), ("N/A", "0-10", None), ("n.a.", "0-10", None),
        ("Prefer not to say", "0-10", None), ("Prefiero no decirlo", "1-5", None), ("NS/NC", "1-5", None), ("Keine Angabe", "1-5", None), ("無回答", "1-5", None),
        # What cannot be a score stays as it is, for the reason.
        ("11", "0-10", "11"), ("4/10", "1-5", "4/10"), ("★★★★★★", "1-5", "★★★★★★"), ("9-10", "0-10", "9-10"), ("80 %", "0-10", "80 %"),
        ("1 = bad, 5 = good", "1-5", "1 = bad, 5 = good"), ("great", "1-5", "great"),
    ],
)  # fmt: skip
def test_a_score_is_its_number(con, text, scale, score):
    assert read(con, text, scale) == score


@pytest.mark.parametrize("scale", ["0-10", "1-5", "0-100", "-2-2", ""])
def test_a_plain_number_is_the_same_score_however_little_is_read_of_it(con, scale):
    texts = ("-99", "99", "99.0", "-66.00", "98", "0", "5", "4.5", "11", "-1", "1e1", "nan")
    low, high = (scale_end(quote_text(scale), None, is_high) for is_high in (False, True))
    rows = f"SELECT unnest([{', '.join(map(quote_text, texts))}, NULL]) AS t"
    found = con.execute(f"SELECT score_text(t, {low}, {high}), plain_score(t, {low}, {high}) FROM ({rows})").fetchall()
    assert [row for row in found if row[0] != row[1]] == []
