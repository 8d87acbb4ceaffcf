"""The sums that the omnichannel index is computed from: by fold of persons, one scan of each table."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from metrics.analyses.omnichannel.consistency import ACROSS, ASPECTS
from metrics.analyses.omnichannel.continuity import MATTERS, STEPS, YOUNG_MATTERS
from metrics.analyses.omnichannel.folds import Groups, NamedLegs, Placed, place_rows, read_folds
from metrics.analyses.omnichannel.integration import CONTACTS
from metrics.catalogue import find_metric
from metrics.catalogue.entry import Leg, Part
from metrics.semantic.engine import Engine
from metrics.semantic.scope import Scope

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
    least: int = 0  # an ingredient of fewer rows is withheld

    def without(self, fold: int) -> "Parts":
        """The sums without the persons of a fold."""
        return Parts(
            self.contacts.without(fold), self.sources.without(fold),
            {name: cell.without(fold) for name, cell in self.cells.items()},
            self.matters.without(fold), self.steps.without(fold), self.immature,
        )  # fmt: skip


def read_frames(engine: Engine, scope: Scope, times: tuple[str, ...]) -> dict[str, pl.DataFrame]:
    """The sums by table, one scan each; `times`: a dimension of time to split them by, contacts then over all sources."""
    asked: dict[str, tuple[NamedLegs, tuple[str, ...]]] = {
        "interactions": (
            [("contacts", CONTACTS), ("stated", STATED), *CLOCKS.items(), *catalogue_legs("fcr")],
            times or ("source",),
        ),
        "responses": ([*catalogue_legs("csat"), *catalogue_legs("ces")], times),
    }
    frames = {name: read_folds(engine, scope, legs, (*by, "channel", "agent")) for name, (legs, by) in asked.items()}
    threads = [("matters", MATTERS), ("young", YOUNG_MATTERS)]
    return frames | {
        "matters": read_folds(engine, scope, threads, (*times, "channel")),
        "steps": read_folds(engine, scope, [("steps", STEPS)], (*times, "from_channel", "to_channel")),
    }


def catalogue_legs(name: str) -> NamedLegs:
    """The legs of a metric, under its name."""
    return [(name, leg) for leg in find_metric(name).legs if isinstance(leg, Leg)]


def make_parts(frames: Mapping[str, pl.DataFrame], sources: Groups, least: int) -> Parts:
    """The groups of every ingredient; of consistency only those with `least` rows."""
    contacts = frames["interactions"]
    # Every matter counts, as in the catalogue; one whose channel is not known stands under `other`, as its hops do.
    matters = frames["matters"].with_columns(pl.col("channel").fill_null("other"))
    cells: dict[str, Groups] = {}
    for by in ACROSS:
        names = ("channel",) if by == "channel" else ("channel", "agent")
        placed = {table: place_rows(frames[table], names) for table in ("interactions", "responses")}
        cells |= {f"{aspect}_{by}": make_cell(placed, aspect, least) for aspect in ASPECTS}
    by_source = place_rows(contacts, ("source",) if "source" in contacts.columns else ())
    return Parts(
        by_source.groups({part.name: f"contacts_{part.name}" for part in CONTACTS.parts}),
        sources, {f"{aspect}_{by}": cells[f"{aspect}_{by}"] for aspect in ASPECTS for by in ACROSS},
        place_rows(matters, ("channel",)).groups({part.name: f"matters_{part.name}" for part in MATTERS.parts}),
        place_rows(frames["steps"], ("from_channel", "to_channel")).groups({p.name: f"steps_{p.name}" for p in STEPS.parts}),
        int(float(contacts["fcr_immature"].sum()) + float(matters["young_immature"].sum())), least,
    )  # fmt: skip


def make_cell(placed: Mapping[str, Placed], aspect: str, least: int) -> Groups:
    """total and n of (channel,) or (channel, agent); of response times with the clock before it."""
    contacts = placed["interactions"]
    if aspect == "response":
        first, wait = (
            contacts.groups({"total": f"{clock}_total", "n": f"{clock}_n"}, least).within(clock) for clock in CLOCKS
        )
        return first.beside(wait)
    if aspect == "resolution":
        metric = "fcr" if float(contacts.rows["fcr_n"].sum()) > 0 else "stated"
        return contacts.groups({"total": f"{metric}_hits", "n": f"{metric}_n"}, least)
    metric = {"satisfaction": "csat", "effort": "ces"}[aspect]
    return placed["responses"].groups({"total": f"{metric}_hits", "n": f"{metric}_n"}, least)
