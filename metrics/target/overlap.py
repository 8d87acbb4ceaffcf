"""Two effects on the same contacts are one: where they meet, only the one that changes more counts."""

from collections.abc import Callable, Mapping, Sequence

from metrics.scope import Filters

Cell = tuple[str | None, ...]
Weights = Mapping[Cell, float]  # of a cell, how much of it an effect reaches
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
    differences: Sequence[float], reached: Sequence[Weights], meeting: Meeting
) -> tuple[dict[Cell, list[int]], dict[tuple[int, int], int]]:
    """Of each cell the effects that count there; and for every (left out, counted instead) in how many cells.

    In a cell the effect that changes most goes first; one that meets rows of an effect already counted, and changes the number
    the same way, is left out there. A rise and a fall both count: what gets worse is never hidden by what gets better.
    """
    counted: dict[Cell, list[int]] = {}
    left_out: dict[tuple[int, int], int] = {}
    cells = dict.fromkeys(cell for weights in reached for cell in weights)
    for cell in cells:
        acting = [number for number, weights in enumerate(reached) if weights.get(cell)]
        acting.sort(key=lambda number: (-abs(differences[number] * reached[number][cell]), number))
        kept: list[int] = []
        for number in acting:
            rival = next((other for other in kept if is_same(number, other, differences, cell, meeting)), None)
            if rival is None:
                kept.append(number)
            else:
                left_out[number, rival] = left_out.get((number, rival), 0) + 1
        counted[cell] = kept
    return counted, left_out


def is_same(number: int, other: int, differences: Sequence[float], cell: Cell, meeting: Meeting) -> bool:
    """Whether two effects change the same rows of the cell the same way."""
    same_way = (differences[number] > 0) == (differences[other] > 0)
    return same_way and meeting(min(number, other), max(number, other)).get(cell, 0) > 0
