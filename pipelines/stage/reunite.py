"""One record whose rows stand in several files of a source: a call over the rotation of a log, an order over two pages.

  rows are events (the record's main time is an aggregate of theirs), or of different times   those of all files together, equal ones once
  rows are lines (of one time), last in one file and first in another, none of them equal     together
  else                                                                                       the newer export of the record stands (store/repeats.py)

The same comes out whichever file is read first: parts are put in the order of their times, then of their contents.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import duckdb

from pipelines.canonical import MAIN_TIME
from pipelines.mapping.model import Spec
from pipelines.read.rows import LINE
from pipelines.stage.cast import Clock
from pipelines.stage.file import StagedFile, StagedRecord
from pipelines.stage.record_select import PLACE, RecordSelect, record_view, select_records
from pipelines.statement import run_statement

UNSAID = (PLACE, LINE, "_base", "_file", "_skip", "_broken", "_content")  # of a row, beside its cells


@dataclass
class Alike:
    """Files of one source that are read the same way, by their numbers, and relations of rows of files that were loaded before."""

    files: list[StagedFile]
    earlier: list[str] = field(default_factory=list)

    @property
    def relation(self) -> str:
        """A query of the rows of all of them."""
        cells = dict.fromkeys([*self.earlier, *(file.cells for file in self.files)])
        return " UNION ALL BY NAME ".join(f"SELECT * FROM {name}" for name in cells)


def group_files(files: Sequence[StagedFile]) -> list[Alike]:
    """The files whose records may be of several rows, those alike together."""
    found: dict[tuple[object, ...], Alike] = {}
    for file in files:
        if file.cells and any(record.is_grouped for record in file.mapping.record):
            key = (file.mapping.name, tuple(sorted(file.options.items())), tuple(file.rows.columns), how_read(file))
            found.setdefault(key, Alike([])).files.append(file)
    return list(found.values())


def how_read(file: StagedFile) -> Clock:
    """The file's clock, whatever its texts happen to be."""
    assert file.clock is not None
    return file.clock.without_texts()


def reunite_files(con: duckdb.DuckDBPyConnection, groups: Sequence[Alike]) -> None:
    """Put the records together that have rows in several of these files; the parts are no records any more.

    Notes in the staging database: joined (file_id, base), rows that are loaded with such a record; part_files (table_name, record_id,
    file_id), the files that it is of; superseded (table_name, record_id), parts that were records of their own before.
    """
    for number, alike in enumerate(groups):
        for place, select in enumerate(alike.files[0].selects if len(alike.files) + len(alike.earlier) > 1 else []):
            if select.group_by:
                reunite_record(con, alike, place, f"staging.j{number}_{place}")


def reunite_record(con: duckdb.DuckDBPyConnection, alike: Alike, place: int, name: str) -> None:
    """One [[record]] of files of one source; what is made for it lies under `name`."""
    files, select = alike.files, alike.files[0].selects[place]
    table = select.record.table
    if not collect_parts(con, alike.relation, select, name):
        return
    # Of rows read again nobody looked through the texts.
    clocks = [file.clock for file in files if file.clock]
    clock = how_read(files[0]) if alike.earlier else clocks[0].of_all(clocks[1:])
    cells = f"(SELECT * EXCLUDE (_base, {LINE}, {PLACE}), 1 AS {PLACE}, turn AS _base, {LINE} FROM {name}_parts)"
    query, [typed] = select_records([select], cells, clock, [PLACE, LINE, "_base"])
    run_statement(con, f"CREATE TABLE {name} AS {query}")
    # A record is of the newest of its files, and of its rows there.
    con.execute(f"""
        CREATE TABLE {name}_places AS
        SELECT r.rowid AS n, p.newest AS file, list(p._base ORDER BY p._base) FILTER (p._file = p.newest) AS bases,
            min(p._base) FILTER (p._file = p.newest) AS base, min(p.{LINE}) FILTER (p._file = p.newest) AS line, list(DISTINCT p._file) AS files
        FROM {name} AS r, {name}_parts AS p WHERE list_contains(r._bases, p.turn) GROUP BY r.rowid, p.newest
    """)
    view = record_view(select, typed, name, "0", LINE, "_base")
    columns = "file AS file_id, line AS source_line, line AS _line, base AS _base, bases AS _bases"
    run_statement(
        con,
        f"CREATE VIEW {name}_rows AS SELECT r.* REPLACE ({columns}) FROM ({view}) AS r JOIN {name}_places AS p ON r._n = p.n",
    )
    con.execute(
        f"INSERT INTO staging.part_files SELECT '{table}', record_id, unnest(files) FROM {name}_rows JOIN {name}_places ON _n = n"
    )
    con.execute(
        f"INSERT INTO staging.superseded SELECT '{table}', record_id FROM staging.earlier_parts"
        f" WHERE table_name = '{table}' AND part_of IN (SELECT part_of FROM {name}_parts)"
    )
    drop_parts(con, files, place, name)
    last = files[-1]
    last.records = [*last.records, StagedRecord(f"{name}_rows", table, select.record, name)]


