"""What must hold of the journeys before a version is published, so that every page that counts touches shows the same totals."""

from __future__ import annotations

from pipelines.check.rule import TableRule

CONTACTS = "SELECT 'interactions' AS of_table, record_id FROM building.interactions WHERE is_person_known AND started_local IS NOT NULL"
ORDERS = "SELECT 'orders', record_id FROM building.orders WHERE is_person_known AND ordered_local IS NOT NULL"
# Two sets of the same size and the same sum of hashes are the same; comparing them by a join costs seconds at ten million.
PRINT = "count(*) AS records, sum(hash(record_id)) AS print"


def journey_rules() -> list[TableRule]:
    """The rules on `journeys`; their SQL selects what breaks them from {batch}."""
    return [touches_add_up(), touched_once(), left_as_spells()]


def touches_add_up() -> TableRule:
    """A journey has as many touches as steps, numbered without a gap, and ends where its steps say."""
    sql = (
        "SELECT journey_id AS value FROM {batch} LEFT JOIN ("
        "SELECT journey_id, count(*) AS steps, max(position) AS last, count_if(outcome = 'left') AS ends"
        " FROM building.journey_steps GROUP BY journey_id) AS steps USING (journey_id)"
        " WHERE (touches, touches) IS DISTINCT FROM (steps, last)"
        " OR ends IS DISTINCT FROM CASE WHEN outcome = 'left' THEN 1 ELSE 0 END"
    )
    return TableRule("touches_add_up", "journeys", "touches", sql)


def touched_once() -> TableRule:
    """Every dated contact and order of a known person is in exactly one journey, and nothing else is."""
    sql = (
        f"SELECT of_table AS value FROM (SELECT of_table, {PRINT} FROM ({CONTACTS} UNION ALL {ORDERS}) GROUP BY of_table) AS own"
        f" FULL JOIN (SELECT of_table, {PRINT} FROM building.journey_steps GROUP BY of_table) AS steps USING (of_table)"
        " WHERE (own.records, own.print) IS DISTINCT FROM (steps.records, steps.print)"
        " AND (SELECT count(*) FROM {batch}) >= 0"
    )
    return TableRule("touched_once", "journeys", "record_id", sql)


def left_as_spells() -> TableRule:
    """The journeys that were left are the stretches of activity that ended: churn by inactivity counts the same."""
    sql = (
        "SELECT person_id AS value FROM ("
        "SELECT person_id, left_local AS ended FROM {batch} WHERE outcome = 'left'"
        " EXCEPT SELECT person_id, ended_local FROM building.activity_spells) AS journey"
        " UNION ALL SELECT person_id FROM ("
        "SELECT person_id, ended_local AS ended FROM building.activity_spells WHERE ended_local IS NOT NULL"
        " EXCEPT SELECT person_id, left_local FROM {batch} WHERE outcome = 'left') AS spell"
    )
    return TableRule("left_as_spells", "journeys", "left_local", sql)
