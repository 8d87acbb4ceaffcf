"""The end of a load: what is stored is derived and counted, checked as a whole, and published by one switch."""

from collections.abc import Callable

import duckdb

from pipelines.canonical import MAPPED_TABLES
from pipelines.check.results import Result, RunInfo
from pipelines.check.staged import check_stored
from pipelines.derive.all import derive, derive_step, touched_persons
from pipelines.outcome import Load
from pipelines.store.batch import has_rows
from pipelines.store.building import Building, drop_staging
from pipelines.store.registry import count_records, record_checks, record_load
from warehouse.actions.log import known_actions
from warehouse.config.errors import HiloError
from warehouse.config.settings import Settings
from warehouse.people.decisions import known_decisions, read_log
from warehouse.sentence import sentence
from warehouse.store.versions import publish_version

BuildRollups = Callable[[duckdb.DuckDBPyConnection, Settings, dict[str, str], str | None], str]


def publish(load: Load, building: Building, touched: set[str], build_rollups: BuildRollups, step: str = "") -> None:
    """Derive, all or one step, check and publish; note it in the outcome."""
    finish_version(load, touched, build_rollups, step)
    load.con.close()
    logs = {"decisions": known_decisions(read_log()), "actions": known_actions()}
    with load.timings.measure("publishing"):
        publish_version(building.version, building.path, load.settings.kept_versions, logs)
    load.outcome.load_id, load.outcome.version = load.load_id, building.version
    load.say(sentence("published version {version}", version=building.version))


def finish_version(load: Load, touched: set[str], build_rollups: BuildRollups, step: str) -> None:
    """Derive persons, contact chains and local times, build the rollups, check the whole, note the facts of the version."""
    con = load.con
    load.say(sentence("deriving persons and contacts"))
    if step:
        facts = derive_step(con, load.settings, step, read_log(), load.timings)
    else:
        facts = derive(con, load.settings, touched, read_log(), load.timings, lambda: drop_staging(con))
    facts |= {"timezone": load.settings.timezone, "published_at": load.now.isoformat(), "version": str(load.version)}
    load.say(sentence("building the rollups"))
    with load.timings.measure("rollups"):
        facts["rollup_fingerprint"] = build_rollups(con, load.settings, facts, touched_persons(con))
    con.execute("DELETE FROM building.version_facts")
    # One statement: one for each fact takes ten times as long.
    con.execute("INSERT INTO building.version_facts SELECT unnest(?), unnest(?)", [list(facts), list(facts.values())])
    record_load(con, load.load_id, load.version, load.now)
    load.say(sentence("checking the whole"))
    before = count_records(con)
    tables = [table for table in MAPPED_TABLES if table in before or has_rows(con, f"building.{table}")]
    run = RunInfo(load.load_id, load.now)
    with load.timings.measure("checking the whole"):
        checked = [*tables, "files", "matters", "journeys"]
        found = check_stored(con, "building", checked, before, run, touched_persons(con))
        accept_checks(load, found.results, found.refusals)
    with load.timings.measure("writing the file"):
        con.execute("CHECKPOINT building")


def accept_checks(load: Load, results: list[Result], refusals: list[str]) -> None:
    """Note the results. Raises HiloError when a critical expectation fails, so that nothing is published."""
    if refusals:
        raise HiloError("nothing is published: {reasons}", reasons="; ".join(refusals))
    record_checks(load.con, results)
