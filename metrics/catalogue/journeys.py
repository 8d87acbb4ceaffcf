"""Journeys of known persons and their touches: what customers go on from, where they leave, where they turn in circles."""

from metrics.catalogue.entry import Distribution, Leg, Metric, Part
from metrics.catalogue.times import QUANTILES

KNOWN = "is_person_known"
OURS = "definition of the product"
# Only touches since which the journey pause has passed: of the younger ones, those that went on are known sooner than those that did not.
SETTLED = "is_settled"
YOUNG = Part("immature", "count_if(NOT is_settled)")
NOTE = "CASE WHEN immature > 0 THEN 'immature' END"
# Before, what begins in the data may go on from before them.
JOURNEY_KNOWN, TOUCH_KNOWN = "started_local >= {pauses_known}", "touched_local >= {pauses_known}"
UNKNOWN_NOTES = ("no known beginning",)
UNKNOWN_NOTE, NO_NOTE = "CASE WHEN unknown > 0 THEN 'no known beginning' END", "CAST(NULL AS STRING)"


def unknown_of(counted: str) -> Part:
    """How many are left out because the beginning of the data hides theirs."""
    return Part("unknown", f"count_if(NOT ({counted}))")


def count_of(
    name: str, label: str, table: str, anchor: str, description: str, formula: str, parts: tuple[Part, ...],
    counted: str = "TRUE",
) -> Metric:  # fmt: skip
    """How many; `parts` add up to the count and stand beside it. `counted`: those of which the beginning is known, where it matters."""
    unknown, note, notes = (
        ((unknown_of(counted),), UNKNOWN_NOTE, UNKNOWN_NOTES) if counted != "TRUE" else ((), NO_NOTE, ())
    )
    return Metric(
        name=name, label=label, description=description, unit=name, better="neutral", kind="count",
        legs=(Leg(table, anchor, (Part("n", f"count_if({counted})"), *parts, *unknown), KNOWN, counted, is_rolled=True),),
        value="nullif(n, 0)", n="n", interval="none", noise="poisson", source=OURS, formula=formula, note=note, notes=notes,
    )  # fmt: skip


def share_of_touches(
    name: str, label: str, better: str, where: str, hit: str, description: str, formula: str, source: str = OURS,
    aliases: tuple[str, ...] = (), compares: bool = True,
) -> Metric:  # fmt: skip
    """The share of touches that are a hit, since when what came before is known."""
    parts = (
        Part("hits", f"count_if({TOUCH_KNOWN} AND {hit})"),
        Part("n", f"count_if({TOUCH_KNOWN})"),
        unknown_of(TOUCH_KNOWN),
    )
    return Metric(
        name=name, label=label, description=description, unit="percent", better=better, kind="rate",  # type: ignore[arg-type]
        legs=(Leg("journey_steps", "touched_local", parts, f"{KNOWN} AND {where}", TOUCH_KNOWN, is_rolled=True),),
        value="100e0 * hits / nullif(n, 0)", n="n", interval="wilson", source=source, formula=formula, aliases=aliases,
        note=UNKNOWN_NOTE, notes=UNKNOWN_NOTES, compares=compares,
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
        " stage and touchpoint are those of the first touch; what the company sent and nobody answered is a journey of its own."
        " Those that start before one pause after the first day of the data are left out: they may go on from before.",
        "count of journeys",
        tuple(Part(f"{outcome}_journeys", f"count_if({JOURNEY_KNOWN} AND outcome = '{outcome}')") for outcome in ("left", "open", "unanswered")),
        JOURNEY_KNOWN,
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
        "stage_returns", "Returns to a stage", "neutral", "position > 1", "is_return",
        "Touches that go back to a stage which the journey had left, among all touches after the first.",
        "100 × returns ÷ touches after the first", aliases=("returns",),  # which in commerce are goods sent back
        compares=False,  # the longer the data, the more of a journey's stages are known: a later period always has more
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
