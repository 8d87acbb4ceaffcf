"""Who is who: the identifiers of all records become persons, across all tables and sources.

Keys that name one person (strong) connect the records that share them; keys that pass between people (weak) belong to
the person that they are seen with. A name is never a key. Every rule is in docs/who-is-who.md.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from pipelines.derive.identity.decided_links import add_unseen_keys, note_decisions
from pipelines.derive.identity.decided_weak_keys import settle_decided_weak_keys
from pipelines.derive.identity.doubtful_links import (
    cut_doubtful_links,
    keep_doubtful_links,
    tell_records_apart,
)
from pipelines.derive.identity.generic_keys import find_generic_keys
from pipelines.derive.identity.keys import Kinds, collect_bundles, collect_keys, find_kinds
from pipelines.derive.identity.number_persons import number_persons, write_identities
from pipelines.derive.identity.region import fix_none, narrow_to_region
from pipelines.derive.identity.rules import is_large, new_decisions
from pipelines.derive.identity.strong_components import connect_strong_keys, name_by_strong_keys, settle_strong_keys
from pipelines.derive.identity.touched import collect_touched_keys, start_touched
from pipelines.derive.identity.weak_keys import settle_weak_keys
from warehouse.config.settings import Settings
from warehouse.people.decisions import Decision, hold_latest


def derive_identities(con: duckdb.DuckDBPyConnection, settings: Settings, log: Sequence[Decision]) -> Kinds:
    """Fill `identities` and `doubtful_links`, and the temporary tables by which rows find their person; return the types of key that occur.

    What the load did not touch stays as the version before has it, unless that went by other rules. Temporary: bundle
    (bundle, k_<type>, node), owner (key, state, reason, node, valid_from, valid_until, partners), person_of_node (node,
    person_id) and renumbered (before, person_id); a node is a person whose keys are being collected.
    """
    kinds = find_kinds(con)
    collect_bundles(con, kinds)
    if choose_extent(con, settings, log):
        collect_keys(con, kinds)
        fix_none(con)
    else:
        narrow_to_region(con, kinds)
    add_unseen_keys(con)
    find_generic_keys(con, kinds, settings)
    connect_strong_keys(con, kinds)
    cut_doubtful_links(con, kinds)
    settle_strong_keys(con, kinds)
    tell_records_apart(con, kinds)
    name_by_strong_keys(con, kinds)
    settle_decided_weak_keys(con, kinds)
    settle_weak_keys(con, kinds, settings)
    number_persons(con)
    write_identities(con)
    keep_doubtful_links(con)
    return kinds


def choose_extent(con: duckdb.DuckDBPyConnection, settings: Settings, log: Sequence[Decision]) -> bool:
    """Note the decisions and what the load touched; say whether all persons are derived again."""
    added = new_decisions(con, settings, log)
    note_decisions(con, hold_latest(list(log)), added or [])
    if added is not None:
        collect_touched_keys(con)
    everything = added is None or is_large(con)
    start_touched(con, everything=everything)
    return everything
