"""Who could recommend, buy again or leave, at which moment, and whether it happened: one row per customer and index date.

Recommendation is asked at a moment of its own: the answer. For the others the company's customers are looked at on index dates every
two weeks of the period, so that everybody is looked at from the same distance. What happens before the index date may explain; only
what happens from it on is the outcome. Rows whose outcome window, or the window to look back on, is not all inside the data are left out.
"""

import math
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import polars as pl

from metrics.analyses.drivers.population import Population, choose_persons
from metrics.analyses.omnichannel.persons import OWN_CONTACT, OWN_ORDER
from metrics.catalogue.constants import data_until
from metrics.catalogue.fragment import fill
from metrics.semantic.engine import Engine
from metrics.semantic.scope import Scope
from warehouse.config.errors import WrongUse

OUTCOMES = ("recommendation", "repurchase", "churn")
NPS = "is_person_known AND metric = 'nps' AND scale_min = 0 AND scale_max = 10 AND score IS NOT NULL AND answered_local IS NOT NULL"
STAY = "is_person_known AND snapshot_on IS NULL AND started_local IS NOT NULL"
WINDOW_DAYS = 30  # looked back on from the index date
OUTCOME_DAYS = 30  # in which a customer buys again or leaves
STEP_DAYS = 14
MOST_DATES = 26  # a year of them; longer periods are looked at less often
CUSTOMER_DAYS = 365  # who bought within this time before the index date may buy again


@dataclass(frozen=True)
class AtRisk:
    """Rows (person_id, index_local, hit), those left out of them by reason in `left_out`, and the persons that they are of.

    `outcome_days`: length of the outcome window; NULL: none (an answer) or each customer's own (inactivity). `activity`: person_id,
    at, is_order of the same persons. `basis`: what shows the outcome.
    """

    basis: str
    rows: pl.DataFrame
    left_out: dict[str, int]
    population: Population
    activity: pl.DataFrame
    outcome_days: int | None


def find_at_risk(engine: Engine, scope: Scope, outcome: str) -> AtRisk | None:
    """The rows of an outcome; None where the data have nothing that shows it. Raises WrongUse for another outcome."""
    if outcome not in OUTCOMES:
        raise WrongUse(f"no outcome {outcome!r}; choose {', '.join(OUTCOMES)}")
    first = engine.query("SELECT min(started_local) AS first FROM interactions").item()
    if first is None:
        return None
    basis = basis_of(engine, outcome)
    if basis is None:
        return None
    population = choose_persons(engine, scope, *POPULATIONS[basis])
    if population.persons.is_empty():
        return None
    activity = read_activity(engine, population)
    if basis == "answer":
        rows = read_answers(engine, population)
    else:
        dates = index_dates(engine, scope, first)
        rows = {"order": buying, "subscription": paying, "inactivity": active}[basis](
            engine, population, activity, dates
        )
    kept, left_out = keep_complete(engine, rows, first)
    days = OUTCOME_DAYS if basis in ("order", "subscription") else None
    return AtRisk(basis, kept, left_out, population, activity, days)


# What shows an outcome: the table that its persons stand in, the condition, the column that dates its rows in the period.
POPULATIONS = {
    "answer": ("responses", NPS, "answered_local"),
    "order": ("orders", OWN_ORDER, ""),
    "subscription": ("subscriptions", STAY, ""),
    "inactivity": ("persons", "TRUE", ""),
}


def basis_of(engine: Engine, outcome: str) -> str | None:
    """By what an outcome is known here: churn by subscriptions where any are dated, else by inactivity."""

    def has(basis: str) -> bool:
        table, where, _ = POPULATIONS[basis]
        return engine.query(f"SELECT 1 AS found FROM {table} WHERE {where} LIMIT 1").height > 0

    possible = {"recommendation": ("answer",), "repurchase": ("order",), "churn": ("subscription", "inactivity")}
    return next((basis for basis in possible[outcome] if has(basis)), None)


def index_dates(engine: Engine, scope: Scope, first: datetime) -> pl.DataFrame:
    """index_local: every STEP_DAYS of the period, as far as the data reach; longer steps where that would be more than MOST_DATES."""
    until = data_until(engine.facts)
    start = datetime.combine(scope.start, time.min) if scope.start else datetime.combine(first.date(), time.min)
    end = min(datetime.combine(scope.end, time.min), until) if scope.end else until
    count = max(math.ceil((end - start) / timedelta(days=STEP_DAYS)), 0)
    step = timedelta(days=STEP_DAYS * max(math.ceil(count / MOST_DATES), 1))
    dates = [start + step * i for i in range(math.ceil((end - start) / step))] if count else []
    return pl.DataFrame({"index_local": dates}, schema={"index_local": pl.Datetime("us")})


def read_activity(engine: Engine, population: Population) -> pl.DataFrame:
    """person_id, at, is_order: the contacts and orders of the persons, what the company sends left out."""
    sql = fill(
        f"SELECT person_id, CAST(started_local AS TIMESTAMP) AS at, FALSE AS is_order FROM interactions WHERE {OWN_CONTACT}"
        " AND started_local IS NOT NULL AND person_id IN (@)"
        f" UNION ALL SELECT person_id, CAST(ordered_local AS TIMESTAMP), TRUE FROM orders WHERE {OWN_ORDER}"
        " AND ordered_local IS NOT NULL AND person_id IN (@)",
        population.sql, population.sql,
    )  # fmt: skip
    return engine.query(sql.text, sql.params).sort("person_id", "at", "is_order")


