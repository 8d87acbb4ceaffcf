"""The columns that read written times: each distinct one is read once, and as its form says."""

from datetime import datetime

import duckdb
import pytest

from pipelines.mapping.model import Spec, Zone
from pipelines.quoting import quote_text
from pipelines.stage.cast import within_years
from pipelines.stage.normalise import install_normalisers
from pipelines.stage.reading import install_readers
from pipelines.stage.steps import Steps
from pipelines.stage.usual_texts import is_iso
from pipelines.stage.written_date import month_words
from pipelines.stage.written_time import WrittenTimes

MADRID = "'Europe/Madrid'"


@pytest.fixture(scope="module")
def con():
    con = duckdb.connect()
    con.execute("SET TimeZone = 'UTC'")
    install_normalisers(con)
    install_readers(con)
    yield con
    con.close()


def read(con, times: WrittenTimes, name: str) -> datetime | None:
    query = times.steps.select_from(f"SELECT {', '.join(times.steps.columns[0])}")
    return con.execute(f"SELECT {name} FROM ({query})").fetchall()[0][0]


@pytest.mark.parametrize(
    ("text", "order", "at"),
    [
        ("2026-03-02 09:14:07", None, datetime(2026, 3, 2, 8, 14, 7)),  # of the file's zone
        ("2026-03-02T09:14:07Z", None, datetime(2026, 3, 2, 9, 14, 7)),
        ("2026-03-02 09:14:07 GMT-3", None, datetime(2026, 3, 2, 12, 14, 7)),
        ("2026/03/02 9:14:07 a.\u00a0m. -0300", None, datetime(2026, 3, 2, 12, 14, 7)),
        ("02/03/2026 9:14\u202fPM", "dmy", datetime(2026, 3, 2, 20, 14)),
        ("02/03/26 21:14 UTC+1", "dmy", datetime(2026, 3, 2, 20, 14)),
        ("03/02/26", "mdy", datetime(2026, 3, 2)),  # a date has no zone
        ("20260302", None, datetime(2026, 3, 2)),
        ("2026-03-02 25:14:07", None, None),
        ("yesterday", None, None),
        ("294247-01-10 04:00:54", None, None),  # the last time that a TIMESTAMP can hold: moved, it is none
    ],
)
def test_a_time_is_read_as_its_form_says(con, text, order, at):
    times = WrittenTimes(Steps(), MADRID, order)
    assert read(con, times, times.add(quote_text(text), Spec(column="t"), None)) == at


