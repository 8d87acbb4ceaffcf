"""Identifiers of a person: their types, how strong each is, and how each is written in one way.

Strong keys name one person: records that share one are the same person's. A weak key may pass between people (a family's
phone, a shared computer): it belongs to the one person that it is seen with, and to nobody once it is seen with two.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from warehouse.config.errors import WrongUse, require_text
from warehouse.people.emails import parse_email
from warehouse.people.ids import parse_id
from warehouse.people.phones import parse_phone


@dataclass(frozen=True)
class KeyType:
    """A type of identifier; `scope` says within what its values are unique: everywhere, one source or one channel."""

    name: str
    strength: Literal["strong", "weak"]
    scope: Literal["", "source", "channel"] = ""


# In the order in which a record's keys say whose it is. Only the first columns of a fact table; the rest lie in other_keys.
KEY_TYPES = (
    KeyType("customer_id", "strong"),
    KeyType("loyalty_number", "strong"),
    KeyType("vendor_customer_id", "strong", "source"),
    KeyType("email", "strong"),
    KeyType("social_id", "strong", "channel"),
    KeyType("merged_id", "strong", "source"),
    KeyType("phone", "weak"),
    KeyType("push_id", "weak", "source"),
    KeyType("device_id", "weak"),
    KeyType("cookie", "weak", "source"),
)
KEY_COLUMNS = ("email", "phone", "customer_id", "vendor_customer_id")
OTHER_KEYS = tuple(kind.name for kind in KEY_TYPES if kind.name not in KEY_COLUMNS)
RANK = {kind.name: rank for rank, kind in enumerate(KEY_TYPES)}
STRONG = frozenset(kind.name for kind in KEY_TYPES if kind.strength == "strong")
SCOPES: dict[str, str] = {kind.name: kind.scope for kind in KEY_TYPES}
ALSO_CHANNELS = ("email", "phone")  # email:social_id:… is no e-mail: none has a colon there

LONGEST_HIDDEN = 5  # signs of a value of which not even the end is shown


@dataclass(frozen=True)
class Key:
    """What names a person: its type, the source or channel that alone knows it ("": none), and its value.

    The type is one of KEY_TYPES, or of what else people are found and compared by: case_id, record_id, name, city …
    """

    type: str
    scope: str
    value: str

    @classmethod
    def parse(cls, text: str) -> Key:
        """The key of `type:value` or `source:type:value`, as it is written. Raises WrongUse for what is none."""
        require_text(text)
        first, _, rest = text.partition(":")
        second, _, value = rest.partition(":")
        is_scoped = bool(first and SCOPES.get(second) and value)
        if SCOPES.get(first) == "" and rest and not (is_scoped and first in ALSO_CHANNELS):
            return cls(first, "", rest)
        if is_scoped:
            return cls(second, first, value)
        forms = ", ".join(f"{scope}:{name}:…" if scope else f"{name}:…" for name, scope in SCOPES.items())
        raise WrongUse("{text!r} is no key; expected {forms}", text=text, forms=forms)

    @classmethod
    def of_row(cls, key_type: str, key_value: str) -> Key:
        """The key of a table's columns key_type and key_value."""
        scope, name = split_type(key_type)
        return cls(name, scope, key_value)

    @property
    def key_type(self) -> str:
        """The type with its scope before it, as tables have it."""
        return f"{self.scope}:{self.type}" if self.scope else self.type

    @property
    def row(self) -> tuple[str, str]:
        """key_type and key_value, as tables have them."""
        return self.key_type, self.value

    @property
    def text(self) -> str:
        """The key as people, decisions and command lines write it: email:ana@example.com, desk:vendor_customer_id:77."""
        return f"{self.key_type}:{self.value}"

    def __str__(self) -> str:
        return self.text

    @property
    def rank(self) -> int:
        """The place of its type in the order in which keys say whose a record is; of another type: after all."""
        return RANK.get(self.type, len(RANK))

    @property
    def is_strong(self) -> bool:
        """Whether it names one person whatever it is seen with."""
        return self.type in STRONG

    @property
    def normal(self) -> Key:
        """The key as the warehouse writes it: an e-mail in lower case, a phone number in E.164; what is none stays."""
        return replace(self, value=write_value(self.type, self.value) or self.value)

    @property
    def masked(self) -> str:
        """What a reader who may not see personal data sees of the value: enough to tell two of a list apart, not whose it is."""
        value = self.value
        if self.type == "email" and "@" in value:
            local, _, domain = value.rpartition("@")
            return f"{local[:1]}•••@{domain[:1]}•••.{domain.rpartition('.')[2]}"
        if self.type == "phone":
            return f"{value[:3]}•••{value[-2:]}"
        if self.type == "name":
            return " ".join(f"{word[:1]}." for word in value.split())
        is_long = len(value) > LONGEST_HIDDEN and self.type not in ("city", "birth_date")
        return f"•••{value[-2:]}" if is_long else "•••"


def split_type(key_type: str) -> tuple[str, str]:
    """Scope ("": none) and plain type of a table's key_type: desk:vendor_customer_id, email."""
    scope, _, name = key_type.rpartition(":")
    return scope, name


def write_value(name: str, text: str, phone_region: str = "") -> str | None:
    """The value of a key of this plain type as the warehouse stores it; None where the text is none."""
    if name == "email":
        return parse_email(text)
    if name == "phone":
        return parse_phone(text.strip(), phone_region)
    return parse_id(text)
