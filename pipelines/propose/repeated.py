"""Ids that stand in several rows with different cells beside them: lines of an order, events of a call. Their rows may be one record."""

from collections.abc import Sequence

from warehouse.inbox.proposal import Repeated, SeenColumn

ID_TARGETS = (
    "record_id",
    "order_id",
    "conversation_id",
)  # what a column may be by its name that gives records their id
EXAMPLE_ROWS, LONGEST_CELL = 4, 60

Cells = Sequence[str | None]


def find_repeated(columns: Sequence[SeenColumn], rows: Sequence[Cells]) -> list[Repeated]:
    """By column that is called an id: how many of its values stand in several rows that differ, and the rows of the first one."""
    found = []
    for at, column in enumerate(columns):
        if column.kind == "time" or not any(guess.target in ID_TARGETS for guess in column.guesses):
            continue
        groups: dict[str, list[Cells]] = {}
        for row in rows:
            if cell := (row[at] or "").strip():
                groups.setdefault(cell, []).append(row)
        several = [members for members in groups.values() if len(set(map(tuple, members))) > 1]
        if not several:
            continue
        varying = [
            other.label
            for place, other in enumerate(columns)
            if any(len({row[place] for row in members if row[place]}) > 1 for members in several)
        ]
        example = [[(cell or "")[:LONGEST_CELL] for cell in row] for row in several[0][:EXAMPLE_ROWS]]
        found.append(Repeated(column.label, len(several), len(groups), varying, example))
    return found
