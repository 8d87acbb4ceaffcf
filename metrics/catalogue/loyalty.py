"""Who leaves and who stays. Persons without a key are out: they cannot be seen again."""

from metrics.catalogue.entry import Leg, Metric, Part, PeriodLoss

LOST = "100e0 * lost / nullif(at_start, 0)"
# As long after a customer was called lost as the silence before.
WATCHED = "watched_local < {data_end}"
# The month after the first is over when the data reach beyond it.
COHORT_IS_MATURE = "date_trunc('month', first_active_local) + INTERVAL 2 MONTH <= {data_end}"

METRICS = (
    Metric(
        name="churn", label="Churn", unit="percent", better="lower", kind="rate",
        description="Customers lost in the period among the paying ones at its start, one person once, trials out; "
        "from an export of states without dates: lost among all, with the note snapshot.",
        legs=(
            PeriodLoss("subscriptions", "started_local", "ended_local", "is_person_known AND snapshot_on IS NULL"),
            Leg("subscriptions", "snapshot_on", (
                Part("at_start", "count(*)"), Part("lost", "count_if(is_lost)"),
                Part("snapshots", "count(*)"), Part("unfinished", "max(0)", "max"),
            ), "snapshot_on IS NOT NULL AND is_lost IS NOT NULL", latest_per_person=True),
        ),
        value=LOST, n="at_start", interval="wilson", source="logo churn, MetricKit", formula="100 × lost ÷ customers at the start",
        note="CASE WHEN coalesce(snapshots, 0) > 0 THEN 'snapshot' WHEN unfinished = 1 THEN 'immature' END",
        notes=("snapshot", "immature"), legs_are_alternatives=True,
    ),
    Metric(
        name="churn_inactivity", label="Churn by inactivity", unit="percent", better="lower", kind="rate",
        description="Active customers at the start of the period who then had neither contact nor order for so long that hardly "
        "anybody of their segment and pace (the mean of their own gaps) comes back: a limit after which fewer than 5 % did. Who has "
        "no such limit counts as active.",
        legs=(PeriodLoss("activity_spells", "started_local", "ended_local", can_end="watched_local IS NOT NULL"),),
        value=f"CASE WHEN judged > 0 THEN {LOST} END", n="at_start", interval="wilson", source="Kaplan & Meier 1958, of silences; limit: under 5 % return",
        formula="100 × fallen silent ÷ active at the start",
        note="CASE WHEN judged = 0 THEN 'no_limit' WHEN unfinished = 1 THEN 'immature' END", notes=("no_limit", "immature"),
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
        name="retention", label="Retention", unit="percent", better="higher", kind="rate",
        description="Persons first seen in a month who were active again in the month after; months that are not over are left out.",
        legs=(Leg("persons", "first_active_local", (
            Part("hits", f"count_if({COHORT_IS_MATURE} AND (active_months & 2) > 0)"),
            Part("n", f"count_if({COHORT_IS_MATURE})"), Part("immature", f"count_if(NOT ({COHORT_IS_MATURE}))"),
        )),),
        value="100e0 * hits / nullif(n, 0)", n="n", interval="wilson", source="cohort retention, MetricKit",
        formula="100 × active in the following month ÷ cohort",
        note="CASE WHEN immature > 0 THEN 'immature' END", notes=("immature",),
    ),
)  # fmt: skip
