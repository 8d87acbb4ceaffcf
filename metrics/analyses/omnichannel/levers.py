"""What would raise the index most: each lagging channel, group of agents, source and hop at the median of its peers, one at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from metrics.analyses.omnichannel.consistency import Evenness, evenness, evenness_score, gap_if
from metrics.analyses.omnichannel.continuity import unforced_score
from metrics.analyses.omnichannel.folds import Groups, Name
from metrics.analyses.omnichannel.index import Index, aspect_of, weight_of
from metrics.analyses.omnichannel.integration import connected_sources
from metrics.stats.intervals import Floats

MOST = 5
LEAST_GAIN = 0.05  # points: less is not shown as 0.1
LOWER_IS_BETTER = ("response",)


@dataclass(frozen=True)
class Lever:
    """One thing to do. `kind`: channel, agents, source, contacts, one_contact, unforced, context; `aspect` of consistency;
    `group`: channel, source, or the hop's two channels; from `value` to `target` (percent, seconds), drawn to the centre by
    how little is known; `gain`: points of the index."""

    kind: str
    group: tuple[str, ...]
    value: float
    target: float
    n: int
    gain: float
    aspect: str = ""


def find_levers(index: Index, firm: int, limit: int = MOST) -> list[Lever]:
    """The levers of groups with at least `firm` rows, the greatest gain first; peers are the other groups of the same kind."""
    found = [*even_levers(index, firm), *source_levers(index, firm), *thread_levers(index, firm)]
    worthwhile = [lever for lever in found if lever.gain >= LEAST_GAIN]
    return sorted(worthwhile, key=lambda lever: (-lever.gain, lever.kind, lever.group, lever.aspect))[:limit]


def even_levers(index: Index, firm: int) -> Iterator[Lever]:
    """Channels below the median of the channels, and in each channel its agents below their median together."""
    for name, cell in index.parts.cells.items():
        even = evenness(cell, aspect_of(name))
        for stratum in dict.fromkeys(even.groups.strata.tolist()) if even else ():
            assert even is not None
            here = np.flatnonzero(even.groups.strata == stratum).tolist()
            if name.endswith("_agent"):
                yield from agent_lever(index, even, name, here, firm)
                continue
            higher = aspect_of(name) not in LOWER_IS_BETTER
            for i, target in lagging(even.levels[here], even.sizes[here], firm, higher):
                yield even_lever(index, even, name, [here[i]], target)


def agent_lever(index: Index, agents: Evenness, name: str, here: Sequence[int], firm: int) -> Iterator[Lever]:
    """The agents of a channel that are worse than its median, all at the median."""
    target = float(np.median(agents.levels[here]))
    sign = -1 if aspect_of(name) in LOWER_IS_BETTER else 1
    behind = [i for i in here if sign * agents.levels[i] < sign * target]
    if behind and agents.sizes[behind].sum() >= firm:
        yield even_lever(index, agents, name, behind, target)


def even_lever(index: Index, even: Evenness, name: str, chosen: Sequence[int], target: float) -> Lever:
    """The gain when the chosen groups have the target's level."""
    aspect, levels = aspect_of(name), even.levels.copy()
    levels[list(chosen)] = target
    better = evenness_score(gap_if(even, levels), aspect)
    sizes = even.sizes[list(chosen)]
    value = float(np.average(even.levels[list(chosen)], weights=sizes))
    is_agents = name.endswith("_agent")
    channel = str(even.groups.names[chosen[0]][-2 if is_agents else -1])
    gain = (better - even.score) * weight_of(index, name)
    return Lever("agents" if is_agents else "channel", (channel,), value, target, int(sizes.sum()), gain, aspect)


def lagging(levels: Floats, sizes: Floats, firm: int, higher_is_better: bool) -> Iterator[tuple[int, float]]:
    """(group, median of the others) for the groups of `firm` size that are worse than that median."""
    for i in range(len(levels)):
        others = np.delete(levels, i)
        if len(others) and sizes[i] >= firm and (levels[i] < np.median(others)) == higher_is_better:
            yield i, float(np.median(others))


