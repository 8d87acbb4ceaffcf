"""The SQL behind customers of one and of several channels: what each person did, then sums over persons by side and activity."""

from metrics.catalogue import find_metric
from metrics.catalogue.entry import Leg
from metrics.catalogue.fragment import Sql, fill, joined
from metrics.semantic.request import Request, leg_rows, rows_sql
from warehouse.config.codes import STAGE_BY_INTERACTION_TYPE

# Touches that the company sends, and what it opens itself, are no use of a channel by the customer.
SENT = ", ".join(f"'{kind}'" for kind in (*STAGE_BY_INTERACTION_TYPE["awareness"], "survey_invite"))
OWN_CONTACT = (
    "is_person_known AND coalesce(direction, 'inbound') NOT IN ('outbound', 'internal')"
    f" AND coalesce(interaction_type, '') NOT IN ({SENT})"
)
OWN_ORDER = "is_person_known AND coalesce(status, '') <> 'cancelled' AND coalesce(amount, 0) >= 0"
NET = "CAST(amount - coalesce(refunded_amount, 0) AS DOUBLE)"
# Contacts and orders of a person; wider where persons are fewer.
ACTIVITY = (
    "CASE WHEN uses <= 5 THEN uses WHEN uses <= 7 THEN 6 WHEN uses <= 10 THEN 8 WHEN uses <= 20 THEN 11 ELSE 21 END"
)
POINTS = {
    "csat": "CASE WHEN score >= top_box_min THEN 100 WHEN top_box_min IS NOT NULL THEN 0 END",
    "nps": "CASE WHEN score >= 9 THEN 100 WHEN score <= 6 THEN -100 ELSE 0 END",
}
SUMS = (
    "CAST(count(*) AS BIGINT) AS persons, CAST(sum(s) AS DOUBLE) AS s, CAST(sum(c) AS DOUBLE) AS c,"
    " CAST(sum(s * s) AS DOUBLE) AS ss, CAST(sum(s * c) AS DOUBLE) AS sc, CAST(sum(c * c) AS DOUBLE) AS cc"
)


def persons_sql(request: Request) -> Sql:
    """measure, unit, is_multi, activity, persons, s, c, ss, sc, cc: sums over the persons active in the scope.

    contacts, orders, spend (one a currency, every person counts): c is 1 a person; csat, nps: c are the person's answers.
    """
    used = used_sql(request)
    orders = rows_sql(request, "orders", "ordered_local", OWN_ORDER)
    spent = fill(
        f"SELECT person_id, currency, sum({NET}) AS s FROM (@) AS o WHERE amount IS NOT NULL AND currency IS NOT NULL"
        " GROUP BY person_id, currency", orders,
    )  # fmt: skip
    return fill(
        "WITH used AS (@), spent AS (@), said AS (@), sides AS (SELECT is_multi, activity, count(*) AS persons FROM used"
        " GROUP BY is_multi, activity)"
        f" SELECT 'contacts' AS measure, 'per_month' AS unit, is_multi, activity, {SUMS}"
        " FROM (SELECT is_multi, activity, contacts AS s, 1 AS c FROM used) AS f"
        " WHERE EXISTS (SELECT 1 FROM interactions) GROUP BY is_multi, activity"
        f" UNION ALL SELECT 'orders', 'per_month', is_multi, activity, {SUMS}"
        " FROM (SELECT is_multi, activity, orders AS s, 1 AS c FROM used) AS f"
        " WHERE EXISTS (SELECT 1 FROM orders) GROUP BY is_multi, activity"
        # Who spent nothing in a currency counts as 0: sums of theirs are 0, so only their number is added.
        " UNION ALL SELECT 'spend', k.currency, p.is_multi, p.activity, p.persons, coalesce(m.s, 0), p.persons,"
        " coalesce(m.ss, 0), coalesce(m.s, 0), p.persons FROM sides AS p"
        " JOIN (SELECT DISTINCT currency FROM spent) AS k ON TRUE"
        " LEFT JOIN (SELECT currency, is_multi, activity, sum(s) AS s, sum(s * s) AS ss FROM spent JOIN used USING (person_id)"
        " GROUP BY currency, is_multi, activity) AS m"
        " ON m.currency = k.currency AND m.is_multi = p.is_multi AND m.activity = p.activity"
        f" UNION ALL SELECT metric, CASE metric WHEN 'nps' THEN 'points' ELSE 'percent' END, is_multi, activity, {SUMS}"
        " FROM (SELECT u.is_multi, u.activity, a.metric, a.s, a.c FROM said AS a JOIN used AS u USING (person_id)) AS f"
        " GROUP BY metric, is_multi, activity",
        used, spent, said_sql(request),
    )  # fmt: skip


def said_sql(request: Request) -> Sql:
    """person_id, metric, s, c: the answers that the metrics count (of a relationship survey the latest), in percent or points."""
    answers = [
        fill(f"SELECT person_id, '{name}' AS metric, {points} AS s FROM (@) AS r WHERE is_person_known", leg_rows(request, leg))
        for name, points in POINTS.items()
        for leg in find_metric(name).legs
        if isinstance(leg, Leg)
    ]  # fmt: skip
    return fill(
        "SELECT person_id, metric, CAST(sum(s) AS DOUBLE) AS s, count(*) AS c FROM (@) AS r WHERE s IS NOT NULL"
        " GROUP BY person_id, metric",
        joined(" UNION ALL ", answers),
    )


def used_sql(request: Request) -> Sql:
    """person_id, contacts, orders, is_multi, activity: of every known person with a contact or order of its own."""
    rows = joined(" UNION ALL ", [
        fill("SELECT person_id, channel, 1 AS contacts, 0 AS orders FROM (@) AS i",
             rows_sql(request, "interactions", "started_local", OWN_CONTACT)),
        fill("SELECT person_id, channel, 0 AS contacts, 1 AS orders FROM (@) AS o",
             rows_sql(request, "orders", "ordered_local", OWN_ORDER)),
    ])  # fmt: skip
    # min and max tell one channel from several without a set of channels for each person
    by_person = fill(
        "SELECT person_id, sum(contacts) AS contacts, sum(orders) AS orders, count(*) AS uses,"
        " coalesce(min(channel) <> max(channel), FALSE) AS is_multi FROM (@) AS u GROUP BY person_id",
        rows,
    )
    return fill(f"SELECT *, CAST({ACTIVITY} AS BIGINT) AS activity FROM (@) AS p", by_person)


def retention_sql(before: Request, now: Request) -> Sql:
    """The same columns for `retention`: persons active before, by what they did then; s is 100 for those active now."""
    return fill(
        f"SELECT 'retention' AS measure, 'percent' AS unit, is_multi, activity, {SUMS}"
        " FROM (SELECT b.is_multi, b.activity, CASE WHEN n.person_id IS NULL THEN 0 ELSE 100 END AS s, 1 AS c FROM (@) AS b"
        " LEFT JOIN (@) AS n ON n.person_id = b.person_id) AS f GROUP BY is_multi, activity",
        used_sql(before),
        used_sql(now),
    )
