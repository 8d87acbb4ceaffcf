"""How phrases of a list are found: endings, gaps, numbers, the longest first."""

import pytest

from pipelines.text.phrases import PhraseList
from pipelines.text.tokens import split_text
from pipelines.text.word_lists import LANGUAGES, typed_faces, word_lists


@pytest.mark.parametrize(
    ("phrase", "text", "is_found"),
    [
        ("delay*", "three delays", True),
        ("# times", "called 7 times", True),
        ("# times", "called seven times", True),
        ("# times", "called many times", False),
        ("waited … hours", "waited for about two hours", True),
        ("waited … hours", "waited for what felt like many hours", False),  # three words at most
        ("waited … hours", "waited. Two hours", False),  # a sentence ends it
        ("not a|one word", "not one word", True),
        ("not a|word*", "not a thing", True),
        ("not a|word*", "not wordy", True),
        ("tired of _ game", "tired of this game", True),
        ("carro", "caro", False),  # short words differ by a double letter
        ("excellent", "excelent", True),
    ],
)
def test_a_phrase_is_found(phrase: str, text: str, is_found: bool) -> None:
    assert bool(PhraseList([(phrase, "x", 1.0)]).find(split_text(text, {}).words)) is is_found


def test_the_longest_phrase_wins_and_no_word_counts_twice() -> None:
    phrases = PhraseList([("not", "a", 1.0), ("not happy", "b", 1.0), ("happy days", "c", 1.0)])
    assert [(hit.start, hit.end, hit.label) for hit in phrases.find(["not", "happy", "days"])] == [(0, 2, "b")]


def test_links_addresses_and_marks_are_no_words() -> None:
    text = "Hola!! https://example.com/a ana@example.com @ana <b> 3,5 km :)"
    assert split_text(text, typed_faces()).words == ["hola", "!", "3,5", "km", "🙂"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_of_the_lists_has_two_meanings(language: str) -> None:
    phrases = word_lists(language).feelings
    meanings: dict[tuple[str, ...], set[str]] = {}
    for first, found in phrases.by_first():
        for phrase in found:
            meanings.setdefault((first, *phrase.tail), set()).add(phrase.label)
    assert {words: labels for words, labels in meanings.items() if len(labels) > 1} == {}
