"""docs/settings.md lists every setting with its default, every variable, and an example that is read."""

import re
import tomllib
from pathlib import Path

import msgspec
import pytest

from tests.docs.blocks import PROJECT, files_of, text_of
from warehouse.config.settings import Settings, load_settings

PAGE = "docs/settings.md"


def test_every_setting_is_listed_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `([\w.]+)` \| `(.+?)` \|", text_of(PAGE), re.MULTILINE))
    defaults = msgspec.to_builtins(Settings())
    groups = [group for group, value in defaults.items() if isinstance(value, dict)]
    grouped = {f"{group}.{name}": value for group in groups for name, value in defaults.pop(group).items()}
    assert {name: tomllib.loads(f"x = {text}")["x"] for name, text in rows.items()} == {
        name: list(value) if isinstance(value, tuple) else value for name, value in (defaults | grouped).items()
    }


def test_every_environment_variable_that_the_code_reads_is_listed() -> None:
    read = {
        name
        for room in ("warehouse", "pipelines", "metrics", "pages")
        for path in (PROJECT / room).rglob("*.py")
        for name in re.findall(r'environ(?:\.get\(|\[)"(HILO_\w+)"', path.read_text(encoding="utf-8"))
    }
    assert read == set(re.findall(r"^\| `(HILO_[A-Z]+)` \|", text_of(PAGE), re.MULTILINE))


def test_the_example_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HILO_HOME", str(tmp_path))
    monkeypatch.delenv("HILO_TIMEZONE", raising=False)
    (block,) = [text for _, text in files_of(PAGE, "toml")]
    (tmp_path / "hilo.toml").write_text(block, encoding="utf-8")
    settings = load_settings()
    assert (settings.timezone, settings.fcr_window_days) == ("America/Argentina/Buenos_Aires", 3)
    assert [rule.stage for rule in settings.stage_rules] == ["purchase"]
