"""The identifiers on a person's records. Read only, in a frame."""

import polars as pl

from warehouse.people.key import KEY_TYPES
from warehouse.people.key_sql import key_type_sql, key_value_sql, rank_sql
from warehouse.store.engine import Engine
from warehouse.tables import KEYED


def keys_of_person(engine: Engine, person_id: int) -> pl.DataFrame:
    """One row per identifier on the person's records, the strongest first.

    key_type, key_value, state (sole, recycled, shared, generic; NULL: another person's), reason, valid_from, valid_until (UTC, of
    a recycled one), first_seen, last_seen (reporting zone; NULL: on no record with a time), records, sources (list).
    """
    return engine.query(
        f"""
        WITH seen AS (
            SELECT key.key_type, key.key_value, min(moment) AS first_seen, max(moment) AS last_seen,
                CAST(count(*) AS BIGINT) AS records, list_sort(list(DISTINCT source)) AS sources
            FROM (SELECT source, moment, unnest(keys) AS key FROM ({keyed_records()})) GROUP BY ALL
        ),
        own AS (FROM identities WHERE person_id = $1),
        nobodys AS (FROM identities SEMI JOIN seen USING (key_type, key_value) WHERE person_id IS NULL)
        SELECT key_type, key_value, coalesce(own.state, nobodys.state) AS state, coalesce(own.reason, nobodys.reason) AS reason,
            own.valid_from, own.valid_until, first_seen, last_seen, coalesce(records, 0) AS records,
            coalesce(sources, []) AS sources
        FROM seen FULL JOIN own USING (key_type, key_value) LEFT JOIN nobodys USING (key_type, key_value)
        ORDER BY {rank_sql("key_type")}, key_type, key_value, own.valid_from NULLS FIRST
        """,
        [person_id],
    )


def keyed_records() -> str:
    """SQL of the records of person $1: table_name, record_id, source, file_id, source_line, moment (reporting zone), keys (list of
    key_type and key_value)."""
    return " UNION ALL BY NAME ".join(
        f"SELECT '{table.name}' AS table_name, record_id, source, file_id, source_line,"
        f" {table.main_local or 'NULL::TIMESTAMP'} AS moment, {key_list(table.name)} AS keys"
        f" FROM {table.name} AS t WHERE person_id = $1 AND is_person_known"
        for table in KEYED
    )


def key_list(table: str) -> str:
    """SQL list of a row's keys."""
    entries = ", ".join(
        f"{{'key_type': {key_type_sql(kind, table)}, 'key_value': {key_value_sql(kind)}}}" for kind in KEY_TYPES
    )
    return f"list_filter([{entries}], lambda k: k.key_type IS NOT NULL AND k.key_value IS NOT NULL)"
