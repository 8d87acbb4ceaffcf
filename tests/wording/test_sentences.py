"""Every sentence of the pipeline has a translation, is found again by its text, and is said with its values."""

import re
from string import Formatter

import pytest

from pages.parts.texts import languages as page_languages
from tests.wording.found import code_templates, is_said, source_helps, source_reasons, untemplated
from warehouse.wording.catalogue import languages, read_translations
from warehouse.wording.template import find_template
from warehouse.wording.wording import Wording

FROM_PAGES = (
    "{name}: larger than {most:g} GB; see limits.unpacked_gb in docs/settings.md",
    "{name} is there already; choose another name",
)
FROM_SQL = ("breaks the rule {rule}",)
TRANSLATED = [language for language in languages() if language != "en"]
SAID = {**code_templates(), **source_reasons(), **source_helps(), **dict.fromkeys((*FROM_PAGES, *FROM_SQL), "")}


def places(text: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def filled(template: str) -> tuple[str, dict[str, object]]:
    """The template with values that it can be given, and these."""
    values: dict[str, object] = {}
    for at, (_, name, form, conversion) in enumerate(Formatter().parse(template)):
        if name:
            is_number = (form and form[-1] in ",gxX") or (form or "").endswith("X")
            values.setdefault(name, 1_234 + at if is_number else f"w{at}" if conversion else f"v{at}")
    return template.format(**values), values


def test_the_pages_and_the_pipeline_speak_the_same_languages() -> None:
    assert languages() == page_languages()


def test_no_sentence_is_given_with_its_values_in_it_already() -> None:
    assert untemplated() == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_of_the_code_is_translated(language: str) -> None:
    assert len(SAID) > 400
    assert {template: place for template, place in SAID.items() if template not in read_translations(language)} == {}


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_places_of_its_sentence_bare(language: str) -> None:
    found = read_translations(language)
    assert {key: text for key, text in found.items() if places(text) != places(key)} == {}
    assert [text for text in found.values() if re.search(r"\{\w+[!:]", text)] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_is_of_a_sentence_that_nobody_says(language: str) -> None:
    stale = [key for key in read_translations(language) if key not in SAID and not key.startswith("records: ")]
    assert stale == []


def test_every_sentence_is_found_by_its_text_also_behind_the_name_of_a_file() -> None:
    lost = {}
    for template in filter(is_said, SAID):
        line, values = filled(template)
        found = find_template(line)
        if not found or found[0] != template or found[1].keys() != values.keys():
            lost[template] = found
    assert lost == {}


def test_values_stand_in_the_translation_and_sentences_in_sentences_are_translated_too() -> None:
    spanish = Wording("es")
    told = {
        "a.csv: dates such as '01/02/2024' could be day-first or month-first; give --date-order dmy or mdy":
            "a.csv: fechas como '01/02/2024' pueden llevar delante el día o el mes; di --date-order dmy o mdy",
        "/h/m.toml: defaults.currency 'EURO'; expected an ISO code of three letters, such as EUR":
            "/h/m.toml: defaults.currency 'EURO'; se esperaba un código ISO de tres letras, como EUR",
        "orders (shop): status_known: 12,345 rows": "pedidos (shop): «status: un valor conocido»: filas que la incumplen: 12.345",
        "nothing is published: orders: rows_kept is broken: 2 rows, expected at least 5":
            "no se publica nada: pedidos: se incumple la regla «filas: conservadas»: 2 filas, y se esperaban al menos 5",
        "b.csv: more than 3 rows cannot be read (line 7: 2 cells where the header has 3); compare it with its mapping, or export it again":
            "b.csv: más de 3 filas no se pueden leer (línea 7: 2 celdas donde la cabecera tiene 3); compáralo con su correspondencia, o expórtalo otra vez",
            "emptied 2: interactions.direction (Dir): none of the known values (first at line 1,003); such as in; known: inbound, outbound":
                "vaciadas 2: contactos, direction (Dir): no es ninguno de los valores conocidos (la primera, en la línea 1003); como in; valores conocidos: inbound, outbound",
        "what a mapping of the user's says": "what a mapping of the user's says",
        "{odd} text: with {braces}": "{odd} text: with {braces}",
    }  # fmt: skip
    assert {line: spanish.translate(line) for line in told} == told


def test_english_stays_english_with_rules_by_their_names() -> None:
    english = Wording("en")
    assert (
        english.translate("orders (shop): status_known: 1,234 rows")
        == "orders (shop): “status: a known value”: 1,234 rows"
    )
    assert english.translate("a.csv: no such file or folder") == "a.csv: no such file or folder"
    assert Wording("fr").translate("a.csv: no such file or folder") == "a.csv: no such file or folder"