THE_DAY, THE_HOUR = datetime(2024, 3, 14), datetime(2024, 3, 14, 9, 5)
THE_EVENING = datetime(2024, 3, 14, 21, 5)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("14 de marzo de 2024", THE_DAY), ("14 mar. 2024", THE_DAY), ("14-mar-2024", THE_DAY), ("14-mar-24", THE_DAY), ("14 MAR 2024", THE_DAY),
        ("14/mar/2024", THE_DAY), ("14mar2024", THE_DAY), ("jueves, 14 de marzo de 2024", THE_DAY), ("jue. 14 mar. 2024", THE_DAY),
        ("mar. 14 ene. 2025", datetime(2025, 1, 14)), ("mar. 14 janv. 2025", datetime(2025, 1, 14)), ("14 de março de 2024", THE_DAY),
        ("quinta-feira, 14 de março de 2024", THE_DAY), ("jeudi 14 mars 2024", THE_DAY), ("1er mars 2024", datetime(2024, 3, 1)), ("14. März 2024", THE_DAY),
        ("Donnerstag, 14. März 2024", THE_DAY), ("giovedì 14 marzo 2024", THE_DAY), ("March 14, 2024", THE_DAY), ("Mar 14 2024", THE_DAY),
        ("Thursday, March 14th, 2024", THE_DAY), ("14th of March 2024", THE_DAY), ("14 març 2024", THE_DAY), ("14 de març de 2024", THE_DAY),
        ("14 maart 2024", THE_DAY), ("14 марта 2024 г.", THE_DAY), ("14 Μαρτίου 2024", THE_DAY), ("14 مارس 2024", THE_DAY), ("١٤ مارس ٢٠٢٤", THE_DAY),
        ("14 آذار 2024", THE_DAY), ("14 Mart 2024", THE_DAY), ("14 marca 2024", THE_DAY), ("2024. március 14.", THE_DAY), ("2024 m. kovo 14 d.", THE_DAY),
        ("14 tháng 3, 2024", THE_DAY), ("2024年3月14日", THE_DAY), ("2024年3月14日(木)", THE_DAY), ("2024년 3월 14일", THE_DAY), ("14 मार्च 2024", THE_DAY),
        ("14 มี.ค. 2024", THE_DAY), ("2024-Mar-14", THE_DAY), ("14. 3. 2024", THE_DAY), ("14.03.2024.", THE_DAY), ("2024. 3. 14.", THE_DAY), ("2024. 03. 14", THE_DAY),
        ("١٤/٠٣/٢٠٢٤", THE_DAY), ("jue 14/03/2024", THE_DAY), ("２０２４／０３／１４", THE_DAY), ("14 kwi 2024", datetime(2024, 4, 14)), ("14 out. 2024", datetime(2024, 10, 14)),
        ("14 set 2024", datetime(2024, 9, 14)), ("14 de setiembre de 2024", datetime(2024, 9, 14)), ("14 ago. 1985", datetime(1985, 8, 14)), ("14-ago-85", datetime(1985, 8, 14)),
        ("14 ene. 2024 9:05", datetime(2024, 1, 14, 9, 5)), ("14 de marzo de 2024, 9:05", THE_HOUR), ("14 de marzo de 2024 a las 9:05", THE_HOUR),
        ("14 de março de 2024 às 09:05", THE_HOUR), ("14 mars 2024 à 9h05", THE_HOUR), ("14. März 2024 um 09:05 Uhr", THE_HOUR), ("March 14, 2024 at 9:05 AM", THE_HOUR),
        ("Mar 14, 2024 9:05 PM", THE_EVENING), ("Mar 14, 2024, 9:05:00 p.m.", THE_EVENING), ("14 mar 2024 9:05 p. m.", THE_EVENING), ("14 mar 2024 9:05 de la tarde", THE_EVENING),
        ("14 مارس 2024 9:05 م", THE_EVENING), ("14/03/2024 9:05 م", THE_EVENING), ("2024年3月14日 午後9:05", THE_EVENING), ("2024年3月14日 21時5分", THE_EVENING),
        ("2024년 3월 14일 오후 9:05", THE_EVENING), ("2024年3月14日 下午9:05", THE_EVENING), ("14/03/2024, 21:05:00", THE_EVENING), ("14/03/2024 21h05", THE_EVENING),
        ("14.3.2024 klo 21.05", THE_EVENING), ("14.03.2024 21.05", THE_EVENING), ("14/03/2024 - 21:05", THE_EVENING), ("14/03/2024 21:05 hs", THE_EVENING),
        ("14.03.2024, 21:05 Uhr", THE_EVENING), ("20240314T210500Z", THE_EVENING), ("2024-03-14 21:05:00,000", THE_EVENING), ("Thu Mar 14 21:05:00 2024", THE_EVENING),
        ("Thu, 14 Mar 2024 22:05:00 +0100", THE_EVENING), ("Thu Mar 14 2024 22:05:00 GMT+0100 (hora estándar de Europa central)", THE_EVENING),
        ("Thu Mar 14 21:05:00 UTC 2024", THE_EVENING), ("μετά 14 Μαρ 2024 9:05 μ.μ.", THE_EVENING), ("14 Mart 2024 9:05 ÖS", THE_EVENING),
        # October in Croatian, November in Polish; no day; no year; two days; no month.
        ("14 listopada 2024", None), ("marzo 2024", None), ("14 mar 10:00", None), ("14 y 15 de marzo de 2024", None), ("14 foo 2024", None), ("31 feb 2024", None),
        ("45365", None),
    ],
)  # fmt: skip
def test_a_date_in_words_is_that_day(con, text, at):
    times = WrittenTimes(Steps(), "'UTC'", "dmy")
    assert read(con, times, times.add(quote_text(text), Spec(column="t"), None)) == at


def test_every_name_of_a_month_that_means_one_month_is_read(con):
    months = month_words()
    assert len(months) > 1000
    rows = ", ".join(f"({quote_text(name)})" for name in months)
    times = WrittenTimes(Steps(), "'UTC'", None)
    found = times.add("'14 ' || n || ' 2024'", Spec(column="t"), None)
    inmost = f"SELECT n, {', '.join(times.steps.columns[0])} FROM (VALUES {rows}) AS v(n)"
    read_months = dict(con.execute(f"SELECT n, month({found}) FROM ({times.steps.select_from(inmost)})").fetchall())
    assert {n: m for n, m in months.items() if read_months[n] != int(m)} == {}


