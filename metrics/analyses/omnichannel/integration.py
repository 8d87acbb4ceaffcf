"""Which sources know the same persons, and how many contacts are tied to a person whom another source knows too."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import polars as pl

from metrics.analyses.omnichannel.folds import FOLDS, Groups
from metrics.catalogue.entry import Leg, Part
from metrics.semantic.engine import Engine
from warehouse.store.prepared import ask_prepared
from warehouse.tables import OF_CUSTOMERS

# Everything that a source may say of a customer; a message is in a chat, which is a contact of the same source and person.
CUSTOMER_TABLES = tuple(table.name for table in OF_CUSTOMERS if table.name != "messages")
CONNECTED_SHARE = 10  # percent of a source's persons whom another source knows too: by chance there are none
SOURCES_A_MASK = 60  # bits of a BIGINT that stay clear of its sign

CONTACTS = Leg(
    "interactions", "started_local",
    (Part("n", "count(*)"), Part("known", "count_if(is_person_known)"),
     Part("matched", "count_if(is_person_known AND is_person_matched)"),
     Part("judged", "count_if(NOT is_person_known OR is_person_matched IS NOT NULL)")),
)  # fmt: skip


@dataclass(frozen=True)
class SourcesSeen:
    """All loaded sources with customers, whatever the period: persons (and those also known elsewhere) by fold; pairs that
    share persons: source, other, persons."""

    groups: Groups
    shared: pl.DataFrame

    @property
    def names(self) -> list[str]:
        """The sources, in order."""
        return [str(name[0]) for name in self.groups.names]


def read_sources(engine: Engine) -> SourcesSeen:
    """Every source that has records of customers, and whom it shares with which other. One scan of the persons' sources."""
    every = " UNION ALL ".join(f"SELECT DISTINCT source FROM {table}" for table in CUSTOMER_TABLES)
    every_name = f"SELECT DISTINCT source FROM ({every}) AS s WHERE source IS NOT NULL ORDER BY source"
    found = ask_prepared(engine, "sources of customers", every_name)
    names = found["source"].to_list()
    masks = ask_prepared(engine, "persons by sources", *masks_sql(names)) if names else pl.DataFrame()
    return SourcesSeen(count_persons(names, masks), count_shared(names, masks))


def masks_sql(names: list[str]) -> tuple[str, tuple[str, ...]]:
    """fold, m0 …, persons: how many known persons are in exactly these sources; source number i is bit i % 60 of m(i // 60)."""
    seen = " UNION ALL ".join(
        f"SELECT person_id, source FROM {table} WHERE is_person_known" for table in CUSTOMER_TABLES
    )
    words = range(-(-len(names) // SOURCES_A_MASK))
    columns = []
    for word in words:
        held = names[word * SOURCES_A_MASK : (word + 1) * SOURCES_A_MASK]
        cases = " ".join(f"WHEN ? THEN {1 << bit}" for bit in range(len(held)))
        columns.append(f"bit_or(CAST(CASE source {cases} ELSE 0 END AS BIGINT)) AS m{word}")
    listed = ", ".join(f"m{word}" for word in words)
    by_person = f"SELECT CAST(person_id % {FOLDS} AS BIGINT) AS fold, {', '.join(columns)} FROM ({seen}) AS s GROUP BY person_id"
    return (
        f"SELECT fold, {listed}, CAST(count(*) AS BIGINT) AS persons FROM ({by_person}) AS p GROUP BY fold, {listed}",
        tuple(names),
    )


def members(names: list[str], masks: pl.DataFrame) -> np.ndarray:
    """One row a mask, one column a source: whether the source is in it."""
    held = np.zeros((masks.height, len(names)), dtype=bool)
    for i in range(len(names) if masks.height else 0):
        held[:, i] = (masks[f"m{i // SOURCES_A_MASK}"].to_numpy() >> (i % SOURCES_A_MASK)) & 1
    return held


def count_persons(names: list[str], masks: pl.DataFrame) -> Groups:
    """persons and shared of every source by fold."""
    sums = {part: np.zeros((FOLDS, len(names))) for part in ("persons", "shared")}
    held = members(names, masks)
    if masks.height:
        counts, fold = masks["persons"].to_numpy()[:, None], masks["fold"].to_numpy()
        np.add.at(sums["persons"], fold, held * counts)
        np.add.at(sums["shared"], fold, held * counts * (held.sum(axis=1) > 1)[:, None])
    return Groups(tuple((name,) for name in names), sums)


def count_shared(names: list[str], masks: pl.DataFrame) -> pl.DataFrame:
    """source, other, persons: every pair that shares any, in both directions, the largest first."""
    held = members(names, masks)
    counts = masks["persons"].to_numpy() if masks.height else np.zeros(0)
    together = (held * counts[:, None]).T @ held if masks.height else np.zeros((len(names), len(names)))
    rows = [
        (names[i], names[j], int(together[i, j]))
        for i in range(len(names))
        for j in range(len(names))
        if i != j and together[i, j] > 0
    ]
    frame = pl.DataFrame(rows, schema={"source": pl.String, "other": pl.String, "persons": pl.Int64}, orient="row")
    return frame.sort("source", "persons", "other", descending=[False, True, False])


def connected_sources(sources: Groups) -> list[bool]:
    """Whether another source knows at least CONNECTED_SHARE percent of the persons of each."""
    persons, shared = sources.total("persons"), sources.total("shared")
    return [bool(p > 0 and 100 * s >= CONNECTED_SHARE * p) for p, s in zip(persons, shared, strict=True)]


def connected_share(sources: Groups) -> float | None:
    """Percent of the sources that are connected; None with fewer than two, for then there is nothing to connect."""
    connected: Collection[bool] = connected_sources(sources)
    return 100 * sum(connected) / len(connected) if len(connected) > 1 else None


def matched_share(contacts: Groups, sources: Groups) -> float | None:
    """Coverage × match rate: percent of contacts of a person whom another source knows too. None with fewer than two sources."""
    judged = contacts.whole("judged")
    return 100 * contacts.whole("matched") / judged if judged and len(sources.names) > 1 else None
