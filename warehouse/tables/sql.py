"""The declared tables as SQL, laid out to be read: a block of columns a line, what has a comment on a line of its own."""

from collections.abc import Iterable, Iterator
from textwrap import wrap

from warehouse.tables.column import Column
from warehouse.tables.table import Table

WIDTH, INDENT, COMMENT_AT = 120, "    ", 44
HEADER = """\
-- The canonical warehouse. Made from warehouse/tables: change the declaration there, then
--   python -m warehouse.tables > warehouse/schema.sql
--
-- Times are UTC unless the name ends in _local (the reporting zone, fixed when a version is built); durations in seconds;
-- money beside its ISO 4217 currency.
--
-- Every fact table opens with the same three blocks, so that every metric runs by every dimension:
--   provenance: record_id (source:native id), source, file_id and source_line (the exported row), updated_at (of the record)
--   person:     the keys as exported (normalised; other_keys by type, warehouse/people/key.py), person_id and
--               is_person_known (derived)
--   dimensions: channel, stage, touchpoint, topic, team, agent, segment, country, language, attributes; where other records
--               fill them in or replace them, stated_<name> beside it is what the export said
"""


def schema_sql(tables: Iterable[Table]) -> str:
    """CREATE statements in the order given, views behind the tables that they show, with a heading where another kind begins."""
    parts, heading = [HEADER], "FACT"
    for table in sorted(tables, key=lambda table: bool(table.sql)):
        kind = "VIEW" if table.sql else table.kind.upper()
        if kind != heading:
            heading = kind
            parts.append(f"-- {heading} ".ljust(WIDTH, "-") + "\n")
        parts.append(view_sql(table) if table.sql else table_sql(table))
    return "\n".join(parts)


def table_sql(table: Table) -> str:
    """One statement under its grain and note."""
    said = [f"-- {line}" for line in wrap(f"{table.grain} {table.note}".strip(), WIDTH - 3)]
    lines = [line for block in table.blocks for line in block_lines(block)]
    # The last column has no comma after it; a comment may follow.
    last = next(number for number in reversed(range(len(lines))) if not lines[number].lstrip().startswith("--"))
    code, dashes, comment = lines[last].partition(" --")
    lines[last] = (code.rstrip().removesuffix(",").ljust(len(code)) + dashes + comment).rstrip()
    return "\n".join([*said, f"CREATE TABLE {table.name} (", *lines, ");", ""])


def view_sql(view: Table) -> str:
    """The view's statement under its grain, note and what its columns mean."""
    said = wrap(f"{view.grain} {view.note}".strip(), WIDTH - 3)
    meant = [f"{column.name}: {column.comment}" for column in view.columns.values() if column.comment]
    said += [line for text in meant for line in wrap(text, WIDTH - 3, initial_indent="  ", subsequent_indent=INDENT)]
    lines = [line for query in view.sql.splitlines() for line in wrap(query, WIDTH - 4, break_long_words=False)]
    return (
        "\n".join([*(f"-- {line}" for line in said), f"CREATE VIEW {view.name} AS", *(INDENT + line for line in lines)])
        + ";\n"
    )


def block_lines(block: Iterable[Column]) -> Iterator[str]:
    """The columns of a block, as many a line as fit; one with a comment alone."""
    line = ""
    for column in block:
        written = f"{column.name} {column.type},"
        if line and (column.comment or len(f"{line} {written}") > WIDTH):
            yield line
            line = ""
        if column.comment:
            yield from commented(f"{INDENT}{written}", column.comment)
        else:
            line = f"{line} {written}" if line else f"{INDENT}{written}"
    if line:
        yield line


def commented(code: str, comment: str) -> Iterator[str]:
    """A column and its comment, which goes on below itself where it is long."""
    at = max(COMMENT_AT, len(code) + 1)
    first, *rest = wrap(comment, max(WIDTH - at - 3, 40))
    yield f"{code:<{at}}-- {first}"
    for line in rest:
        yield f"{'':<{at}}-- {line}"
