"""Worlds in which nothing changes: the truth is the same in both periods, and known.

Each world is a touchpoint, so that the product judges hundreds of them in one question. Three kinds of world:
  independent   every answer by itself
  repeated      persons answer three times, and a quarter of an answer's variance is the person's
  restless      every week has a level of its own
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import duckdb
import numpy as np
import polars as pl
from scipy import stats

from metrics.semantic.scope import Scope
from tests.metrics.conftest import DEFAULTS, SCALES
from warehouse.config.settings import Settings
from warehouse.schema import SCHEMA
from warehouse.store.engine import Engine, attach_memory

FIRST = date(2021, 1, 4)  # a Monday
WEEKS = 24  # twelve before, twelve now
NOW = Scope(FIRST + timedelta(weeks=12), FIRST + timedelta(weeks=WEEKS))
KINDS = ("independent", "repeated", "restless")
PERSONAL = 0.25  # of an answer's variance
ANSWERS_A_PERSON = 3
Numbers = np.ndarray
Rng = np.random.Generator


@dataclass(frozen=True)
class Number:
    """A kind of interval: the metric, the table that it counts, and rows whose truth is `truth` in every week and for everybody.

    `draw(rng, level)` gives the columns of as many rows as there are levels; a level is how far a row's person and week are from the
    company's, in standard deviations of an answer.
    """

    metric: str
    table: str
    time: str
    rows: int  # a world and period
    restless: float  # the standard deviation of weeks, in those of an answer; of counts, of the weekly number
    draw: Callable[[Rng, Numbers], dict[str, Numbers]]
    truth: float | None = None
    kinds: tuple[str, ...] = KINDS


def by_rank(level: Numbers, rng: Rng) -> Numbers:
    """A uniform rank whose normal score has the level as its mean and, with the level's own variance, variance 1 at PERSONAL."""
    return stats.norm.cdf(level + np.sqrt(1 - min(float(np.var(level)), 0.9)) * rng.standard_normal(level.size))


def answers(metric: str, scale: str, score: Numbers) -> dict[str, Numbers]:
    """Scores on their scale; 4 and 5 of 5 are content."""
    low, high = SCALES[scale]
    texts = {"metric": metric, "scale": scale}
    ends = {"scale_min": low, "scale_max": high, "top_box_min": high - 1}
    return {"score": score, **{name: np.full(score.size, value) for name, value in (texts | ends).items()}}


def nps(rng: Rng, level: Numbers) -> dict[str, Numbers]:
    """55 % promoters, 20 % detractors: 35."""
    rank = by_rank(level, rng)
    score = np.where(rank > 0.45, 10, np.where(rank < 0.2, 3, 8))
    return answers("nps", "0-10", score)


def csat(rng: Rng, level: Numbers) -> dict[str, Numbers]:
    """75 % content."""
    score = np.where(by_rank(level, rng) > 0.25, 5, 2)
    return answers("csat", "1-5", score)


def csat_mean(rng: Rng, level: Numbers) -> dict[str, Numbers]:
    """1 to 5, a fifth each: 3."""
    score = 1 + np.floor(5 * by_rank(level, rng)).clip(0, 4)
    return answers("csat", "1-5", score)


def abandonment(rng: Rng, level: Numbers) -> dict[str, Numbers]:
    """15 % hang up."""
    return {"is_abandoned": by_rank(level, rng) < 0.15, "wait_seconds": np.full(level.size, 60.0)}


def wait(rng: Rng, level: Numbers) -> dict[str, Numbers]:
    """Lognormal around a minute."""
    return {"wait_seconds": 60 * np.exp(stats.norm.ppf(by_rank(level, rng).clip(1e-9, 1 - 1e-9)))}


def contacts(rng: Rng, level: Numbers) -> dict[str, Numbers]:
    """How many there are is the number."""
    return {}


def orders(rng: Rng, level: Numbers) -> dict[str, Numbers]:
    """Around 50 each."""
    return {"amount": np.round(rng.gamma(2, 25, level.size), 2), "currency": np.full(level.size, "EUR")}


