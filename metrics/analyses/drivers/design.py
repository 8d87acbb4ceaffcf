"""The table that the model reads: one row per customer and index date, one column per experience, and what is held equal."""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from metrics.analyses.drivers.experiences import BEING_THERE, PLACE
from metrics.analyses.drivers.outcomes import WINDOW_DAYS, AtRisk
from metrics.analyses.drivers.population import PRIME
from metrics.stats.intervals import Floats

MOST_ROWS = 20_000  # beyond, rows are drawn by a fixed hash
MOST_FEATURES = 40  # those that most customers went through
ENOUGH_PERSONS = 30  # with the experience, and without
ENOUGH_HITS = 3  # of either outcome to expect among those with it, or nothing can be said of them
ALIKE = 0.95  # two experiences that go together more closely cannot be told apart: the rarer one is left out
MOST_LEVELS = 8  # of a segment or country that are held equal; the rest are one
FEATURE = (*PLACE, "experience")
Feature = tuple[str | None, ...]


@dataclass(frozen=True)
class Design:
    """`rows`: person_id, index_local, hit, row. `features`: FEATURE and how many rows and persons have it, one row per column of `x`.

    `held`: what customers are like besides, as columns. `y`: the outcome, 0 or 1. `persons`: number of each row's person, from 0.
    `not_apart`: FEATURE of experiences left out because another one says the same, and its FEATURE.
    """

    rows: pl.DataFrame
    features: pl.DataFrame
    x: Floats
    held: Floats
    y: Floats
    persons: NDArray[np.intp]
    not_apart: tuple[tuple[Feature, Feature], ...]


def build_design(at_risk: AtRisk, experiences: pl.DataFrame) -> Design:
    """Rows drawn, experiences brought to their index dates, the columns chosen without a look at the outcome."""
    rows = draw_rows(at_risk.rows).with_row_index("row")
    lived = lived_before(rows, experiences)
    y = rows["hit"].cast(pl.Float64).to_numpy()
    features = choose_features(rows, lived, float(y.mean()) if y.size else 0.0)
    x = columns_of(rows, lived, features)
    names = features.select(FEATURE).rows()
    alike = find_alike(x)
    kept = np.array([column not in alike for column in range(len(names))], dtype=bool)
    not_apart = tuple((names[one], names[other]) for one, other in alike.items())
    persons = rows["person_id"].rank("dense").cast(pl.Int64).to_numpy() - 1
    held = held_equal(rows, at_risk)
    return Design(rows, features.filter(pl.Series(kept, dtype=pl.Boolean)), x[:, kept], held, y, persons, not_apart)


def draw_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """All rows, or of too many a part by a hash of person and date: every customer may stay, at some of the dates."""
    if rows.height <= MOST_ROWS:
        return rows
    person, day = pl.col("person_id") % PRIME, pl.col("index_local").dt.epoch("d")
    mixed = (person * 7919 + day * 104_729 + (person * day) % PRIME * 31) % PRIME
    return rows.filter(mixed < PRIME * MOST_ROWS / rows.height)


def lived_before(rows: pl.DataFrame, experiences: pl.DataFrame) -> pl.DataFrame:
    """row, person_id, FEATURE, record_id, began: experiences of the window before each row's index date that were known by then."""
    index = pl.col("index_local")
    met = rows.select("row", "person_id", "index_local").join(experiences, on="person_id")
    in_window = (pl.col("began") >= index - timedelta(days=WINDOW_DAYS)) & (pl.col("began") < index)
    is_known = (pl.col("known") < index) & (pl.col("until").is_null() | (pl.col("until") >= index))
    return met.filter(in_window & is_known).select("row", "person_id", *FEATURE, "record_id", "began")


def choose_features(rows: pl.DataFrame, lived: pl.DataFrame, rate: float) -> pl.DataFrame:
    """FEATURE, rows_with, persons_with: enough customers with it and without, the most common first."""
    total = rows["person_id"].n_unique()
    counted = lived.group_by(FEATURE).agg(
        rows_with=pl.col("row").n_unique(), persons_with=pl.col("person_id").n_unique()
    )
    least = max(ENOUGH_PERSONS, ENOUGH_HITS / max(min(rate, 1 - rate), 1e-9))
    is_enough = (pl.col("persons_with") >= least) & (total - pl.col("persons_with") >= ENOUGH_PERSONS)
    return (
        counted.filter(is_enough & pl.col("touchpoint").is_not_null())
        .sort("persons_with", *FEATURE, descending=[True, *[False] * len(FEATURE)], nulls_last=True)
        .head(MOST_FEATURES)
    )


