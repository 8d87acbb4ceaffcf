"""Which exported record is whose: written by the generator, read by the proof of identity and by nothing else."""

from __future__ import annotations

from pathlib import Path

from sample_data.files import csv_text, write_gzip
from sample_data.people import Person

HEADER = ("record_id", "person", "family")


class Truth:
    """The real person behind each record that names somebody, noted while the exports are written."""

    def __init__(self) -> None:
        self._rows: dict[str, tuple[int, str]] = {}

    def note(self, record_id: str, person: Person) -> None:
        """Note whose record it is; record_id as the warehouse has it: source:native id."""
        self._rows[record_id] = (person.number, person.family)

    def write(self, path: Path) -> None:
        """Write record_id, the person's number and the kind of family ('' for everybody else), sorted."""
        rows = [(record_id, *owner) for record_id, owner in sorted(self._rows.items())]
        write_gzip(path, csv_text([HEADER, *rows]))
