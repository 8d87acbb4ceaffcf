"""Channels side by side by what decides which to work on: traffic, preference, what a machine could settle, integration, cost."""

from collections import defaultdict
from typing import Any

import polars as pl

from metrics.analyses.proposals.automate import SETTLED, levels_of, present_machines
from metrics.analyses.proposals.evidence import Place
from metrics.semantic.comparison import compare
from metrics.semantic.compute import compute
from metrics.semantic.engine import Engine
from metrics.semantic.estimate import Estimate
from metrics.semantic.scope import Scope

CRITERIA = ("traffic", "preference", "automatable", "integrable", "cost")
# Of the first four more is better, of cost less. Each channel's place among the others, 0 … 1, is averaged over what is measured.
LOWER_IS_BETTER = ("cost",)
SCHEMA = {
    "channel": pl.String, "contacts": pl.Int64, "traffic": pl.Float64, "change": pl.Float64, "is_change_real": pl.Boolean,
    "matters": pl.Int64, "preference": pl.Float64, "automatable": pl.Float64, "automatable_low": pl.Float64,
    "automatable_high": pl.Float64, "automatable_n": pl.Int64, "integrable": pl.Float64, "integrable_low": pl.Float64,
    "integrable_high": pl.Float64, "integrable_n": pl.Int64, "cost": pl.Float64, "cost_low": pl.Float64, "cost_high": pl.Float64,
    "cost_n": pl.Int64, "currency": pl.String,
}  # fmt: skip


def channel_table(engine: Engine, scope: Scope | None = None) -> pl.DataFrame:
    """One row a channel with contacts: SCHEMA, then `place` (0 … 1, the mean of its places by the criteria that are measured)
    and `criteria`, how many are; highest place first. Shares in percent, cost in the currency; NULL where nothing was measured.

    traffic: share of contacts, `change` against the period before; preference: share of the matters that customers began there;
    automatable: of its contacts with a known topic, what machines would settle in one contact if they settled as they do with
    that topic today; integrable: contacts of known persons who are also known elsewhere (match rate); cost: per contact.
    """
    place = Place(engine, scope or Scope())
    by = ("channel",)
    contacts = compare(engine, "interactions", place.scope, by).filter(pl.col("channel").is_not_null())
    matters = keyed(compute(engine, "matters", place.scope, by))
    # Costs know channels only: whatever else is filtered, they are those of the whole channel.
    whole = place.scope_at(tuple(pair for pair in place.scope.filters if pair[0] == "channel"))
    known, cost = (
        keyed(compute(engine, "match_rate", place.scope, by)),
        keyed(compute(engine, "cost_per_contact", whole, by)),
    )
    settled, total = machine_shares(place), int(contacts["n"].sum())
    begun = sum(row["n"] for row in matters.values())
    rows = []
    for row in contacts.iter_rows(named=True):
        name = row["channel"]
        own, match, paid = (found.get(name) or {} for found in (matters, known, cost))
        machine = settled.get(name, Estimate(None))
        rows.append({
            "channel": name, "contacts": row["n"], "traffic": 100 * row["n"] / total if total else None,
            "change": row["difference"], "is_change_real": row["exceeds_noise"], "matters": own.get("n"),
            "preference": 100 * own["n"] / begun if own and begun else None,
            "automatable": machine.value, "automatable_low": machine.low, "automatable_high": machine.high,
            "automatable_n": machine.n if machine.value is not None else None,
            "integrable": match.get("value"), "integrable_low": match.get("low"), "integrable_high": match.get("high"),
            "integrable_n": match.get("n"), "cost": paid.get("value"), "cost_low": paid.get("low"), "cost_high": paid.get("high"),
            "cost_n": paid.get("n"), "currency": paid.get("unit") if paid.get("value") is not None else None,
        })  # fmt: skip
    return placed(pl.DataFrame(rows, schema=SCHEMA))


def keyed(frame: pl.DataFrame) -> dict[str, dict[str, Any]]:
    """The rows by channel."""
    return {row["channel"]: row for row in frame.iter_rows(named=True) if row["channel"] is not None}


def machine_shares(place: Place) -> dict[str, Estimate]:
    """By channel of people, in percent of its contacts whose topic is known: the machines' resolution of its topics, weighted by how often it has them; unknown topics are out."""
    machines, minimum = present_machines(place), place.engine.settings.proposals.minimum_n
    levels = (
        {group[0]: level for group, level in levels_of(place, SETTLED, machines, ("topic",)).items()}
        if machines
        else {}
    )
    own = place.engine.settings.proposals
    counted: dict[str, dict[str, int]] = defaultdict(dict)
    for row in place.contacts_by("channel", "topic").iter_rows(named=True):
        if (
            row["channel"]
            and row["topic"]
            and row["channel"] not in (*own.automated_channels, *own.self_service_channels)
        ):
            counted[row["channel"]][row["topic"]] = row["n"]
    found = {}
    for channel, topics in counted.items():
        n = sum(topics.values())
        known = {topic: contacts for topic, contacts in topics.items() if topic in levels}
        if n >= minimum and known:
            value, low, high = (
                sum(contacts * getattr(levels[topic], end) for topic, contacts in known.items()) / n
                for end in ("value", "low", "high")
            )
            found[channel] = Estimate(value, low, high, n, "percent")
    return found


def placed(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with the mean of the places, highest first; costs in several currencies have no place."""
    places = []
    for name in CRITERIA:
        ranks: pl.Expr = pl.col(name).rank("average", descending=name in LOWER_IS_BETTER)
        share: pl.Expr = pl.when(pl.col(name).count() > 1).then((ranks - 1) / (pl.col(name).count() - 1))
        if name == "cost" and frame["currency"].drop_nulls().n_unique() > 1:
            share = pl.lit(None, pl.Float64)
        places.append(share.alias(f"place_{name}"))
    ranked = frame.with_columns(places)
    columns = [f"place_{name}" for name in CRITERIA]
    return ranked.with_columns(
        place=pl.mean_horizontal(columns), criteria=pl.sum_horizontal(pl.col(columns).is_not_null()).cast(pl.Int64)
    ).drop(columns).sort("place", "channel", descending=[True, False], nulls_last=True)  # fmt: skip
