"""How well the thread of a matter holds across contacts and channels. Matters of known persons; the youngest may still go on and are out."""

from metrics.catalogue.contact_centre import was_served, was_settled
from metrics.catalogue.entry import Distribution, Leg, Metric, Part, PersonStage
from metrics.catalogue.times import QUANTILES

KNOWN = "is_person_known"
HOP = f"{KNOWN} AND kind = 'hop'"
MATURE = "opened_local <= {matter_mature}"
COUNT = f"count_if({MATURE})"
IMMATURE = Part("immature", f"count_if(NOT ({MATURE}))")
NOTE = "CASE WHEN immature > 0 THEN 'immature' END"
MONEY_NOTE = (
    "CASE WHEN priced = 0 AND mature > 0 THEN 'no costs' WHEN currency_low <> currency_high THEN 'mixed currencies'"
    " WHEN immature > 0 THEN 'immature' END"
)
MONEY_NOTES = ("no costs", "mixed currencies", "immature")
HAS_COST = f"{MATURE} AND cost IS NOT NULL"
PRICED = (
    Part("priced", f"count_if({HAS_COST})"), Part("mature", COUNT),
    Part("currency_low", f"min(CASE WHEN {HAS_COST} THEN currency END)", "min", "STRING"),
    Part("currency_high", f"max(CASE WHEN {HAS_COST} THEN currency END)", "max", "STRING"),
)  # fmt: skip
SPREAD = (
    Part("total", "sum(s)", type="DOUBLE"), Part("n", "sum(c)"), Part("sum_s2", "sum(s * s)", type="DOUBLE"),
    Part("sum_sc", "sum(s * c)", type="DOUBLE"), Part("sum_c2", "sum(c * c)"), Part("persons", "count_if(rows_in > 0)"),
    Part("immature", "sum(immature)"),
)  # fmt: skip
HOP_COST = f"CASE WHEN {MATURE} THEN CAST(cost AS DECIMAL(18, 4)) END"
OURS = "definition of the product"


def dated(table: str, where: str, parts: tuple[Part, ...], is_rolled: bool = True) -> Leg:
    """Matters or steps, by the opening of the matter; where money is counted, those whose costs are known."""
    counted = HAS_COST if PRICED[0] in parts else MATURE
    return Leg(table, "opened_local", (*parts, IMMATURE), where, counted, is_rolled=is_rolled)


def count_of(name: str, label: str, table: str, where: str, description: str, sums: tuple[Part, ...] = ()) -> Metric:
    """How many; `sums` add up with the count and stand beside it."""
    return Metric(
        name=name, label=label, description=description, unit=name, better="neutral", kind="count",
        legs=(dated(table, where, (Part("n", COUNT), *sums)),), value="nullif(n, 0)", n="n", interval="none",
        noise="poisson", source=OURS, formula=f"count of {name}", note=NOTE, notes=("immature",),
    )  # fmt: skip


def share_of(
    name: str, label: str, better: str, table: str, where: str, hit: str, description: str, formula: str,
    source: str = OURS, parts: tuple[Part, ...] = (), aliases: tuple[str, ...] = (),
) -> Metric:  # fmt: skip
    """The share of matters or steps that are a hit; `parts` instead where it is no share of rows."""
    hits = (Part("hits", f"count_if({MATURE} AND {hit})"), Part("n", COUNT))
    return Metric(
        name=name, label=label, description=description, unit="percent", better=better, kind="rate",  # type: ignore[arg-type]
        legs=(dated(table, where, parts or hits),), value="100e0 * hits / nullif(n, 0)", n="n", interval="wilson",
        source=source, formula=formula, note=NOTE, notes=("immature",), aliases=aliases,
    )  # fmt: skip


def by_person(s: str, c: str, where: str, parts: tuple[Part, ...] = ()) -> PersonStage:
    """Σs ÷ Σc over matters, with what its spread by person needs; c is n."""
    sums = (Part("s", f"sum(CASE WHEN {MATURE} THEN {s} ELSE 0 END)", type="DOUBLE"),
            Part("c", f"sum(CASE WHEN {MATURE} THEN {c} ELSE 0 END)"))  # fmt: skip
    merged = tuple(Part(part.name, f"{part.merge}({part.name})", part.merge, part.type) for part in parts)
    return PersonStage((dated("matters", where, (*sums, Part("rows_in", COUNT), *parts), False),), (*SPREAD, *merged))


