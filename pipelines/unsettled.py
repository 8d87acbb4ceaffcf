"""Why a file waits for a person: nobody knows it, several sources claim it, or it does not say what must be known."""

from collections.abc import Sequence

from warehouse.config.errors import HiloError


class UnknownSource(HiloError):
    """No source recognises the file."""


class SeveralSources(HiloError):
    """Several sources claim the file: `names`."""

    def __init__(self, message: str, names: Sequence[str]) -> None:
        super().__init__(message)
        self.names = list(names)


class NeedsAnswer(HiloError):
    """An option must be given: the file does not say it. `example`: a value that could mean several things."""

    def __init__(self, message: str, option: str, example: str = "") -> None:
        super().__init__(message)
        self.option, self.example = option, example
