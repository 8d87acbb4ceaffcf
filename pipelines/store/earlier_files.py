"""Files loaded before whose records go on in this load's files: read again from their originals, for the rows of those records.

A record goes on in another file where its id is stored with another time (events), or where it stands at the edge of both files
(lines of an order over two pages); a newer export of an order is no part of it, and costs nothing here.
"""

from datetime import datetime
from pathlib import Path

import duckdb

from pipelines.canonical import MAIN_TIME
from pipelines.quoting import quote_text
from pipelines.read.peek import peek_file
from pipelines.read.staged_name import link_export, plain_text
from pipelines.stage.claim import Claim
from pipelines.stage.file import StagedFile
from pipelines.stage.group import stage_group
from pipelines.stage.plan import plan_file
from pipelines.stage.record_select import RecordSelect
from pipelines.stage.reunite import Alike, is_aggregate, is_counted, part_key
from pipelines.store.building import connect_staging
from pipelines.store.load_memory import memory_left
from warehouse.config.errors import HiloError, NoWarehouse
from warehouse.config.settings import Settings
from warehouse.sentence import sentence
from warehouse.store.originals import open_original
from warehouse.store.version_file import READER
from warehouse.store.versions import current_version, version_path

REGISTERED = ("file_parts", "file_edges")  # tables that versions of an earlier Hilo lack


def read_earlier(
    con: duckdb.DuckDBPyConnection, groups: list[Alike], settings: Settings, folder: Path, now: datetime
) -> list[str]:
    """Add to every group the rows of earlier files that its records go on from; return warnings, of originals that are gone."""
    warnings: list[str] = []
    try:
        version = version_path(current_version())
    except NoWarehouse:
        return warnings
    for alike in groups:
        with READER.attach(version) as old:
            known = find_alike(old, alike.files[0])
            needed = (
                {n for select in grouped(alike.files[0]) for n in find_needed(con, old, alike, select)}
                if known
                else set()
            )
        for file_id in sorted(needed & known.keys()):
            sha256, name = known[file_id]
            try:
                read_again(con, alike, file_id, sha256, settings, folder / "earlier" / str(file_id), now)
            except HiloError as error:
                warnings.append(
                    sentence(
                        "{name}: records of this load begin in it, and it cannot be read again: {said}",
                        name=name,
                        said=error,
                    )
                )
    return warnings


def grouped(file: StagedFile) -> list[RecordSelect]:
    return [select for select in file.selects if select.group_by]


def find_alike(old: duckdb.DuckDBPyConnection, file: StagedFile) -> dict[int, tuple[str, str]]:
    """SHA-256 and name of the loaded files that were read just as this one, by number."""
    rows = old.execute(
        "SELECT file_id, sha256, name, options FROM version.files WHERE source = ? AND mapping_sha256 = ? AND sha256 <> ?",
        [file.mapping.prefix, file.mapping.sha256, file.sha256],
    ).fetchall()
    return {number: (sha256, name) for number, sha256, name, options in rows if dict(options or {}) == file.options}


def find_needed(
    con: duckdb.DuckDBPyConnection, old: duckdb.DuckDBPyConnection, alike: Alike, select: RecordSelect
) -> set[int]:
    """Numbers of the files that hold other parts of the records that these files give."""
    there = {
        name
        for (name,) in old.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = 'version'").fetchall()
    }
    if not there.issuperset(REGISTERED):
        return set()
    table, main = select.record.table, MAIN_TIME[select.record.table] or "NULL"
    place = alike.files[0].selects.index(select)
    views = " UNION ALL ".join(
        f"SELECT record_id, CAST({main} AS VARCHAR) FROM {name}"
        for name in dict.fromkeys(file.records[place].name for file in alike.files)
    )
    found_here = con.execute(views).fetchall()
    ids, moments = [row[0] for row in found_here], [row[1] for row in found_here]
    goes_on = "true" if is_aggregate(select.specs.get(main)) else f"CAST(t.{main} AS VARCHAR) IS DISTINCT FROM n.moment"
    stored = old.execute(
        f"SELECT t.record_id, t.file_id FROM version.{table} AS t JOIN (SELECT unnest(?::VARCHAR[]) AS record_id, unnest(?::VARCHAR[]) AS moment) AS n"
        f" USING (record_id) WHERE {goes_on}",
        [ids, moments],
    ).fetchall()
    found = {file_id for _, file_id in stored}
    parts = "SELECT DISTINCT file_id FROM version.file_parts WHERE table_name = ? AND list_contains(?::VARCHAR[], record_id)"
    found |= {n for (n,) in old.execute(parts, [table, [record_id for record_id, _ in stored]]).fetchall()}
    edges = [key for _, key in find_edges(con, alike.files, select)]
    at_edge = (
        "SELECT DISTINCT file_id FROM version.file_edges WHERE table_name = ? AND list_contains(?::VARCHAR[], part_of)"
    )
    return found | {n for (n,) in old.execute(at_edge, [table, edges]).fetchall()}


