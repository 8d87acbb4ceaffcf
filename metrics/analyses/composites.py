"""The rows of what analyses make of several metrics, in the columns that every number has."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import polars as pl

from metrics.analyses.omnichannel.index import level_of, omnichannel_index
from metrics.analyses.omnichannel.levers import find_levers
from metrics.analyses.proposals.find import find_proposals
from metrics.analyses.touchpoints.league import negative_league
from metrics.analyses.touchpoints.map import CELL
from metrics.semantic.engine import Engine
from metrics.semantic.estimate import Estimate
from metrics.semantic.scope import Scope

EVERY = 10_000
Keyed = tuple[tuple[str | None, ...], Estimate]
TYPES: dict[str, Any] = {
    "value": pl.Float64,
    "n": pl.Int64,
    "low": pl.Float64,
    "high": pl.Float64,
    "unit": pl.String,
    "note": pl.String,
}


def rows_of_composite(engine: Engine, name: str, scope: Scope) -> tuple[tuple[str, ...], pl.DataFrame]:
    """The names of the columns that say what a row is of, and the rows: these columns, value, n, low, high, unit, note."""
    keys, ask = ANALYSES[name]
    found = [(*key, one.value, one.n, one.low, one.high, one.unit, one.note or None) for key, one in ask(engine, scope)]
    return keys, pl.DataFrame(found, schema={**dict.fromkeys(keys, pl.String), **TYPES}, orient="row")


def index_rows(engine: Engine, scope: Scope) -> Iterable[Keyed]:
    """The index with what it means as its note, its components and what they are made of."""
    index = omnichannel_index(engine, scope)
    total = replace(index.total, note=index.total.note or level_of(index.total))
    return [((score.name,), score) for score in (total, *index.components.values(), *index.ingredients.values())]


def lever_rows(engine: Engine, scope: Scope) -> Iterable[Keyed]:
    """Every lever with the points that it adds, the greatest first."""
    levers = find_levers(omnichannel_index(engine, scope), engine.settings.minimum_n_firm)
    return [
        ((one.kind, one.aspect or None, " → ".join(one.group)), Estimate(one.gain, n=one.n, unit="points"))
        for one in levers
    ]


def burden_rows(engine: Engine, scope: Scope) -> Iterable[Keyed]:
    """The touchpoints that are worse than the company, the first to mend first; `chance`: what may be no more than that."""
    rows = negative_league(engine, scope, EVERY).rows.iter_rows(named=True)
    return [
        (
            tuple(row[name] for name in CELL),
            Estimate(row["burden"], n=row["volume"], unit="contacts", note="" if row["survives"] else "chance"),
        )
        for row in rows
    ]


def priority_rows(engine: Engine, scope: Scope) -> Iterable[Keyed]:
    """The proposals, the greatest priority first, by their id and where they are to be done."""
    return [
        ((one.id, " ".join(f"{name}={','.join(values)}" for name, values in one.filters)),
         Estimate(one.priority, n=max((effect.expected.n for effect in one.effects), default=0), unit="contacts"))
        for one in find_proposals(engine, scope).proposals
    ]  # fmt: skip


ANALYSES: dict[str, tuple[tuple[str, ...], Callable[[Engine, Scope], Iterable[Keyed]]]] = {
    "omnichannel_index": (("score",), index_rows),
    "levers": (("kind", "aspect", "group"), lever_rows),
    "burden": (CELL, burden_rows),
    "priority": (("proposal", "where"), priority_rows),
}