def read_answers(engine: Engine, population: Population) -> pl.DataFrame:
    """One row per answer to «would you recommend us» (0-10): a hit is a promoter (9-10)."""
    sql = fill(
        "SELECT person_id, CAST(answered_local AS TIMESTAMP) AS index_local, score >= 9 AS hit,"
        " CAST(answered_local AS TIMESTAMP) AS over_local FROM (@) AS r",
        population.rows,
    )
    return engine.query(sql.text, sql.params)


def buying(engine: Engine, population: Population, activity: pl.DataFrame, dates: pl.DataFrame) -> pl.DataFrame:
    """Customers with an order in the year before the date; a hit is another order within the outcome window."""
    days = timedelta(days=OUTCOME_DAYS)
    orders = activity.filter(pl.col("is_order")).select("person_id", order_at="at")
    rows = population.persons.select("person_id").join(dates, how="cross").sort("index_local")
    # both sides are sorted by time; a check by group would only say that it was not made
    before = rows.join_asof(
        orders.sort("order_at"), left_on="index_local", right_on="order_at", by="person_id", strategy="backward",
        allow_exact_matches=False, check_sortedness=False,
    )  # fmt: skip
    is_customer = pl.col("order_at") >= pl.col("index_local") - timedelta(days=CUSTOMER_DAYS)
    after = before.filter(is_customer).drop("order_at").join_asof(
        orders.sort("order_at"), left_on="index_local", right_on="order_at", by="person_id", strategy="forward",
        check_sortedness=False,
    )  # fmt: skip
    over = pl.col("index_local") + days
    return after.select("person_id", "index_local", hit=(pl.col("order_at") < over).fill_null(False), over_local=over)


def paying(engine: Engine, population: Population, activity: pl.DataFrame, dates: pl.DataFrame) -> pl.DataFrame:
    """Customers with a subscription on the date; a hit is that it ends within the outcome window and no other one lasts beyond it."""
    days = timedelta(days=OUTCOME_DAYS)
    sql = fill(
        "SELECT person_id, CAST(started_local AS TIMESTAMP) AS began, CAST(ended_local AS TIMESTAMP) AS ended FROM (@) AS s",
        population.rows,
    )
    over = pl.col("index_local") + days
    stays = engine.query(sql.text, sql.params).join(dates, how="cross").filter(pl.col("began") < over)
    is_on = (pl.col("began") < pl.col("index_local")) & (
        pl.col("ended").is_null() | (pl.col("ended") >= pl.col("index_local"))
    )
    lasts = pl.col("ended").is_null() | (pl.col("ended") >= over)
    by_person = stays.group_by("person_id", "index_local").agg(is_on=is_on.any(), lasts=lasts.any())
    return by_person.filter("is_on").select("person_id", "index_local", hit=~pl.col("lasts"), over_local=over)


def active(engine: Engine, population: Population, activity: pl.DataFrame, dates: pl.DataFrame) -> pl.DataFrame:
    """Customers who were active in the window before the date; a hit is silence for the whole inactivity limit.

    Customers at whose pace no silence tells that they left are not among them."""
    window = timedelta(days=WINDOW_DAYS)
    limits = engine.query(
        "SELECT person_id, limit_days FROM persons AS p JOIN inactivity_limits AS l ON p.segment IS NOT DISTINCT FROM l.segment"
        " AND p.pace_days IS NOT DISTINCT FROM l.pace_days WHERE limit_days IS NOT NULL"
    )
    persons = population.persons.join(limits, on="person_id").select("person_id", "limit_days")
    rows = persons.join(dates, how="cross").sort("index_local")
    moments = activity.select("person_id", "at").sort("at")
    before = rows.join_asof(
        moments, left_on="index_local", right_on="at", by="person_id", strategy="backward", allow_exact_matches=False,
        check_sortedness=False,
    ).filter(pl.col("at") >= pl.col("index_local") - window)  # fmt: skip
    after = before.drop("at").join_asof(
        moments, left_on="index_local", right_on="at", by="person_id", strategy="forward", check_sortedness=False
    )
    over = pl.col("index_local") + pl.duration(seconds=(pl.col("limit_days") * 86_400).cast(pl.Int64))
    hit = pl.col("at").is_null() | (pl.col("at") >= over)
    return after.select("person_id", "index_local", hit=hit, over_local=over)


def keep_complete(engine: Engine, rows: pl.DataFrame, first: datetime) -> tuple[pl.DataFrame, dict[str, int]]:
    """The rows whose two windows lie inside the data, in order, and how many customers the others are of, by reason."""
    until, window = data_until(engine.facts), timedelta(days=WINDOW_DAYS)
    is_over = pl.col("over_local") <= until
    is_seen = pl.col("index_local") >= first + window
    left_out = {
        "not_over": rows.filter(~is_over)["person_id"].n_unique(),
        "look_back": rows.filter(is_over & ~is_seen)["person_id"].n_unique(),
    }
    kept = rows.filter(is_over & is_seen).select("person_id", "index_local", "hit")
    return kept.sort("person_id", "index_local", "hit"), left_out
