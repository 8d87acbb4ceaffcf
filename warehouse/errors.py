"""The one kind of error that a user sees: a line that names the thing, what was expected and the way out."""

import re

# What ends a line or speaks to a terminal: C0, DEL, C1, the line ends of Unicode, and halves of characters.
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


class HiloError(Exception):
    """A mistake in the input or the request. Command lines print it on one line and exit with its status."""

    exit_status = 1

    def __init__(self, message: str) -> None:
        # Messages quote names and texts of users' files: whatever those hold, the message is one printable line.
        super().__init__(printable_line(message))


def printable_line(text: str) -> str:
    """The text on one line, what cannot be printed written as \\n, \\x1b, \\udcff …"""
    return UNPRINTABLE.sub(
        lambda found: found.group().encode("unicode_escape", "backslashreplace").decode("ascii"), text
    )


class WrongUse(HiloError):
    """The command itself was wrong: an unknown metric, dimension or option."""

    exit_status = 2


class NoWarehouse(HiloError):
    """Nothing has been published in HILO_HOME yet."""