def source_levers(index: Index, firm: int) -> Iterator[Lever]:
    """A source that is not connected, connected; one whose contacts are matched less than its peers', at their median."""
    contacts, sources = index.parts.contacts, index.parts.sources
    judged, matched = contacts.total("judged"), contacts.total("matched")
    with np.errstate(invalid="ignore"):
        shares = {
            name: float(s) for name, s in zip(contacts.names, 100 * matched / judged, strict=True) if np.isfinite(s)
        }
    is_connected = dict(zip(sources.names, connected_sources(sources), strict=True))
    for name, size in zip(contacts.names, judged, strict=True):
        peers = [s for other, s in shares.items() if other != name and is_connected.get(other)]
        target = float(np.median(peers)) if peers else 0.0
        if name in shares and is_connected.get(name, False) and size >= firm and shares[name] < target:
            gain = (target - shares[name]) * float(size / judged.sum()) * weight_of(index, "matched_contacts")
            yield Lever("contacts", (str(name[0]),), shares[name], target, int(size), gain)
    for name, connected in is_connected.items():
        if not connected:
            yield source_lever(index, str(name[0]), shares, judged, is_connected)


def source_lever(
    index: Index, name: str, shares: dict[Name, float], judged: Floats, is_connected: dict[Name, bool]
) -> Lever:
    """Connecting one source: one more connected source, and its contacts matched as those of the connected ones are."""
    gain = 100 / len(is_connected) * weight_of(index, "connected_sources")
    peers = [share for other, share in shares.items() if is_connected.get(other)]
    value, target, size = shares.get((name,), 0.0), float(np.median(peers)) if peers else 0.0, 0.0
    if (name,) in shares:
        size = float(judged[index.parts.contacts.names.index((name,))])
        gain += max(0.0, target - value) * size / float(judged.sum()) * weight_of(index, "matched_contacts")
    return Lever("source", (name,), value, target, int(size), gain)


def thread_levers(index: Index, firm: int) -> Iterator[Lever]:
    """Channels with fewer matters settled in one contact, and hops that are forced or lose the context more than other hops."""
    matters, steps = index.parts.matters, index.parts.steps
    for group, value, target, size in lagging_shares(matters, "single", "served", firm, True):
        gain = (target - value) * size / matters.whole("served") * weight_of(index, "one_contact")
        yield Lever("one_contact", group, value, target, int(size), gain)
    for group, value, target, size in lagging_shares(steps, "retold", "told", firm, False):
        gain = (value - target) * size / steps.whole("told") * weight_of(index, "context")
        yield Lever("context", group, value, target, int(size), gain)
    for group, value, target, size in lagging_shares(steps, "forced", "judged", firm, False):
        hops, judged = steps.whole("n") / matters.whole("n"), steps.whole("judged")
        forced = steps.whole("forced") / judged
        less = forced - (value - target) / 100 * size / judged
        gain = (unforced_score(hops, less) - unforced_score(hops, forced)) * weight_of(index, "unforced")
        yield Lever("unforced", group, value, target, int(size), gain)


def lagging_shares(
    groups: Groups, hits: str, n: str, firm: int, higher_is_better: bool
) -> Iterator[tuple[tuple[str, ...], float, float, float]]:
    """(group, its share, median of the others, size): shares in percent, drawn to the centre as those of consistency are."""
    present = groups.keep(groups.total(n) > 0)
    numbered = tuple((str(place),) for place in range(len(present.names)))  # names of one word: all are peers
    even = evenness(Groups(numbered, {"total": present.sums[hits], "n": present.sums[n]}), "resolution")
    if even is None or not even.gap:
        return
    for i, target in lagging(even.levels, even.sizes, firm, higher_is_better):
        name = present.names[int(str(even.groups.names[i][0]))]
        yield tuple(map(str, name)), float(even.levels[i]), target, float(even.sizes[i])
