"""Numbers, times and dates in the form that a reader of the language expects."""

from datetime import date, datetime

import pytest

from metrics.presenter.numbers import format_change, format_tick, format_value
from pages.parts.formats import format_bucket, format_day, format_days, format_moment, plain
from pages.parts.texts import Texts

EN, ES = Texts("en"), Texts("es")


@pytest.mark.parametrize(
    ("value", "unit", "spanish", "english"),
    [
        (None, "percent", "–", "–"),
        (0.0, "percent", "0,0\u202f%", "0.0%"),
        (28.13, "percent", "28,1\u202f%", "28.1%"),
        (-19.14, "points", "-19,1", "-19.1"),
        (4.126, "score", "4,13", "4.13"),
        (4908.0, "contacts", "4908", "4,908"),
        (62800.0, "contacts", "62.800", "62,800"),
        (45, "seconds", "45 s", "45 s"),
        (450, "seconds", "7,5 min", "7.5 min"),
        (45000, "seconds", "12,5 h", "12.5 h"),
        (259200, "seconds", "3 d", "3 d"),
        (12.3, "EUR", "12,30\xa0€", "€12.30"),
        (318725.4, "USD", "318.725 US$", "$318,725"),
        (12345678, "EUR", "12,35 M€", "€12.35M"),
    ],
)
def test_a_value_in_its_unit(value: float | None, unit: str, spanish: str, english: str) -> None:
    shown = format_value(value, unit, ES), format_value(value, unit, EN)
    assert tuple(text.replace("\xa0", " ") for text in shown) == (spanish.replace("\xa0", " "), english)


@pytest.mark.parametrize(
    ("difference", "previous", "unit", "spanish"),
    [
        (None, 1.0, "percent", "–"),
        (2.04, 30.0, "percent", "+2,0\u202fpp"),
        (-0.01, 30.0, "percent", "0,0\u202fpp"),
        (-8.1, 20.0, "points", "-8,1\u202fptos."),
        (-12, 60.0, "seconds", "-12 s"),
        (35, 1000.0, "EUR", "+3,5\u202f%"),
    ],
)
def test_a_change_has_its_sign_and_none_when_it_rounds_to_nothing(
    difference: float | None, previous: float, unit: str, spanish: str
) -> None:
    assert format_change(difference, previous, unit, ES).replace("\xa0", " ") == spanish


def test_a_tick_is_as_short_as_it_can_be() -> None:
    ticks = [format_tick(50.0, "percent", EN), format_tick(3600.0, "seconds", EN), format_tick(-50.0, "points", EN)]
    assert [tick.replace("\xa0", " ") for tick in ticks] == ["50%", "1 h", "-50"]


def test_a_half_open_period_is_shown_by_its_first_and_last_day() -> None:
    period = date(2026, 6, 8), date(2026, 8, 31)
    assert [format_days(*period, texts).replace("\u2009", " ") for texts in (ES, EN)] == [
        "8 jun – 30 ago 2026",
        "Jun 8 – Aug 30, 2026",
    ]
    assert format_days(None, None, ES) == "Todos los datos"


def test_days_and_moments() -> None:
    moment = datetime(2026, 8, 31, 18, 4)
    assert [format_day(moment.date(), ES), format_day(moment.date(), EN)] == ["31 ago 2026", "Aug 31, 2026"]
    assert [format_moment(moment, ES), format_moment(moment, EN)] == ["31 ago 2026, 18:04", "Aug 31, 2026, 18:04"]


def test_a_stretch_of_time_is_named_as_readers_name_it() -> None:
    values = (
        ("week", "2026-06-08"),
        ("month", "2026-06"),
        ("quarter", "2026-Q2"),
        ("year", "2026"),
        ("hour_of_week", "33"),
        ("day", None),
    )
    shown = [format_bucket(value, dimension, ES).replace("\xa0", " ") for dimension, value in values]
    assert shown == ["8 jun 2026", "jun 2026", "T2 2026", "2026", "mar 09:00", "sin indicar"]


def test_words_of_the_data_cannot_fetch_a_picture_or_make_a_link() -> None:
    assert (
        plain("![x](http://example.com/a.png) *a* :red[b]")
        == "\\!\\[x\\]\\(http\\:\u2060//example.com/a.png\\) \\*a\\* \\:red\\[b\\]"
    )
    assert plain("Sucursal Palermo, 2.º piso") == "Sucursal Palermo, 2.º piso"
    assert plain("ana@example.com, www.example.com") == "ana@\u2060example.com, www\u2060.example.com"
