"""Texts whose columns stand at fixed places of the line, as mainframes and statistical offices write them."""

from collections.abc import Iterator

from pipelines.mapping.model import File
from pipelines.mapping.vocabulary import read_place
from pipelines.read.damage import find_damage, show_damage
from pipelines.read.labels import fold_label
from pipelines.read.outcome import BadRow
from pipelines.read.table_head import MOST_ROWS
from pipelines.read.text import TextFile
from warehouse.config.settings import Limits
from warehouse.sentence import sentence


def fixed_rows(text: TextFile, head: list[str], file: File, limits: Limits, bad: list[BadRow]) -> Iterator[tuple]:
    """One tuple a row: a cell per label of `file.places` (None when blank), then its line; lines that are damaged, too long,
    or end before the last needed place begins go to `bad`. Lines above labels that stand at their places are none. Places
    count characters; a line that ends early has empty last cells."""
    places = [read_place(place) for place in file.places.values()]
    begin, shortest = find_first_line(head, file, places), min(first for first, _ in places)
    for line, raw in text.numbered_lines(limits.record_length):
        bare = raw.rstrip("\r\n")
        if line < begin or not bare.strip():
            continue
        flaw = None if text.is_even else find_damage(raw, line, text.encoding)
        if len(raw) > limits.record_length:
            flaw = sentence("a line of more than {most:,} characters", most=limits.record_length)
        elif len(bare) < shortest:
            flaw = sentence(
                "{length} characters where the first column begins at {begin}", length=len(bare), begin=shortest
            )
        elif "\t" in bare:
            flaw = sentence("a tab, which has no fixed width")
        if flaw:
            bad.append(BadRow(line, flaw, show_damage(bare)))
            continue
        yield (*(bare[first - 1 : last].strip() or None for first, last in places), line)


def find_first_line(head: list[str], file: File, places: list[tuple[int, int]]) -> int:
    """The first line of the rows: below the labels where these stand at their places, cut or whole, else the first of all."""
    for line, text in enumerate(head[:MOST_ROWS], start=1):
        cells = [fold_label(text.rstrip("\r\n")[first - 1 : last]) for first, last in places]
        if all(cell and fold_label(label).startswith(cell) for label, cell in zip(file.places, cells, strict=True)):
            return line + 1
    return 1