NUMBERS = (
    Number("nps", "responses", "answered_local", 600, 0.25, nps, 35.0),
    Number("csat", "responses", "answered_local", 1200, 0.25, csat, 75.0),
    Number("csat_mean", "responses", "answered_local", 600, 0.25, csat_mean, 3.0),
    Number("abandonment", "interactions", "started_local", 1200, 0.25, abandonment, 15.0),
    Number("wait", "interactions", "answered_local", 900, 0.25, wait, 60.0),
    Number("wait_p90", "interactions", "answered_local", 900, 0.25, wait, 60 * np.exp(1.2815515594)),
    Number("wait_mean", "interactions", "answered_local", 900, 0.25, wait, 60 * np.exp(0.5)),
    Number("interactions", "interactions", "started_local", 1100, 0.15, contacts, None, ("independent", "restless")),
    Number("orders", "orders", "ordered_local", 1100, 0.15, orders, None, ("independent", "restless")),
    Number("revenue", "orders", "ordered_local", 1100, 0.15, orders, None, ("independent", "restless")),
)  # fmt: skip


def make_rows(number: Number, kind: str, worlds: int, seed: int) -> pl.DataFrame:
    """The rows of so many worlds of a kind: touchpoint, person_id, the number's time and columns."""
    rng = np.random.default_rng([seed, KINDS.index(kind), hash_of(number.metric)])
    scatter = number.restless if kind == "restless" else 0.0
    weekly = rng.standard_normal((worlds, WEEKS)) * scatter
    is_count = number.truth is None
    counts = rng.poisson(2 * number.rows / WEEKS * np.maximum(1 + weekly * is_count, 0.05))
    world, week = np.divmod(np.repeat(np.arange(worlds * WEEKS), counts.ravel()), WEEKS)
    person = np.arange(world.size)
    if kind == "repeated":
        # Of everybody who answers in a world, over both periods.
        per_world = np.bincount(world, minlength=worlds)
        person = world * 1_000_000 + (
            rng.random(world.size) * np.maximum(per_world[world] // (2 * ANSWERS_A_PERSON), 1)
        ).astype(int)
        known, place = np.unique(person, return_inverse=True)
        level = np.sqrt(PERSONAL) * rng.standard_normal(known.size)[place]
    else:
        level = np.zeros(world.size) if is_count else weekly[world, week]
    seconds = (week * 7 * 86_400 + rng.random(world.size) * 7 * 86_400).astype("int64")
    at = np.datetime64(FIRST.isoformat(), "ms") + seconds.astype("timedelta64[s]")
    started = {"started_local": at} if number.table == "interactions" else {}
    return pl.DataFrame({
        "record_id": [f"r{i}" for i in range(world.size)], "source": np.full(world.size, "desk"), "person_id": person,
        "touchpoint": np.char.add("world ", world.astype(str)), **started, number.time: at,
        **number.draw(rng, level),
    })  # fmt: skip


def build_engine(number: Number, rows: pl.DataFrame) -> Engine:
    """An engine on a warehouse of these rows."""
    con = duckdb.connect(config={"threads": 2})
    con.execute(SCHEMA)
    given = {name: value for name, value in DEFAULTS[number.table].items() if name not in rows.columns}
    whole_rows = rows.with_columns(pl.lit(value).alias(name) for name, value in given.items())  # noqa: F841 (DuckDB reads it)
    con.execute(f"INSERT INTO {number.table} BY NAME SELECT * FROM whole_rows")
    until = datetime.combine(NOW.end or FIRST, time.min) - timedelta(seconds=1)
    return attach_memory(con, Settings(minimum_n_shown=1), {"timezone": "UTC", "data_until": until.isoformat()})


def hash_of(name: str) -> int:
    """A number of a name that is the same in every process."""
    return int.from_bytes(name.encode()[:4].ljust(4, b" "), "big")
