"""What customers buy, and whether contacts lead to it."""

from metrics.catalogue.contact_centre import FIRST_LEG, SERVICE_CONTACT
from metrics.catalogue.entry import Leg, Metric, Part, PersonStage
from metrics.catalogue.surveys import MEAN_PARTS

PLACED = "coalesce(status, '') <> 'cancelled'"
# A refund that the till books as a row of its own, with a negative amount, takes off revenue but is no order.
IS_ORDER = f"{PLACED} AND coalesce(amount, 0) >= 0"
NET = "(amount - coalesce(refunded_amount, 0))"
OUTCOME = Leg(
    "interactions", "started_local",
    (Part("converted", "count_if(is_converted)"), Part("stated", "count(*)")),
    "is_converted IS NOT NULL", is_rolled=True,
)  # fmt: skip
# Whose window is not over may still order: never a "no". min_by drops NULLs on one engine only, hence the stand-in for "no order".
MATURE = "started_local <= {conversion_mature}"
FIRST_IS_MATURE = "first_at <= {conversion_mature}"
FIRST_CONTACTS = Leg(
    "interactions", "started_local",
    (Part("until_order", "min_by(coalesce(next_order_seconds, {never}), started_local)", "min", "DOUBLE"),
     Part("first_at", "min(started_local)", "min", "TIMESTAMP")),
    "is_person_known AND is_converted IS NULL", MATURE,
)  # fmt: skip
CURRENCIES = (
    Part("currency_low", "min(currency)", "min", "STRING"),
    Part("currency_high", "max(currency)", "max", "STRING"),
)
ASKED = f"coalesce(direction, 'inbound') = 'inbound' AND {SERVICE_CONTACT} AND {FIRST_LEG}"


def merged(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """The parts of persons as parts over persons."""
    return tuple(Part(part.name, f"{part.merge}({part.name})", part.merge, part.type) for part in parts)


METRICS = (
    Metric(
        name="conversion", label="Conversion of contacted persons", unit="percent", better="higher", kind="rate",
        description="Known persons, customers among them, who order within the window after their first contact here in the period, any "
        "visit or opened mail; those whose window is not over when the data end are left out. Where the export states the outcome on the "
        "contact itself: contacts with a positive outcome.",
        legs=(
            OUTCOME,
            PersonStage((FIRST_CONTACTS,), (
                Part("reached", f"count_if({FIRST_IS_MATURE} AND until_order <= {{conversion_window}})"),
                Part("starters", f"count_if({FIRST_IS_MATURE})"), Part("immature", f"count_if(NOT ({FIRST_IS_MATURE}))"),
            ), needs="orders"),
        ),
        value="CASE WHEN stated > 0 THEN 100e0 * converted / stated ELSE 100e0 * reached / nullif(starters, 0) END",
        n="CASE WHEN stated > 0 THEN stated ELSE starters END", interval="wilson",
        source="PostHog funnels, closed, one person once", formula="100 × persons with an order in time ÷ persons contacted whose window is over",
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
    Metric(
        name="order_value", label="Order value", unit="money", better="higher", kind="rate",
        description="Charged minus refunded, per order that was not cancelled and has a value.",
        legs=(PersonStage((Leg("orders", "ordered_local", (
            Part("s", f"sum{NET}", type="DOUBLE"), Part("c", "count_if(amount >= 0)"), *CURRENCIES,
        ), f"{PLACED} AND amount IS NOT NULL"),), (*MEAN_PARTS, *merged(CURRENCIES))),),
        value="CASE WHEN currency_low <> currency_high THEN NULL ELSE total / nullif(n, 0) END", n="n", interval="cluster_mean",
        source="average order value, Shopify", formula="(charged − refunded) ÷ orders with a value",
        note="CASE WHEN currency_low <> currency_high THEN 'mixed currencies' END", unit_part="currency_low", notes=("mixed currencies",),
    ),
    Metric(
        name="repeat_purchase", label="Repeat purchase", unit="percent", better="higher", kind="rate",
        description="Known persons with two orders or more in the period shown among those with an order in it; longer periods have more.",
        legs=(PersonStage((Leg("orders", "ordered_local", (Part("bought", "count(*)"),), f"{IS_ORDER} AND is_person_known"),), (
            Part("hits", "count_if(bought >= 2)"), Part("n", "count(*)"),
        )),),
        value="100e0 * hits / nullif(n, 0)", n="n", interval="wilson", source="repeat purchase rate, Shopify",
        formula="100 × persons with two orders or more ÷ persons with an order",
    ),
    Metric(
        name="contacts_per_customer", label="Contacts per customer", unit="contacts", better="lower", kind="rate",
        description="Service contacts per known person with a service contact or an order in the period shown; longer periods have more.",
        legs=(PersonStage((
            Leg("interactions", "started_local", (Part("s", "count(*)", type="DOUBLE"), Part("c", "max(1)", "max")), f"is_person_known AND {ASKED}"),
            Leg("orders", "ordered_local", (Part("s", "sum(0)", type="DOUBLE"), Part("c", "max(1)", "max")), f"is_person_known AND {IS_ORDER}"),
        ), MEAN_PARTS),),
        value="total / nullif(n, 0)", n="n", interval="cluster_mean", source="contact rate, AICX Stack", formula="service contacts ÷ persons",
    ),
    Metric(
        name="contacts_per_100_orders", label="Contacts per 100 orders", unit="contacts", better="lower", kind="rate",
        description="Service contacts per 100 orders of the same period, repeats and returns among the contacts, cancelled orders not among"
        " the orders. By what both have: time, segment, country; a contact's channel is not that of an order.",
        legs=(PersonStage((
            Leg("interactions", "started_local", (Part("s", "100 * count(*)", type="DOUBLE"), Part("c", "sum(0)")), ASKED),
            Leg("orders", "ordered_local", (Part("s", "sum(0)", type="DOUBLE"), Part("c", "count(*)")), IS_ORDER),
        ), MEAN_PARTS, needs="orders"),),
        value="total / nullif(n, 0)", n="n", interval="cluster_mean", source="contact rate, AICX Stack",
        formula="100 × service contacts ÷ orders",
    ),
)  # fmt: skip
