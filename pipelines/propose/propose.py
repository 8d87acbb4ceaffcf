"""A proposal of how a file that no source knows is to be read: its rows, as the load reads them, looked at column by column."""

import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from pipelines.mapping.model import File, Mapping
from pipelines.preview.scratch import make_scratch
from pipelines.propose.content import FEW, kind_of
from pipelines.propose.guess import guess_codes, guess_tables, guess_targets
from pipelines.propose.repeated import find_repeated
from pipelines.quoting import quote_name
from pipelines.read.peek import Peek, peek_file
from pipelines.read.rows import read_rows
from pipelines.read.staged_name import name_exports
from warehouse.config.home import inbox
from warehouse.config.settings import Settings
from warehouse.inbox.proposal import Proposal, SeenColumn
from warehouse.printable import path_text
from warehouse.store.permissions import private_files

LOOKED_AT = 5_000  # rows
EXAMPLES, LONGEST_EXAMPLE = 5, 120


def propose_mapping(path: Path, settings: Settings) -> Proposal:
    """The columns of the file with examples and guesses, and the tables that its rows may fill.

    Raises HiloError for a file that cannot be read at all.
    """
    with private_files():
        inbox().mkdir(parents=True, exist_ok=True, mode=0o700)
        with (
            tempfile.TemporaryDirectory(dir=inbox(), prefix="proposal-") as place,
            make_scratch(Path(place), settings, name_exports(Path(place), [path])) as scratch,
        ):
            peek = peek_file(path, Path(place) / "0", None, settings.limits)
            file = layout_of(peek)
            source = Mapping(name="proposal", file=msgspec.convert(file, File))
            rows = read_rows(
                scratch.con,
                peek,
                source,
                {},
                "seen",
                is_careful=peek.kind == "text",
                now=datetime.now(UTC).replace(tzinfo=None),
            )
            labels = sorted(peek.json_paths[file.get("records", "")]) if peek.kind == "json" else list(rows.columns)
            cells = ", ".join(f"{rows.columns[label]} AS {quote_name(label)}" for label in labels)
            found = scratch.con.execute(f"{rows.select(cells)} LIMIT {LOOKED_AT}").fetchall()
    columns = [see_column(label, [row[at] for row in found]) for at, label in enumerate(labels)]
    return Proposal(path_text(path), file, len(found), columns, guess_tables(columns), find_repeated(columns, found))


def layout_of(peek: Peek) -> dict[str, str]:
    """[file] of the mapping, as far as the file itself tells."""
    if peek.kind == "text":
        return {"format": "csv", "delimiter": peek.delimiter}
    if peek.kind == "xlsx":
        return {"format": "xlsx", "sheet": next(iter(peek.sheets))}
    if peek.kind == "json":
        lists = {key: paths for key, paths in peek.json_paths.items() if key}
        key = max(lists, key=lambda key: len(lists[key]), default="")
        return {"format": "json"} | ({"records": key} if key and len(lists[key]) > 1 else {})
    return {"format": peek.kind}


def see_column(label: str, cells: list[str | None]) -> SeenColumn:
    """What stands in a column, and what it may be."""
    values = [cell.strip() for cell in cells if cell is not None and cell.strip()]
    counted = Counter(values)
    kind = kind_of(values)
    common = [value for value, _ in counted.most_common(FEW)]
    codes = guess_codes(common) if kind in ("code", "yes_no") and len(counted) <= FEW else {}
    examples = [value[:LONGEST_EXAMPLE] for value in common[:EXAMPLES]]
    return SeenColumn(label, kind, len(values), len(counted), examples, guess_targets(label, kind), codes)
