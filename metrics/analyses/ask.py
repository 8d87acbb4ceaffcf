"""The one way to ask for anything that the catalogue names: a metric by its dimensions, or what an analysis makes of several."""

from collections.abc import Sequence

import polars as pl

from metrics.analyses.composites import rows_of_composite
from metrics.analyses.identity import identity_of
from metrics.catalogue import METRICS, current_name, find_metric
from metrics.catalogue.composites import COMPOSITES, Composite
from metrics.catalogue.dimensions import find_dimension
from metrics.catalogue.entry import Metric
from metrics.catalogue.near_names import near_names
from metrics.semantic.answers import RESULT
from metrics.semantic.compute import compute
from metrics.semantic.engine import Engine
from metrics.semantic.reasons import reason
from metrics.semantic.result import Result
from metrics.semantic.scope import Scope
from warehouse.config.errors import WrongUse


def find_entry(name: str) -> Metric | Composite:
    """The entry of that name, or that once had it. Raises WrongUse with the near names."""
    if name in COMPOSITES:
        return COMPOSITES[name]
    if current_name(name) in METRICS:
        return find_metric(name)
    raise WrongUse(f"no metric {name!r}; {near_names(name, (*METRICS, *COMPOSITES))}")


def ask(engine: Engine, name: str, scope: Scope | None = None, by: Sequence[str] = ()) -> Result:
    """The numbers of an entry in the scope. Raises WrongUse for unknown names, and for dimensions that the entry lacks."""
    entry, scope = find_entry(name), scope or Scope()
    for dimension in by:
        find_dimension(dimension)
    until = engine.facts.get("data_until", "")
    if isinstance(entry, Composite):
        if by:
            raise WrongUse(f"{name} cannot be grouped by {', '.join(by)}: an analysis makes its rows")
        keys, rows = rows_of_composite(engine, name, scope)
        return Result(entry, keys, rows, until, known=identity_of(engine, scope).sentence)
    rows = compute(engine, entry.name, scope, by).select(*by, *RESULT)
    why = reason(engine, entry.name, scope, by) or ""
    if why and entry.name == "nps" and not by:
        rows = rows.with_columns(note=pl.lit("refused"))
    known = identity_of(engine, scope).sentence if entry.uses_identity else ""
    return Result(entry, tuple(by), rows, until, why, known)
