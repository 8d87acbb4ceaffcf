"""What nobody foresaw is written down under a number, for its owner alone, and never makes things worse."""

from pathlib import Path

import pytest

from warehouse.config.incidents import LOG_BYTES, describe_incident, incidents_log, record_incident


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HILO_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def raised(error: Exception) -> Exception:
    try:
        raise error
    except type(error) as caught:
        return caught


def test_the_traceback_stands_under_the_number_that_the_line_shows(home: Path) -> None:
    first, second = record_incident(raised(KeyError("ñandú"))), record_incident(raised(ValueError("\udcff")))
    log = incidents_log().read_text(encoding="utf-8")
    assert first != second and f"== incident {first}," in log and f"== incident {second}," in log
    assert "Traceback (most recent call last)" in log and "KeyError: 'ñandú'" in log and "ValueError: \\udcff" in log
    assert (incidents_log().stat().st_mode & 0o777, home.stat().st_mode & 0o777) == (0o600, 0o700)


def test_the_line_is_one_line_and_quotes_nothing_of_the_data(home: Path) -> None:
    line = describe_incident(raised(TypeError("Ana Ruiz\n+34 600 000 001")))
    assert "\n" not in line and "Ana" not in line and str(incidents_log()) in line and "TypeError" in line


def test_a_long_error_is_cut_and_a_long_log_begins_anew(home: Path) -> None:
    record_incident(raised(ValueError("x" * 1_000_000)))
    assert incidents_log().stat().st_size < 30_000
    incidents_log().write_bytes(b"x" * (LOG_BYTES + 1))
    number = record_incident(raised(ValueError("y")))
    assert number in incidents_log().read_text() and incidents_log().stat().st_size < 30_000
    assert (home / "incidents.old.log").stat().st_size == LOG_BYTES + 1


def test_a_home_that_cannot_be_written_still_gives_a_number(home: Path) -> None:
    home.write_text("a file, no folder")
    assert "(not written down: " in record_incident(raised(ValueError("x")))
