"""Numbers of a proposal as compute() gives them, each in a scope that opens to its rows."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, TypeVar

import polars as pl

from metrics.analyses.proposals.proposal import Evidence, Proposal
from metrics.analyses.touchpoints.scores import score_groups
from metrics.analyses.touchpoints.week_noise import WeekNoise, week_noise
from metrics.catalogue import METRICS
from metrics.catalogue.dimensions import find_dimension
from metrics.semantic.compute import compute, measure
from metrics.semantic.engine import Engine
from metrics.semantic.estimate import read_estimate
from metrics.semantic.questions import require_dimensions
from metrics.semantic.scope import Filters, Scope
from metrics.semantic.together import alike, measure_together
from warehouse.config.errors import WrongUse

BESIDE = (
    "csat", "nps", "ces", "negative_emotions", "ocr", "fcr", "no_repeat_any_channel", "containment", "verified_containment", "contacts_per_matter", "abandonment", "wait", "first_response", "drop_off",
    "coverage", "match_rate", "reexplanation",
)  # fmt: skip
Answer = TypeVar("Answer")
TOUCHPOINT = ("stage", "channel", "touchpoint")
BY_WEEK = (*TOUCHPOINT, "week")


@dataclass(frozen=True)
class Place:
    """Where a proposal looks: an engine and a scope. `remembered`: what was asked before, so that it is asked once."""

    engine: Engine
    scope: Scope
    remembered: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)

    def once(self, key: object, ask: Callable[[], Answer]) -> Answer:
        """The answer, asked for the first time only."""
        if key not in self.remembered:
            self.remembered[key] = ask()
        answer: Answer = self.remembered[key]
        return answer

    def rows(self, metric: str, scope: Scope, by: Sequence[str]) -> pl.DataFrame:
        """What measure() says; of the metrics that groups are judged by, those that one pass gives are asked together."""
        if (metric, scope, by) not in self.remembered:
            judged_by = [name for name in self.engine.settings.proposals.judged_by if name in METRICS]
            together = alike(self.engine, metric, judged_by if metric in judged_by else (), scope, by)
            for name, rows in measure_together(self.engine, together, scope, by).items():
                self.remembered[name, scope, by] = rows
        asked: pl.DataFrame = self.remembered[metric, scope, by]
        return asked

    def at(self, *narrower: tuple[str, Iterable[str]]) -> Filters:
        """The scope's filters with these dimensions limited further (a dimension twice: the narrower takes its place)."""
        own = {name: tuple(values) for name, values in narrower}
        return (*(pair for pair in self.scope.filters if pair[0] not in own), *own.items())

    def scope_at(self, filters: Filters) -> Scope:
        """The page's period with these filters."""
        return Scope(self.scope.start, self.scope.end, filters)

    def look(self, role: str, metric: str, filters: Filters) -> Evidence | None:
        """The metric there; None for one that the catalogue lacks or that has no such dimension."""
        found = self.once((metric, filters), lambda: self.ask(metric, filters))
        return replace(found, role=role) if found else None

    def ask(self, metric: str, filters: Filters) -> Evidence | None:
        """The metric there, as compute() says it."""
        if metric not in METRICS:
            return None
        try:
            require_dimensions(METRICS[metric], [find_dimension(name) for name, _ in filters])
        except WrongUse:
            return None
        row = compute(self.engine, metric, self.scope_at(filters)).row(0, named=True)
        return Evidence(**vars(read_estimate(row)), role="", metric=metric, filters=filters)

    def contacts_by(self, *by: str) -> pl.DataFrame:
        """`by` and n: contacts in each group."""
        return self.once(by, lambda: measure(self.engine, "interactions", self.scope, by).select(*by, "n"))

    def classes(self) -> dict[tuple[str, str, str], str]:
        """positive, neutral, negative or unknown of every stage, channel and touchpoint with a score, as the journey map says it."""
        return self.once("classes", lambda: classes_in(score_groups(self.engine, self.scope, TOUCHPOINT)))

    def noise(self, metric: str) -> WeekNoise | None:
        """How much the metric of a touchpoint shifts from week to week; None where that cannot be said."""
        weekly = partial(self.rows, metric, self.scope, BY_WEEK)
        return self.once(("noise", metric), lambda: week_noise(METRICS[metric], dated(weekly()), TOUCHPOINT))

    def count(self, metric: str, filters: Filters) -> int:
        """How many the metric counts there; 0: none."""
        found = self.look("volume", metric, filters)
        return found.n if found else 0

    def volume(self, filters: Filters) -> int:
        """Contacts and orders there: what a touchpoint's volume is."""
        return self.count("interactions", filters) + self.count("orders", filters)


def look_beside(engine: Engine, scope: Scope, proposal: Proposal) -> tuple[Evidence, ...]:
    """Other measures where the proposal is to be done, role `beside`: what a reader wants to see who opens it. Those that have a value."""
    place, known = Place(engine, scope), {(evidence.metric, evidence.filters) for evidence in proposal.evidence}
    found = measured(place.look("beside", metric, proposal.filters) for metric in BESIDE)
    return tuple(evidence for evidence in found if (evidence.metric, evidence.filters) not in known)


def classes_in(scores: pl.DataFrame) -> dict[tuple[str, str, str], str]:
    """The journey map's classes by stage, channel and touchpoint."""
    rows = scores.select(*TOUCHPOINT, "class").iter_rows()
    return {(stage or "", channel or "", touchpoint or ""): name for stage, channel, touchpoint, name in rows}


def dated(rows: pl.DataFrame) -> pl.DataFrame:
    """Those that have a week."""
    return rows.filter(pl.col("week").is_not_null())


def measured(found: Iterable[Evidence | None]) -> tuple[Evidence, ...]:
    """Those that have a value, each number once."""
    kept: dict[tuple[str, Filters], Evidence] = {}
    for evidence in found:
        if evidence is not None and evidence.value is not None:
            kept.setdefault((evidence.metric, evidence.filters), evidence)
    return tuple(kept.values())
