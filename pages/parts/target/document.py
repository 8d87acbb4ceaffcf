"""What a presentation says, before it is one: sections of words, numbers, tables, charts and maps, all in the reader's language.

The PowerPoint and the PDF are written from the same document, and the page shows the same words: they cannot differ.
"""

from dataclasses import dataclass, field
from typing import Literal

Tone = Literal["", "positive", "neutral", "negative", "unknown"]


@dataclass(frozen=True)
class Passage:
    """Paragraphs; `small`: conditions and readings, not the message."""

    paragraphs: tuple[str, ...]
    small: bool = False


@dataclass(frozen=True)
class Fact:
    """A number with its name and what belongs to it: 46,4 % → 52,0 % · Satisfaction · 95 %: 48,1 to 55,9."""

    label: str
    value: str
    detail: str
    tone: Tone = ""


@dataclass(frozen=True)
class Facts:
    """Numbers side by side."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Column:
    """A column of a table: its head, its share of the width, and whether it holds numbers."""

    head: str
    share: float = 1.0
    is_number: bool = False


@dataclass(frozen=True)
class Table:
    """Rows of words under their heads; `tones` colours a row's mark column, `name` is what a screen reader says.

    `is_cut`: rows that do not fit on a slide are left out there instead of going on on the next one.
    """

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    tones: tuple[Tone, ...] = ()
    toned_column: int = 0
    is_cut: bool = False


@dataclass(frozen=True)
class Series:
    """One value a category; None: not measured. Bounds are of the 95 % interval; `words` as the page says the value."""

    name: str
    values: tuple[float | None, ...]
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]
    words: tuple[str, ...]


@dataclass(frozen=True)
class Chart:
    """Categories with a bar of every series, or a line over them; `unit` is the axis title, empty where words carry it."""

    name: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    kind: Literal["bars", "line"] = "bars"
    unit: str = ""


@dataclass(frozen=True)
class Place:
    """A touchpoint on the map: its name, its class as a tone and in words (with the sign that means it), its number;
    `sample`: n and interval, where there is room to say them."""

    name: str
    tone: Tone
    words: str
    value: str
    sample: str = ""


@dataclass(frozen=True)
class Stage:
    """A column of the map; `more`: what is not shown here, said."""

    name: str
    value: str
    detail: str
    places: tuple[Place, ...]
    more: str = ""


@dataclass(frozen=True)
class JourneyMap:
    """Stages from left to right."""

    name: str
    stages: tuple[Stage, ...]


Block = Passage | Facts | Table | Chart | JourneyMap


@dataclass(frozen=True)
class Section:
    """A slide (more than one when a table is long) or a chapter; `notes` are for who presents it."""

    title: str
    blocks: tuple[Block, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Document:
    """The whole: `stamp` lines (period, filters, version) stand on its first page, `footer` on every other one."""

    language: str
    title: str
    subtitle: str
    stamp: tuple[str, ...]
    footer: str
    sections: tuple[Section, ...]
    colours: dict[str, str] = field(hash=False)
    continued: str = "{title} ({number})"
    page_word: str = "{page} / {pages}"
