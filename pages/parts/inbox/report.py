"""What the last preview said, as the page shows it."""

from pathlib import Path

import msgspec

from warehouse.inbox.files import exports_folder
from warehouse.inbox.job import read_result
from warehouse.inbox.report import FileReport, Report


def read_report() -> Report | None:
    """The report of the inbox; None when the preview failed."""
    try:
        return msgspec.convert(read_result("preview"), Report)
    except msgspec.ValidationError:
        return None


def name_in_inbox(file: FileReport) -> str:
    """The file's name as it was dropped."""
    return name_below(file.path)


def in_short(said: str) -> str:
    """What is said of files of the inbox, with the names that they were dropped with."""
    return said.replace(f"{exports_folder()}/", "")


def name_below(path: str) -> str:
    """The name of a file of the inbox; of another file, its own."""
    place = Path(path)
    return place.relative_to(exports_folder()).as_posix() if place.is_relative_to(exports_folder()) else place.name
