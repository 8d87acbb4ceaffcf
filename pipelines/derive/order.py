"""The table of contents of the derivation: every step, with what it reads and what it writes, in the order in which they run.

A step stands behind all that write what it reads; it may write into a table that it reads. Until "facts" the facts are the
rows as they will be, not yet written: every row first, then those that are derived again (rows/).
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import duckdb

from pipelines.derive.beginnings import derive_beginnings
from pipelines.derive.comments import derive_comments
from pipelines.derive.contacts import derive_contacts
from pipelines.derive.conversations import derive_chat_sessions, sessions_differ
from pipelines.derive.customer_classes import derive_customer_classes
from pipelines.derive.daily_costs import derive_daily_costs
from pipelines.derive.identity.assign_persons import assign_persons, prepare_rows
from pipelines.derive.identity.keys import TABLES
from pipelines.derive.identity.persons import derive_identities
from pipelines.derive.identity.rules import identity_facts
from pipelines.derive.identity.touched import everything_touched
from pipelines.derive.journeys.build import derive_journeys
from pipelines.derive.journeys.touches import find_measured_stages
from pipelines.derive.local_times import TIMES, local_columns
from pipelines.derive.loyalty import derive_loyalty, fill_spells
from pipelines.derive.matters.build import fill_matters
from pipelines.derive.matters.touches import find_stray_owners, find_strays
from pipelines.derive.rows.every import show_every_row
from pipelines.derive.rows.scope import find_scope
from pipelines.derive.rows.shown import find_shown
from pipelines.derive.rows.take import take_rows
from pipelines.derive.rows.write import write_directories, write_rows
from pipelines.derive.rules_followed import are_facts, known_facts
from pipelines.derive.steps import Derivation, Step, drop_temporary
from pipelines.derive.suggestions.suggest import derive_suggestions
from pipelines.store.batch import has_rows
from warehouse.tables import FACTS


def settle_chat_sessions(d: Derivation) -> set[str]:
    show_every_row(d.con)
    if not has_rows(d.con, "messages"):
        return set()
    may_differ = d.has_new_rules or "messages" in d.changed or ("interactions" in d.changed and sessions_differ(d.con))
    return {"interactions"} if may_differ and derive_chat_sessions(d.con, d.settings.chat_gap_hours) else set()


def assign_people(d: Derivation) -> None:
    """Persons of all rows: new keys may join the persons of old rows."""
    kinds = derive_identities(d.con, d.settings, d.decided)
    prepare_rows(d.con, kinds)
    for table in TABLES:
        assign_persons(d.con, table, kinds)
    show_every_row(d.con, of_now=True)
    d.facts |= identity_facts(d.settings, d.decided)


# Tables whose dates say how far the data reach; a subscription or a customer record may lie in the future or be undated.
DATED = tuple(table.name for table in FACTS if table.is_event)


def find_extent(d: Derivation) -> None:
    """Say how far the data reach, and whether all is due: the directory of agents gives contacts of any person their team,
    the stages that are measured say how far any journey came."""
    columns = [
        (table, local_columns(d.con, table, d.settings.timezone)[local]) for table in DATED for local in TIMES[table]
    ]
    times = " UNION ALL ".join(f"SELECT min({sql}) AS first, max({sql}) AS last FROM {table}" for table, sql in columns)
    [(data_from, d.data_until)] = d.con.execute(f"SELECT min(first), max(last) FROM ({times})").fetchall()
    before = known_facts(d.con).get("data_until")
    d.until_before = datetime.fromisoformat(before) if before else None
    has_less = d.until_before is None or d.data_until is None or d.until_before > d.data_until
    d.measured_stages = find_measured_stages(d.con, d.settings.stages)
    rule = {"measured_stages": json.dumps(d.measured_stages)}
    has_new_stages = not are_facts(d.con, rule)
    d.everything = everything_touched(d.con) or "agents" in d.changed or d.has_new_rules or has_less or has_new_stages
    ends = {"data_from": data_from, "data_until": d.data_until}
    d.facts |= rule | {name: end.isoformat() for name, end in ends.items() if end}


def take_due_rows(d: Derivation) -> None:
    """The rows of everybody whom the load or the end of the data touches."""
    write_directories(d.con)
    find_strays(d.con)
    if not d.everything:
        find_scope(d.con, d.data_until)
    take_rows(d.con, d.settings, everything=d.everything)
    if d.everything:
        d.release()


def limits_of(con: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    """What cuts the activity of everybody: the journey pauses and the inactivity limits."""
    return con.execute(
        "SELECT segment, NULL AS pace_days, pause_days AS days FROM journey_pauses"
        " UNION ALL SELECT segment, pace_days, limit_days FROM inactivity_limits WHERE limit_days IS NOT NULL ORDER BY ALL"
    ).fetchall()


def follow_activity(d: Derivation) -> None:
    """Persons, pauses, limits and stretches of activity. Another pause or limit makes everything due."""
    before = limits_of(d.con)
    quantile = d.settings.inactivity_quantile
    holds = are_facts(d.con, {"inactivity_quantile": str(quantile)})
    derive_loyalty(d.con, quantile, d.data_until, everything=d.everything, holds_pauses=holds, holds_limits=True)
    if not d.everything and limits_of(d.con) != before:
        d.everything = True
        drop_temporary(d.con, [SCOPE, *TABLES])
        take_rows(d.con, d.settings, everything=True)
        derive_loyalty(d.con, quantile, d.data_until, everything=True, holds_pauses=True, holds_limits=True)
    fill_spells(d.con, everything=d.everything)


def connect_contacts(d: Derivation) -> None:
    find_stray_owners(d.con)
    derive_contacts(d.con, d.settings.matter_gap_days)


def build_journeys(d: Derivation) -> None:
    derive_journeys(d.con, d.measured_stages, d.data_until or NEVER, everything=d.everything)


def write_facts(d: Derivation) -> set[str]:
    """The facts; and the end of the data, which views look at."""
    changed = write_rows(d.con, everything=d.everything)
    d.con.execute("DELETE FROM version_facts WHERE name = 'data_until'")
    if d.data_until:
        d.con.execute("INSERT INTO version_facts VALUES ('data_until', ?)", [d.data_until.isoformat()])
    return changed


def build_matters(d: Derivation) -> None:
    """The last for which the rows are taken: then the facts are the stored ones again."""
    fill_matters(d.con, everything=d.everything)
    if not d.everything:
        find_shown(d.con, d.until_before, d.data_until)


def class_customers(d: Derivation) -> None:
    derive_customer_classes(d.con, d.data_until)


def find_beginnings(d: Derivation) -> None:
    d.facts |= derive_beginnings(d.con)


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


NEVER = datetime(1970, 1, 1)  # the end of data without a dated record, of which nothing is derived
ACTIVITY = ("interactions", "orders", "customers")
SCOPE, STRAYS, RATED = "scope_person", "stray", "rated_contact"
MOVED = tuple(f"moved_{table}" for table in TABLES)
OF_CONTACTS = ("gap", "assigned", "whole_matter", "matched_person", "leg")
OF_JOURNEYS = ("touched", "place")
OF_MATTERS = ("made", "summary", "step", "matter_score")
STEPS = (
    Step("chat sessions", ("messages", "interactions"), (), settle_chat_sessions, finds_its_own=True),
    Step("people", TABLES, ("identities", "doubtful_links"), assign_people, finds_its_own=True),
    Step("extent", TABLES, (), find_extent, (*MOVED, "touched_everything"), finds_its_own=True),
    Step("rows that are due", (*TABLES, "matters_of_several", "persons", "journey_pauses"), ("agents",), take_due_rows,
         (*MOVED, "touched_person"), finds_its_own=True),
    Step("loyalty", ACTIVITY, ("persons", "silences", "journey_pauses", "inactivity_limits", "spells_at_limit"), follow_activity,
         (*MOVED, *TABLES, SCOPE), finds_its_own=True),
    Step("contacts", TABLES, (), connect_contacts, (*TABLES, STRAYS, RATED), finds_its_own=True),
    Step("journeys", (*ACTIVITY, "persons", "journey_pauses"), ("journeys_at_pause",), build_journeys,
         (*TABLES, SCOPE), finds_its_own=True),
    Step("facts", TABLES, (*TABLES, "version_facts"), write_facts, (*TABLES, *OF_CONTACTS, *OF_JOURNEYS), finds_its_own=True),
    Step("matters", ("interactions", "responses", "costs"), ("contact_costs", "matters_of_several", "matter_steps"), build_matters,
         (*TABLES, *OF_MATTERS, SCOPE), finds_its_own=True),
    Step("customer classes", (*ACTIVITY, "subscriptions", "persons", "activity_spells", "journey_pauses"), ("persons",),
         class_customers, finds_its_own=True, stands_alone=True),
    Step("beginnings", ("customers", "persons", "journey_pauses", "inactivity_limits"), ("persons",), find_beginnings, finds_its_own=True,
         stands_alone=True),
    Step("daily costs", ("costs",), ("daily_costs",), spread_costs, stands_alone=True),
    Step("comments", ("interactions", "messages", "responses"), ("comments",), read_comments, finds_its_own=True, stands_alone=True),
    Step("suggestions", ("identities", "doubtful_links", *TABLES), ("suggested_matches",), suggest_matches, finds_its_own=True, stands_alone=True),
    Step("attributes", TABLES, (), list_attributes, finds_its_own=True, stands_alone=True),
)  # fmt: skip
