"""SQL text and its positional parameters, kept together so that neither can come out of step."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Sql:
    """A piece of SQL; `params` stand in the order of its question marks."""

    text: str
    params: tuple[Any, ...] = ()


def fill(template: str, *pieces: "Sql | str") -> Sql:
    """The template with each `@` replaced by the next piece, parameters in order of appearance."""
    out: list[str] = []
    params: list[Any] = []
    texts = template.split("@")
    assert len(texts) == len(pieces) + 1, f"{len(pieces)} pieces for: {template}"
    for text, piece in zip(texts, [*pieces, ""], strict=True):
        filled = piece if isinstance(piece, Sql) else Sql(piece)
        out += [text, filled.text]
        params += filled.params
    return Sql("".join(out), tuple(params))


def joined(separator: str, pieces: Iterable[Sql]) -> Sql:
    """The pieces, separated."""
    listed = list(pieces)
    return Sql(separator.join(p.text for p in listed), tuple(v for p in listed for v in p.params))
