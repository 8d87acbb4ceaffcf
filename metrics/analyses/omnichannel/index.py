"""The omnichannel index: the mean of integration, consistency and continuity, each 0-100, of what was measured.

Integration: mean of matched contacts and connected sources. Consistency: mean of the evenness of satisfaction, effort, response
time and resolution across channels and across the agents of a channel. Continuity: mean of matters settled in one contact,
hops not forced, hops with context. Every score is a function of sums by fold of persons, so that leaving out one fold after
the other gives its interval.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from statistics import mean

from metrics.analyses.omnichannel.consistency import ACROSS, ASPECTS, Evenness, evenness
from metrics.analyses.omnichannel.continuity import context_share, one_contact_share, unforced_share
from metrics.analyses.omnichannel.folds import FOLDS
from metrics.analyses.omnichannel.integration import SourcesSeen, connected_share, matched_share, read_sources
from metrics.analyses.omnichannel.parts import Parts, make_parts, read_frames
from metrics.semantic.engine import Engine
from metrics.semantic.estimate import Difference, Estimate
from metrics.semantic.scope import Scope
from metrics.stats.jackknife import jackknife_half, jackknife_interval

COMPONENTS: Mapping[str, tuple[str, ...]] = {
    "integration": ("matched_contacts", "connected_sources"),
    "consistency": tuple(f"{aspect}_{by}" for aspect in ASPECTS for by in ACROSS),
    "continuity": ("one_contact", "unforced", "context"),
}


LEAST_COMPARISONS = 2  # of the eight: one says how even one thing is, not how even the company is
LEVELS = ((75.0, "omnichannel"), (50.0, "crosschannel"), (0.0, "multichannel"))


@dataclass(frozen=True, kw_only=True)
class Score(Estimate):
    """0-100. `gap`: of consistency, points or a factor; `groups` that spoke; `folds`: the value without each fold of persons."""

    name: str
    unit: str = "points"
    groups: int = 0
    gap: float | None = None
    folds: tuple[float | None, ...] = ()


@dataclass(frozen=True)
class Index:
    """The index, its components and their ingredients, each by name in the order of COMPONENTS."""

    total: Score
    components: Mapping[str, Score]
    ingredients: Mapping[str, Score]
    parts: Parts

    @property
    def missing(self) -> list[str]:
        """Components and ingredients that were not measured."""
        scores = (*self.components.values(), *self.ingredients.values())
        return [score.name for score in scores if score.value is None]


def omnichannel_index(engine: Engine, scope: Scope | None = None, sources: SourcesSeen | None = None) -> Index:
    """The index in the scope; `sources`: as read_sources() gives them, to ask only once a version."""
    seen = sources or read_sources(engine)
    frames = read_frames(engine, scope or Scope(), ())
    return index_of(make_parts(frames, seen.groups, engine.settings.minimum_n_shown))


def index_of(parts: Parts) -> Index:
    """Every score with its interval."""
    few = too_few(parts)
    whole = score_parts(parts, few)
    folds = [score_parts(parts.without(fold), few) for fold in range(FOLDS)]

    def bounded(score: Score) -> Score:
        values = tuple(fold[score.name].value for fold in folds)
        low, high = jackknife_interval(score.value, values)
        return replace(score, low=low, high=high, folds=values)

    scores = {name: bounded(score) for name, score in whole.items()}
    ingredients = {name: scores[name] for names in COMPONENTS.values() for name in names}
    return Index(scores["index"], {name: scores[name] for name in COMPONENTS}, ingredients, parts)


def level_of(score: Score) -> str:
    """What an index means: multichannel, crosschannel or omnichannel, by the cautious end of its interval; empty without a value."""
    cautious = score.value if score.low is None else score.low
    return next((level for least, level in LEVELS if cautious is not None and cautious >= least), "")


def change_of(now: Score, before: Score) -> Difference:
    """The difference in points. A fold holds the same persons in both periods, so what they have in common falls out."""
    if now.value is None or before.value is None:
        return Difference(None, unit="points")
    difference = now.value - before.value
    folds = [None if a is None or b is None else a - b for a, b in zip(now.folds, before.folds, strict=True)]
    half = jackknife_half(difference, folds)
    low, high = (None, None) if half is None else (difference - half, difference + half)
    return Difference(difference, low, high, unit="points")


def too_few(parts: Parts) -> list[str]:
    """Ingredients of fewer rows than the installation shows; sources are counted, whatever their number."""
    found = score_ingredients(parts).values()
    return [score.name for score in found if score.n < parts.least and score.name != "connected_sources"]


def score_parts(parts: Parts, few: Collection[str] = ()) -> dict[str, Score]:
    """Index, components and ingredients by name, without intervals; those of `few` rows have no value."""
    found = {
        name: replace(score, value=None, note="withheld" if score.n else "") if name in few else score
        for name, score in score_ingredients(parts).items()
    }
    # Sources are connected whatever the scope: where nothing else was measured, there is no index.
    is_measured = any(score.value is not None for name, score in found.items() if name != "connected_sources")
    for component, names in COMPONENTS.items():
        found[component] = mean_score(component, [found[name] for name in names])
    compared = sum(found[name].value is not None for name in COMPONENTS["consistency"])
    if 0 < compared < LEAST_COMPARISONS:
        found["consistency"] = replace(found["consistency"], value=None, note="one_comparison")
    index = mean_score("index", [found[component] for component in COMPONENTS] if is_measured else [])
    index = replace(index, n=int(parts.contacts.whole("n")))
    if index.value is None:
        return found | {"index": replace(index, note=found["consistency"].note)}
    if not parts.contacts.whole("known") and not parts.matters.whole("n"):
        index = replace(index, value=None, note="no_known_persons")
    return found | {"index": index}


def mean_score(name: str, scores: list[Score]) -> Score:
    """The mean of what was measured; what was not is left out, never 0."""
    values = [score.value for score in scores if score.value is not None]
    return Score(mean(values) if values else None, name=name, n=max((score.n for score in scores), default=0))


def weight_of(index: Index, ingredient: str) -> float:
    """Points of the index for one point of the ingredient; 0 when it was not measured."""
    if index.total.value is None or index.ingredients[ingredient].value is None:
        return 0.0
    component = next(name for name, names in COMPONENTS.items() if ingredient in names)
    beside = sum(index.ingredients[name].value is not None for name in COMPONENTS[component])
    return 1 / beside / sum(score.value is not None for score in index.components.values())


def score_ingredients(parts: Parts) -> dict[str, Score]:
    """Every ingredient by name."""
    sources, matters, steps = parts.sources, parts.matters, parts.steps
    cells = {name: evenness(cell, aspect_of(name)) for name, cell in parts.cells.items()}
    scores = [
        Score(matched_share(parts.contacts, sources), name="matched_contacts", n=int(parts.contacts.whole("judged"))),
        Score(connected_share(sources), name="connected_sources", n=len(sources.names)),
        *(evenness_of(name, cells.get(name)) for name in COMPONENTS["consistency"]),
        Score(one_contact_share(matters), name="one_contact", n=int(matters.whole("served"))),
        Score(unforced_share(matters, steps), name="unforced", n=int(matters.whole("n"))),
        Score(context_share(steps), name="context", n=int(steps.whole("told"))),
    ]
    return {score.name: score for score in scores}


def evenness_of(name: str, even: Evenness | None) -> Score:
    """The score of an ingredient of consistency."""
    if even is None:
        return Score(None, name=name)
    return Score(even.score, name=name, n=even.n, groups=len(even.groups.names), gap=even.gap)


def aspect_of(name: str) -> str:
    """satisfaction_channel → satisfaction."""
    return name.rsplit("_", 1)[0]