def columns_of(rows: pl.DataFrame, lived: pl.DataFrame, features: pl.DataFrame) -> Floats:
    """1 where the row has the experience."""
    x = np.zeros((rows.height, features.height))
    places = (
        lived.join(features.with_row_index("column"), on=FEATURE, nulls_equal=True).select("row", "column").unique()
    )
    x[places["row"].to_numpy(), places["column"].to_numpy()] = 1
    return x


def find_alike(x: Floats) -> dict[int, int]:
    """Columns that are nearly the same as an earlier one that stays, and that one."""
    if x.shape[1] < 2:
        return {}
    with np.errstate(invalid="ignore", divide="ignore"):
        alike = np.abs(np.nan_to_num(np.corrcoef(x, rowvar=False))) > ALIKE
    found: dict[int, int] = {}
    for column in range(x.shape[1]):
        same = [earlier for earlier in range(column) if alike[column, earlier] and earlier not in found]
        if same:
            found[column] = same[0]
    return found


def held_equal(rows: pl.DataFrame, at_risk: AtRisk) -> Floats:
    """Columns of what customers differ in besides: index date, segment, country, contacts and orders of the window, last order.

    Of answers, which are given at any moment, the month takes the place of the index date.
    """
    window = timedelta(days=WINDOW_DAYS)
    index, at = pl.col("index_local"), pl.col("at")
    met = rows.select("row", "person_id", "index_local").join(at_risk.activity, on="person_id").filter(at < index)
    recent, is_order = at >= index - window, pl.col("is_order")
    counts = met.group_by("row").agg(
        contacts=(recent & ~is_order).sum(), orders=(recent & is_order).sum(), bought=is_order.sum(),
        earlier=(~recent & ~is_order).sum(),
        since=pl.when(is_order).then((index - at).dt.total_days()).min(),
    )  # fmt: skip
    when = index.dt.truncate("1mo") if at_risk.basis == "answer" else index
    whole = rows.join(at_risk.population.persons, on="person_id", how="left", maintain_order="left")
    whole = whole.join(counts, on="row", how="left", maintain_order="left").select(
        when=when.cast(pl.String),
        segment="segment",
        country="country",
        contacts=binned("contacts", (0, 1, 2, 4, 8)),
        orders=binned("orders", (0, 1)),
        bought=binned("bought", (0, 1, 3)),
        since=binned("since", (7, 30, 90)),
    )
    columns = [indicators(whole[name].cast(pl.String).fill_null("")) for name in whole.columns]
    return np.hstack([*columns, activity_of(rows, counts)])


def activity_of(rows: pl.DataFrame, counts: pl.DataFrame) -> Floats:
    """How much a customer has to do with the company, as logarithms: contacts in the window, and before it."""
    whole = rows.select("row").join(counts, on="row", how="left", maintain_order="left")
    activity: Floats = np.log1p(whole.select("contacts", "earlier").fill_null(0).cast(pl.Float64).to_numpy())
    return activity


def binned(name: str, bounds: tuple[int, ...]) -> pl.Expr:
    """How many of the bounds the number exceeds; NULL stays."""
    number = pl.col(name) if name == "since" else pl.col(name).fill_null(0)
    return pl.sum_horizontal(*((number > bound).cast(pl.Int32) for bound in bounds)) + number * 0


def indicators(values: pl.Series) -> Floats:
    """A 0/1 column for each value but the most common one; rare ones of many share a column."""
    counts = values.value_counts().sort("count", values.name, descending=[True, False])
    levels = counts[values.name].to_list()
    named = levels[1:] if values.name == "when" else levels[1 : MOST_LEVELS + 1]
    columns = [(values == level).to_numpy() for level in named]
    if len(named) < len(levels) - 1:
        columns.append((~values.is_in([levels[0], *named])).to_numpy())
    return np.array(columns, dtype=np.float64).T.reshape(len(values), len(columns))


def is_bad(experience: str) -> bool:
    """Whether the experience is one that went wrong, not one of being there."""
    return experience not in BEING_THERE
