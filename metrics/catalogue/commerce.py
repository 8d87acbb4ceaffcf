"""What customers buy, and whether contacts lead to it."""

from metrics.catalogue.entry import Leg, Metric, Part, PersonStage

PLACED = "coalesce(status, '') <> 'cancelled'"
# A refund that the till books as a row of its own, with a negative amount, takes off revenue but is no order.
IS_ORDER = f"{PLACED} AND coalesce(amount, 0) >= 0"
NET = "(amount - coalesce(refunded_amount, 0))"
OUTCOME = Leg(
    "interactions", "started_local",
    (Part("converted", "count_if(is_converted)"), Part("stated", "count(*)")),
    "is_converted IS NOT NULL", is_rolled=True,
)  # fmt: skip
# min_by drops NULLs on one engine only, hence the stand-in for "no order".
FIRST_CONTACTS = Leg(
    "interactions", "started_local",
    (Part("until_order", "min_by(coalesce(next_order_seconds, {never}), started_local)", "min", "DOUBLE"),
     Part("first_at", "min(started_local)", "min", "TIMESTAMP")),
    "is_person_known AND is_converted IS NULL",
)  # fmt: skip

METRICS = (
    Metric(
        name="conversion", label="Conversion", unit="percent", better="higher", kind="rate",
        description="Known persons whose first contact here is followed by an order within the window; "
        "where the export states the outcome on the contact itself, contacts with a positive outcome (level contact).",
        legs=(
            OUTCOME,
            PersonStage((FIRST_CONTACTS,), (
                Part("reached", "count_if(until_order <= {conversion_window})"), Part("starters", "count(*)"),
                Part("immature", "count_if(first_at > {conversion_mature})"),
            ), needs="orders"),
        ),
        value="CASE WHEN stated > 0 THEN 100e0 * converted / stated ELSE 100e0 * reached / nullif(starters, 0) END",
        n="CASE WHEN stated > 0 THEN stated ELSE starters END", interval="wilson",
        source="PostHog funnels, closed, one person once", formula="100 × persons with an order in time ÷ persons",
        note="CASE WHEN stated = 0 AND immature > 0 THEN 'immature' END", notes=("immature",),
    ),
    Metric(
        name="revenue", label="Revenue", unit="money", better="higher", kind="sum",
        description="Charged minus refunded, of orders that were not cancelled.",
        legs=(Leg("orders", "ordered_local", (
            Part("revenue", f"sum{NET}", type="DECIMAL(38, 4)"), Part("n", "count(amount)"),
            Part("sum_squares", f"sum({NET} * {NET})", type="DECIMAL(38, 8)"),
            Part("currency_low", "min(currency)", "min", "STRING"), Part("currency_high", "max(currency)", "max", "STRING"),
        ), f"{PLACED} AND amount IS NOT NULL", is_rolled=True),),
        value="CASE WHEN currency_low <> currency_high THEN NULL ELSE CAST(revenue AS DOUBLE) END", n="n",
        interval="none", noise="sum_of_squares", source="definition of the product", formula="sum of (charged − refunded)",
        note="CASE WHEN currency_low <> currency_high THEN 'mixed currencies' END",
        unit_part="currency_low", notes=("mixed currencies",),
    ),
    Metric(
        name="orders", label="Orders", unit="orders", better="higher", kind="count",
        description="Orders that were not cancelled, with or without a value in the export.",
        legs=(Leg("orders", "ordered_local", (Part("n", "count(*)"),), IS_ORDER, is_rolled=True),),
        value="nullif(n, 0)", n="n", interval="none", noise="poisson",
        source="definition of the product", formula="count of orders",
    ),
)  # fmt: skip
