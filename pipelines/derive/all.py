"""All derivations in their order, on the tables of the connection's current schema, after the store step."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime

import duckdb

from pipelines.derive.comments import derive_comments
from pipelines.derive.contacts import derive_contacts
from pipelines.derive.conversations import derive_chat_sessions, sessions_differ
from pipelines.derive.customer_classes import derive_customer_classes
from pipelines.derive.daily_costs import derive_daily_costs
from pipelines.derive.enrich import derive_enrichment
from pipelines.derive.identity.assign_persons import assign_persons, prepare_rows
from pipelines.derive.identity.keys import TABLES
from pipelines.derive.identity.persons import derive_identities, forget_persons
from pipelines.derive.identity.rules import identity_facts
from pipelines.derive.identity.touched import drop_touched, everything_touched
from pipelines.derive.journeys.build import derive_journeys
from pipelines.derive.local_times import TIMES, derive_local_times
from pipelines.derive.loyalty import derive_loyalty
from pipelines.derive.suggestions.suggest import derive_suggestions
from warehouse.config.settings import Settings
from warehouse.people.decisions import Decision
from warehouse.schema import fingerprint_schema
from warehouse.tables import FACTS

# Tables whose dates say how far the data reach; a subscription or a customer record may lie in the future or be undated.
DATED = tuple(table.name for table in FACTS if table.is_event)


def derive(
    con: duckdb.DuckDBPyConnection, settings: Settings, touched: Collection[str], decided: Sequence[Decision] = ()
) -> dict[str, str]:
    """Derive everything that depends on the touched tables, with the log of decisions about persons; return the facts of
    the version that follow from it.

    Facts: the settings that derived tables follow (settings_followed), suggested_from, data_until (ISO, reporting zone;
    absent without dated records), attributes (JSON list of names), and those of the persons (identity/rules.py).
    """
    changed = set(touched)
    rules = settings_followed(settings) | {"schema": fingerprint_schema()}
    has_new_rules = not are_facts(con, rules)
    may_have_new_chats = has_new_rules or "messages" in touched or ("interactions" in touched and sessions_differ(con))
    if may_have_new_chats and derive_chat_sessions(con, settings.chat_gap_hours):
        changed.add("interactions")
    kinds = derive_identities(con, settings, decided)
    prepare_rows(con, kinds)
    for table in TABLES:
        # New keys may join the persons of old rows, and another reporting zone moves their times.
        if assign_persons(con, table, kinds) + derive_local_times(con, table, settings.timezone):
            changed.add(table)
    forget_persons(con)
    derive_enrichment(con, settings.stages)
    data_until = last_moment(con)
    # The directory of agents gives contacts of any person their team.
    everything = everything_touched(con) or "agents" in changed or has_new_rules
    derive_contacts(con, settings.matter_gap_days, everything=everything)
    # Whoever is silent has been so for longer when the data reach further.
    is_due = everything or (data_until is not None and not are_facts(con, {"data_until": data_until.isoformat()}))
    if is_due or changed & {"interactions", "orders", "customers"}:
        derive_loyalty(con, settings.inactivity_quantile, data_until)
        derive_journeys(con, settings.stages, data_until)
    if is_due or changed & {"interactions", "orders", "subscriptions", "customers"}:
        derive_customer_classes(con, data_until)
    if everything or "costs" in changed:
        derive_daily_costs(con)
    method = derive_comments(con, changed, everything=everything)
    drop_touched(con)
    facts = rules | method | identity_facts(settings, decided) | derive_suggestions(con, decided)
    facts |= {"attributes": json.dumps(attribute_names(con))}
    return facts | ({"data_until": data_until.isoformat()} if data_until else {})


def settings_followed(settings: Settings) -> dict[str, str]:
    """The settings that derived tables of every person follow, as facts: when one changes, all is derived again."""
    names = ("timezone", "matter_gap_days", "chat_gap_hours", "inactivity_quantile")
    return {name: str(getattr(settings, name)) for name in names} | {"stages": json.dumps(settings.stages)}


def are_facts(con: duckdb.DuckDBPyConnection, rules: dict[str, str]) -> bool:
    """Whether the version that this one grew from was derived by these very rules."""
    return rules.items() <= dict(con.execute("SELECT name, value FROM version_facts").fetchall()).items()


def last_moment(con: duckdb.DuckDBPyConnection) -> datetime | None:
    """The last local time of any dated fact, or None."""
    times = " UNION ALL ".join(f"SELECT max({local}) AS last FROM {table}" for table in DATED for local in TIMES[table])
    row = con.execute(f"SELECT max(last) FROM ({times})").fetchone()
    return row[0] if row else None


def attribute_names(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Names of all attributes that any fact carries, in order."""
    names = " UNION ".join(
        f"SELECT DISTINCT unnest(map_keys(attributes)) AS name FROM {table} WHERE attributes IS NOT NULL"
        for table in TABLES
    )
    return [name for (name,) in con.execute(f"SELECT DISTINCT name FROM ({names}) ORDER BY name").fetchall()]
