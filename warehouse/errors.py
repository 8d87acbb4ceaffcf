"""The one kind of error that a user sees: a line that names the thing, what was expected and the way out."""


class HiloError(Exception):
    """A mistake in the input or the request. Command lines print it on one line and exit with its status."""

    exit_status = 1


class WrongUse(HiloError):
    """The command itself was wrong: an unknown metric, dimension or option."""

    exit_status = 2


class NoWarehouse(HiloError):
    """Nothing has been published in HILO_HOME yet."""
