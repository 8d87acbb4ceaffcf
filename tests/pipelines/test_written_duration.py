"""Durations as exports write them."""

import duckdb
import pytest

from pipelines.quoting import quote_text
from pipelines.stage.reading import install_readers
from pipelines.stage.steps import Steps
from pipelines.stage.written_duration import WrittenDurations, duration_macros, unit_words
from pipelines.stage.written_number import WrittenNumbers


@pytest.fixture(scope="module")
def con():
    with duckdb.connect() as con:
        install_readers(con)
        yield con


def read(con, text: str, unit: str = "seconds", decimal: str | None = None) -> float | None:
    steps = Steps()
    seconds = WrittenDurations(steps, WrittenNumbers(steps)).add("t", unit, decimal, False)
    query = steps.select_from(f"SELECT {quote_text(text)} AS t")
    return con.execute(f"SELECT {seconds} FROM ({query})").fetchall()[0][0]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90", 90), ("1.5", 1.5), ("1:02:03", 3723), ("2:03", 123), ("26:03:00", 93780), ("0:45", 45), ("1500:30", 90030),
        ("1:02:03.5", 3723.5), ("1:02:03,5", 3723.5), ("-0:05:00", -300), ("1d 03:00:00", 97200), ("1 day, 3:00:00", 97200),
        ("2 days 03:00", 183600), ("1.03:00:00", 97200), ("2 días 1:00:00", 176400), ("PT5M", 300), ("P1DT3H", 97200), ("pt1h2m3.5s", 3723.5),
        ("-PT5M", -300), ("P1W", 604800), ("2 h 5 min", 7500), ("2h5m", 7500), ("1,5 h", 5400), ("1.5 hours", 5400), ("90 sec.", 90),
        ("2 horas y 5 minutos", 7500), ("2 horas, 5 minutos", 7500), ("1 hora 1 minuto 1 segundo", 3661), ("2 Std. 5 Min.", 7500),
        ("2 heures 5 minutes", 7500), ("1 ora e 5 minuti", 3900), ("2 horas e 5 minutos", 7500), ("1h30", 5400), ("5m30", 330), ("5 min 30", 330),
        ("2時間5分30秒", 7530), ("2시간 5분", 7500), ("5 分钟", 300), ("5 دقائق", 300), ("٥ دقائق", 300), ("2 ч 5 мин", 7500),
        ("5'30\"", 330), ("5′30″", 330), ("45''", 45), ("5'", 300), ("1 d 2 h", 93600), ("3 dias", 259200), ("2 uur", 7200), ("5 dakika", 300),
        ("1899-12-31 00:05:30", 330), ("1900-01-01 02:03:00", 93780), ("1899-12-31", 0), ("1900-03-01 00:00:00", 61 * 86400), ("1904-01-01 00:05:30", 330),
        ("1.250 h", None), ("1 saat", None),  # an hour in Turkish, a second in Malay
         ("5 apples", None), ("soon", None), ("5 h and then some", None), ("P", None), ("PT", None), ("1:2:3:4", None), ("", None),
        ("2024-03-14 00:05:30", None), ("1:99x", None),
    ],
)  # fmt: skip
def test_a_duration_is_read_in_seconds(con, text, seconds):
    assert read(con, text) == seconds


@pytest.mark.parametrize(
    ("text", "unit", "seconds"),
    [("1,5", "hours", 5400), ("1:30", "hours", 5400), ("1:30:00", "hours", 5400), ("1:30", "minutes", 90), ("2 min", "hours", 120), ("0,00381944444444444", "days", 330)],
)  # fmt: skip
def test_the_unit_is_of_bare_numbers_and_of_clocks_of_two_parts(con, text, unit, seconds):
    assert read(con, text, unit) == pytest.approx(seconds)


def test_every_word_for_a_unit_is_known_with_a_number_before_it(con):
    words = unit_words()
    assert len(words) > 500
    assert {word: read(con, f"3 {word}") for word in words} == {word: 3 * seconds for word, seconds in words.items()}


def test_the_macros_are_made_anew_without_harm(con):
    for statement in duration_macros():
        con.execute(statement)
    assert read(con, "PT1S") == 1
