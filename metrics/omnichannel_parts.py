"""The sums that the omnichannel index is computed from: by fold of persons, one scan of each table."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from metrics.catalogue import find_metric
from metrics.consistency import ACROSS, ASPECTS
from metrics.engine import Engine
from metrics.entry import Leg, Part
from metrics.omnichannel_continuity import MATTERS, STEPS, YOUNG_MATTERS
from metrics.omnichannel_folds import Groups, NamedLegs, group_folds, read_folds
from metrics.omnichannel_integration import CONTACTS
from metrics.scope import Scope

# Two clocks, never compared with each other: the first reply to a message and, where none is exported, the wait in a queue.
FIRST_REPLY = "first_response_seconds"
WAIT = "CASE WHEN first_response_seconds IS NULL AND NOT coalesce(is_abandoned, FALSE) THEN wait_seconds END"


def clock_leg(seconds: str) -> Leg:
    """Sum of the natural logarithms of the seconds (under one counts as one), and how many."""
    parts = (Part("total", f"sum(ln(greatest({seconds}, 1e0)))"), Part("n", f"count({seconds})"))
    return Leg("interactions", "started_local", parts)


CLOCKS = {"first_response": clock_leg(FIRST_REPLY), "wait": clock_leg(WAIT)}
STATED = Leg("interactions", "started_local", (Part("hits", "count_if(is_resolved)"), Part("n", "count(is_resolved)")))


@dataclass(frozen=True)
class Parts:
    """The sums that the index is computed from; `cells` by ingredient of consistency, as make_cell() names them."""

    contacts: Groups
    sources: Groups
    cells: Mapping[str, Groups]
    matters: Groups
    steps: Groups
    immature: int = 0

    def without(self, fold: int) -> "Parts":
        """The sums without the persons of a fold."""
        return Parts(
            self.contacts.without(fold), self.sources.without(fold),
            {name: cell.without(fold) for name, cell in self.cells.items()},
            self.matters.without(fold), self.steps.without(fold), self.immature,
        )  # fmt: skip


def read_frames(engine: Engine, scope: Scope, times: tuple[str, ...]) -> dict[str, pl.DataFrame]:
    """The sums by table, one scan each; `times`: a dimension of time to split them by."""
    asked: dict[str, tuple[NamedLegs, tuple[str, ...]]] = {
        "interactions": (
            [("contacts", CONTACTS), ("stated", STATED), *CLOCKS.items(), *catalogue_legs("fcr")],
            ("source", "channel", "agent"),
        ),
        "responses": ([*catalogue_legs("csat"), *catalogue_legs("ces")], ("channel", "agent")),
        "matters": ([("matters", MATTERS), ("young", YOUNG_MATTERS)], ("channel",)),
        "steps": ([("steps", STEPS)], ("from_channel", "to_channel")),
    }
    return {name: read_folds(engine, scope, legs, (*times, *by)) for name, (legs, by) in asked.items()}


def catalogue_legs(name: str) -> NamedLegs:
    """The legs of a metric, under its name."""
    return [(name, leg) for leg in find_metric(name).legs if isinstance(leg, Leg)]


def make_parts(frames: Mapping[str, pl.DataFrame], sources: Groups, least: int) -> Parts:
    """The groups of every ingredient; of consistency only those with `least` rows."""
    contacts, matters = frames["interactions"], frames["matters"]
    cells = {f"{aspect}_{by}": make_cell(frames, aspect, by, least) for aspect in ASPECTS for by in ACROSS}
    return Parts(
        group_folds(contacts, ("source",), {part.name: f"contacts_{part.name}" for part in CONTACTS.parts}),
        sources, cells,
        group_folds(matters, ("channel",), {part.name: f"matters_{part.name}" for part in MATTERS.parts}),
        group_folds(frames["steps"], ("from_channel", "to_channel"), {p.name: f"steps_{p.name}" for p in STEPS.parts}),
        int(float(contacts["fcr_immature"].sum()) + float(matters["young_immature"].sum())),
    )  # fmt: skip


def make_cell(frames: Mapping[str, pl.DataFrame], aspect: str, by: str, least: int) -> Groups:
    """total and n of (channel,) or (channel, agent); of response times with the clock before it."""
    names = ("channel",) if by == "channel" else ("channel", "agent")

    def grouped(table: str, total: str, n: str) -> Groups:
        return group_folds(frames[table], names, {"total": total, "n": n}, least)

    if aspect == "response":
        first, wait = (grouped("interactions", f"{clock}_total", f"{clock}_n").within(clock) for clock in CLOCKS)
        return first.beside(wait)
    if aspect == "resolution":
        metric = "fcr" if float(frames["interactions"]["fcr_n"].sum()) > 0 else "stated"
        return grouped("interactions", f"{metric}_hits", f"{metric}_n")
    metric = {"satisfaction": "csat", "effort": "ces"}[aspect]
    return grouped("responses", f"{metric}_hits", f"{metric}_n")
