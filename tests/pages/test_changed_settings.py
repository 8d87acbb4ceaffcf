"""A changed setting holds at the next run of a page, whichever it is."""

from pathlib import Path

import msgspec
import pytest

from pages.parts.numbers import engine_of, published_version
from tests.pages.conftest import Open, words_of
from warehouse.config.settings import Settings

# Of every setting something else than its default, as it stands in hilo.toml.
OTHER = {
    "timezone": '"America/Lima"', "stages": '["awareness", "service"]', "stage_rules": '[{ stage = "service", source = "zendesk" }]',
    "fcr_window_days": "9", "fcr_immature_days": "9", "service_level_seconds": "30", "short_abandon_seconds": "6",
    "conversion_window_days": "31", "chat_gap_hours": "12", "matter_gap_days": "3", "key_partner_limit": "6", "recycled_after_days": "90",
    "generic_keys": '["info@*"]', "personal_keys": '["ana@example.com"]', "personal_data": '"masked"', "inactivity_quantile": "0.8",
    "minimum_n_shown": "7", "minimum_n_firm": "40", "phone_region": '"ES"', "touchpoint_bars": '[{ metric = "csat", bar = 80.0 }]',
    "touchpoint_margin": "0.1", "systems": '[{ name = "Desk" }]', "kept_versions": "4", "memory_limit": '"2GB"', "load_memory_limit": '"50%"',
    "query_seconds": "20", "page_seconds": "50", "limits": "{ columns = 100 }", "proposals": "{ minimum_n = 50 }",
}  # fmt: skip
FIXED_IN_A_VERSION = "matter_gap_days"  # matters are made when a version is built


@pytest.fixture
def home(empty_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own on the empty version."""
    (tmp_path / "published").symlink_to(empty_home / "published")
    monkeypatch.setenv("HILO_HOME", str(tmp_path))
    monkeypatch.delenv("HILO_TIMEZONE", raising=False)
    return tmp_path


def test_there_is_another_value_for_every_setting() -> None:
    assert set(OTHER) >= set(Settings.__struct_fields__)


@pytest.mark.parametrize("name", sorted(set(Settings.__struct_fields__) - {FIXED_IN_A_VERSION}))
def test_a_changed_setting_is_the_engines_at_the_next_run_and_back_again(name: str, home: Path) -> None:
    before = engine_of(published_version()).settings
    (home / "hilo.toml").write_text(f"{name} = {OTHER[name]}\n")
    changed = engine_of(published_version()).settings
    assert changed == msgspec.structs.replace(before, **{name: getattr(changed, name)}) != before
    (home / "hilo.toml").unlink()
    assert engine_of(published_version()).settings == before


def test_masking_holds_at_the_next_run_of_a_page(sample_home: Path, tmp_path: Path, open_page: Open) -> None:
    home = tmp_path / "home"
    home.mkdir()
    for path in sample_home.iterdir():
        (home / path.name).symlink_to(path)
    (home / "hilo.toml").unlink(missing_ok=True)
    query = {"lang": "en", "metric": "csat", "in.channel": "phone", "in.stage": "service"}
    assert "“" in words_of(open_page(home, "touchpoints", **query))
    (home / "hilo.toml").write_text('personal_data = "masked"\n')
    masked = words_of(open_page(home, "touchpoints", **query))
    assert "“" not in masked and "masked" in masked
    (home / "hilo.toml").unlink()
    assert "“" in words_of(open_page(home, "touchpoints", **query))


@pytest.mark.parametrize("text", ["personal_data = \n", 'personal_data = "hidden"\n', "colour = 1\n", "\xff\n"])
def test_a_hilo_toml_that_cannot_be_read_is_one_sentence(text: str, home: Path, open_page: Open) -> None:
    (home / "hilo.toml").write_text(text, encoding="latin-1")
    app = open_page(home, "overview", lang="en")
    assert (list(app.exception), list(app.error)) == ([], [])
    assert [word in app.warning[0].value for word in ("hilo.toml", "\n")] == [True, False]
