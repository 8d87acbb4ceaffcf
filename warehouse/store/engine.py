"""Reading a published version: an engine in memory that has the version attached, read-only, bounded and locked."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, time
from threading import Timer
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import msgspec
import polars as pl

from warehouse.config.errors import HiloError
from warehouse.config.faults import is_damage
from warehouse.config.settings import Settings, load_settings
from warehouse.schema import columns_of, find_missing
from warehouse.store.turns import RUN, TURNS, Run
from warehouse.store.versions import current_version, version_path
from warehouse.store.whole import describe_missing, describe_unreadable, mending
from warehouse.tables import TABLES


class Engine:
    """Queries over one version. `facts`: its version_facts, data_until in the reporting zone; `tables`: visible by plain names."""

    name = "duckdb"

    def __init__(self, con: duckdb.DuckDBPyConnection, version: int, settings: Settings, catalog: str = "") -> None:
        self._con, self._catalog = con, catalog
        self.version, self.settings = version, settings
        self.facts = dict(self._cursor().execute("SELECT name, value FROM version_facts").fetchall())
        self.tables = {row[0] for row in self._cursor().execute("SELECT table_name FROM duckdb_tables()").fetchall()}

    def query(self, sql: str, params: Sequence[Any] = ()) -> pl.DataFrame:
        """The result. Raises HiloError when the query runs longer than settings.query_seconds or what is left to its page, or out of memory."""
        run = RUN.get()
        try:
            with said_of_version(self.version), TURNS.turn(run), self._stopped_with(run) as cursor:
                rows: pl.DataFrame = cursor.sql(sql, params=list(params)).pl()
                return rows
        except duckdb.InterruptException:
            if run:
                run.require_rest()
            seconds = self.settings.query_seconds
            raise HiloError(
                "the query took longer than {seconds} s; choose a shorter period or fewer groups", seconds=seconds
            ) from None
        except duckdb.OutOfMemoryException:
            raise HiloError("the query needs more memory than memory_limit allows; choose a shorter period") from None

    @contextmanager
    def _stopped_with(self, run: Run | None) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor whose query is stopped when the budget of its page ends, where that is before query_seconds."""
        cursor, rest = self._cursor(), run.require_rest() if run else None
        if rest is None or rest > self.settings.query_seconds:
            yield cursor
            return
        timer = Timer(rest, cursor.interrupt)
        timer.start()
        try:
            yield cursor
        finally:
            timer.cancel()

    def close(self) -> None:
        """Let the version's file go."""
        self._con.close()

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        cursor = self._con.cursor()
        if self._catalog:
            cursor.execute(f"USE {self._catalog}")
        return cursor


def open_engine(version: int | None = None, settings: Settings | None = None) -> Engine:
    """An engine on the current (or the given) version, under the settings in force unless others are given.

    Raises NoWarehouse; HiloError for a version that an earlier Hilo built and for a hilo.toml that cannot be read.
    """
    settings = settings or load_settings()
    number = current_version() if version is None else version
    with said_of_version(number):
        return make_engine(number, settings)


def make_engine(number: int, settings: Settings) -> Engine:
    """The engine on a version. Raises HiloError for one that lacks what is declared, duckdb.Error for a damaged one."""
    con = attach_version(number, settings)
    if missing := find_missing(con, "published"):
        con.close()
        raise HiloError(describe_missing(number, missing))
    con.execute("CREATE SCHEMA memory.reader")
    make_views(con, settings)
    con.execute("SET enable_external_access = false")
    con.execute("SET lock_configuration = true")
    engine = Engine(con, number, settings, catalog="memory.reader")
    engine.facts = move_end(engine.facts, settings)
    # Matters are made when a version is built: another gap holds from the next version on.
    gap_days = int(engine.facts.get("matter_gap_days") or settings.matter_gap_days)
    engine.settings = msgspec.structs.replace(settings, matter_gap_days=gap_days)
    return engine


def attach_version(number: int, settings: Settings) -> duckdb.DuckDBPyConnection:
    """A bounded connection with the version attached as `published`. Raises HiloError for a file of somebody else's."""
    path = version_path(number)
    limits: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": settings.memory_limit,
        "max_execution_time": str(settings.query_seconds * 1000),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "allow_community_extensions": "false",
        "temp_directory": str(path.parent / "spill"),
    }
    con = duckdb.connect(":memory:", config=limits)
    con.execute("SET TimeZone = 'UTC'")
    con.execute("ATTACH ? AS published (READ_ONLY)", [str(path)])
    if "version_facts" not in columns_of(con, "published"):
        raise HiloError(
            "version {number} ({path}) has none of Hilo's tables; {way_out}",
            number=number,
            path=path,
            way_out=mending(number),
        )
    return con


@contextmanager
def said_of_version(number: int) -> Iterator[None]:
    """A version's file that turns out in the block to be damaged, or held by another program, is raised as HiloError."""
    try:
        yield
    except duckdb.Error as error:
        if isinstance(error, duckdb.IOException) or is_damage(error):
            raise HiloError(
                "{said}; {way_out}", said=describe_unreadable(number, error), way_out=mending(number)
            ) from None
        raise


def attach_memory(con: duckdb.DuckDBPyConnection, settings: Settings, facts: dict[str, str]) -> Engine:
    """An engine on a connection that holds the tables already (tests, a version in the making)."""
    con.execute("DELETE FROM version_facts")
    con.executemany("INSERT INTO version_facts VALUES (?, ?)", list(facts.items()) or [["version", "0"]])
    return Engine(con, 0, settings)


def make_views(con: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """One view per table or view of the attached version; in another reporting zone than the version's, local times are shifted."""
    row = con.execute("SELECT value FROM published.version_facts WHERE name = 'timezone'").fetchone()
    built_for = row[0] if row else settings.timezone
    for table in columns_of(con, "published"):
        columns = "*"
        if built_for != settings.timezone and (moved := moved_times(table)):
            columns += f" REPLACE ({', '.join(shift_zone(column, built_for, settings) for column in moved)})"
        con.execute(f"CREATE VIEW memory.reader.{table} AS SELECT {columns} FROM published.{table}")


def moved_times(table: str) -> tuple[str, ...]:
    """The local times that another zone moves: days, and stretches that are counted in days, stay where they are."""
    declared = TABLES.get(table)  # rollups are not declared
    return declared.local_times if declared and declared.has_hours else ()


def move_end(facts: dict[str, str], settings: Settings) -> dict[str, str]:
    """The facts with the end of the data in the reporting zone, as the records are; midnight is a date without a time and stays."""
    built_for, until = facts.get("timezone", settings.timezone), facts.get("data_until")
    moment = datetime.fromisoformat(until) if until else None
    if moment is None or built_for == settings.timezone or moment.time() == time.min:
        return facts
    moved = moment.replace(tzinfo=ZoneInfo(built_for)).astimezone(ZoneInfo(settings.timezone))
    return facts | {"data_until": moved.replace(tzinfo=None).isoformat()}


def shift_zone(column: str, built_for: str, settings: Settings) -> str:
    """SQL that moves a local time from one zone to another; a date without a time never moves."""
    utc = f"timezone('UTC', timezone('{built_for}', {column}))"
    moved = f"timezone('{settings.timezone}', timezone('UTC', {utc}))"
    return f"CASE WHEN time_precision = 'day' THEN {column} ELSE {moved} END AS {column}"
