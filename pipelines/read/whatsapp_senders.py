"""Who is who in a chat: our side by the names that the user gave, our automatic texts, and what does not fit them."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from pipelines.read.whatsapp_words import clean, fold_text, to_expression


@dataclass(frozen=True)
class Sides:
    """The names of our side, as given and folded, the chat's own, and our automatic texts."""

    names: tuple[str, ...]
    folded: frozenset[str]
    chat: str
    automatic: re.Pattern[str] | None

    @classmethod
    def of(cls, options: Mapping[str, str], chat: str) -> "Sides":
        """The sides as the options our_names and automatic_texts say, whose entries are separated by |."""
        names = tuple(clean(name).strip() for name in options.get("our_names", "").split("|") if name.strip())
        texts = [
            text.strip().replace("*", "…") for text in options.get("automatic_texts", "").split("|") if text.strip()
        ]
        automatic = re.compile("|".join(map(to_expression, texts)), re.DOTALL) if texts else None
        return cls(names, frozenset(map(fold_name, names)), chat, automatic)

    def known_sender(self, rest: str) -> str:
        """The known name that what follows a header begins with, as it is written there; "" when there is none."""
        for place in (place for place, letter in enumerate(rest) if letter == ":"):
            name = rest[:place]
            if name == self.chat or fold_name(name) in self.folded:
                return name
            if place > LONGEST_NAME:
                break
        return ""

    def role_of(self, sender: str, text: str) -> str:
        """customer, agent, bot, or "" where nobody said who we are."""
        if not self.folded:
            return ""
        if fold_name(sender) not in self.folded:
            return "customer"
        return "bot" if self.automatic and self.automatic.fullmatch(fold_text(text)) else "agent"


LONGEST_NAME = 100  # WhatsApp's own limit is 25 characters; address books allow more


def fold_name(name: str) -> str:
    """A name for comparing: letters and digits alone, without capitals and accents; a number by its digits."""
    decomposed = unicodedata.normalize("NFKD", clean(name)).casefold()
    return "".join(letter for letter in decomposed if letter.isalnum()) or decomposed.strip()