def part_key(select: RecordSelect) -> str:
    """SQL text of what makes rows one record."""
    return f"concat_ws(chr(31), {', '.join(f'CAST({cell} AS VARCHAR)' for cell in select.group_by)})"


def is_counted(select: RecordSelect) -> str:
    """SQL: the row counts for the record."""
    return " AND ".join(["_skip IS NULL", *([select.when] if select.when else [])])


def collect_parts(con: duckdb.DuckDBPyConnection, relation: str, select: RecordSelect, name: str) -> bool:
    """Make <name>_parts: the rows of records that are to be put together, with `turn`, their order, and `newest`, the last of the
    record's files; whether there are any."""
    main = MAIN_TIME[select.record.table] or ""
    is_events, time = is_aggregate(select.specs.get(main)), select.written(main) if main in select.specs else "NULL"
    cells = ", ".join(cell_names(con, relation))
    con.execute(f"""
        CREATE TABLE {name}_parts AS
        WITH row_of AS (SELECT *, {part_key(select)} AS part_of, CAST({time} AS VARCHAR) AS moment FROM ({relation}) WHERE {is_counted(select)}),
        torn AS (SELECT part_of FROM row_of WHERE part_of <> '' GROUP BY part_of HAVING count(DISTINCT _file) > 1),
        edge AS (SELECT _file, min(_base) AS first, max(_base) AS last FROM row_of GROUP BY _file),
        told AS (
            SELECT *, row_number() OVER (PARTITION BY part_of, _file, said ORDER BY _base) AS again
            FROM (SELECT r.*, hash({cells}) AS said FROM row_of AS r SEMI JOIN torn USING (part_of))),
        part AS (
            SELECT part_of, _file, min(moment) AS starts, min(_base) = any_value(first) AS is_first, max(_base) = any_value(last) AS is_last,
                list_sort(list(said)) AS contents
            FROM told JOIN edge USING (_file) GROUP BY part_of, _file),
        kind AS (
            SELECT part_of, {is_events} OR bool_and(apart) AS is_told_by_time,
                (bool_and(alone) AND bool_and(is_first OR is_last) AND bool_or(is_first) AND bool_or(is_last)) AS is_cut
            FROM (
                SELECT p.*, NOT EXISTS (SELECT 1 FROM told AS a JOIN told AS b ON a.part_of = b.part_of AND a._file <> b._file
                        AND (a.moment = b.moment OR a.moment IS NULL OR b.moment IS NULL) WHERE a.part_of = p.part_of) AS apart,
                    NOT EXISTS (SELECT 1 FROM told AS a JOIN told AS b ON a.part_of = b.part_of AND a._file <> b._file AND a.said = b.said
                        WHERE a.part_of = p.part_of) AS alone
                FROM part AS p)
            GROUP BY part_of)
        SELECT t.* EXCLUDE (moment, said, again), max(t._file) OVER (PARTITION BY t.part_of) AS newest,
            row_number() OVER (ORDER BY t.part_of, p.starts NULLS LAST, p.contents, t._base) AS turn
        FROM told AS t JOIN part AS p USING (part_of, _file) JOIN kind USING (part_of)
        WHERE is_told_by_time OR is_cut
        QUALIFY row_number() OVER (PARTITION BY t.part_of, t.said, t.again ORDER BY t._file DESC) = 1
    """)
    return bool(con.execute(f"SELECT 1 FROM {name}_parts LIMIT 1").fetchall())


def cell_names(con: duckdb.DuckDBPyConnection, relation: str) -> list[str]:
    """The cells of a relation of rows, quoted."""
    described = con.execute(f"DESCRIBE SELECT * FROM ({relation})").fetchall()
    return [f'"{row[0].replace(chr(34), chr(34) * 2)}"' for row in described if row[0] not in UNSAID]


def is_aggregate(spec: Spec | None) -> bool:
    """Whether a grouped record's time is made of its rows' times, which then differ from row to row."""
    return bool(spec and (spec.min or spec.max or spec.first or spec.last or spec.sql))


def drop_parts(con: duckdb.DuckDBPyConnection, files: list[StagedFile], place: int, name: str) -> None:
    """Take the parts out of the staged records, and note the rows that the record took in with it."""
    joined = f"SELECT DISTINCT part_of FROM {name}_parts"
    key = part_key(files[0].selects[place])
    for cells, record in dict.fromkeys((file.cells, file.records[place]) for file in files):
        con.execute(
            f"INSERT INTO staging.joined SELECT _file, _base FROM {cells} WHERE _skip IS NULL AND {key} IN ({joined})"
        )
        con.execute(
            f"DELETE FROM {record.rows} WHERE rowid IN (SELECT _n FROM {record.name} AS r SEMI JOIN staging.joined AS j"
            " ON r.file_id = j.file_id AND r._base = j.base)"
        )
