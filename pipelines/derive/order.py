"""The table of contents of the derivation: every step, with what it reads and what it writes, in the order in which they run.

A step stands behind all that write what it reads; it may write into a table that it reads.
"""

from __future__ import annotations

import json
from datetime import datetime

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
from pipelines.derive.identity.touched import everything_touched
from pipelines.derive.journeys.build import derive_journeys
from pipelines.derive.journeys.touches import find_measured_stages
from pipelines.derive.local_times import TIMES, derive_local_times
from pipelines.derive.loyalty import derive_loyalty
from pipelines.derive.rules_followed import are_facts, known_facts
from pipelines.derive.steps import Derivation, Step
from pipelines.derive.suggestions.suggest import derive_suggestions
from warehouse.tables import FACTS


def settle_chat_sessions(d: Derivation) -> set[str]:
    may_differ = d.has_new_rules or "messages" in d.changed or ("interactions" in d.changed and sessions_differ(d.con))
    return {"interactions"} if may_differ and derive_chat_sessions(d.con, d.settings.chat_gap_hours) else set()


def assign_people(d: Derivation) -> set[str]:
    """Persons and local times in one pass a table: new keys may join the persons of old rows, another zone moves times."""
    kinds = derive_identities(d.con, d.settings, d.decided)
    prepare_rows(d.con, kinds)
    changed = {
        table
        for table in TABLES
        if assign_persons(d.con, table, kinds) + derive_local_times(d.con, table, d.settings.timezone)
    }
    forget_persons(d.con)
    d.facts |= identity_facts(d.settings, d.decided)
    return changed


def enrich(d: Derivation) -> None:
    derive_enrichment(d.con, d.settings.stages)


# Tables whose dates say how far the data reach; a subscription or a customer record may lie in the future or be undated.
DATED = tuple(table.name for table in FACTS if table.is_event)


def find_extent(d: Derivation) -> None:
    """Say how far the data reach, and whether all is due: the directory of agents gives contacts of any person their team."""
    times = " UNION ALL ".join(f"SELECT max({local}) AS last FROM {table}" for table in DATED for local in TIMES[table])
    [(d.data_until,)] = d.con.execute(f"SELECT max(last) FROM ({times})").fetchall()
    d.everything = everything_touched(d.con) or "agents" in d.changed or d.has_new_rules
    if d.data_until is not None:
        before = known_facts(d.con).get("data_until")
        d.has_new_end = before != d.data_until.isoformat()
        d.has_less = before is None or datetime.fromisoformat(before) > d.data_until
        d.facts |= {"data_until": d.data_until.isoformat()}


def connect_contacts(d: Derivation) -> None:
    derive_contacts(d.con, d.settings.matter_gap_days, everything=d.everything)


def follow_activity(d: Derivation) -> None:
    limits = "SELECT segment, limit_days FROM inactivity_limits ORDER BY segment"
    before = d.con.execute(limits).fetchall()
    quantile = {"inactivity_quantile": str(d.settings.inactivity_quantile)}
    derive_loyalty(d.con, d.settings.inactivity_quantile, d.data_until, holds_limits=are_facts(d.con, quantile))
    d.has_new_limits = d.con.execute(limits).fetchall() != before


def build_journeys(d: Derivation) -> None:
    """Of the persons that the load touched and of those who have been silent for long enough by now, where nothing of the
    whole company is new: its inactivity limits, the stages that it measures."""
    stages = find_measured_stages(d.con, d.settings.stages)
    rule = {"measured_stages": json.dumps(stages)}
    everything = d.everything or d.has_less or d.has_new_limits or not are_facts(d.con, rule)
    derive_journeys(d.con, stages, d.data_until, everything=everything)
    d.facts |= rule


def class_customers(d: Derivation) -> None:
    derive_customer_classes(d.con, d.data_until)


def spread_costs(d: Derivation) -> None:
    derive_daily_costs(d.con)


def read_comments(d: Derivation) -> None:
    d.facts |= derive_comments(d.con, d.changed, everything=d.everything)


def suggest_matches(d: Derivation) -> None:
    d.facts |= derive_suggestions(d.con, d.decided)


def list_attributes(d: Derivation) -> None:
    names = " UNION ".join(
        f"SELECT DISTINCT unnest(map_keys(attributes)) AS name FROM {table} WHERE attributes IS NOT NULL"
        for table in TABLES
    )
    found = d.con.execute(f"SELECT DISTINCT name FROM ({names}) ORDER BY name").fetchall()
    d.facts["attributes"] = json.dumps([name for (name,) in found])


ACTIVITY = ("interactions", "orders", "customers")
STEPS = (
    Step("chat sessions", ("messages", "identities"), ("interactions",), settle_chat_sessions, finds_its_own=True),
    Step("people and local times", TABLES, ("identities", *TABLES), assign_people, finds_its_own=True),
    Step("enrichment", (*TABLES, "agents"), TABLES, enrich, finds_its_own=True),
    Step("extent", TABLES, (), find_extent, finds_its_own=True),
    Step("contacts and matters", TABLES, ("interactions", "matters", "matter_steps"), connect_contacts, finds_its_own=True),
    Step("loyalty", ACTIVITY, ("persons", "inactivity_limits", "activity_spells"), follow_activity, follows_end=True),
    Step("journeys", (*ACTIVITY, "persons", "inactivity_limits"), ("journeys", "journey_steps"), build_journeys, follows_end=True),
    Step("customer classes", (*ACTIVITY, "subscriptions", "activity_spells", "inactivity_limits"), ("persons",), class_customers, follows_end=True),
    Step("daily costs", ("costs",), ("daily_costs",), spread_costs),
    Step("comments", ("interactions", "messages", "responses"), ("comments",), read_comments, finds_its_own=True),
    Step("suggestions", ("identities", *TABLES), ("suggested_matches",), suggest_matches, finds_its_own=True),
    Step("attributes", TABLES, (), list_attributes, finds_its_own=True),
)  # fmt: skip
