"""Identifiers in words, hidden as far as the installation says."""

from pages.parts.masked import is_masked
from pages.parts.page import Page
from pages.parts.texts import Texts
from warehouse.people.key import Key, split_type


def type_words(key_type: str, texts: Texts) -> str:
    """The type in words, with the source that alone knows it."""
    scope, name = split_type(key_type)
    return texts.code("key_type", name) + (f" ({texts.code('channel', scope)})" if scope else "")


def value_words(page: Page, key: Key) -> str:
    """The value, masked where personal data are."""
    return key.masked if is_masked(page) else key.value


def key_words(page: Page, key: Key) -> str:
    """A key in words: E-mail ana@example.com."""
    return f"{type_words(key.key_type, page.texts)} {value_words(page, key)}"


def name_words(page: Page, name: str) -> str:
    """A person's name, its initials where personal data are masked."""
    return value_words(page, Key("name", "", name))