@pytest.mark.parametrize(
    ("text", "system", "at", "is_clock"),
    [
        ("45365", "1900", THE_DAY, False), ("45365.378472222", "1900", THE_HOUR, True), ("45365,3784722", "1900", THE_HOUR, True),
        ("43903", "1904", THE_DAY, False), ("45365.0", "1900", THE_DAY, False), ("20240314", "1900", THE_DAY, False), ("45365", None, None, False),
    ],
)  # fmt: skip
def test_the_days_that_a_workbook_counts_are_dates(con, text, system, at, is_clock):
    times = WrittenTimes(Steps(), "'UTC'", None, system)
    name = times.add(quote_text(text), Spec(column="t"), None)
    assert (read(con, times, name), read(con, times, f"{name}_clock")) == (at, is_clock)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("02.03.2026 09h14", datetime(2026, 3, 2, 8, 14)),
        (
            "02.03.2026 09h14 +0200",
            datetime(2026, 3, 2, 7, 14),
        ),  # %z takes the offset, which is not taken off once more
        ("2026-03-02 09:14:07+02:00", datetime(2026, 3, 2, 7, 14, 7)),
    ],
)
def test_the_mappings_own_forms(con, text, at):
    times = WrittenTimes(Steps(), MADRID, None)
    spec = Spec(column="t", formats=["%d.%m.%Y", "%d.%m.%Y %Hh%M", "%d.%m.%Y %Hh%M %z", "%Y-%m-%d %H:%M:%S"])
    assert read(con, times, times.add(quote_text(text), spec, None)) == at


@pytest.mark.parametrize(
    ("zone", "at"),
    [("'America/Lima'", datetime(2026, 3, 2, 14, 14)), ("NULL", datetime(2026, 3, 2, 8, 14)), ("'Nowhere'", None)],
)
def test_the_zone_that_the_row_gives_is_before_the_files(con, zone, at):
    times = WrittenTimes(Steps(), MADRID, None)
    spec = Spec(column="t", timezone=Zone(column="z"))
    assert read(con, times, times.add("'2026-03-02 09:14:00'", spec, zone)) == at


def test_a_time_that_many_columns_use_is_read_once():
    times = WrittenTimes(Steps(), MADRID, None)
    one, other = Spec(column="t"), Spec(column="t", plus_days=2)
    names = {times.add('"t"', spec, None) for spec in (one, other) for _ in range(40)}
    assert len(names) == 1
    assert [len(columns) for columns in times.steps.columns] == [1, 1, 1, 1, 1, 1, 1, 2, 1, 2]
    different = [
        times.add('"t"', Spec(column="t", epoch="s"), None),
        times.add('"t"', Spec(column="t", timezone="UTC"), None),
    ]
    assert len({*names, *different}) == 3


ISO_DAYS = ("2026-03-02", "2026-10-25", "1900-01-01", "0001-01-01", "9999-12-31", "2026-02-30", "0000-01-01")
ISO_HOURS = ("", " 02:30", "T00:00:00", " 23:59:59", "T09:14:07.123", "T09:14:07.1234567", " 24:00:00", " 09:14:60")
ISO_OFFSETS = ("", "Z", "+01:00", "-0330", " +0100", " -09:30", "+99:75")


@pytest.mark.parametrize("zone", [None, "'UTC'", MADRID, "'America/Bogota'"])
@pytest.mark.parametrize("given", [None, "'Asia/Tokyo'", "'Nowhere/No'", "NULL"])
def test_an_iso_time_is_the_same_however_little_is_read_of_it(con, zone, given):
    texts = [f"{day}{hour}{offset if hour else ''}" for day in ISO_DAYS for hour in ISO_HOURS for offset in ISO_OFFSETS]
    iso = f"(SELECT t FROM (SELECT unnest([{', '.join(map(quote_text, texts))}]) AS t) WHERE {is_iso('t')})"
    times = WrittenTimes(Steps(), zone, None)
    names = [times.add("t", Spec(column="t"), given, writing) for writing in ("any", "usual", "iso")]
    query = times.steps.select_from(f"SELECT t, {', '.join(times.steps.columns[0])} FROM {iso}")
    told = ", ".join(f"[{within_years(name, 0, 'TIMESTAMP')}::VARCHAR, {name}_clock::VARCHAR]" for name in names)
    found = con.execute(f"SELECT t, {told} FROM ({query})").fetchall()
    assert len(found) > len(texts) / 2
    assert [row for row in found if row[1] != row[2] or row[1] != row[3]] == []
