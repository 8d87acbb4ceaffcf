"""How much wider an interval is because the same persons answer several times: whoever is content once is so the next time too.

The design effect of a share or net score (Rao and Scott 1992): its variance with each person's answers taken together, over that of
as many independent ones. That of a percentile is the one of the share of values up to it (Woodruff 1952). Three answers a person of which a quarter of the variance is the person's left 87 % of the 95 % intervals
over the truth, and 94 % with it (python -m tests.numbers_proof). It is measured once a version, over its last complete weeks.
"""

from collections.abc import Mapping
from dataclasses import replace

from metrics.catalogue import METRICS
from metrics.catalogue.constants import data_end
from metrics.catalogue.entry import Distribution, Leg, Metric, Part
from metrics.catalogue.fragment import fill, joined
from metrics.catalogue.periods import last_complete_weeks
from metrics.semantic.distribution import distribution_sql, read_percentiles
from metrics.semantic.engine import Engine
from metrics.semantic.questions import make_request
from metrics.semantic.request import Request, period_sql
from metrics.semantic.scope import Scope
from warehouse.store.prepared import ask_prepared
from warehouse.store.remembered import once_a_version
from warehouse.tables import TABLES

LEAST_PERSONS = 30  # the effect of fewer says nothing
HITS = {"wilson": "hits", "order_statistic": "hits", "adjusted_wald": "promoters - detractors"}
# An answer is 0 or 1, in a net score -1, 0 or 1.
SQUARES = {"wilson": "hits", "order_statistic": "hits", "adjusted_wald": "promoters + detractors"}


def repeat_effect(engine: Engine, request: Request) -> float:
    """The design effect of the metric, 1 at least; of buckets of time, in which few come again, 1."""
    if is_by_time(request):
        return 1.0
    if isinstance(request.metric.legs[0], Distribution):
        return percentile_effect(engine, request.metric.name)
    leg = leg_by_person(request.metric)
    return repeat_effects(engine, leg.table).get(request.metric.name, 1.0) if leg else 1.0


def is_by_time(request: Request) -> bool:
    """Whether it is asked by days, weeks, hours of the week …"""
    return any(dimension.unit for dimension in request.by)


def leg_by_person(metric: Metric) -> Leg | None:
    """The leg whose rows are answers of persons, where the metric is a share or a net score of such."""
    leg = metric.legs[0]
    needed = {"promoters", "detractors", "n"} if metric.interval == "adjusted_wald" else {"hits", "n"}
    if metric.interval not in HITS or not isinstance(leg, Leg) or "person_id" not in TABLES[leg.table].columns:
        return None
    return leg if needed <= {part.name for part in leg.parts} and not leg.latest_per_person else None


@once_a_version
def repeat_effects(engine: Engine, table: str) -> Mapping[str, float]:
    """By metric of the table that is a share or a net score, its effect in the last complete weeks."""
    legs = {name: leg for name, metric in METRICS.items() if (leg := leg_by_person(metric)) and leg.table == table}
    return effects_of(engine, legs, f"repeats of {table}")


@once_a_version
def percentile_effect(engine: Engine, name: str) -> float:
    """The effect of a percentile in the last complete weeks."""
    request = make_request(engine, name, effect_scope(engine), (), False)
    leg = request.legs[0]
    assert isinstance(leg, Distribution)
    (source,) = leg.legs
    if "person_id" not in TABLES[source.table].columns:
        return 1.0
    sql = distribution_sql(request, leg)
    value = read_percentiles(ask_prepared(engine, name, sql.text, sql.params), (), leg.quantile)["value"].sum()
    parts = (Part("hits", f"count_if({leg.x} <= {value!r})"), Part("n", "count(*)"))
    up_to = replace(source, parts=parts, where=f"{source.where} AND {source.counted}")
    return effects_of(engine, {name: up_to}, f"repeats of {name}").get(name, 1.0)


def effect_scope(engine: Engine) -> Scope:
    """The last complete weeks."""
    return Scope(*last_complete_weeks(data_end(engine.facts).date()))


def effects_of(engine: Engine, legs: Mapping[str, Leg], holds: str) -> Mapping[str, float]:
    """By metric, the effect in the last complete weeks of the rows of its leg."""
    scope, sums = effect_scope(engine), []
    for name, leg in legs.items():
        request = make_request(engine, name, scope, (), False)
        parts = ", ".join(f"{request.word(part.sql)} AS {part.name}" for part in leg.parts)
        where = joined(" AND ", [fill(request.word(leg.where)), *period_sql(scope, leg.anchor)])
        of_persons = fill(f"SELECT {parts} FROM {leg.table} WHERE @ GROUP BY person_id", where)
        kind = METRICS[name].interval
        s, c = f"CAST({HITS[kind]} AS DOUBLE)", "CAST(n AS DOUBLE)"
        sums.append(fill(
            f"SELECT '{name}' AS metric, CAST(count_if(n > 0) AS DOUBLE) AS persons, sum({c}) AS n, sum({s}) AS total, sum(CAST({SQUARES[kind]} AS DOUBLE)) AS squares,"
            f" sum({s} * {s}) AS s2, sum({s} * {c}) AS sc, sum({c} * {c}) AS c2 FROM (@) AS f", of_persons,
        ))  # fmt: skip
    sql = joined(" UNION ALL ", sums)
    found = ask_prepared(engine, holds, sql.text, sql.params)
    return {row["metric"]: effect_of(row) for row in found.iter_rows(named=True)}


def effect_of(row: Mapping[str, float | None]) -> float:
    """Σ(S - mc)² over Σ(x - m)², by the sums over persons (S: a person's sum, c: its answers) and over answers x of mean m."""
    persons, n, total = (row[name] or 0 for name in ("persons", "n", "total"))
    if persons < LEAST_PERSONS:
        return 1.0
    mean = total / n
    spread = (row["squares"] or 0) - n * mean**2
    by_person = (row["s2"] or 0) - 2 * mean * (row["sc"] or 0) + mean**2 * (row["c2"] or 0)
    return max(1.0, by_person / spread) if spread > 1e-9 else 1.0