def time_of(
    name: str, label: str, word: str, quantile: float, minimum: int, table: str, where: str, x: str, description: str
) -> Metric:
    """A median or percentile of seconds."""
    return Metric(
        name=name, label=f"{label}, {word}", description=f"{description} {word[0].upper() + word[1:]}.", unit="seconds",
        better="lower", kind="time", legs=(Distribution((dated(table, f"{where} AND {x} IS NOT NULL", (), False),), x, quantile),),
        value="", n="", interval="order_statistic", minimum_n=minimum, source=OURS, notes=("immature",),
        formula=f"{word} of {x}, between the two nearest values where it falls between them",
    )  # fmt: skip


FIRST_STATES = ("is_first_abandoned", "is_first_handed_off")
# A matter of one contact that was given up in the queue is no contact that could have settled it.
WAS_SERVED = f"(contacts > 1 OR {was_served(*FIRST_STATES)})"
SETTLED_AT_ONCE = f"contacts = 1 AND {was_settled(*FIRST_STATES)}"
FROM_START_TO_END = "From the start of a matter's first contact until the end of its last one."

METRICS = (
    count_of("matters", "Matters", "matters", KNOWN,
             "Matters of known persons: a person's contacts about one thing, on any channel, without a longer pause than the window."
             " Channel, stage, team and agent are those of its first contact."),
    share_of(
        "ocr", "One-contact resolution", "higher", "matters", f"{KNOWN} AND {WAS_SERVED}", SETTLED_AT_ONCE,
        "Matters that took one contact, which was answered, not handed off by a machine and not stated unresolved: like first-contact"
        " resolution, but a repeat on any channel fails. Matters that are one contact given up in the queue and the last days of the data"
        " are left out.",
        "100 × resolved with one contact ÷ matters answered", "SQM, one-contact resolution",
    ),
    share_of(
        "no_repeat_any_channel", "No new contact, any channel", "higher", "matters", KNOWN, "contacts = 1",
        "Matters that took one contact, resolved or not: a repeat on any channel fails; the last days of the data are left out.",
        "100 × matters with one contact ÷ matters", "Genesys Cloud, next contact avoidance; over all channels",
    ),
    share_of(
        "verified_containment", "Verified containment", "higher", "matters", f"{KNOWN} AND is_first_handed_off IS NOT NULL",
        f"{SETTLED_AT_ONCE} AND coalesce(is_satisfied, TRUE)",
        "Matters of known persons that began with a machine (bot, voice menu) and ended there: not passed on, not left unserved, no further"
        " contact on any channel within the window and no dissatisfied answer. The last days of the data are left out.",
        "100 × contained, no contact after, no bad rating ÷ matters begun with a machine", "definition of the product, from containment",
    ),
    Metric(
        name="contacts_per_matter", label="Contacts per matter", unit="contacts", better="lower", kind="rate",
        description="Contacts that a customer needs for one matter, on all channels.",
        legs=(by_person("contacts", "1", KNOWN),), value="total / nullif(n, 0)", n="n", interval="cluster_mean",
        source=OURS, formula="contacts of matters ÷ matters", note=NOTE, notes=("immature",),
    ),
    share_of("hop_rate", "Channel-hop rate", "lower", "matters", KNOWN, "channels >= 2",
             "Matters that needed two channels or more.", "100 × matters on two channels or more ÷ matters"),
    count_of(
        "hops", "Channel hops", "matter_steps", HOP,
        "Steps of a matter from one channel to another. Channel, stage, team and agent are those of the matter's first contact.",
        (Part("judged", f"count_if({MATURE} AND cause IS NOT NULL)"),
         Part("forced", f"count_if({MATURE} AND coalesce(cause <> 'chosen', FALSE))"),
         Part("reexplained", f"count_if({MATURE} AND coalesce(is_reexplained, FALSE))"),
         Part("timed", f"count_if({MATURE} AND between_seconds IS NOT NULL)"),
         Part("between_total", f"sum(CASE WHEN {MATURE} THEN CAST(floor(between_seconds + 5e-1) AS BIGINT) END)")),
    ),
    share_of(
        "forced_hops", "Forced hops", "lower", "matter_steps", f"{HOP} AND cause IS NOT NULL", "cause <> 'chosen'",
        "Hops after a contact that failed, was given up or was handed off, among those whose contact before says how it ended.",
        "100 × forced hops ÷ hops with a known cause",
    ),
    share_of("repeat_contact_rate", "Repeat contact rate", "lower", "matters", KNOWN, "repeats >= 1",
             "Matters in which the customer had to come back on the same channel.", "100 × matters with a repeat ÷ matters",
             aliases=("repeat_rate",)),  # which in commerce is the share that buys again
    share_of(
        "reexplanation", "Re-explanation", "lower", "matters", KNOWN, "",
        "Hops whose next contact carries no context (no case or conversation in common, nor a statement that it was seen), among hops and "
        "transfers: a stand-in for asking the customer; transfers count as passed on with their context.",
        "100 × hops without context ÷ (hops + transfers)",
        parts=(Part("hits", f"sum(CASE WHEN {MATURE} THEN coalesce(reexplained, 0) ELSE 0 END)"),
               Part("n", f"sum(CASE WHEN {MATURE} THEN hops + coalesce(transfers, 0) ELSE 0 END)")),
    ),
    share_of(
        "matter_resolution", "Matters resolved", "higher", "matters", f"{KNOWN} AND is_resolved IS NOT NULL", "is_resolved",
        "Matters whose last contact that says so was resolved, among those of which any contact does; one that was given up was not.",
        "100 × resolved ÷ stated",
    ),
    *(time_of(f"matter_time{suffix}", "Time to settle a matter", word, quantile, minimum, "matters", KNOWN, "duration_seconds", FROM_START_TO_END)
      for suffix, word, quantile, minimum in QUANTILES),
    Metric(
        name="matter_time_mean", label="Time to settle a matter, mean", unit="seconds", better="lower", kind="time",
        description=f"{FROM_START_TO_END} Mean.", legs=(by_person("duration_seconds", "1", f"{KNOWN} AND duration_seconds IS NOT NULL"),),
        value="total / nullif(n, 0)", n="n", interval="cluster_mean", source=OURS,
        formula="sum of duration_seconds ÷ matters that have it", note=NOTE, notes=("immature",),
    ),
    Metric(
        name="cost_per_matter_resolved", label="Cost per resolved matter", unit="money", better="lower", kind="rate",
        description="Costs of all contacts of the matters whose costs and outcome are known, per matter that was resolved.",
        legs=(by_person("coalesce(cost, 0)", "CASE WHEN is_resolved AND cost IS NOT NULL THEN 1 ELSE 0 END",
                        f"{KNOWN} AND is_resolved IS NOT NULL", PRICED),),
        value="CASE WHEN priced = 0 OR currency_low <> currency_high THEN NULL ELSE total / nullif(n, 0) END", n="n",
        interval="cluster_mean", source="Gartner, cost per resolution over the whole journey", formula="costs of matters ÷ matters resolved",
        note=MONEY_NOTE, unit_part="currency_low", empty_note="no costs", notes=MONEY_NOTES,
    ),
    share_of(
        "csat_at_end", "CSAT at the end", "higher", "matters", f"{KNOWN} AND is_satisfied IS NOT NULL", "is_satisfied",
        "Share of matters whose last satisfaction answer is in the satisfied boxes, among those that have one.",
        "100 × satisfied at the end ÷ matters with an answer",
    ),
    time_of("hop_wait", "Time until the next channel", "median", 0.5, 0, "matter_steps", HOP, "between_seconds",
            "From the end of a contact until the customer turned up on another channel about the same matter."),
    Metric(
        name="hop_cost", label="Cost of hops", unit="money", better="lower", kind="sum",
        description="Costs of the contacts that channel hops led to; hops to channels without costs are not in it.",
        legs=(dated("matter_steps", HOP, (
            Part("cost", f"sum({HOP_COST})", type="DECIMAL(38, 4)"), *PRICED,
            Part("sum_squares", f"sum(({HOP_COST}) * ({HOP_COST}))", type="DECIMAL(38, 8)"),
        )),),
        value="CASE WHEN currency_low <> currency_high THEN NULL ELSE CAST(cost AS DOUBLE) END", n="priced", interval="none",
        noise="sum_of_squares", source=OURS, formula="sum of the costs of contacts after a hop", note=MONEY_NOTE,
        unit_part="currency_low", empty_note="no costs", notes=MONEY_NOTES,
    ),
)  # fmt: skip
