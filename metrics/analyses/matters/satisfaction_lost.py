"""What a hop costs in satisfaction: CSAT at the end of matters with the hop, against matters that began alike and took one contact."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from metrics.catalogue.dimensions import find_dimension
from metrics.catalogue.fragment import Sql, fill
from metrics.semantic.engine import Engine
from metrics.semantic.relation import relation
from metrics.semantic.scope import Scope
from metrics.stats.discoveries import benjamini_hochberg
from metrics.stats.distributions import normal_above
from metrics.stats.intervals import difference_bounds, wilson_interval

PAIR = ("from_channel", "to_channel")
COLUMNS = ("csat_with", "n_with", "csat_without", "n_without", "gap", "gap_low", "gap_high", "p")
Answers = Mapping[str | None, tuple[int, int]]  # by channel of entry: answers, satisfied ones


class Lost(NamedTuple):
    """CSAT in percent and n with the hop and without; gap = without − with, in points, with its interval and p."""

    csat_with: float | None
    n_with: int
    csat_without: float | None
    n_without: int
    gap: float | None
    gap_low: float | None
    gap_high: float | None
    p: float | None


def satisfaction_lost(engine: Engine, scope: Scope) -> pl.DataFrame:
    """from_channel, to_channel, COLUMNS, survives, note: one row per pair whose matters answered; smaller than the
    installation's minimum on either side: withheld, only the n are there. `survives`: among all that are compared."""
    without = answers_without(engine, scope)
    minimum = engine.settings.minimum_n_shown
    rows = []
    for pair, answers in answers_with(engine, scope).items():
        lost = compare_answers(answers, without)
        is_small = min(lost.n_with, lost.n_without) < max(minimum, 1)
        rows.append((*pair, *(hidden(lost) if is_small else lost), "withheld" if is_small else None))
    kinds = [pl.Int64 if name.startswith("n_") else pl.Float64 for name in COLUMNS]
    types = dict(zip((*PAIR, *COLUMNS, "note"), (pl.String, pl.String, *kinds, pl.String), strict=True))
    found = pl.DataFrame(rows, schema=types, orient="row")
    survives = benjamini_hochberg(found["p"].cast(pl.Float64).to_numpy())
    return found.with_columns(
        survives=pl.when(pl.col("p").is_not_null()).then(pl.Series(survives, dtype=pl.Boolean))
    ).sort(PAIR, nulls_last=True)


def hidden(lost: Lost) -> Lost:
    """Only the numbers of answers."""
    return Lost(None, lost.n_with, None, lost.n_without, None, None, None, None)


def compare_answers(with_hop: Answers, without: Answers) -> Lost:
    """Both sides over the channels of entry that both have, the side without weighted as the side with is mixed.

    Newcombe's interval; the weighted side counts for as many answers as an unweighted one of equal error (Kish 1965).
    """
    shared = [channel for channel in with_hop if without.get(channel, (0, 0))[0]]
    n = sum(with_hop[channel][0] for channel in shared)
    n_without = sum(without[channel][0] for channel in shared)
    if not n:
        return Lost(None, 0, None, 0, None, None, None, None)
    weights = {channel: with_hop[channel][0] / n for channel in shared}
    share = 100 * sum(with_hop[channel][1] for channel in shared) / n
    other = 100 * sum(w * without[channel][1] / without[channel][0] for channel, w in weights.items())
    effective = 1 / sum(w**2 / without[channel][0] for channel, w in weights.items())
    bounds = difference_bounds((other, *wilson_interval(other, effective)), (share, *wilson_interval(share, n)))
    low, high = (float(bound) for bound in bounds)
    return Lost(share, n, other, n_without, other - share, low, high, difference_p(share, n, other, effective))


def difference_p(percent: float, n: float, other: float, other_n: float) -> float:
    """Two-sided p of two equal shares, by the pooled standard error; 1 where all agree."""
    pooled = (percent * n + other * other_n) / (n + other_n) / 100
    error = 100 * np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / other_n))
    return float(2 * normal_above(abs(other - percent) / error)) if error > 0 else 1.0


def answers_with(
    engine: Engine, scope: Scope
) -> dict[tuple[str | None, str | None], dict[str | None, tuple[int, int]]]:
    """By pair and channel of entry: matters that answered and have the hop (once each), and the satisfied of them."""
    matters = fill(
        "SELECT DISTINCT d0, d1, d2, matter_id, is_satisfied FROM (@) AS f WHERE is_satisfied IS NOT NULL",
        relation(engine, "hops", scope, (*PAIR, "channel")),
    )
    found: dict[tuple[str | None, str | None], dict[str | None, tuple[int, int]]] = defaultdict(dict)
    for start, end, channel, n, hits in counted(engine, "d0, d1, d2", matters):
        found[start, end][channel] = (n, hits)
    return found


def answers_without(engine: Engine, scope: Scope) -> Answers:
    """By channel of entry: matters of one contact that answered, and the satisfied of them."""
    filters = tuple(pair for pair in scope.filters if "matters" in find_dimension(pair[0]).tables)
    rows = relation(engine, "csat_at_end", replace(scope, filters=filters), ("channel",))
    settled = fill("SELECT * FROM (@) AS f WHERE contacts = 1", rows)
    return {channel: (n, hits) for channel, n, hits in counted(engine, "d0", settled)}


def counted(engine: Engine, keys: str, rows: Sql) -> list[tuple[Any, ...]]:
    """The keys, answers and satisfied answers of each group."""
    sums = "CAST(count(*) AS BIGINT) AS n, CAST(count_if(is_satisfied) AS BIGINT) AS hits"
    sql = fill(f"SELECT {keys}, {sums} FROM (@) AS f GROUP BY {keys}", rows)
    return engine.query(sql.text, sql.params).rows()
