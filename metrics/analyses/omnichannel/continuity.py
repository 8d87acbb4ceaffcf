"""How well the thread holds, for the index: matters settled in one contact, hops that nobody forced, hops where nobody asks again."""

from metrics.analyses.omnichannel.folds import Groups
from metrics.catalogue.continuity import SETTLED_AT_ONCE, WAS_SERVED
from metrics.catalogue.entry import Leg, Part

COUNTED = "is_person_known AND opened_local <= {matter_mature}"  # as in the catalogue: the youngest may still go on
FORCED = "cause IN ('abandonment', 'handoff', 'failure')"

MATTERS = Leg(
    "matters", "opened_local",
    (Part("n", "count(*)"), Part("served", f"count_if({WAS_SERVED})"), Part("single", f"count_if({SETTLED_AT_ONCE})")),
    where=COUNTED,
)  # fmt: skip
YOUNG_MATTERS = Leg(
    "matters", "opened_local", (Part("immature", "count(*)"),),
    where="is_person_known AND NOT (opened_local <= {matter_mature})",
)  # fmt: skip
STEPS = Leg(
    "matter_steps", "opened_local",
    (Part("n", "count(*)"), Part("judged", "count(cause)"), Part("forced", f"count_if({FORCED})"),
     Part("told", "count(is_reexplained)"), Part("retold", "count_if(is_reexplained)")),
    where=f"{COUNTED} AND kind = 'hop'",
)  # fmt: skip


def one_contact_share(matters: Groups) -> float | None:
    """Percent of answered matters settled in one contact, as the metric `ocr` says it."""
    return share(matters.whole("single"), matters.whole("served"))


def unforced_share(matters: Groups, steps: Groups) -> float | None:
    """100 × (1 − forced hops per matter), 0 at least; hops that no export judges count as the judged ones do.

    None without matters, or when there are hops and none is judged.
    """
    count, hops = matters.whole("n"), steps.whole("n")
    if not count or (hops and not steps.whole("judged")):
        return None
    return unforced_score(hops / count, steps.whole("forced") / steps.whole("judged") if hops else 0.0)


def unforced_score(hops_per_matter: float, forced: float) -> float:
    """The formula."""
    return max(0.0, 100 * (1 - hops_per_matter * forced))


def context_share(steps: Groups) -> float | None:
    """Percent of hops after which the customer need not explain again."""
    told = share(steps.whole("retold"), steps.whole("told"))
    return None if told is None else 100 - told


def share(hits: float, n: float) -> float | None:
    """Percent; None of nothing."""
    return 100 * hits / n if n else None
