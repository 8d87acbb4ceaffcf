"""What a metric is made of. Fragments are SQL that DuckDB and Spark accept verbatim; `{word}` is one of metrics.catalogue.constants.

A metric has *legs*: where its rows come from. Every leg gives *parts*, aggregates that add up over any split of the rows;
`value`, `n` and `note` are SQL over the parts. From the same entry come the query on rows, the rollup and its query.
"""

from dataclasses import dataclass
from typing import Literal

from warehouse.tables import TABLES

Merge = Literal["sum", "min", "max"]


@dataclass(frozen=True)
class Part:
    """One aggregate. `merge` says how two of them become one; `type` keeps the type equal on every engine."""

    name: str
    sql: str
    merge: Merge = "sum"
    type: str = "BIGINT"


@dataclass(frozen=True)
class Leg:
    """Rows of one table that pass `where`, dated by `anchor` (a *_local column), and their parts.

    `latest_per_person`: only the last row of each person in the period shown. `has_costs`: only days and channels with service costs.
    `counted`: the rows that are in the value; the others (too young to judge) only cause its note `immature`.
    """

    table: str
    anchor: str
    parts: tuple[Part, ...] = ()
    where: str = "TRUE"
    counted: str = "TRUE"
    latest_per_person: bool = False
    has_costs: bool = False
    is_rolled: bool = False


@dataclass(frozen=True)
class PersonStage:
    """Rows of several legs brought together by person (the legs' parts), then parts over persons.

    `needs`: a table without which there is nothing to measure; asked beforehand, for the scan would be in vain.
    """

    legs: tuple[Leg, ...]
    parts: tuple[Part, ...]
    needs: str = ""


@dataclass(frozen=True)
class Distribution:
    """The values of `x` in the rows of the legs, for order statistics: value `quantile` of them."""

    legs: tuple[Leg, ...]
    x: str
    quantile: float


@dataclass(frozen=True)
class PeriodLoss:
    """Persons with a stay [started, ended) at the start of a period, and those with none at its end.

    `known_from`: a moment; of a period that opens before it nobody knows who had a stay.
    `can_end`: the stays of which it would be known that they ended; the part `judged` counts their persons.
    """

    table: str
    started: str
    ended: str
    where: str = "TRUE"
    known_from: str = ""
    can_end: str = ""


Source = Leg | PersonStage | Distribution | PeriodLoss


@dataclass(frozen=True)
class Metric:
    """One number of the product, declared once. Label and description are English; pages translate them by key."""

    name: str
    label: str
    description: str
    unit: str
    better: Literal["higher", "lower", "neutral"]
    kind: Literal["score", "rate", "time", "count", "sum"]
    legs: tuple[Source, ...]
    value: str
    n: str
    interval: Literal[
        "adjusted_wald", "wilson", "wilson_per_month", "cluster_mean", "order_statistic", "poisson", "none"
    ]
    source: str
    formula: str
    note: str = "CAST(NULL AS STRING)"
    noise: Literal["interval", "poisson", "sum_of_squares"] = "interval"
    unit_part: str = ""
    empty_note: str = ""
    notes: tuple[str, ...] = ()
    minimum_n: int = 0  # of its own (P90, P95); the installation's minimum applies besides
    legs_are_alternatives: bool = False  # the first leg that has rows is the metric, never a mix
    classified_of: str = (
        ""  # the part that counts all rows, of which n could be classified (metrics/semantic/unclassified.py)
    )
    compares: bool = True  # False: it differs from period to period by how long the data have run, whatever happens
    aliases: tuple[str, ...] = ()  # names that it once had: commands and addresses that have them still work, and warn

    @property
    def label_key(self) -> str:
        """The gettext key of the label."""
        return f"metric.{self.name}.label"

    @property
    def description_key(self) -> str:
        """The gettext key of the description."""
        return f"metric.{self.name}.description"

    @property
    def anchor(self) -> str:
        """The column that dates the value, as printed with it."""
        return ", ".join(dict.fromkeys(leg.anchor for leg in self.row_legs)) or "started_local"

    @property
    def row_legs(self) -> tuple[Leg, ...]:
        """Every leg over rows, however deep."""
        found: list[Leg] = []
        for leg in self.legs:
            if isinstance(leg, Leg):
                found.append(leg)
            elif isinstance(leg, PersonStage | Distribution):
                found.extend(leg.legs)
        return tuple(found)

    @property
    def uses_identity(self) -> bool:
        """Whether its value depends on which contacts are tied to which person: coverage and match rate stand beside it."""
        losses = tuple(leg for leg in self.legs if isinstance(leg, PeriodLoss))
        sources: tuple[Leg | PeriodLoss, ...] = self.row_legs + losses
        return any(TABLES[leg.table].person == "shared" or "is_person_known" in leg.where for leg in sources)

    @property
    def part_names(self) -> tuple[str, ...]:
        """The columns that compute() appends after note."""
        return tuple(part.name for part in merged_parts(self.legs))

    @property
    def is_withheld_when_small(self) -> bool:
        """Counts and sums are always shown (docs/definitions.md, "Small samples")."""
        return self.kind not in ("count", "sum")


LOSS_PARTS = (
    Part("at_start", "count(*)"),
    Part("lost", "count(*)"),
    Part("days", "max(days)", "max"),  # of the period, as far as the data reach
    Part("unfinished", "max(unfinished)", "max"),
    Part("unknown", "max(unknown)", "max"),
)
JUDGED = Part("judged", "count_if(judged = 1)")


def parts_of(leg: Source) -> tuple[Part, ...]:
    """The parts that a leg contributes."""
    if isinstance(leg, Leg | PersonStage):
        return leg.parts
    if isinstance(leg, PeriodLoss):
        return (*LOSS_PARTS, JUDGED) if leg.can_end else LOSS_PARTS
    return ()


def merged_parts(legs: tuple[Source, ...]) -> tuple[Part, ...]:
    """The parts of all legs, one of each name."""
    return tuple({part.name: part for leg in legs for part in parts_of(leg)}.values())
