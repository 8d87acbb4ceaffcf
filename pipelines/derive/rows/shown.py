"""Of whom a table or view may show something else than the version before, although nothing of theirs was derived again.

Temporary table `shown_person` (person_id): those in `scope_person`, whose silences reached the pause or the limit since the
data ended before, and whose contacts cost something else.
"""

from __future__ import annotations

from datetime import datetime

import duckdb

from pipelines.derive.rows.scope import add_persons
from pipelines.store.batch import has_rows
from warehouse.tables.journeys import TOUCHED, settles_at


def find_shown(con: duckdb.DuckDBPyConnection, until_before: datetime | None, until: datetime | None) -> None:
    """Make `shown_person`. Needs `scope_person`, the written facts and `moved_cost` (contact_costs.py)."""
    con.execute("CREATE OR REPLACE TEMP TABLE shown_person AS FROM scope_person")
    if until_before and until and until_before != until:
        for table, touched in TOUCHED.items():
            settles = settles_at(touched)
            add_persons(
                con,
                f"SELECT person_id FROM building.{table} WHERE {settles} > TIMESTAMP '{until_before}'"
                f" AND {settles} <= TIMESTAMP '{until}'",
                "shown_person",
            )
        add_persons(
            con,
            f"SELECT person_id FROM building.spells_at_limit WHERE ended_local > TIMESTAMP '{until_before}'"
            f" AND ended_local <= TIMESTAMP '{until}'",
            "shown_person",
        )
    if has_rows(con, "moved_cost"):
        contacts = (
            "(SELECT person_id, matter_id FROM building.interactions"
            " WHERE matter_id IS NOT NULL AND (channel, CAST(started_local AS DATE)) IN (SELECT (channel, day) FROM moved_cost))"
        )
        add_persons(con, f"SELECT person_id FROM {contacts}", "shown_person")
        add_persons(
            con,
            f"SELECT person_id FROM building.matters_of_several WHERE matter_id IN (SELECT matter_id FROM {contacts})",
            "shown_person",
        )
