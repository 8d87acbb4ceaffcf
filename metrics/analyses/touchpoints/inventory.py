"""What each stage of the journey runs on: channels, systems, data sources, who answers for them, and what is tied to the rest."""

from collections.abc import Iterator, Sequence
from itertools import product

import polars as pl

from metrics.analyses.omnichannel.integration import connected_sources, read_sources
from metrics.semantic.engine import Engine
from warehouse.config.settings import System
from warehouse.store.prepared import ask_prepared
from warehouse.tables import TABLES

COLUMNS = (
    "stage", "channel", "source", "system", "owner", "owner_by", "records", "touchpoints", "first_at", "last_at", "is_integrated",
    "integrated_by",
)  # fmt: skip
# What customers do and say; a subscription is at its stage from its start on.
DONE_AND_SAID = ("interactions", "orders", "responses", "subscriptions")


def stage_inventory(engine: Engine) -> pl.DataFrame:
    """COLUMNS: one row per stage × channel × source that was loaded, in the stages' order, then one per configured system, stage and
    channel of which nothing is: records 0, no source.

    system: the first of Settings.systems that fits; owner: its owner (owner_by `stated`), else the team with most contacts there
    (`team`). first_at, last_at: local time of the records. is_integrated: what the system's setting says (integrated_by `stated`);
    else whether another source knows at least CONNECTED_SHARE percent of the source's persons (`found`); NULL: one source only.
    """
    systems = engine.settings.systems
    loaded = loaded_rows(engine)
    integrated = found_integrated(engine)
    rows: list[tuple[object, ...]] = []
    seen: dict[str, list[tuple[str | None, str | None]]] = {}  # by system: the stages and channels that have data
    for row in loaded.iter_rows(named=True):
        stage, channel, source = row["stage"], row["channel"], row["source"]
        system = next((one for one in systems if fits(one, stage, channel, source)), None)
        if system:
            seen.setdefault(system.name, []).append((stage, channel))
        counted = tuple(row[name] for name in ("records", "touchpoints", "first_at", "last_at"))
        rows.append(
            (stage, channel, source, *who_answers(system, row["team"]), *counted, *tied(system, integrated.get(source)))
        )
    for system in systems:
        rows += rows_of_nothing(system, seen.get(system.name, []))
    kinds = (
        *(pl.String,) * 6, pl.Int64, pl.Int64, pl.Datetime, pl.Datetime, pl.Boolean, pl.String,
    )  # fmt: skip
    found = pl.DataFrame(rows, schema=dict(zip(COLUMNS, kinds, strict=True)), orient="row")
    place = {stage: number for number, stage in enumerate(engine.settings.stages)}
    order = pl.col("stage").replace_strict(place, default=len(place), return_dtype=pl.Int64)
    return found.sort(
        order, "records", "channel", "source", "system", descending=[False, True, False, False, False], nulls_last=True
    )


def loaded_rows(engine: Engine) -> pl.DataFrame:
    """stage, channel, source, records, touchpoints, first_at, last_at, team: what was loaded; team: that with most contacts."""
    keys = ["stage", "channel", "source"]
    rows = count_loaded(engine)
    found = rows.group_by(keys).agg(
        pl.col("records").sum(), pl.col("touchpoint").drop_nulls().n_unique().cast(pl.Int64).alias("touchpoints"),
        pl.col("first_at").min(), pl.col("last_at").max(),
    )  # fmt: skip
    teams = rows.filter(pl.col("is_contact") & pl.col("team").is_not_null()).group_by(*keys, "team")
    most = teams.agg(pl.col("records").sum()).sort("records", "team", descending=[True, False])
    first = most.unique(subset=keys, keep="first", maintain_order=True).drop("records")
    return found.join(first, on=keys, how="left", nulls_equal=True)


def count_loaded(engine: Engine) -> pl.DataFrame:
    """stage, channel, source, touchpoint, team, is_contact, records, first_at, last_at: one pass over each table."""
    by = "stage, channel, source, touchpoint, team"
    tables = (
        f"SELECT {by}, {'TRUE' if table == 'interactions' else 'FALSE'} AS is_contact, CAST(count(*) AS BIGINT) AS records,"
        f" min({moment}) AS first_at, max({moment}) AS last_at FROM {table} GROUP BY {by}"
        for table in DONE_AND_SAID
        for moment in (TABLES[table].main_local,)
    )
    return ask_prepared(engine, "inventory", " UNION ALL ".join(tables))


def found_integrated(engine: Engine) -> dict[str, bool]:
    """Of each source with customers, whether it is tied to another; empty with fewer than two sources."""
    sources = read_sources(engine)
    if len(sources.names) < 2:
        return {}
    return dict(zip(sources.names, connected_sources(sources.groups), strict=True))


def fits(system: System, stage: str | None, channel: str | None, source: str | None) -> bool:
    """Whether the system is what this runs on."""
    asked: Sequence[tuple[tuple[str, ...], str | None]] = (
        (system.stages, stage), (system.channels, channel), (system.sources, source),
    )  # fmt: skip
    return all(not allowed or value in allowed for allowed, value in asked)


def who_answers(system: System | None, team: str | None) -> tuple[str | None, str | None, str | None]:
    """system, owner, owner_by."""
    name = system.name if system else None
    if system and system.owner:
        return name, system.owner, "stated"
    return name, team, "team" if team else None


def tied(system: System | None, found: bool | None) -> tuple[bool | None, str | None]:
    """is_integrated, integrated_by."""
    if system and system.integrated is not None:
        return system.integrated, "stated"
    return found, None if found is None else "found"


def rows_of_nothing(system: System, seen: Sequence[tuple[str | None, str | None]]) -> Iterator[tuple[object, ...]]:
    """The rows of a system's stages and channels of which nothing was loaded."""
    for stage, channel in product(system.stages or (None,), system.channels or (None,)):
        if not any(stage in (None, s) and channel in (None, c) for s, c in seen):
            yield (stage, channel, None, *who_answers(system, None), 0, 0, None, None, *tied(system, None))
