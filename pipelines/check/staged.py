"""Run the expectations of `expectations.py` and `stored_rules.py` through Great Expectations, one checkpoint a load.

The only file that imports Great Expectations, and only when a check runs: the import takes five to nine seconds.
"""

from __future__ import annotations

import logging
import os
import threading
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from pipelines.check.data_docs import prune_runs, strip_pages
from pipelines.check.expectations import rules_for
from pipelines.check.gx_dialect import engine_arguments
from pipelines.check.results import (
    Answer,
    CheckOutcome,
    RunInfo,
    count_rejected,
    keep_failed_rows,
    make_failed_rows,
    refusals,
    results_by_source,
    to_result,
)
from pipelines.check.rule import Rule
from pipelines.check.stored_rules import rules_after_store
from warehouse.config.errors import HiloError
from warehouse.config.settings import Settings


def check_staged(
    con: duckdb.DuckDBPyConnection, schema: str, tables: Sequence[str], settings: Settings, run: RunInfo
) -> CheckOutcome:
    """Check the staged tables of the attached database `schema`; their content must be committed.

    Rows that break a `reject` rule are written to `<schema>.failed_rows` (table_name, _row, rule, column_name, value).
    """
    make_failed_rows(con, schema)
    answers = run_checkpoint(con, schema, rules_for(tables, settings.stages, run.now), run, "staged")
    for answer in answers:
        if answer.rule.severity == "reject" and answer.unexpected:
            keep_failed_rows(con, schema, answer)
    results = results_by_source(con, schema, answers, run)
    return CheckOutcome(results, count_rejected(con, schema, tables), refusals(results))


def check_stored(
    con: duckdb.DuckDBPyConnection, schema: str, tables: Sequence[str], rows_before: Mapping[str, int], run: RunInfo
) -> CheckOutcome:
    """Check the tables of the attached database `schema` once they are stored, derived and committed.

    `rows_before` counts the rows of each table in the version before (empty on a first load); the table `files` may be
    named among `tables`.
    """
    results = []
    for answer in run_checkpoint(con, schema, rules_after_store(tables, rows_before), run, "stored"):
        counted = con.execute(f'SELECT count(*) FROM "{schema}"."{answer.rule.table}"').fetchone()
        checked = int(counted[0]) if counted else 0
        results.append(to_result(answer, run, None, answer.is_met, checked, answer.unexpected, answer.observed))
    return CheckOutcome(results, {}, refusals(results))


def start_import() -> threading.Thread:
    """Begin the import beside the reading of the files, so that the check need not wait for it."""
    thread = threading.Thread(target=import_great_expectations, name="import great_expectations", daemon=True)
    thread.start()
    return thread


