"""The rules by which a version was derived, as facts of it: another rule makes everything due."""

from __future__ import annotations

import json

import duckdb

from warehouse.config.settings import Settings
from warehouse.schema import fingerprint_schema


def rules_followed(settings: Settings) -> dict[str, str]:
    """The settings that derived tables of every person follow, and the schema."""
    names = ("timezone", "matter_gap_days", "chat_gap_hours", "inactivity_quantile")
    followed = {name: str(getattr(settings, name)) for name in names}
    return followed | {"stages": json.dumps(settings.stages), "schema": fingerprint_schema()}


def are_facts(con: duckdb.DuckDBPyConnection, facts: dict[str, str]) -> bool:
    """Whether the version that this one grew from states these very facts."""
    return facts.items() <= known_facts(con).items()


def known_facts(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The facts of the version that this one grew from; none for the first."""
    return dict(con.execute("SELECT name, value FROM version_facts").fetchall())
