"""Identifiers in words, hidden as far as the installation says."""

from pages.parts.masked import is_masked
from pages.parts.page import Page
from pages.parts.texts import Texts
from warehouse.config.errors import HiloError
from warehouse.people.decisions import split_key
from warehouse.people.identifiers import mask_value


def key_name(key_type: str, key_value: str) -> str:
    """The key as decisions and command lines write it: email:ana@example.com, zendesk:vendor_customer_id:77."""
    return f"{key_type}:{key_value}"


def type_words(key_type: str, texts: Texts) -> str:
    """The type in words, with the source that alone knows it."""
    scope, _, name = key_type.rpartition(":")
    return texts.code("key_type", name) + (f" ({texts.code('channel', scope)})" if scope else "")


def value_words(page: Page, key_type: str, value: str) -> str:
    """The value, masked where personal data are."""
    return mask_value(key_type, value) if is_masked(page) else value


def key_words(page: Page, key: str) -> str:
    """A key as decisions write it, in words: E-mail ana@example.com."""
    try:
        key_type, value = split_key(key)
    except HiloError:
        return key
    return f"{type_words(key_type, page.texts)} {value_words(page, key_type, value)}"


def name_words(page: Page, name: str) -> str:
    """A person's name, its initials where personal data are masked."""
    return value_words(page, "name", name)
