"""Journeys of known persons and their touches: what customers go on from, where they leave, where they turn in circles."""

from metrics.catalogue.entry import Distribution, Leg, Metric, Part
from metrics.catalogue.times import QUANTILES

KNOWN = "is_person_known"
OURS = "definition of the product"
# Only touches since which the journey pause has passed: of the younger ones, those that went on are known sooner than those that did not.
SETTLED = "is_settled"
YOUNG = Part("immature", "count_if(NOT is_settled)")
NOTE = "CASE WHEN immature > 0 THEN 'immature' END"


def count_of(
    name: str, label: str, table: str, anchor: str, description: str, formula: str, parts: tuple[Part, ...]
) -> Metric:
    """How many; `parts` add up to the count and stand beside it."""
    return Metric(
        name=name, label=label, description=description, unit=name, better="neutral", kind="count",
        legs=(Leg(table, anchor, (Part("n", "count(*)"), *parts), KNOWN, is_rolled=True),), value="nullif(n, 0)", n="n",
        interval="none", noise="poisson", source=OURS, formula=formula,
    )  # fmt: skip


def share_of_touches(
    name: str, label: str, better: str, where: str, hit: str, description: str, formula: str, source: str = OURS
) -> Metric:
    """The share of touches that are a hit."""
    parts = (Part("hits", f"count_if({hit})"), Part("n", "count(*)"))
    return Metric(
        name=name, label=label, description=description, unit="percent", better=better, kind="rate",  # type: ignore[arg-type]
        legs=(Leg("journey_steps", "touched_local", parts, f"{KNOWN} AND {where}", is_rolled=True),),
        value="100e0 * hits / nullif(n, 0)", n="n", interval="wilson", source=source, formula=formula,
    )  # fmt: skip


def share_of_settled(
    name: str, label: str, where: str, outcome: str, description: str, formula: str, source: str = OURS
) -> Metric:
    """The share of touches with an outcome among those whose outcome can no longer change."""
    parts = (Part("hits", f"count_if({SETTLED} AND outcome = '{outcome}')"), Part("n", f"count_if({SETTLED})"), YOUNG)
    return Metric(
        name=name, label=label, description=description, unit="percent", better="lower", kind="rate",
        legs=(Leg("journey_steps", "touched_local", parts, f"{KNOWN} AND {where}", SETTLED, is_rolled=True),),
        value="100e0 * hits / nullif(n, 0)", n="n", interval="wilson", source=source, formula=formula,
        note=NOTE, notes=("immature",),
    )  # fmt: skip


METRICS = (
    count_of(
        "journeys", "Journeys", "journeys", "started_local",
        "Stretches of a known person's contacts and orders without a silence longer than the journey pause of the segment. Channel,"
        " stage and touchpoint are those of the first touch; what the company sent and nobody answered is a journey of its own.",
        "count of journeys",
        (Part("left_journeys", "count_if(outcome = 'left')"), Part("open_journeys", "count_if(outcome = 'open')"),
         Part("unanswered_journeys", "count_if(outcome = 'unanswered')")),
    ),
    count_of(
        "touches", "Touches", "journey_steps", "touched_local",
        "Dated contacts and orders of known persons, each in one journey; cancelled orders and what the company sent are among them.",
        "count of contacts and orders",
        (Part("contacts", "count_if(of_table = 'interactions')"), Part("orders", "count_if(of_table = 'orders')")),
    ),
    share_of_settled(
        "drop_off", "Drop-off", "is_own", "left",
        "Touches of customers after which they did nothing more for the journey pause of their segment (many come back later), among their"
        " touches; the last days, for which the pause has not passed, are left out. What the company sent is not in it.",
        "100 × left ÷ (continued + left)", "funnel drop-off, GA4 funnel exploration",
    ),
    share_of_settled(
        "unanswered", "Unanswered touches of the company", "NOT is_own", "unanswered",
        "Ads, messages, calls and mails of the company that no touch of the customer followed within the journey pause.",
        "100 × unanswered ÷ touches of the company",
    ),
    share_of_touches(
        "returns", "Returns", "neutral", "position > 1", "is_return",
        "Touches that go back to a stage which the journey had left, among all touches after the first.",
        "100 × returns ÷ touches after the first",
    ),
    share_of_touches(
        "loops", "Loops", "neutral", "position > 1", "is_loop",
        "Touches at the same touchpoint as the touch before, among all touches after the first.",
        "100 × loops ÷ touches after the first",
    ),
    *(
        Metric(
            name=f"next_touch{suffix}", label=f"Time until the next touch, {word}", unit="seconds", better="neutral", kind="time",
            description="From the start of a touch to the start of the next one in the same journey; the last days are left out: of the touches"
            f" since which the journey pause has not passed only the short times are known. {word[0].upper() + word[1:]}.",
            legs=(Distribution((Leg("journey_steps", "touched_local", (), f"{KNOWN} AND between_seconds IS NOT NULL", SETTLED),), "between_seconds", quantile),),
            value="", n="", interval="order_statistic", minimum_n=minimum, source=OURS,
            formula=f"{word} of between_seconds, between the two nearest values where it falls between them", notes=("immature",),
        )
        for suffix, word, quantile, minimum in QUANTILES[:2]
    ),
)  # fmt: skip
