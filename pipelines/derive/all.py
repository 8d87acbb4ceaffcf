"""All derivations, on the tables of the connection's current schema, after the store step."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

import duckdb

from pipelines.derive.identity.touched import drop_touched
from pipelines.derive.order import STEPS
from pipelines.derive.rules_followed import are_facts, rules_followed
from pipelines.derive.steps import Derivation, run_steps
from pipelines.timings import Timings
from warehouse.config.settings import Settings
from warehouse.people.decisions import Decision


def derive(
    con: duckdb.DuckDBPyConnection,
    settings: Settings,
    touched: Collection[str],
    decided: Sequence[Decision] = (),
    timings: Timings | None = None,
    release: Callable[[], None] = lambda: None,
) -> dict[str, str]:
    """Derive everything that depends on the touched tables, with the log of decisions about persons; return the facts of
    the version that follow from it. `release` is called when what arrived need not be kept (Derivation).

    Facts: the rules that derived tables follow (rules_followed), suggested_from, data_until (ISO, reporting zone; absent
    without dated records), attributes (JSON list of names), and those of the persons (identity/rules.py).
    """
    rules = rules_followed(settings)
    derivation = Derivation(
        con, settings, decided, set(touched), not are_facts(con, rules), facts=rules, release=release
    )
    for table in ("scope_person", "shown_person"):
        con.execute(f"DROP TABLE IF EXISTS temp.{table}")
    run_steps(STEPS, derivation, timings or Timings())
    drop_touched(con)
    return derivation.facts


def touched_persons(con: duckdb.DuckDBPyConnection) -> str | None:
    """The temporary table (person_id) of the persons of whom the last derivation may have made any row or view another, by their
    numbers before and now; None: everybody. Not of those of whom only the keys are told otherwise (identities), or who rank
    otherwise among all customers when the data end (classes in persons)."""
    name = "shown_person"
    found = con.execute("SELECT 1 FROM duckdb_tables() WHERE temporary AND table_name = ?", [name]).fetchone()
    return f"temp.{name}" if found else None
