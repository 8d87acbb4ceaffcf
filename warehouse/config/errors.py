"""The one kind of error that a user sees: a line that names the thing, what was expected and the way out."""

from warehouse.printable import one_line
from warehouse.sentence import sentence

LONGEST = 1_200  # characters of a message; the longest of ours lists all settings in 900


class HiloError(Exception):
    """A mistake in the input or the request. Command lines print it on one line and exit with its status.

    HiloError("{path}: no sheet {sheet!r}", path=path, sheet=sheet): the template is what catalogues translate.
    """

    exit_status = 1

    def __init__(self, template: str, **values: object) -> None:
        # Messages quote names and texts of users' files: whatever those hold, the message is one line.
        super().__init__(shorten(one_line(sentence(template, **values))))


def shorten(line: str) -> str:
    """The line without its middle where that is longer than anybody reads: what it is about and the way out stay."""
    return line if len(line) <= LONGEST else f"{line[: LONGEST * 2 // 3]} … {line[-LONGEST // 3 :]}"


class WrongUse(HiloError):
    """The command itself was wrong: an unknown metric, dimension or option."""

    exit_status = 2


class NoWarehouse(HiloError):
    """Nothing has been published in HILO_HOME yet."""


def require_text(text: str) -> None:
    """Raises WrongUse for what a terminal in another encoding sent."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise WrongUse("{text!r}: not readable as UTF-8", text=text) from None
