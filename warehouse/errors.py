"""The one kind of error that a user sees: a line that names the thing, what was expected and the way out."""

from warehouse.printable import one_line


class HiloError(Exception):
    """A mistake in the input or the request. Command lines print it on one line and exit with its status."""

    exit_status = 1

    def __init__(self, message: str) -> None:
        # Messages quote names and texts of users' files: whatever those hold, the message is one line.
        super().__init__(one_line(message))


class WrongUse(HiloError):
    """The command itself was wrong: an unknown metric, dimension or option."""

    exit_status = 2


class NoWarehouse(HiloError):
    """Nothing has been published in HILO_HOME yet."""
