"""Words and numbers that stand where an identifier is not known (placeholders.toml)."""

import re
import unicodedata
from functools import cache
from pathlib import Path

from warehouse.config.toml_file import read_toml
from warehouse.sentence import sentence

PLACEHOLDER = sentence("a placeholder, nobody's identifier")
FEWEST_EQUAL = 7  # digits: 1111111 is typed, a company has a customer 111111
# What a number is, before it: RFC XAXX010101000, CUIT 20-00000000-1.
DOCUMENT = r"^(rfc|curp|cuit|cuil|cpf|cnpj|rut|run|ruc|nit|dni|nif|nie|cif|vat|tva|iva|ustid|siret|siren)\b[ :]*"
FILLED = r"[a-z]{0,4}(0{7,}|9{7,})[a-z]?"  # DE999999999, B00000000, X0000000T
FILE = Path(__file__).with_suffix(".toml")


@cache
def placeholder_texts() -> list[str]:
    """Words and numbers that are no identifier, as they are listed."""
    listed = read_toml(FILE)
    return [text for part in ("words", "numbers") for group in listed[part].values() for text in group]


@cache
def placeholder_words() -> frozenset[str]:
    """The same, folded."""
    return frozenset(folded for text in placeholder_texts() if (folded := fold(text)))


@cache
def placeholder_numbers() -> frozenset[str]:
    """The listed numbers without the marks and blanks that people write into them: XAXX 010101 000."""
    numbers = (number for group in read_toml(FILE)["numbers"].values() for number in group)
    return frozenset(re.sub(r"[\W_]", "", fold(number)) for number in numbers)


@cache
def placeholder_emails() -> tuple[frozenset[str], frozenset[str]]:
    """Local parts and whole addresses that are nobody's."""
    listed = read_toml(FILE)["email"]
    return frozenset(listed["local_parts"]), frozenset(listed["addresses"])


def placeholder_email_pattern() -> str:
    """A regular expression that finds every listed address, and few others, for what looks at many."""
    local_parts, addresses = placeholder_emails()
    return rf"^(?:{'|'.join(map(re.escape, sorted(local_parts)))})@|^(?:{'|'.join(map(re.escape, sorted(addresses)))})$"


def is_placeholder(text: str) -> bool:
    """Whether the text says that there is no identifier: by its words, as zeros, as one digit again and again, as marks alone."""
    folded = fold(text)
    bare = re.sub(r"[\W_]", "", re.sub(DOCUMENT, "", folded))
    signs = set(bare)
    if not signs or signs == {"0"} or folded in placeholder_words() or bare in placeholder_numbers():
        return True
    return bool(re.fullmatch(FILLED, bare)) or (len(signs) == 1 and len(re.sub(r"\D", "", folded)) >= FEWEST_EQUAL)


def is_placeholder_email(address: str) -> bool:
    """Whether an address, in lower case, is typed where one is required."""
    local_parts, addresses = placeholder_emails()
    return address in addresses or address.partition("@")[0] in local_parts


def fold(text: str) -> str:
    """The text without capitals, accents, brackets and marks between its letters, with single spaces."""
    # Of Latin letters only: marks of other scripts make other letters.
    plain = "".join(sign for sign in unicodedata.normalize("NFD", text.casefold()) if not "\u0300" <= sign <= "\u036f")
    return re.sub(r"\s+", " ", re.sub(r"[\s._/\\-]+", " ", plain)).strip(" ()[]{}<>*#?!:;,'\"")
