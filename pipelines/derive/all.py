"""All derivations, of what a load brings (store/arrivals.py) and of the version in the making, the connection's current schema."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

import duckdb

from pipelines.derive.order import STEPS
from pipelines.derive.rules_followed import are_facts, known_facts, rules_followed
from pipelines.derive.steps import Derivation, drop_temporary, run_steps, temporary_tables
from pipelines.timings import Timings
from warehouse.config.errors import WrongUse
from warehouse.config.settings import Settings
from warehouse.people.decisions import Decision

SHOWN = "shown_person"


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

    Facts: the rules that derived tables follow (rules_followed), suggested_from, data_from and data_until (ISO, reporting zone; absent
    without dated records), pauses_known_from and limits_known_from (the same; absent without activity), attributes (JSON list of
    names), and those of the persons (identity/rules.py).
    """
    rules = rules_followed(settings)
    derivation = Derivation(
        con, settings, decided, set(touched), not are_facts(con, rules), facts=rules, release=release
    )
    drop_temporary(con, temporary_tables(con) & {SHOWN})
    run_steps(STEPS, derivation, timings or Timings(), kept=(SHOWN,))
    return derivation.facts


def derive_step(
    con: duckdb.DuckDBPyConnection,
    settings: Settings,
    name: str,
    decided: Sequence[Decision] = (),
    timings: Timings | None = None,
) -> dict[str, str]:
    """Repeat one step on the stored facts, whatever is due; return the facts of the version, those of the step anew.

    Raises WrongUse for a step that stands on the rows that are being derived, and cannot be repeated without them.
    """
    alone = {step.name: step for step in STEPS if step.stands_alone}
    if name not in alone:
        raise WrongUse(
            "{name!r} is no step that can be repeated alone; these can: {alone}", name=name, alone=", ".join(alone)
        )
    facts = known_facts(con)
    until = facts.get("data_until")
    derivation = Derivation(
        con, settings, decided, set(), has_new_rules=False, everything=True,
        data_until=datetime.fromisoformat(until) if until else None, facts=facts,
    )  # fmt: skip
    run_steps([alone[name]], derivation, timings or Timings())
    return derivation.facts


def touched_persons(con: duckdb.DuckDBPyConnection) -> str | None:
    """The temporary table (person_id) of the persons of whom the last derivation may have made any row or view another, by their
    numbers before and now; None: everybody. Not of those of whom only the keys are told otherwise (identities), or who rank
    otherwise among all customers when the data end (classes in persons)."""
    return f"temp.{SHOWN}" if SHOWN in temporary_tables(con) else None
