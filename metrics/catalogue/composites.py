"""Numbers that an analysis makes of several metrics: indexes and ranks. What they mean stands here, beside the metrics.

To add one, write its entry here and its rows in metrics/analyses/composites.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Composite:
    """One number that an analysis gives, declared once. Label, description, formula and `levels` are English; pages translate them by
    key. `interval`: how it is found; `page`: where it stands among others; `made_of`: the metrics behind it."""

    name: str
    label: str
    description: str
    unit: str
    better: Literal["higher", "lower", "neutral"]
    formula: str
    interval: Literal["jackknife", "none"]
    source: str
    page: str
    made_of: tuple[str, ...]
    levels: str = ""  # what its values mean

    @property
    def label_key(self) -> str:
        """The gettext key of the label."""
        return f"metric.{self.name}.label"


OMNICHANNEL_INDEX = Composite(
    "omnichannel_index", "Omnichannel index",
    "How far channels and systems are one to the customer: whether persons are known across sources, treated alike on every channel,"
    " and served without losing the thread.",
    "points", "higher",
    "mean of integration, consistency and continuity, of those that were measured; integration = mean of matched contacts and connected"
    " sources; consistency = mean of up to eight comparisons (satisfaction, effort, response time, resolution, each across channels and"
    " across the agents of a channel), 100 − typical true gap each; continuity = mean of matters settled in one contact, hops not forced,"
    " hops with context. Not shown without known persons; consistency not from a single comparison",
    "jackknife",
    "Own definition; variance between groups: DerSimonian & Laird 1986; interval: jackknife over 20 groups of persons",
    "omnichannel", ("coverage", "match_rate", "csat", "ces", "first_response", "wait", "fcr", "ocr", "forced_hops", "reexplanation"),
    levels="0 to 100, as the cautious end of the interval says: under 50 multichannel (channels stand side by side), from 50 crosschannel"
    " (connected in part), from 75 omnichannel (one to the customer). The limits are ours, no standard: compare with your own past",
)  # fmt: skip
LEVERS = Composite(
    "levers", "Levers of the index",
    "What would raise the omnichannel index most, one thing at a time: a channel, its agents, a source or a hop at the level that its"
    " peers have already.",
    "points", "higher", "omnichannel index with the group at the median of its peers − omnichannel index today", "none",
    "Own definition; levels drawn to the centre by empirical Bayes", "omnichannel", OMNICHANNEL_INDEX.made_of,
)  # fmt: skip
BURDEN = Composite(
    "burden", "Burden of a touchpoint",
    "What a touchpoint worse than the company costs its customers: how bad it is, how often, and how much these customers are worth.",
    "contacts", "lower",
    "severity × volume × value index; severity = distance of the touchpoint's score, drawn to the others, from the company's level, in"
    " parts of the scale; volume = contacts and orders there; value index = revenue per customer there ÷ that of all customers",
    "none", "Own definition; severity by empirical Bayes, what is more than chance by Benjamini & Hochberg 1995",
    "touchpoints", ("csat", "nps", "ces", "interactions", "orders", "revenue"),
)  # fmt: skip
PRIORITY = Composite(
    "priority", "Priority of a proposal",
    "What a proposal would do for customers at least: contacts of the period that would go better or would not be needed.",
    "contacts", "higher",
    "points gained at the cautious end of their interval × contacts there + contacts that people no longer handle + contacts that the"
    " saving pays for",
    "none", "Own definition; gains drawn to 0 by how little is known (Efron 2011)",
    "actions", ("csat", "nps", "ces", "ocr", "interactions", "cost_per_contact"),
)  # fmt: skip

COMPOSITES: Mapping[str, Composite] = {one.name: one for one in (OMNICHANNEL_INDEX, LEVERS, BURDEN, PRIORITY)}
