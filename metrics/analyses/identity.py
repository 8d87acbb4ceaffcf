"""How much the numbers over persons know of who is who: coverage and match rate of the contacts in the same scope."""

from dataclasses import dataclass, replace

from metrics.catalogue.dimensions import find_dimension
from metrics.presenter.english import ENGLISH
from metrics.presenter.estimates import value_words
from metrics.presenter.numbers import decimal
from metrics.semantic.compute import compute
from metrics.semantic.engine import Engine
from metrics.semantic.estimate import Estimate, read_estimate
from metrics.semantic.scope import Scope


@dataclass(frozen=True)
class Identity:
    """Of the contacts in the scope those tied to a person, of these those known from another source too; in percent."""

    coverage: Estimate
    match_rate: Estimate

    @property
    def sentence(self) -> str:
        """One line in English; empty when there are no contacts to speak of."""
        if self.coverage.value is None:
            return ""
        coverage, matched = (value_words(share, ENGLISH) for share in (self.coverage, self.match_rate))
        also = f", {matched} of them known from another source too" if self.match_rate.value is not None else ""
        return f"identity: {coverage} of contacts tied to a person (n = {decimal(self.coverage.n, ENGLISH)}){also}"


def identity_of(engine: Engine, scope: Scope) -> Identity:
    """Coverage and match rate beside a number over persons. Limits that contacts do not have (a hop's channels, a plan) do not apply."""
    of_contacts = replace(scope, filters=tuple(pair for pair in scope.filters if has_contacts(pair[0])))
    shares = (compute(engine, name, of_contacts).row(0, named=True) for name in ("coverage", "match_rate"))
    return Identity(*map(read_estimate, shares))


def has_contacts(dimension: str) -> bool:
    """Whether contacts can be limited by it."""
    return "interactions" in find_dimension(dimension).tables
