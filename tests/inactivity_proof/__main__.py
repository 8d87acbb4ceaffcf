"""python -m tests.inactivity_proof: how many are called lost where nobody leaves, and how many of those who left are found.

Companies are invented (tests/inactivity_proof/worlds.py), and judged by the product's own derivation and metrics. The exit
status is 1 when a company that nobody leaves shows MOST_LOST or more, or more than MOST_BACK of all the lost came back.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import polars as pl

from metrics.semantic.compute import measure
from metrics.semantic.scope import Scope
from pipelines.derive.loyalty import derive_loyalty, fill_spells
from tests.inactivity_proof.worlds import LEAVING, STAYING, World, draw_visits
from tests.pipelines.canonical_rows import make_tables, open_copy

START = datetime(2023, 1, 2)
MOST_LOST, MOST_BACK = 3.0, 5.0  # percent
SHOWN_WEEKS = 12  # the period that pages show first


@dataclass(frozen=True)
class Found:
    """What was said of a world, in percent where not counts. `known_left`: those who left and were silent for `silent_days` since, with
    three gaps at least; `found` of them are lost. `called`: ever called lost; `back` of them came again. `wrong`: lost now, and not
    gone. `delay_days`: from the last visit until lost, median."""

    world: World
    churn: float | None
    lost_now: float
    called: int
    back: int
    left: int
    known_left: int
    found: int
    lost: int
    wrong: int
    delay_days: float | None


def judge(world: World, seed: int, silent_days: int = 180) -> Found:
    """The product's word on a world."""
    who, when, left = draw_visits(world, np.random.default_rng([seed, world.days, world.customers]))
    until = START + timedelta(days=world.days)
    con = make_tables()
    moments = np.datetime64(START, "us") + (when * 86_400e6).astype("timedelta64[us]")
    con.register("visits", pl.DataFrame({"person_id": who, "started_local": moments}).to_arrow())
    con.execute(
        "INSERT INTO interactions BY NAME SELECT person_id, TRUE AS is_person_known, started_local, uuid()::VARCHAR AS record_id,"
        " 'visit' AS interaction_type, 'shop' AS channel FROM visits"
    )
    con.execute("INSERT INTO version_facts VALUES ('data_until', ?)", [until.isoformat()])
    derive_loyalty(con, 0.9, until, everything=True)
    fill_spells(con, everything=True)
    rows = con.execute(
        "SELECT person_id, ended_local IS NOT NULL, returned_local IS NOT NULL, date_diff('day', last_active_local, ended_local),"
        " date_diff('day', last_active_local, TIMESTAMP '" + str(until) + "'), pace_days IS NOT NULL"
        " FROM activity_spells JOIN persons USING (person_id)"
    ).fetchall()  # fmt: skip
    engine = open_copy(con, facts={"timezone": "UTC", "data_until": until.isoformat()})
    day = until.date()
    churn = measure(engine, "churn_inactivity", Scope(start=day - timedelta(weeks=SHOWN_WEEKS), end=day))[
        "value"
    ].item()
    engine.close()
    latest = {one: row for one, *row in rows if not row[1]}
    gone = {one for one in latest if left[one] < world.days}
    lost = {one for one, row in latest.items() if row[0]}
    known = {one for one in gone if latest[one][3] >= silent_days and latest[one][4]}
    delays = [latest[one][2] for one in lost & gone]
    called = [row for _, *row in rows if row[0]]
    return Found(
        world, churn, 100 * len(lost) / len(latest), len(called), sum(row[1] for row in called), len(gone), len(known),
        len(known & lost), len(lost), len(lost - gone), float(np.median(delays)) if delays else None,
    )  # fmt: skip


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m tests.inactivity_proof", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--days", type=int, nargs="*", default=[90, 180, 365, 1000], help="lengths of the data")
    parser.add_argument("--customers", type=int, nargs="*", default=[30, 300, 2000])
    options = parser.parse_args()
    print(
        f"nobody leaves: churn by inactivity in the last {SHOWN_WEEKS} weeks and lost when the data end (stated: under {MOST_LOST:g} %)"
    )
    staying = [
        judge(World(name, rates, days, customers, regular, clump), options.seed)
        for name, (rates, regular, clump) in STAYING.items() for days in options.days for customers in options.customers
    ]  # fmt: skip
    for one in staying:
        print(
            f"  {label(one.world)} {one.churn or 0:5.1f} % {one.lost_now:5.1f} % lost   called lost {one.called:5}, came back {one.back}"
        )
    print("\nsome leave: of those who left, had three gaps and are silent for 180 days, called lost")
    leaving = [
        judge(World(name, rates, days, customers, regular, clump, stay_days), options.seed)
        for name, (rates, regular, clump) in LEAVING.items() for stay_days in (200, 500, 1500)
        for days in options.days if days >= 365 for customers in options.customers if customers >= 300
    ]  # fmt: skip
    for one in leaving:
        found = f"{100 * one.found / one.known_left:3.0f} % of {one.known_left:4}" if one.known_left else "  – of    0"
        delay = f"{one.delay_days:4.0f} days after" if one.delay_days is not None else "   –"
        back = f"{100 * one.back / one.called:4.1f} % of {one.called} called lost came back" if one.called else ""
        print(
            f"  {label(one.world)} stay {one.world.stay_days:5.0f}: {found} {delay}; lost but not gone {one.wrong} of {one.lost}; {back}"
        )
    worst = max(max(one.churn or 0, one.lost_now) for one in staying)
    called, back = sum(one.called for one in leaving), sum(one.back for one in leaving)
    print(
        f"\nworst where nobody leaves {worst:.1f} %; of all called lost where some leave, came back {100 * back / max(called, 1):.1f} %"
    )
    raise SystemExit(1 if worst >= MOST_LOST or back > MOST_BACK / 100 * called else 0)


def label(world: World) -> str:
    return f"{world.name:32} {world.days:5} days {world.customers:5} customers"


if __name__ == "__main__":
    main()
