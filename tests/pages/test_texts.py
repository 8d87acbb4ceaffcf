"""Every language says everything: the same keys, the same places to fill in, and every word that pages ask for."""

import re
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from metrics.analyses.omnichannel.index import LEVELS
from metrics.catalogue import METRICS
from metrics.catalogue.composites import COMPOSITES
from metrics.catalogue.dimensions import DIMENSIONS
from pages.parts.texts import TEXTS, Texts, languages
from warehouse.config.codes import CHANNELS, STAGE_BY_INTERACTION_TYPE, STAGES

PAGES = Path(__file__).resolve().parents[2] / "pages"
ASKED = re.compile(r"""(?:texts|\bt)\(\s*"([a-z_0-9]+\.[a-z_0-9]+)\"""")


def entries(language: str) -> dict[str, tuple[str, ...]]:
    """Key: its texts, one per plural form."""
    with (TEXTS / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    found = {}
    for message in catalogue:
        if message.id:
            key = message.id if isinstance(message.id, str) else message.id[0]
            found[key] = (message.string,) if isinstance(message.string, str) else tuple(message.string)
    return found


def places(text: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", languages())
def test_a_language_has_every_key_with_the_same_places_to_fill_in(language: str) -> None:
    english, own = entries("en"), entries(language)
    assert set(own) == set(english)
    for key, forms in own.items():
        assert all(forms), key
        assert {frozenset(places(form)) for form in forms} == {frozenset(places(form)) for form in english[key]}, key


def test_no_text_is_the_same_in_spanish_by_oversight() -> None:
    english, spanish = entries("en"), entries("es")
    long = {key for key, forms in english.items() if len(forms[0].split()) > 3 and forms == spanish[key]}
    assert long == set()


def test_every_key_that_a_page_asks_for_exists() -> None:
    asked = {key for file in PAGES.rglob("*.py") for key in ASKED.findall(file.read_text(encoding="utf-8"))}
    assert len(asked) > 60
    assert asked - set(entries("en")) == set()


@pytest.mark.parametrize("language", languages())
def test_every_code_that_a_page_shows_has_words(language: str) -> None:
    texts = Texts(language)
    codes = [f"channel.{code}" for code in CHANNELS] + [f"stage.{code}" for code in STAGES]
    codes += [f"interaction_type.{code}" for group in STAGE_BY_INTERACTION_TYPE.values() for code in group]
    codes += [f"dimension.{name}" for name in DIMENSIONS]
    codes += [f"cause.{code}" for code in ("abandonment", "handoff", "failure", "chosen")] + ["kind.hop", "kind.repeat"]
    for metric in METRICS.values():
        codes += [metric.label_key, metric.description_key, f"unit.{metric.unit}", f"interval.{metric.interval}"]
        codes += [f"note.{note.replace(' ', '_')}" for note in metric.notes]
        codes += [f"anchor.{column}" for column in metric.anchor.split(", ")]
    for composite in COMPOSITES.values():
        codes += [f"unit.{composite.unit}", f"interval.{composite.interval}", f"nav.{composite.page}"]
    codes += [f"omnichannel.level_{level}" for _, level in LEVELS] + ["note.one_comparison", "note.no_known_persons"]
    assert [code for code in codes if not texts.has(code)] == []


@pytest.mark.parametrize("language", languages())
def test_every_metric_is_described_in_every_language(language: str) -> None:
    keys = entries(language)
    fields = ("label", "description", "formula")
    names = (*METRICS, *COMPOSITES)
    assert [f"{name}.{field}" for name in names for field in fields if f"metric.{name}.{field}" not in keys] == []
    assert [one.name for one in COMPOSITES.values() if one.levels and f"metric.{one.name}.levels" not in keys] == []


def test_a_new_language_is_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    already = languages()
    new = next(code for code in ("fr", "nl", "eu") if code not in already)
    for file in TEXTS.glob("*.po"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    english = (TEXTS / "en.po").read_text(encoding="utf-8")
    translated = english.replace("Language: en", f"Language: {new}").replace('"Overview"', '"Aperçu"')
    (tmp_path / f"{new}.po").write_text(translated, encoding="utf-8")
    monkeypatch.setattr("pages.parts.texts.TEXTS", tmp_path)
    assert languages() == tuple(sorted({*already, new}))
    assert Texts(new)("overview.title") == "Aperçu"


def test_a_count_chooses_its_plural() -> None:
    texts = Texts("es")
    assert [texts("channels.groups", count=n) for n in (0, 1, 2)] == ["0 grupos", "1 grupo", "2 grupos"]


def test_codes_become_words_and_words_of_the_data_stay_as_they_are() -> None:
    texts = Texts("es")
    assert texts.code("channel", "phone") == "Teléfono"
    assert texts.code("team", "Cobros Sur") == "Cobros Sur"
    assert texts.code("country", "MX") == "México"
    assert texts.code("stage", None) == "sin indicar"
    assert texts.touchpoint("whatsapp:case") == "WhatsApp · caso"
    assert texts.touchpoint("Sucursal Palermo") == "Sucursal Palermo"
    assert texts.dimension("attribute.card_brand") == "card brand (atributo)"
    assert texts.reason("breaks the rule score_on_its_scale") == "incumple la regla «nota: dentro de su escala»"
    assert texts.reason("what the company itself wrote") == "what the company itself wrote"


def test_the_english_words_of_a_metric_are_the_catalogues() -> None:
    english = entries("en")
    fields = [
        (f"metric.{name}.{field}", getattr(metric, field))
        for name, metric in {**METRICS, **COMPOSITES}.items()
        for field in ("label", "description", "formula")
    ] + [(f"metric.{one.name}.levels", one.levels) for one in COMPOSITES.values() if one.levels]
    assert {key: english.get(key) for key, words in fields if english.get(key) != (words,)} == {}
