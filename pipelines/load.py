"""The load: read → map → cast → check → store → derive → publish, all of it on a version in the making.

Nothing that readers see changes before the last step, and that step is one atomic switch (warehouse/versions.py).
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from pipelines.accounts import Account, account_file
from pipelines.batch import apply_patches, drop_repeats, find_rejected, make_batch_views, merge_reasons, store_table
from pipelines.cast import time_macros
from pipelines.identify import identify_source, require_claim
from pipelines.mapping import BUILT_IN, Mapping, load_sources
from pipelines.normalise import install_normalisers
from pipelines.read.peek import peek_file
from pipelines.registry import find_loaded_file, next_number, record_file, record_load, supersede_rejections
from pipelines.stage import StagedFile, stage_file
from warehouse.engine import SCHEMA
from warehouse.errors import HiloError
from warehouse.home import home, quality
from warehouse.originals import hash_file, keep_original
from warehouse.settings import Settings
from warehouse.versions import one_writer, publish_version, start_version

BuildRollups = Callable[[duckdb.DuckDBPyConnection, Settings, dict[str, str]], str]
Report = Callable[[str], None]


@dataclass
class Given:
    """One file of the command: where it is, what it is (SHA-256), and the source and options it is read with."""

    path: Path
    name: str
    sha256: str
    mapping: Mapping
    options: dict[str, str]


@dataclass
class Outcome:
    """What a load did: the published version (None: nothing changed), the files' accounts, and the refused files."""

    load_id: int | None = None
    version: int | None = None
    accounts: dict[str, tuple[str, Account]] = field(default_factory=dict)
    unchanged: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


def load_exports(
    paths: list[Path],
    settings: Settings,
    build_rollups: BuildRollups,
    mapping_file: Path | None = None,
    options: dict[str, str] | None = None,
    report: Report = lambda line: None,
    now: datetime | None = None,
) -> Outcome:
    """Load the files, and the files in the folders, in one transaction; publish a new version when anything changed.

    A file that cannot be read as a whole is refused and left out (Outcome.refused); the others are loaded. Raises
    HiloError when nothing may be published: another load runs, or a critical expectation fails.
    """
    outcome = Outcome()
    now = now or datetime.now(UTC).replace(tzinfo=None)
    with (
        one_writer(),
        tempfile.TemporaryDirectory(prefix="hilo-") as folder,
        build_version(Path(folder), settings) as building,
    ):
        con, version, path = building
        sources = gather_sources(paths, mapping_file)
        load_id, first_file = next_number(con, "loads", "load_id"), next_number(con, "files", "file_id")
        staged: dict[str, tuple[Given, StagedFile]] = {}
        for file_path in list_files(paths):
            try:
                given, file = stage_given(con, file_path, sources, mapping_file, options or {}, first_file + len(staged), Path(folder), settings, outcome, report)  # fmt: skip
                if given and file:
                    staged[given.name] = (given, file)
            except HiloError as error:
                outcome.refused[str(file_path)] = str(error)
        if not staged:
            return outcome
        outcome.load_id = load_id
        store_batch(con, [file for _, file in staged.values()], staged, load_id, settings, now, outcome, report)
        finish_version(con, load_id, version, settings, build_rollups, now, outcome, report)
        con.close()
        publish_version(version, path, settings.kept_versions)
        outcome.version = version
        report(f"published version {version}")
    return outcome


@contextmanager
def build_version(folder: Path, settings: Settings) -> Iterator[tuple[duckdb.DuckDBPyConnection, int, Path]]:
    """A connection with the version in the making (schema `building`) and an empty staging database (`staging`)."""
    version, path = start_version()
    con = duckdb.connect(
        ":memory:", config={"memory_limit": settings.memory_limit, "temp_directory": str(folder / "spill")}
    )
    try:
        con.execute("SET TimeZone = 'UTC'")
        con.execute("SET enable_progress_bar = false")
        is_new = not path.exists()
        con.execute("ATTACH ? AS building", [str(path)])
        con.execute("ATTACH ? AS staging", [str(folder / "staging.duckdb")])
        con.execute("USE building")
        if is_new:
            con.execute(SCHEMA)
        for statement in time_macros():
            con.execute(statement)
        install_normalisers(con)
        yield con, version, path
    finally:
        con.close()
        path.unlink(missing_ok=True)
        path.with_name(path.name + ".wal").unlink(missing_ok=True)


def gather_sources(paths: list[Path], mapping_file: Path | None) -> dict[str, Mapping]:
    """Every source that may claim a file: built-in, the installation's own, and mappings that lie beside the exports."""
    folders = [BUILT_IN, *filter(Path.is_dir, [home() / "sources"])]
    beside = [found for path in paths if path.is_dir() for found in sorted(path.rglob("*.mapping.toml"))]
    files = [
        *beside,
        *([mapping_file] if mapping_file and mapping_file.resolve() not in [b.resolve() for b in beside] else []),
    ]
    return load_sources(folders, files)


def list_files(paths: list[Path]) -> list[Path]:
    """The files to load, folders opened, in the order given. Raises HiloError for a path that is not there."""
    files: list[Path] = []
    for path in paths:
        if not path.exists():
            raise HiloError(f"{path}: no such file or folder")
        inside = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        files += [p for p in inside if path.is_file() or is_export(p)]
    return files


