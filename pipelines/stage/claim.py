"""A file that one source claims: all that its reading needs."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipelines.mapping.model import Mapping
from pipelines.read.peek import Peek
from warehouse.config.settings import Settings


@dataclass(frozen=True)
class Claim:
    """A file, its source, and the options in force; `file_id` is its number in the warehouse, `folder` its own in the load's,
    `now` the load's clock in UTC, `order_of_folder` how the other chats beside it write their dates."""

    file_id: int
    peek: Peek
    mapping: Mapping
    options: dict[str, str]
    settings: Settings
    folder: Path
    now: datetime
    sha256: str = ""
    order_of_folder: str = ""

    @property
    def path(self) -> Path:
        """Where the file is."""
        return self.peek.path

    @property
    def options_of_reading(self) -> dict[str, str]:
        """The options in force, and what the files beside it say."""
        return {"date_order": self.order_of_folder} | self.options if self.order_of_folder else self.options

    @property
    def export(self) -> tuple[str, str]:
        """What makes it the same export as another: its bytes and who reads them."""
        return self.sha256, self.mapping.name

    @property
    def text_bytes(self) -> int:
        """How long it is, unpacked where it is text."""
        return (self.peek.text.path if self.peek.text else self.path).stat().st_size
