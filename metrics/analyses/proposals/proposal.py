"""What a proposal is: a rule that fired, the evidence it fired on, what doing it is expected to change, and what that rests on."""

from dataclasses import dataclass

from metrics.semantic.estimate import Bounded, Estimate
from metrics.semantic.scope import Filters

KINDS = ("knowledge_base", "focus", "automate", "campaign", "channel")
Words = tuple[tuple[str, str | float], ...]  # (name, value) pairs that a translated sentence has places for


@dataclass(frozen=True, kw_only=True)
class Evidence(Estimate):
    """One number that the rule looked at: a metric in a scope of filters (the period is the page's), opened by exactly these."""

    role: str  # what it is to the rule: volume share score effort repeat self_service assisted …: text key evidence.<role>
    metric: str
    filters: Filters


@dataclass(frozen=True)
class Effect:
    """What a metric of a group is today and would be, with the interval of what is expected under the assumption.

    Its `n` is what the group counts for in the whole (answers, contacts), so that effects on parts add up to one on the total.
    """

    metric: str
    filters: Filters
    today: float
    expected: Bounded
    assumption: str  # text key assumption.<code>
    words: Words = ()

    @property
    def difference(self) -> float:
        """Expected minus today."""
        return self.expected.value - self.today


@dataclass(frozen=True)
class Proposal:
    """One thing to do. `id` names it in URLs and is the same as long as kind and filters are; `filters` is where to do it.

    `rule_words` fill the sentence proposal.<kind>.rule; `priority` orders proposals, the greatest first: contacts of the period
    that would go better or would not be needed, at the cautious end of the interval; NULL money: not known.
    """

    id: str
    kind: str
    filters: Filters
    evidence: tuple[Evidence, ...]
    effects: tuple[Effect, ...]
    rule_words: Words
    saves: Bounded | None  # an amount in its currency; negative: it costs
    costs: Bounded | None
    priority: float
    variant: str = ""  # of a kind that has several: its sentence is proposal.<kind>_<variant>.rule


@dataclass(frozen=True)
class Tried:
    """What came of a rule: differences that were tested and that survived, proposals made; `reason` why there are none
    (text key tried.<reason>, filled with `words`), empty when there are."""

    kind: str
    compared: int
    surviving: int
    proposed: int
    reason: str = ""
    words: Words = ()


@dataclass(frozen=True)
class Proposals:
    """The proposals, the one with the greatest priority first, and for every kind what was tried."""

    proposals: tuple[Proposal, ...]
    tried: tuple[Tried, ...]

    @property
    def compared(self) -> int:
        """Differences that were tested, over all rules: they are judged together."""
        return sum(tried.compared for tried in self.tried)

    @property
    def surviving(self) -> int:
        """Of those, the ones that are no chance."""
        return sum(tried.surviving for tried in self.tried)
