"""What must hold of the journeys before a version is published, so that every page that counts touches shows the same totals."""

from __future__ import annotations

from pipelines.check.rule import TableRule
from warehouse.tables.journeys import TOUCHED


def journey_rules() -> list[TableRule]:
    """The rules on `journeys`; their SQL selects what breaks them from {batch}."""
    return [touches_add_up(), touched_once()]


def touches_add_up() -> TableRule:
    """A journey has as many touches as steps, numbered without a gap, and ends where its steps say."""
    sql = (
        "SELECT journey_id AS value FROM (FROM {batch} WHERE {within}) LEFT JOIN ("
        "SELECT journey_id, count(*) AS steps, max(position) AS last, count_if(outcome = 'left') AS ends"
        " FROM building.journey_steps WHERE {within} GROUP BY journey_id) AS steps USING (journey_id)"
        " WHERE (touches, touches) IS DISTINCT FROM (steps, last)"
        " OR ends IS DISTINCT FROM CASE WHEN outcome = 'left' THEN 1 ELSE 0 END"
    )
    return TableRule("touches_add_up", "journeys", "touches", sql)


def touched_once() -> TableRule:
    """Every dated contact and order of a known person is in a journey, nothing else is, and there is no journey without them."""
    touches = " UNION ALL ".join(
        f"SELECT person_id, record_id, journey_id, is_person_known AND {local} IS NOT NULL AS is_touch FROM building.{table}"
        for table, local in TOUCHED.items()
    )
    sql = (
        f"SELECT record_id AS value FROM ({touches}) WHERE is_touch IS DISTINCT FROM (journey_id IS NOT NULL)"
        f" UNION ALL SELECT NULL FROM ({touches}) ANTI JOIN {{batch}} USING (journey_id) WHERE journey_id IS NOT NULL AND {{within}}"
    )
    return TableRule("touched_once", "journeys", "record_id", sql)
