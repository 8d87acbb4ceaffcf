"""Durations on the calendar clock, dated by the event that ends the clock. A duration that was not measured is no duration."""

from metrics.catalogue.contact_centre import FIRST_LEG
from metrics.catalogue.entry import Distribution, Leg, Metric, Part, PersonStage
from metrics.catalogue.surveys import MEAN_PARTS

QUANTILES = (("", "median", 0.5, 0), ("_p90", "P90", 0.9, 30), ("_p95", "P95", 0.95, 60))

CLOCKS = (
    ("first_response", "First response time", "first_responded_local", "first_response_seconds", "TRUE",
     "From the start until the first public human reply; bots and internal notes do not stop the clock.", "Zendesk"),
    ("wait", "Waiting time", "answered_local", "wait_seconds", "coalesce(is_abandoned, FALSE) = FALSE",
     "From the queue until an answer; contacts that were given up are not in it.", "Talkdesk, speed of answer"),
    ("handle", "Handle time", "ended_local", "coalesce(legs_handle_seconds, handle_seconds)", FIRST_LEG,
     "Talk, hold and after-contact work, of all legs of a contact together.", "Talkdesk, AHT"),
    ("resolution", "Resolution time", "resolved_local", "resolution_seconds", "TRUE",
     "From the start until the last time that it was solved; open contacts are not in it.", "Zendesk, full resolution"),
)  # fmt: skip


def clock_metrics(
    name: str, label: str, anchor: str, column: str, where: str, description: str, source: str
) -> list[Metric]:
    """Median, P90, P95 (order statistics) and mean (by person) of one clock."""
    known = f"{column} IS NOT NULL AND {where}"
    common = {"unit": "seconds", "better": "lower", "kind": "time", "source": source}
    found = [
        Metric(
            name=name + suffix, label=f"{label}, {word}", description=f"{description} {word[0].upper() + word[1:]}.",
            legs=(Distribution((Leg("interactions", anchor, (), known),), column, quantile),),
            value="", n="", interval="order_statistic", minimum_n=minimum,
            formula=f"{word} of {name}_seconds, between the two nearest values where it falls between them", **common,  # type: ignore[arg-type]
        )
        for suffix, word, quantile, minimum in QUANTILES
    ]  # fmt: skip
    by_person = (Part("s", f"sum({column})", type="DOUBLE"), Part("c", "count(*)"))
    found.append(
        Metric(
            name=f"{name}_mean", label=f"{label}, mean", description=f"{description} Mean.",
            legs=(PersonStage((Leg("interactions", anchor, by_person, known),), MEAN_PARTS),),
            value="total / nullif(n, 0)", n="n", interval="cluster_mean",
            formula=f"sum of {name}_seconds ÷ contacts that have it", **common,  # type: ignore[arg-type]
        )
    )  # fmt: skip
    return found


METRICS = tuple(metric for clock in CLOCKS for metric in clock_metrics(*clock))
