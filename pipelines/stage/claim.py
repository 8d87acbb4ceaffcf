"""A file that one source claims: all that its reading needs."""

from dataclasses import dataclass
from pathlib import Path

from pipelines.mapping.model import Mapping
from pipelines.read.peek import Peek
from warehouse.config.settings import Settings


@dataclass(frozen=True)
class Claim:
    """A file, its source, and the options in force; `file_id` is its number in the warehouse, `folder` its own in the load's."""

    file_id: int
    peek: Peek
    mapping: Mapping
    options: dict[str, str]
    settings: Settings
    folder: Path
    sha256: str = ""

    @property
    def path(self) -> Path:
        """Where the file is."""
        return self.peek.path

    @property
    def export(self) -> tuple[str, str]:
        """What makes it the same export as another: its bytes and who reads them."""
        return self.sha256, self.mapping.name

    @property
    def text_bytes(self) -> int:
        """How long it is, unpacked where it is text."""
        return (self.peek.text.path if self.peek.text else self.path).stat().st_size