def import_great_expectations() -> Any:
    """Return the imported library, told beforehand to report nothing to anyone."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PySpark's remarks on pandas, which come with the import
        import great_expectations

    return great_expectations


def run_checkpoint(
    con: duckdb.DuckDBPyConnection, schema: str, rules: Sequence[Rule], run: RunInfo, moment: str
) -> list[Answer]:
    """Run all rules in one checkpoint, a suite a table; return what was found, in the order of the rules."""
    if not rules:
        return []
    gx = import_great_expectations()
    context = open_context(gx, run.folder)
    database = context.data_sources.add_sql(
        "hilo", connection_string="duckdb+cx://", kwargs=engine_arguments(con), create_temp_table=False
    )
    definitions = []
    for table in dict.fromkeys(rule.table for rule in rules):
        suite = gx.ExpectationSuite(
            name=f"{table} {moment}", expectations=[to_expectation(gx, rule) for rule in rules if rule.table == table]
        )
        asset = database.add_table_asset(f"{table} {moment}", table_name=table, schema_name=schema)
        definition = gx.ValidationDefinition(
            name=f"{table} {moment}",
            data=asset.add_batch_definition_whole_table("all rows"),
            suite=context.suites.add_or_update(suite),
        )
        definitions.append(context.validation_definitions.add(definition))
    outcome = context.checkpoints.add(
        gx.Checkpoint(name=moment, validation_definitions=definitions, result_format=result_format(moment))
    ).run(run_id=gx.RunIdentifier(run_name=f"load {run.load_id} {moment}", run_time=run.now))
    found = {
        (result.expectation_config.meta["table"], result.expectation_config.meta["rule"]): result
        for validation in outcome.run_results.values()
        for result in validation.results
    }
    if run.folder:
        prune_runs(run.folder / "validations")
    return [to_answer(con, schema, rule, found[rule.table, rule.name]) for rule in rules]


def result_format(moment: str) -> dict[str, Any]:
    """BASIC: COMPLETE stops at 200 values on SQL. Staged rows have a number, by which the failing ones are found again."""
    if moment == "stored":
        return {"result_format": "BASIC", "partial_unexpected_count": 5}
    return {
        "result_format": "BASIC",
        "partial_unexpected_count": 5,
        "return_unexpected_index_query": True,
        "unexpected_index_column_names": ["_row"],
    }


def to_expectation(gx: Any, rule: Rule) -> Any:
    """Return the rule as an expectation of Great Expectations."""
    kinds = gx.expectations
    named: dict[str, Any] = {
        "meta": {"table": rule.table, "rule": rule.name},
        "severity": "critical" if rule.severity == "critical" else "warning",
        "description": f"{rule.name} ({rule.severity})",
    }
    if rule.kind == "not_null":
        return kinds.ExpectColumnValuesToNotBeNull(column=rule.column, mostly=1 - rule.tolerated, **named)
    if rule.kind == "in_set":
        return kinds.ExpectColumnValuesToBeInSet(column=rule.column, value_set=list(rule.values), **named)
    if rule.kind == "between":
        return kinds.ExpectColumnValuesToBeBetween(column=rule.column, min_value=rule.low, max_value=rule.high, **named)
    if rule.kind == "row_count":
        return kinds.ExpectTableRowCountToBeBetween(min_value=rule.low, max_value=rule.high, **named)
    return kinds.UnexpectedRowsExpectation(unexpected_rows_query=rule_query(rule), **named)


def rule_query(rule: Rule) -> str:
    """The failing rows, or none while they are no larger part of the batch than is tolerated."""
    if not rule.tolerated:
        return rule.sql
    allowed = f"(SELECT {rule.tolerated} * count(*) FROM {{batch}})"
    return f"SELECT * FROM ({rule.sql}) AS failing WHERE (SELECT count(*) FROM ({rule.sql}) AS counted) > {allowed}"


def to_answer(con: duckdb.DuckDBPyConnection, schema: str, rule: Rule, result: Any) -> Answer:
    """Return what was found of a rule. Raises HiloError when the expectation could not be computed."""
    if (error := exception_text(result.exception_info)) is not None:
        raise HiloError(f"{rule.table}: {rule.name} could not be checked: {error}")
    found = result.result
    observed = None
    if rule.kind == "row_count":
        unexpected, index_query = 0, None
        observed = f"{found['observed_value']} rows, expected at least {rule.low}"
    elif rule.kind == "rows":
        unexpected = int(found["observed_value"])
        index_query = rule.sql.replace("{batch}", f'"{schema}"."{rule.table}"')
        if rule.tolerated:  # the part that is tolerated counts too, for the result of each source
            counted = con.execute(f"SELECT count(*) FROM ({index_query})").fetchone()
            unexpected = int(counted[0]) if counted else 0
    else:
        unexpected = int(found.get("unexpected_count") or 0)  # None on an empty table
        index_query = found.get("unexpected_index_query", "").rstrip(";\n ") or None
    return Answer(rule, result.expectation_config.type, bool(result.success), unexpected, observed, index_query)


def exception_text(info: Mapping[str, Any]) -> str | None:
    """The message of the first exception in a result, or None. Some results keep one entry a metric, some a flat one."""
    entries = [info] if "raised_exception" in info else list(info.values())
    return next((str(entry["exception_message"]) for entry in entries if entry.get("raised_exception")), None)


def open_context(gx: Any, folder: Path | None) -> Any:
    """Return a context that keeps suites and results in `folder` (None: in memory), without progress bars or reports."""
    from great_expectations.data_context.types import base

    memory = base.InMemoryStoreBackendDefaults()
    config = base.DataContextConfig(
        store_backend_defaults=memory,
        analytics_enabled=False,
        progress_bars=base.ProgressBarsConfig(globally=False),
    )
    if folder:
        config.stores["expectations_store"]["store_backend"] = file_store(folder / "suites")
        config.stores["validation_results_store"]["store_backend"] = file_store(folder / "validations")
        config.data_docs_sites = {
            "quality": {
                "class_name": "SiteBuilder",
                "store_backend": file_store(folder / "docs"),
                "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
            }
        }
    return gx.get_context(mode="ephemeral", project_config=config)


def file_store(folder: Path) -> dict[str, str]:
    # Great Expectations would put a variable in the place of $NAME.
    return {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder).replace("$", r"\$")}


def build_data_docs(folder: Path) -> Path:
    """Build Data Docs of the runs stored in `folder`, without any outside reference; return the index page."""
    if not (folder / "validations").exists():
        raise HiloError(f"{folder}: no check has run yet; load exports with: python -m pipelines load PATH")
    open_context(import_great_expectations(), folder).build_data_docs()
    strip_pages(folder / "docs")
    return folder / "docs" / "index.html"
