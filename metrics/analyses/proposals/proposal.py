"""What a proposal is: a rule that fired, the evidence it fired on, what doing it is expected to change, and what that rests on."""

from dataclasses import dataclass

from metrics.semantic.scope import Filters

KINDS = ("knowledge_base", "focus", "automate", "campaign", "channel")
Words = tuple[tuple[str, str | float], ...]  # (name, value) pairs that a translated sentence has places for


@dataclass(frozen=True)
class Evidence:
    """One number that the rule looked at: a metric in a scope of filters (the period is the page's), opened by exactly these."""

    role: str  # what it is to the rule: volume share score effort repeat self_service assisted …: text key evidence.<role>
    metric: str
    filters: Filters
    value: float | None
    n: int
    low: float | None
    high: float | None
    unit: str
    note: str | None = None


@dataclass(frozen=True)
class Effect:
    """What a metric of a group is today and would be; low and high are the 95 % interval of `expected` under the assumption.

    `n` is what the group counts for in the whole (answers, contacts), so that effects on parts add up to one on the total.
    """

    metric: str
    filters: Filters
    today: float
    expected: float
    low: float
    high: float
    n: int
    unit: str
    assumption: str  # text key assumption.<code>
    words: Words = ()

    @property
    def difference(self) -> float:
        """Expected minus today."""
        return self.expected - self.today


@dataclass(frozen=True)
class Money:
    """An amount of the period shown, with its 95 % interval; negative: it costs."""

    amount: float
    low: float
    high: float
    currency: str


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
    saves: Money | None
    costs: Money | None
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
