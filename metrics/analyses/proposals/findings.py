"""What a rule looks at and what it comes to: the comparisons that are judged together with those of all other rules."""

from dataclasses import dataclass

from metrics.analyses.proposals.levels import Comparison
from metrics.analyses.proposals.proposal import Proposal, Words


@dataclass(frozen=True)
class Findings:
    """The differences that a rule wants to know about; `reason`: why there are none (text key tried.<reason>)."""

    comparisons: tuple[Comparison, ...]
    reason: str = ""
    words: Words = ()


@dataclass(frozen=True)
class Outcome:
    """The proposals that a rule makes of the comparisons that survived; `reason`: why there are none."""

    proposals: tuple[Proposal, ...]
    reason: str = ""
    words: Words = ()
