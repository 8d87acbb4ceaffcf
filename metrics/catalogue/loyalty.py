"""Who leaves and who stays. Persons without a key are out: they cannot be seen again."""

from metrics.catalogue.entry import Leg, Metric, Part, PeriodLoss

AT_START = "nullif(at_start, 0)"
# What is lost until the data end in a period that goes on is no loss of the period; what was lost before they begin is not known.
LOST = f"CASE WHEN unfinished = 1 OR unknown = 1 THEN NULL ELSE 100e0 * lost / {AT_START} END"
# As long after a customer was called lost as the silence before.
WATCHED = "watched_local < {data_end}"
JUDGED = "CASE WHEN unknown = 1 THEN 0 ELSE at_start END"
NOTE = "CASE WHEN unknown = 1 THEN 'no known beginning' WHEN unfinished = 1 THEN 'immature' END"
IN_DATED_SUBSCRIPTIONS = PeriodLoss(
    "subscriptions", "started_local", "ended_local", "is_person_known AND snapshot_on IS NULL"
)
# The second 30 days are over when the data reach beyond them.
COHORT_IS_MATURE = "first_active_local + INTERVAL 60 DAY <= {data_end}"
IN_COHORT = f"coalesce(is_beginning_known, FALSE) AND {COHORT_IS_MATURE}"

METRICS = (
    Metric(
        name="churn", label="Churn in the period", unit="percent", better="lower", kind="rate",
        description="Customers lost in the period shown among the paying ones at its start, one person once, trials out; longer periods lose"
        " more: churn per month is comparable. From an export of states without dates: lost among all, with the note snapshot.",
        legs=(
            IN_DATED_SUBSCRIPTIONS,
            Leg("subscriptions", "snapshot_on", (
                Part("at_start", "count(*)"), Part("lost", "count_if(is_lost)"), Part("snapshots", "count(*)"),
            ), "snapshot_on IS NOT NULL AND is_lost IS NOT NULL", latest_per_person=True),
        ),
        value=LOST, n="at_start", interval="wilson", source="logo churn, MetricKit", formula="100 × lost ÷ customers at the start",
        note="CASE WHEN coalesce(snapshots, 0) > 0 THEN 'snapshot' WHEN unfinished = 1 THEN 'immature' END",
        notes=("snapshot", "immature"), legs_are_alternatives=True,
    ),
    Metric(
        name="churn_monthly", label="Churn per month", unit="percent", better="lower", kind="rate",
        description="The share of paying customers that a month of 30.4375 days loses when the period shown, as far as the data reach, loses"
        " what it does: the same whatever the length of the period.",
        legs=(IN_DATED_SUBSCRIPTIONS,),
        value=f"100e0 * (1 - power(1 - 1e0 * lost / {AT_START}, 304375e-4 / nullif(days, 0)))", n="at_start", interval="wilson_per_month",
        source="logo churn, MetricKit; compound rate", formula="100 × (1 − (1 − lost ÷ customers at the start)^(30.4375 ÷ days))",
    ),
    Metric(
        name="churn_inactivity", label="Churn by inactivity in the period", unit="percent", better="lower", kind="rate",
        description="Active customers at the start of the period who then had neither contact nor order for so long that hardly "
        "anybody of their segment and pace (the mean of their own gaps) comes back: a limit after which fewer than 5 % did. Who has "
        "no such limit counts as active. Periods that open before one limit after the first day of the data are not judged: who was"
        " active then is not known.",
        legs=(PeriodLoss("activity_spells", "started_local", "ended_local", known_from="{limits_known}", can_end="watched_local IS NOT NULL"),),
        value=f"CASE WHEN judged > 0 THEN {LOST} END", n=JUDGED, interval="wilson", source="Kaplan & Meier 1958, of silences; limit: under 5 % return",
        formula="100 × fallen silent ÷ active at the start",
        note=f"CASE WHEN judged = 0 THEN 'no_limit' ELSE ({NOTE}) END", notes=("no_limit", "immature", "no known beginning"),
    ),
    Metric(
        name="returned_after_lost", label="Came back after being called lost", unit="percent", better="neutral", kind="rate",
        description="Of those whom churn by inactivity called lost in the period, the share that had a contact or an order before as "
        "long a silence again had passed; those called lost since are left out.",
        legs=(Leg("activity_spells", "ended_local", (
            Part("hits", f"count_if({WATCHED} AND coalesce(returned_local <= watched_local, FALSE))"), Part("n", f"count_if({WATCHED})"),
            Part("immature", f"count_if(NOT ({WATCHED}))"),
        ), "ended_local IS NOT NULL", WATCHED),),
        value="100e0 * hits / nullif(n, 0)", n="n", interval="wilson", source="definition of the product",
        formula="100 × came back within the limit ÷ called lost",
        note="CASE WHEN immature > 0 THEN 'immature' END", notes=("immature",),
    ),
    Metric(
        name="retention", label="Retention, days 30 to 59", unit="percent", better="higher", kind="rate",
        description="New persons who were active again 30 to 59 days after their first activity, whose 60 days are over when the data end."
        " New: first seen later than one journey pause after the data of their source begin, or with a customer record created within"
        " the data; the others may be old customers and are left out.",
        legs=(Leg("persons", "first_active_local", (
            Part("hits", f"count_if({IN_COHORT} AND (active_windows & 2) > 0)"), Part("n", f"count_if({IN_COHORT})"),
            Part("immature", f"count_if(NOT ({COHORT_IS_MATURE}))"),
            Part("unknown", "count_if(NOT coalesce(is_beginning_known, FALSE))"),
        ), counted=IN_COHORT),),
        value="100e0 * hits / nullif(n, 0)", n="n", interval="wilson", source="cohort retention, MetricKit",
        formula="100 × active on days 30 to 59 ÷ new persons",
        note="nullif(concat_ws('; ', CASE WHEN immature > 0 THEN 'immature' END,"
        " CASE WHEN unknown > 0 THEN 'no known beginning' END), '')",
        notes=("immature", "no known beginning"),
    ),
)  # fmt: skip
