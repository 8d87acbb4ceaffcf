"""The language of a text by its words, and when its record's language decides."""

import pytest

from pipelines.text.reading import Reader


@pytest.mark.parametrize(
    ("text", "stated", "language"),
    [
        ("Nadie me dio una respuesta", None, "es"),
        ("Nobody gave me an answer", None, "en"),
        ("Excelente", None, "es"),  # the lists of one language only know it
        ("Outstanding", None, "en"),
        ("ok", "es", "es"),  # both know it: the record decides
        ("ok", "en-GB", "en"),
        ("ok", "pt", None),
        ("Nobody gave me an answer", "es", "en"),  # the words go before the record
        ("Recebi meu produto antes do prazo", "es", None),
        ("👍", "es", "es"),
        ("👍", None, None),
        ("Xyzzy", None, None),
    ],
)
def test_a_text_is_in_this_language(reader: Reader, text: str, stated: str | None, language: str | None) -> None:
    assert reader.read(text, stated).language == language
