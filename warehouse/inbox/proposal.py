"""What a file that no source knows seems to hold: guesses, each with the examples and the reason that it rests on."""

import msgspec

# Why a column is taken for what it is.
BY_NAME, BY_CONTENT = "name", "content"


class Guess(msgspec.Struct, frozen=True):
    """`target`: a column of the warehouse, `main_time`, or `key.` and a kind of key."""

    target: str
    reason: str


class SeenColumn(msgspec.Struct, frozen=True):
    """A column of the file. `kind`: what its values look like (pipelines/propose/content.py); `filled` and `distinct` of the rows
    that were looked at; `examples`: different values, the commonest first; `codes`: by coded column of the warehouse, what its
    values seem to be there."""

    label: str
    kind: str
    filled: int
    distinct: int
    examples: list[str]
    guesses: list[Guess] = []
    codes: dict[str, dict[str, str]] = {}


class Repeated(msgspec.Struct, frozen=True):
    """A column of ids of which `ids` of `all_ids` stand in several rows that are not the same. `varying`: labels of the columns
    that differ then; `example`: the first rows of one such id."""

    label: str
    ids: int
    all_ids: int
    varying: list[str]
    example: list[list[str]]


class Proposal(msgspec.Struct, frozen=True):
    """`file`: the layout, as [file] of a mapping; `rows`: how many were looked at; `tables`: the likeliest first;
    `repeated`: ids whose rows may be one record."""

    path: str
    file: dict[str, str]
    rows: int
    columns: list[SeenColumn]
    tables: list[str]
    repeated: list[Repeated] = []
