"""How much the numbers over persons know of who is who: coverage and match rate of the contacts in the same scope."""

from dataclasses import dataclass, replace

from metrics.catalogue.dimensions import find_dimension
from metrics.semantic.compute import compute
from metrics.semantic.engine import Engine
from metrics.semantic.scope import Scope


@dataclass(frozen=True)
class Identity:
    """Shares in percent, None where withheld or not measured; `contacts` in the scope, `known` of them tied to a person."""

    coverage: float | None
    contacts: int
    match_rate: float | None
    known: int

    @property
    def sentence(self) -> str:
        """One line in English; empty when there are no contacts to speak of."""
        if self.coverage is None:
            return ""
        matched = "" if self.match_rate is None else f", {self.match_rate:.1f} % of them known from another source too"
        return f"identity: {self.coverage:.1f} % of contacts tied to a person (n {self.contacts}){matched}"


def identity_of(engine: Engine, scope: Scope) -> Identity:
    """Coverage and match rate beside a number over persons. Limits that contacts do not have (a hop's channels, a plan) do not apply."""
    of_contacts = replace(scope, filters=tuple(pair for pair in scope.filters if has_contacts(pair[0])))
    coverage, match_rate = (
        compute(engine, name, of_contacts).row(0, named=True) for name in ("coverage", "match_rate")
    )
    return Identity(coverage["value"], coverage["n"], match_rate["value"], match_rate["n"])


def has_contacts(dimension: str) -> bool:
    """Whether contacts can be limited by it."""
    return "interactions" in find_dimension(dimension).tables
