"""Two effects on the same contacts are one: where they meet, only the one that changes more counts."""

from collections.abc import Callable, Mapping, Sequence

from metrics.semantic.scope import Filters

Cell = tuple[str | None, ...]
Weights = Mapping[Cell, float]  # of a cell, how much an effect changes there
Meeting = Callable[[int, int], Mapping[Cell, float]]


def may_meet(one: Filters, other: Filters) -> bool:
    """Whether any row can pass both: not when a dimension is limited to values that they do not share."""
    for dimension, values in one:
        for same, others in other:
            if same == dimension and not set(values) & set(others):
                return False
    return True


def merge_filters(one: Filters, other: Filters) -> Filters:
    """The filters of the rows that pass both."""
    return tuple(dict.fromkeys((*one, *other)))


def counted_effects(
    sources: Sequence[str], changes: Sequence[Weights], meeting: Meeting
) -> tuple[dict[Cell, list[int]], list[tuple[int, int]]]:
    """Of each cell the effects that count there; and the pairs (left out somewhere, counted there instead), each once.

    In a cell the source whose effects change most together goes first; an effect that meets rows of one already counted, and
    changes the number the same way, is left out there, cautiously also where they share only some rows. A rise and a fall both
    count: what gets worse is never hidden by what gets better.
    """
    counted: dict[Cell, list[int]] = {}
    left_out: dict[tuple[int, int], None] = {}
    for cell in dict.fromkeys(cell for weights in changes for cell in weights):
        acting = [number for number, weights in enumerate(changes) if weights.get(cell)]
        together: dict[str, float] = {}
        for number in acting:
            together[sources[number]] = together.get(sources[number], 0.0) + changes[number][cell]
        kept: list[int] = []
        for number in sorted(acting, key=lambda n: (-abs(together[sources[n]]), -abs(changes[n][cell]), n)):
            rival = next((other for other in kept if is_same(number, other, changes, cell, meeting)), None)
            if rival is None:
                kept.append(number)
            else:
                left_out[number, rival] = None
        counted[cell] = kept
    return counted, list(left_out)


def is_same(number: int, other: int, changes: Sequence[Weights], cell: Cell, meeting: Meeting) -> bool:
    """Whether two effects change the same rows of the cell the same way."""
    same_way = (changes[number][cell] > 0) == (changes[other][cell] > 0)
    return same_way and meeting(min(number, other), max(number, other)).get(cell, 0) > 0
