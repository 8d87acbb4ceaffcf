"""How many of those who were asked answered, beside a score: whoever keeps silent is in no score."""

from typing import NamedTuple

import polars as pl

from metrics.catalogue import find_metric
from metrics.catalogue.dimensions import find_dimension
from metrics.catalogue.entry import Metric
from metrics.presenter.english import ENGLISH
from metrics.presenter.numbers import format_value
from metrics.semantic.compute import Scope, measure
from metrics.semantic.engine import Engine

SURVEY = ("source", "survey")


class Invited(NamedTuple):
    """Answered share in percent (None without invitations) and number of the invitations to the score's surveys; `uninvited` of its
    `answers` are of surveys that list none."""

    rate: float | None
    invitations: int
    uninvited: int
    answers: int

    @property
    def sentence(self) -> str:
        """One line in English."""
        if self.rate is None:
            return f"response rate: not known, no export lists who was asked (answers {self.answers})"
        uninvited = (
            f"; {self.uninvited} of {self.answers} answers are of surveys without invitations" if self.uninvited else ""
        )
        return f"response rate of its surveys: {format_value(self.rate, 'percent', ENGLISH)} (invitations {self.invitations}){uninvited}"


def is_score(metric: Metric) -> bool:
    """Whether the number is of answers to surveys."""
    return {leg.table for leg in metric.row_legs} == {"responses"}


def invited_to(engine: Engine, name: str, scope: Scope) -> Invited | None:
    """The invitations of the scope to the surveys that a score's answers are of; None where it has no answers, or invitations cannot
    be limited as the answers are (by a scale)."""
    if not is_score(find_metric(name)):
        return None
    if any("survey_requests" not in find_dimension(dimension).tables for dimension, _ in scope.filters):
        return None
    answers = by_survey(measure(engine, name, scope, SURVEY), pl.col("n").sum())
    asked = by_survey(
        measure(engine, "response_rate", scope, SURVEY), pl.col("hits").sum(), invitations=pl.col("n").sum()
    )
    both = answers.join(asked, on="known_as", how="left", nulls_equal=True)
    n, uninvited, invitations, hits = both.select(
        pl.col("n").sum(), pl.col("n").filter(pl.col("invitations").is_null()).sum().alias("uninvited"),
        pl.col("invitations").sum(), pl.col("hits").sum(),
    ).row(0)  # fmt: skip
    return Invited(100 * hits / invitations if invitations else None, invitations, uninvited, n) if n else None


def by_survey(measured: pl.DataFrame, *sums: pl.Expr, **named: pl.Expr) -> pl.DataFrame:
    """The sums by survey: answers and invitations may come from two systems that know it by one name; one without is its system's."""
    return measured.group_by(pl.coalesce("survey", "source").alias("known_as")).agg(*sums, **named)
