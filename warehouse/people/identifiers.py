"""Identifiers of a person: their types, how strong each is, and how each is written in one way.

Strong keys name one person: records that share one are the same person's. A weak key may pass between people (a family's
phone, a shared computer): it belongs to the one person that it is seen with, and to nobody once it is seen with two.
"""

from dataclasses import dataclass
from typing import Literal

from warehouse.people.emails import parse_email
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
    KeyType("phone", "weak"),
    KeyType("push_id", "weak", "source"),
    KeyType("device_id", "weak"),
    KeyType("cookie", "weak", "source"),
)
KEY_COLUMNS = ("email", "phone", "customer_id", "vendor_customer_id")
OTHER_KEYS = tuple(kind.name for kind in KEY_TYPES if kind.name not in KEY_COLUMNS)

# What exports write where they know no identifier; a row of zeros is none either (an advertising id that was refused).
NO_KEYS = ("unknown", "unavailable", "none", "null", "nil", "undefined", "nan", "n/a", "na", "not set", "(not set)",
           "anonymous", "guest", "desconocido", "anónimo", "anonimo", "invitado", "sin datos")  # fmt: skip
LONGEST_HIDDEN = 5  # signs of a value of which not even the end is shown


def write_key(key_type: str, text: str, phone_region: str = "") -> str | None:
    """The identifier as the warehouse stores it; None where the text is none. `key_type` may carry its source or channel."""
    plain = key_type.rsplit(":", 1)[-1]
    if plain == "email":
        return parse_email(text)
    if plain == "phone":
        return parse_phone(text.strip(), phone_region)
    bare = text.strip()
    return bare if bare.replace("0", "").replace("-", "") and bare.lower() not in NO_KEYS else None


def rank_of(key_type: str) -> int:
    """The place of a key's type in the order in which keys say whose a record is."""
    names = [kind.name for kind in KEY_TYPES]
    plain = key_type.rsplit(":", 1)[-1]
    return names.index(plain) if plain in names else len(names)


def mask_value(key_type: str, value: str) -> str:
    """What a reader who may not see personal data sees of a value: enough to tell two of a list apart, not whose it is."""
    plain = key_type.rsplit(":", 1)[-1]
    if plain == "email" and "@" in value:
        local, _, domain = value.rpartition("@")
        return f"{local[:1]}•••@{domain[:1]}•••.{domain.rpartition('.')[2]}"
    if plain == "phone":
        return f"{value[:3]}•••{value[-2:]}"
    if plain == "name":
        return " ".join(f"{word[:1]}." for word in value.split())
    return f"•••{value[-2:]}" if len(value) > LONGEST_HIDDEN and plain not in ("city", "birth_date") else "•••"
