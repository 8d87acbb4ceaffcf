"""hilo.toml: what it may say, and one clear line for what it may not."""

from pathlib import Path

import pytest

from warehouse.config.errors import HiloError
from warehouse.config.settings import Settings, load_settings


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HILO_HOME", str(tmp_path))
    monkeypatch.delenv("HILO_TIMEZONE", raising=False)
    return tmp_path


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = [", "not readable as TOML: "),
        ("x = " + "[" * 20_000, "not readable as TOML: brackets in brackets without end"),
        ("touchpoint_margin = nan", "not readable as TOML: nan is no number"),
        ("proposals = 3", r"Expected `object`, got `int` - at `\$.proposals`; known settings: timezone, "),
        ("[proposals]\nleast = 1", r"unknown field `least` - at `\$.proposals`"),
        ("[proposals]\nminimum_n = 0", r"Expected `int` >= 1 - at `\$.proposals.minimum_n`"),
        ("[proposals]\nfalse_share = 7", r"Expected `float` <= 1.0 - at `\$.proposals.false_share`"),
        ("[[systems]]\nowner = 'Eva'", r"missing required field `name` - at `\$.systems\[0\]`"),
        ("[[systems]]\nname = ''", r"of length >= 1 - at `\$.systems\[0\].name`"),
        ("[[touchpoint_bars]]\nmetric = 'csat'", r"missing required field `bar` - at `\$.touchpoint_bars\[0\]`"),
        ("personal_data = 'mask'", r"Invalid enum value 'mask' - at `\$.personal_data`"),
        ("inactivity_quantile = 90", r"Expected `float` <= 1.0 - at `\$.inactivity_quantile`"),
        ("stages = ['service', 'service']", "stages: a stage stands there twice"),
        (
            "memory_limit = 'lots'",
            "memory_limit: 'lots': expected an amount such as 4GB, at least 256MiB, or a share such as",
        ),
        ("memory_limit = '0GB'", "expected an amount"),
        ("memory_limit = '1e9'", "expected an amount"),
        ("memory_limit = '-1GB'", "expected an amount"),
        ("memory_limit = 'none'", "expected an amount"),
        ("memory_limit = '999999TB'", "expected an amount"),
        ("memory_limit = '0.0001 KB'", "expected an amount"),
        ("memory_limit = '400%'", "expected an amount"),
        ("load_memory_limit = '0%'", "load_memory_limit: '0%': expected an amount"),
        ("load_memory_limit = '99999999999999999999GB'", "expected an amount"),
        ("memory_limit = '٣GB'", "expected an amount"),
        ("memory_limit = 4", r"at `\$.memory_limit`"),
        ("timezone = '../UTC'", "no time zone '../UTC'"),
    ],
)
def test_what_no_setting_can_mean_is_one_clear_line(home: Path, text: str, message: str) -> None:
    (home / "hilo.toml").write_text(text, encoding="utf-8")
    with pytest.raises(HiloError, match=message) as refused:
        load_settings()
    assert "\n" not in str(refused.value)


def test_a_file_that_an_editor_began_with_a_byte_order_mark_is_read(home: Path) -> None:
    (home / "hilo.toml").write_text('timezone = "Europe/Madrid"\n', encoding="utf-8-sig")
    assert load_settings() == Settings(timezone="Europe/Madrid")


def test_a_folder_in_the_place_of_the_file_is_one_clear_line(home: Path) -> None:
    (home / "hilo.toml").mkdir()
    with pytest.raises(HiloError, match=r"hilo.toml: Is a directory"):
        load_settings()
