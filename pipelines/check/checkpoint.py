"""Great Expectations over what the checks of the last loads counted: one checkpoint a load, a suite a table, and Data Docs.

The load decides by the same counts (staged.py) and does not wait for this: importing the library takes six seconds of
processor, more than a small load. The only file that imports it, and only when a checkpoint runs.
"""

from __future__ import annotations

import logging
import os
import warnings
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.check.data_docs import strip_pages
from warehouse.config.errors import HiloError
from warehouse.store.engine import Engine

KEPT_RUNS = 20  # loads that Data Docs show: enough to see how quality moves


def import_great_expectations() -> Any:
    """Return the imported library, told beforehand to report nothing to anyone."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PySpark's remarks on pandas, which come with the import
        import great_expectations

    return great_expectations


def build_data_docs(engine: Engine, folder: Path) -> Path:
    """Run the checkpoints of the last loads and write Data Docs without any outside reference; return the index page.

    Raises HiloError when the version has no checks, or when Great Expectations does not say what the load said.
    """
    results = engine.query("SELECT * FROM expectation_results ORDER BY load_id, table_name, rule, source")
    if results.is_empty():
        raise HiloError("no check has run yet; load exports with: python -m pipelines load PATH")
    gx = import_great_expectations()
    context = open_context(gx, folder)
    for load_id in results["load_id"].unique().sort().tail(KEPT_RUNS):
        of_load = results.filter(pl.col("load_id") == load_id)
        compare_verdicts(of_load, run_checkpoint(gx, context, of_load))
    context.build_data_docs()
    strip_pages(folder / "docs")
    return folder / "docs" / "index.html"


def run_checkpoint(gx: Any, context: Any, results: pl.DataFrame) -> set[tuple[str, str]]:
    """Validate what one load counted; return table and rule of the expectations that are not met.

    A batch has a row for each source of a table and a column for each rule: the part of the source's rows that break it.
    """
    load_id = results["load_id"][0]
    pandas = context.data_sources.add_or_update_pandas("hilo")
    broken = set()
    for (table,), of_table in results.group_by("table_name", maintain_order=True):
        name = str(table)
        rules = of_table.unique("rule", keep="first", maintain_order=True)
        suite = gx.ExpectationSuite(
            name=name, expectations=[to_expectation(gx, rule) for rule in rules.iter_rows(named=True)]
        )
        definition = gx.ValidationDefinition(
            name=name,
            data=pandas.add_dataframe_asset(name).add_batch_definition_whole_dataframe("counts"),
            suite=context.suites.add_or_update(suite),
        )
        checkpoint = gx.Checkpoint(
            name=name,
            validation_definitions=[context.validation_definitions.add_or_update(definition)],
            result_format="BASIC",
        )
        found = context.checkpoints.add_or_update(checkpoint).run(
            batch_parameters={"dataframe": failing_parts(of_table).to_pandas()},
            run_id=gx.RunIdentifier(run_name=f"load {load_id}", run_time=results["checked_at"][0]),
        )
        broken |= {
            (name, result.expectation_config.meta["rule"])
            for validation in found.run_results.values()
            for result in validation.results
            if not result.success
        }
    return broken


def failing_parts(results: pl.DataFrame) -> pl.DataFrame:
    """A row for each source of a table, a column for each rule."""
    part = pl.col("unexpected_rows") / pl.col("checked_rows").clip(1)
    return results.select("source", "rule", part=part).pivot(on="rule", index="source", values="part")


def to_expectation(gx: Any, rule: dict[str, Any]) -> Any:
    return gx.expectations.ExpectColumnValuesToBeBetween(
        column=rule["rule"],
        min_value=0,
        max_value=rule["tolerated"],
        meta={"rule": rule["rule"]},
        severity="critical" if rule["severity"] == "critical" else "warning",
        description=f"{rule['rule']} ({rule['severity']}): {rule['expectation']}",
    )


def compare_verdicts(results: pl.DataFrame, broken: set[tuple[str, str]]) -> None:
    """Raises HiloError when the load and Great Expectations do not agree on a rule."""
    noted = set(results.filter(~pl.col("is_met")).select("table_name", "rule").iter_rows())
    if noted != broken:
        table, rule = sorted(noted ^ broken)[0]
        raise HiloError(
            "load {load}: {table}: Great Expectations does not say of {rule} what the load said",
            load=results["load_id"][0],
            table=table,
            rule=rule,
        )


def open_context(gx: Any, folder: Path) -> Any:
    """A context in memory that writes Data Docs to `folder`, without progress bars or reports."""
    from great_expectations.data_context.types import base

    config = base.DataContextConfig(
        store_backend_defaults=base.InMemoryStoreBackendDefaults(),
        analytics_enabled=False,
        progress_bars=base.ProgressBarsConfig(globally=False),
    )
    config.data_docs_sites = {
        "quality": {
            "class_name": "SiteBuilder",
            # Great Expectations would put a variable in the place of $NAME.
            "store_backend": {
                "class_name": "TupleFilesystemStoreBackend",
                "base_directory": str(folder / "docs").replace("$", r"\$"),
            },
            "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
        }
    }
    return gx.get_context(mode="ephemeral", project_config=config)
