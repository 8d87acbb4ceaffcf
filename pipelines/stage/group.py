"""Files of one plan into the staging database, in one pass over all of them.

Planning such a pass takes as long as reading ten thousand rows in it, 0.02 to 0.3 s: for seventy small files nearly all.
In its tables _place tells which file of the group a row is of (1, 2, 3 …), and rows stand in the order of the files.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from pipelines.read.rows import LINE
from pipelines.stage.file import StagedFile, StagedRecord, drop_staged
from pipelines.stage.limited import limited
from pipelines.stage.plan import MAY_BE_DAMAGED, FilePlan, plan_carefully
from pipelines.stage.record_select import PLACE, RecordSelect, record_view, select_records
from pipelines.stage.row_reads import add_reads
from pipelines.statement import run_statement

MOST_FILES = 100  # of a group, counted in a byte: what the failure of one sends through the staging again, one by one


def group_alike(plans: Sequence[FilePlan]) -> list[list[FilePlan]]:
    """The plans that can be staged together, in the order of the first of each group."""
    groups: dict[tuple[object, ...], list[FilePlan]] = {}
    for plan in plans:
        groups.setdefault(plan.key(), []).append(plan)
    return [group[at : at + MOST_FILES] for group in groups.values() for at in range(0, len(group), MOST_FILES)]


def stage_group(con: duckdb.DuckDBPyConnection, plans: Sequence[FilePlan]) -> list[StagedFile]:
    """Stage the files; those of which the database's readers do not know the lines once more, with the careful ones.

    Raises HiloError when one of them cannot be read the way its mapping says; drop_staged removes what is left then.
    """
    first = plans[0]
    with limited(con, first.claim):
        try:
            staged = stage_rows(con, plans)
            unsure = [plan for plan, file in zip(plans, staged, strict=True) if plan.is_unsure(file.rows_read)]
        except duckdb.InvalidInputException:
            if len(plans) > 1 or first.is_careful or first.claim.mapping.file.format not in MAY_BE_DAMAGED:
                raise
            unsure = list(plans)
    if not unsure:
        return staged
    drop_staged(con, first.file_id, "fb")
    again = [plan_carefully(con, plan.claim) if plan in unsure else plan for plan in plans]
    return [file for group in group_alike(again) for file in stage_group(con, group)]


def stage_rows(con: duckdb.DuckDBPyConnection, plans: Sequence[FilePlan]) -> list[StagedFile]:
    """The files' tables and views, named by the number of the first."""
    first, number = plans[0], plans[0].file_id
    clock = first.clock.of_all(plan.clock for plan in plans[1:])
    rows = add_reads(f"({unite_rows(plans)})", first.reads, clock)
    cells, known = f"(SELECT *, {first.verdict} FROM {rows})", [PLACE, *first.rows_known]
    exported = f"staging.f{number}_0"
    tables: list[tuple[str, list[RecordSelect], list[dict[str, str]]]] = []
    if not first.is_one_pass:
        exported = f"staging.b{number}"
        run_statement(con, f"CREATE TABLE {exported} AS SELECT * FROM {cells}")
        spans = find_spans(con, exported, plans)
        line = "" if first.rows.line_sql else f"{spans.line} AS {LINE}, "
        cells = f"(SELECT {spans.base} AS _base, {line}*{first.content} FROM {exported})"
        run_statement(con, f"CREATE VIEW staging.b{number}_cells AS SELECT *, {spans.file_id} AS _file FROM {cells}")
        known = [PLACE, LINE, "_base"]
    for group in first.record_groups():
        query, typed = select_records(group, cells, clock, known)
        tables.append((f"staging.f{number}_{len(tables)}", group, typed))
        run_statement(con, f"CREATE TABLE {tables[-1][0]} AS {query}")
    if first.is_one_pass:
        spans = find_spans(con, exported, plans)
    base = f"staging.b{number}_rows"
    run_statement(
        con,
        f"CREATE VIEW {base} AS SELECT {spans.file_id} AS file_id, {spans.base} AS _base, {spans.line} AS {LINE}, _skip FROM {exported}",
    )
    line, place = (spans.line, spans.base) if first.is_one_pass else (LINE, "_base")
    records = {}
    for table, group, typed in tables:
        for select, columns in zip(group, typed, strict=True):
            view = f"staging.f{number}_{select.prefix}rows"
            run_statement(
                con, f"CREATE VIEW {view} AS {record_view(select, columns, table, spans.file_id, line, place)}"
            )
            records[select.prefix] = StagedRecord(view, select.record.table, select.record, table)
    in_order = [records[select.prefix] for select in first.selects]
    at_rest = "" if first.is_one_pass else f"staging.b{number}_cells"
    staged = [plan.staged(in_order, base, rows) for plan, rows in zip(plans, spans.rows, strict=True)]
    for file, plan in zip(staged, plans, strict=True):
        file.cells, file.selects, file.clock = at_rest, plan.selects, plan.clock
    return staged


def unite_rows(plans: Sequence[FilePlan]) -> str:
    """A query of the cells of all files, in their order."""
    rows = " UNION ALL ".join(
        f"SELECT CAST({place} AS UTINYINT) AS {PLACE}, * FROM {plan.rows.relation}"
        for place, plan in enumerate(plans, start=1)
    )
    return plans[0].rows.select(f"{PLACE}, {plans[0].cells}", f"({rows})")


@dataclass(frozen=True)
class Spans:
    """Where each file's rows stand in a table: how many, and SQL for a row's file, number within it, and line."""

    rows: list[int]
    file_id: str
    base: str
    line: str


def find_spans(con: duckdb.DuckDBPyConnection, table: str, plans: Sequence[FilePlan]) -> Spans:
    """Count the rows. Raises RuntimeError when the files' rows do not stand one after the other in the files' order."""
    found = run_statement(con, f"SELECT {PLACE}, min(rowid), count(*) FROM {table} GROUP BY {PLACE}").fetchall()
    counted = {place: (start, rows) for place, start, rows in found}
    rows = [counted.get(place, (0, 0))[1] for place in range(1, len(plans) + 1)]
    starts = [sum(rows[:place]) for place in range(len(rows))]
    if any(counted[place][0] != start for place, start in enumerate(starts, start=1) if place in counted):
        raise RuntimeError("rows of several files came in another order than the files")
    base, line = f"(rowid - {of_place(starts)})", plans[0].rows
    return Spans(
        rows,
        f"CAST({of_place([plan.file_id for plan in plans])} AS INTEGER)",
        base,
        LINE if line.line_sql else f"({base} + {line.first_line})",
    )


def of_place(numbers: Sequence[int]) -> str:
    """SQL for the number that a row's file has."""
    return str(numbers[0]) if len(numbers) == 1 else f"[{', '.join(map(str, numbers))}][{PLACE}]"
