"""The identifiers of a version and the persons that may be one, as lists to look through. Read only, in frames."""

from dataclasses import dataclass

import polars as pl

from warehouse.store.engine import Engine
from warehouse.store.prepared import Asked, ask_prepared

STATES = ("sole", "recycled", "shared", "generic")


def count_identifiers(engine: Asked) -> pl.DataFrame:
    """One row per key type: `sole`, `recycled`, `shared`, `generic` (different values each) and `total`; the most first."""
    states = ", ".join(f"CAST(count(*) FILTER (is_{s}) AS BIGINT) AS {s}" for s in STATES)
    flags = ", ".join(f"bool_or(state = '{s}') AS is_{s}" for s in STATES)
    return ask_prepared(
        engine,
        "identifiers",
        f"""SELECT key_type, {states}, CAST(count(*) AS BIGINT) AS total
        FROM (SELECT key_type, key_value, {flags} FROM identities GROUP BY key_type, key_value)
        WHERE key_value IS NOT NULL GROUP BY key_type ORDER BY total DESC, key_type""",
    )


def list_identifiers(
    engine: Engine, text: str, key_type: str, state: str, limit: int, offset: int = 0
) -> tuple[pl.DataFrame, int]:
    """Identifiers whose value contains the text (as it stands, upper or lower case) and how many there are in all.

    key_type, key_value, state, reason, partners, valid_from and valid_until (UTC; spells of a recycled key), person_id (NULL:
    nobody's). An empty `key_type` or `state` is all of them. Those with most partners first.
    """
    where, params = ["TRUE"], []
    for column, value in (("key_type", key_type), ("state", state)):
        if value:
            where.append(f"{column} = ?")
            params.append(value)
    if text:
        where.append("contains(lower(key_value), lower(?))")
        params.append(text)
    found = f"FROM identities WHERE {' AND '.join(where)}"
    frame = engine.query(
        f"""SELECT key_type, key_value, state, reason, partners, valid_from, valid_until, person_id {found}
        ORDER BY partners DESC NULLS LAST, key_type, key_value, valid_from NULLS FIRST LIMIT ? OFFSET ?""",
        [*params, limit, offset],
    )
    return frame, int(engine.query(f"SELECT count(*) AS n {found}", params)["n"][0])


def list_suggestions(engine: Engine) -> pl.DataFrame:
    """Every pair of persons that may be one: the columns of suggested_matches, the most probable first."""
    return engine.query("FROM suggested_matches ORDER BY weight DESC, person_a, person_b")


@dataclass(frozen=True)
class DoubledCustomers:
    """Persons with a customer number, and those of them with two or more: counted twice by the company, or two people in one."""

    numbered: int
    doubled: int

    @property
    def sentence(self) -> str:
        """One line in English."""
        return f"{self.doubled} of {self.numbered} persons with a customer number have two or more"


def count_doubled_customers(engine: Engine) -> DoubledCustomers:
    """How many persons may be two people, by their customer numbers."""
    frame = engine.query("""
        SELECT count(*) AS numbered, count(*) FILTER (numbers > 1) AS doubled FROM (
            SELECT count(*) AS numbers FROM identities WHERE key_type = 'customer_id' AND person_id IS NOT NULL GROUP BY person_id)
    """)
    return DoubledCustomers(*map(int, frame.row(0)))
