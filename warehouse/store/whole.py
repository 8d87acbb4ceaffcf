"""Whether a version is whole: it opens, is as it was published, and has the tables that this Hilo reads."""

from functools import lru_cache

import duckdb

from warehouse.config.errors import HiloError
from warehouse.config.faults import LOCKED, explain_words, first_line
from warehouse.schema import FORMER_COLUMNS, declared_columns
from warehouse.sentence import sentence
from warehouse.store.seal import KnownLog, Seal, hash_version, read_seal, seal_path
from warehouse.store.version_file import Content, read_content
from warehouse.store.versions import list_versions, version_file, version_path

MORE = 3  # of columns that are missing, so many are named


def require_whole(version: int) -> None:
    """Raises HiloError, with the way out, unless the version is whole; NoWarehouse when it is not kept."""
    if damage := find_damage(version):
        raise HiloError("{damage}; {way_out}", damage=damage, way_out=mending(version))


def find_damage(version: int) -> str:
    """What is wrong with a kept version; empty when it is whole. Reads the whole file: 0.7 s a gigabyte."""
    path, seal = version_path(version), read_seal(version)
    said = sentence("version {version} ({path})", version=version, path=path)
    if path.with_name(f"{path.name}.wal").exists():
        return sentence(
            "{said} was opened for writing by another program, which left {name}.wal", said=said, name=path.name
        )
    try:
        content = read_content(path)
    except (duckdb.Error, OSError) as error:
        return describe_unreadable(version, error)
    if not content.facts:
        return sentence("{said} has none of Hilo's tables", said=said)
    if lost := lost_columns(content, seal):
        return sentence(
            "{said} lacks {columns}, which it had when it was published", said=said, columns=name_some(lost)
        )
    if seal and hash_version(path) != seal.sha256:
        return sentence(
            "{said} is not as it was published: its checksum is another one than {name} says",
            said=said,
            name=seal_path(version).name,
        )
    if unknown := unknown_columns(content):
        return sentence(
            "{said} has {columns}, which this Hilo does not know: a later one built it",
            said=said,
            columns=name_some(unknown),
        )
    return ""


def describe_unreadable(version: int, error: Exception) -> str:
    """Why a version cannot be read, as DuckDB says it; who holds it, where another program does."""
    said = sentence("version {version} ({path})", version=version, path=version_file(version))
    if LOCKED.search(str(error)):
        return f"{said}: {explain_words(str(error))}"
    return sentence("{said} cannot be read ({reason})", said=said, reason=first_line(error))


def mending(version: int) -> str:
    """The way out where a version is not whole."""
    if any(kept != version for kept in list_versions()):
        return sentence("go back to the newest whole version with: python -m pipelines rollback")
    return sentence("no other version is kept: restore HILO_HOME from a backup")


def describe_missing(version: int, missing: list[tuple[str, str, str]]) -> str:
    """What to say of a version that lacks declared columns: lost since it was published, or never there."""
    names = [f"{table}.{column}" for table, column, _ in missing]
    seal = read_seal(version)
    if seal and (lost := [f"{t}.{c}" for t, c, _ in missing if c in seal.columns.get(t, {})]):
        return sentence(
            "version {version} lacks {columns}, which it had when it was published; {way_out}",
            version=version,
            columns=name_some(lost),
            way_out=mending(version),
        )
    return sentence(
        "version {version} was built by an earlier Hilo and lacks {columns}; bring it up to date with: python -m pipelines derive",
        version=version,
        columns=name_some(names),
    )


def lost_columns(content: Content, seal: Seal | None) -> list[str]:
    """Columns that the version had, of this type, when it was published, and has no more."""
    return [
        f"{table}.{column}"
        for table, columns in (seal.columns if seal else {}).items()
        for column, data_type in columns.items()
        if content.columns.get(table, {}).get(column) != data_type
    ]


def unknown_columns(content: Content) -> list[str]:
    """Columns of our tables that no table of this Hilo has, nor an earlier one's."""
    declared = declared_columns()
    return [
        f"{table}.{column}"
        for table, columns in content.columns.items()
        if table in declared
        for column in columns
        if column not in declared[table] and column not in FORMER_COLUMNS
    ]


def name_some(names: list[str]) -> str:
    """The first names, and how many more there are."""
    more = len(names) - MORE
    return ", ".join(names[:MORE]) + (f" and {more} more columns" if more > 0 else "")


def known_log(version: int, name: str) -> KnownLog:
    """How far the log (decisions, actions) went when the version was published; what an earlier Hilo noted of decisions."""
    if seal := read_seal(version):
        known: KnownLog = getattr(seal, name)
        return known
    if name != "decisions":
        return KnownLog()
    return noted_decisions(version, version_path(version).stat().st_mtime_ns)


@lru_cache(maxsize=4)
def noted_decisions(version: int, changed_at: int) -> KnownLog:
    """What a version without a seal notes of the decisions that it applied; it is read anew when its file changes."""
    try:
        facts = read_content(version_path(version)).facts
    except duckdb.Error as error:
        raise HiloError(
            "{said}; {way_out}", said=describe_unreadable(version, error), way_out=mending(version)
        ) from None
    return KnownLog(int(facts.get("decisions_applied", 0)), "", facts.get("decisions_fingerprint", ""))
