"""Who leaves and who stays. Persons without a key are out: they cannot be seen again."""

from metrics.catalogue.entry import Leg, Metric, Part, PeriodLoss

LOST = "100e0 * lost / nullif(at_start, 0)"
UNFINISHED = "CASE WHEN unfinished = 1 THEN 'immature' END"
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
        description="Active customers at the start of the period who then had neither contact nor order for the limit of "
        "their segment (P90 of the customers' own gaps, fixed per published version).",
        legs=(PeriodLoss("activity_spells", "started_local", "ended_local"),),
        value=LOST, n="at_start", interval="wilson", source="BG/NBD literature; limit: P90 of own gaps",
        formula="100 × fallen silent ÷ active at the start", note=UNFINISHED, notes=("immature",),
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