def find_edges(con: duckdb.DuckDBPyConnection, files: list[StagedFile], select: RecordSelect) -> list[tuple[int, str]]:
    """File, and what makes the rows of its first and of its last record one."""
    rows = " UNION ALL BY NAME ".join(f"SELECT * FROM {cells}" for cells in dict.fromkeys(file.cells for file in files))
    key = part_key(select)
    return con.execute(
        f"SELECT DISTINCT _file, unnest([arg_min({key}, _base), arg_max({key}, _base)]) FROM ({rows}) WHERE {is_counted(select)} GROUP BY _file"
    ).fetchall()


def read_again(
    con: duckdb.DuckDBPyConnection,
    alike: Alike,
    file_id: int,
    sha256: str,
    settings: Settings,
    folder: Path,
    now: datetime,
) -> None:
    """Add the earlier file's rows of records that the group has too, and its first and last. Raises HiloError when it cannot be read."""
    like, original = alike.files[0], folder / "original"
    folder.mkdir(parents=True)
    with open_original(sha256) as source, original.open("wb") as target:
        while chunk := source.read(1 << 20):
            target.write(chunk)
    apart = connect_staging(folder, memory_left(con), [link_export(original, folder), plain_text(folder)])
    try:
        peek = peek_file(original, folder, like.options.get("encoding"), settings.limits)
        claim = Claim(file_id, peek, like.mapping, like.options, settings, folder, now, sha256)
        [file] = stage_group(apart, [plan_file(apart, claim)])
        wanted: list[str] = []
        ids: list[str] = []
        for select in grouped(like):
            key, table = part_key(select), quote_text(select.record.table)
            keys = [
                text
                for (text,) in con.execute(
                    f"SELECT DISTINCT {key} FROM ({alike.relation}) WHERE {is_counted(select)}"
                ).fetchall()
            ]
            name = f"wanted_{len(wanted)}"
            apart.execute(f"CREATE TABLE staging.{name} AS SELECT unnest(?::VARCHAR[]) AS part_of", [keys])
            edges = f"(SELECT unnest([min(_base), max(_base)]) FROM {file.cells} WHERE {is_counted(select)})"
            wanted.append(f"({key} IN (FROM staging.{name}) OR _base IN {edges})")
            view = file.records[like.selects.index(select)].name
            ids.append(
                f"SELECT {table} AS table_name, {key} AS part_of, record_id FROM {file.cells} JOIN {view} USING (_base) WHERE {key} IN (FROM staging.{name})"
            )
        rows = apart.execute(f"SELECT * FROM {file.cells} WHERE {' OR '.join(wanted)}").to_arrow_table()
        parts = apart.execute(" UNION ALL ".join(ids)).fetchall()
    finally:
        apart.close()
    con.register("earlier_rows", rows)
    con.execute(f"CREATE TABLE staging.e{file_id}_cells AS FROM earlier_rows")
    con.unregister("earlier_rows")
    if parts:
        con.executemany("INSERT INTO staging.earlier_parts VALUES (?, ?, ?)", parts)
    alike.earlier.append(f"staging.e{file_id}_cells")


def record_parts(con: duckdb.DuckDBPyConnection, groups: list[Alike]) -> None:
    """Write which files the records of several files are of, and what stands at the edges of each file."""
    con.execute(
        "DELETE FROM building.file_parts AS f USING staging.part_files AS p WHERE f.table_name = p.table_name AND f.record_id = p.record_id"
    )
    con.execute("INSERT INTO building.file_parts FROM staging.part_files")
    for alike in groups:
        for select in grouped(alike.files[0]):
            for file_id, key in find_edges(con, alike.files, select):
                con.execute("INSERT INTO building.file_edges VALUES (?, ?, ?)", [file_id, select.record.table, key])