def is_export(path: Path) -> bool:
    """Whether a file found in a folder is meant to be loaded: mappings, notes and hidden files are not."""
    return not path.name.startswith(".") and path.suffix.lower() not in (".toml", ".md", ".py", ".pyc")


def stage_given(
    con: duckdb.DuckDBPyConnection, path: Path, sources: dict[str, Mapping], mapping_file: Path | None, options: dict[str, str],
    file_id: int, folder: Path, settings: Settings, outcome: Outcome, report: Report,
) -> tuple[Given | None, StagedFile | None]:  # fmt: skip
    """Identify and stage one file; nothing when this very export is loaded already. Raises HiloError to refuse it."""
    peek = peek_file(path, folder, options.get("encoding"))
    if mapping_file:
        named = next(m for m in sources.values() if m.name == load_name(mapping_file))
        mapping = require_claim(peek, named)
    else:
        mapping = identify_source(peek, sources)
    in_force = resolve_options(path, mapping, options)
    given = Given(path, path.name, hash_file(path), mapping, in_force)
    if find_loaded_file(con, given.sha256, mapping.sha256, in_force):
        outcome.unchanged.append(str(path))
        report(f"{path.name}: {mapping.name}, loaded before, nothing to do")
        return None, None
    report(f"{path.name}: reading as {mapping.name}")
    staged = stage_file(con, file_id, peek, mapping, in_force, settings)
    keep_original(path, given.sha256)
    key = str(path)
    given.name = key
    return given, staged


def load_name(mapping_file: Path) -> str:
    """The name of the source that a mapping file declares."""
    from pipelines.mapping import read_toml

    return str(read_toml(mapping_file).get("name", ""))


GENERAL_OPTIONS = ("timezone", "currency", "date_order", "decimal", "encoding", "phone_region")


def resolve_options(path: Path, mapping: Mapping, given: dict[str, str]) -> dict[str, str]:
    """The options in force for a file: the command's over the mapping's. Raises HiloError for a missing required one."""
    known = {**{name: option.default for name, option in mapping.options.items() if option.default is not None}}
    in_force = known | {
        name: value for name, value in given.items() if name in mapping.options or name in GENERAL_OPTIONS
    }
    for name, option in mapping.options.items():
        if option.required and not in_force.get(name):
            raise HiloError(f"{path}: {mapping.name} needs --option {name}=… ({option.help})")
    return in_force


def store_batch(
    con: duckdb.DuckDBPyConnection, files: list[StagedFile], staged: dict[str, tuple[Given, StagedFile]], load_id: int,
    settings: Settings, now: datetime, outcome: Outcome, report: Report,
) -> None:  # fmt: skip
    """Check the staged rows, keep the failing ones aside, upsert the others and write the registry.

    Raises HiloError when a critical expectation fails.
    """
    from pipelines.check import check_staged
    from pipelines.check_results import RunInfo

    tables = make_batch_views(con, files)
    report("checking the rows")
    checked = check_staged(con, "staging", tables, settings, RunInfo(load_id, now, quality()))
    refuse_unless_allowed(checked.refusals)
    find_rejected(con, files, tables)
    report("storing the rows")
    for table in tables:
        drop_repeats(con, table)
        store_table(con, table, files)
    apply_patches(con, files)
    merge_reasons(con, files)
    for given, file in staged.values():
        account = account_file(con, file)
        record_file(con, given, file, account, load_id, now)
        outcome.accounts[given.name] = (file.mapping.name, account)
    supersede_rejections(con, files, tables)
    con.executemany("INSERT INTO building.expectation_results VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [list(r) for r in checked.results]) if checked.results else None  # fmt: skip
    outcome.warnings += [
        f"{r.table_name} ({r.source}): {r.rule}: {r.unexpected_rows} rows"
        for r in checked.results
        if r.severity == "warning" and not r.is_met
    ]


def finish_version(
    con: duckdb.DuckDBPyConnection, load_id: int, version: int, settings: Settings, build_rollups: BuildRollups, now: datetime,
    outcome: Outcome, report: Report,
) -> None:  # fmt: skip
    """Derive persons, chains and local times, build the rollups, check the whole, and note the facts of the version."""
    from pipelines.check import check_stored
    from pipelines.check_results import RunInfo
    from pipelines.derive import derive

    report("deriving persons and contacts")
    facts = derive(con, settings) | {
        "timezone": settings.timezone,
        "published_at": now.isoformat(),
        "version": str(version),
    }
    report("building rollups")
    facts["rollup_fingerprint"] = build_rollups(con, settings, facts)
    con.execute("DELETE FROM building.version_facts")
    con.executemany("INSERT INTO building.version_facts VALUES (?, ?)", list(facts.items()))
    record_load(con, load_id, version, now)
    tables = ["interactions", "responses", "orders", "subscriptions", "files"]
    checked = check_stored(con, "building", tables, {}, RunInfo(load_id, now, quality()))
    refuse_unless_allowed(checked.refusals)
    con.executemany(
        "INSERT INTO building.expectation_results VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [list(r) for r in checked.results],
    )
    con.execute("CHECKPOINT building")


def refuse_unless_allowed(refusals: list[str]) -> None:
    if refusals:
        raise HiloError(f"nothing is published: {'; '.join(refusals)}")
