"""What the persons of a version were derived by: when the rules changed, all persons are derived again."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import duckdb
import msgspec

from pipelines.store.batch import has_rows
from warehouse.config.settings import Settings
from warehouse.people.decisions import Decision, fingerprint

# Raise it when this program derives other persons from the same records.
RULES_VERSION = 2
# A load that brings more keys than this part of those known is derived as a whole: narrowing would cost more than it saves.
LARGE_LOAD = 0.25


def identity_facts(settings: Settings, log: Sequence[Decision]) -> dict[str, str]:
    """Facts of a version: fingerprint of the settings, the last decision it knows, fingerprint of the log up to it."""
    applied = max((decision.id for decision in log), default=0)
    return {
        "identity_rules": hash_rules(settings),
        "decisions_applied": str(applied),
        "decisions_fingerprint": fingerprint(list(log), applied),
    }


def hash_rules(settings: Settings) -> str:
    rules = [
        RULES_VERSION, settings.key_partner_limit, settings.recycled_after_days,
        sorted(settings.generic_keys), sorted(settings.personal_keys),
    ]  # fmt: skip
    return hashlib.sha256(msgspec.json.encode(rules)).hexdigest()


def new_decisions(con: duckdb.DuckDBPyConnection, settings: Settings, log: Sequence[Decision]) -> list[Decision] | None:
    """Decisions that the version this one grows from did not know; None: it went by other rules, or has no persons."""
    facts = dict(con.execute("SELECT name, value FROM version_facts").fetchall())
    applied = int(facts.get("decisions_applied", 0))
    same_rules = facts.get("identity_rules") == hash_rules(settings)
    same_log = facts.get("decisions_fingerprint") == fingerprint(list(log), applied)
    has_persons = has_rows(con, "identities")
    return [d for d in log if d.id > applied] if same_rules and same_log and has_persons else None


def is_large(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether the keys in `touched_key` are too many to narrow the derivation to what they touch."""
    [(touched, known)] = con.execute(
        "SELECT (SELECT count(*) FROM touched_key), (SELECT count(*) FROM identities)"
    ).fetchall()
    return bool(touched > LARGE_LOAD * known)
