"""Which template made a sentence, and with which values: what is stored and handed on is the English text alone."""

import re
from functools import cache
from itertools import pairwise
from string import Formatter
from typing import NamedTuple

from warehouse.wording.catalogue import known_templates

COUNT = re.compile(r"\d{1,3}(,\d{3})*")  # as {n:,} writes it


class Piece(NamedTuple):
    """A place of a template: what stands before it, its name ("": none, the end), and how its value is written."""

    before: str
    name: str
    form: str


@cache
def split_template(template: str) -> tuple[Piece, ...]:
    """The places of the template, in order, and what stands behind the last."""
    pieces, before = [], ""
    for text, name, form, _ in Formatter().parse(template):
        before += text
        if name:
            pieces.append(Piece(before, name, form or ""))
            before = ""
    return (*pieces, Piece(before, "", ""))


@cache
def rank(template: str) -> tuple[int, int]:
    """How much a template says by itself: letters of its own, then how few places it has."""
    pieces = split_template(template)
    return sum(character.isalpha() for piece in pieces for character in piece.before), -len(pieces)


def find_template(line: str) -> tuple[str, dict[str, str]] | None:
    """The template with the most words of its own that the line can be made of, and its values as they stand there."""
    best: tuple[str, dict[str, str]] | None = None
    for template in known_templates():
        if best and rank(template) <= rank(best[0]):
            continue
        values = read_values(template, line)
        if values is not None:
            best = template, values
    return best


def read_values(template: str, line: str) -> dict[str, str] | None:
    """The values with which the template makes the line, each as short as can be; None where it does not make it."""
    pieces = split_template(template)
    if not line.startswith(pieces[0].before):
        return None
    values: dict[str, str] = {}
    at = len(pieces[0].before)
    for piece, after in pairwise(pieces):
        # What stands behind the last place ends the line; before that, the first that fits is taken.
        end = line.find(after.before, at) if after.name else len(line) - len(after.before)
        if end < at or not line.startswith(after.before, end):
            return None
        value = line[at:end]
        if values.setdefault(piece.name, value) != value or (piece.form == "," and not COUNT.fullmatch(value)):
            return None
        at = end + len(after.before)
    return values if at == len(line) else None
