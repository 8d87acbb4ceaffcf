"""Text of the data for a terminal: what would move the cursor, colour or hide is shown and not done."""

import unicodedata


def printable(text: str) -> str:
    """The text with every control and formatting sign but line ends and tabs written as \\x1b."""
    return "".join(sign if is_harmless(sign) else sign.encode("unicode_escape").decode() for sign in text)


def is_harmless(sign: str) -> bool:
    """Whether a terminal only shows the sign."""
    return sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Zl", "Zp")
