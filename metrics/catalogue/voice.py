"""What customers say in their own words: how much, whether a feeling is known, and which share of it is bad or good."""

from metrics.catalogue.entry import Leg, Metric, Part
from warehouse.config.codes import EMOTIONS, NEGATIVE_EMOTIONS, POSITIVE_EMOTIONS

__all__ = ["EMOTIONS", "METRICS", "NEGATIVE_EMOTIONS", "POSITIVE_EMOTIONS"]

SOURCE = "definition of the product"
# Below, the bounds of the share among all comments lie more than 25 points apart.
LEAST_CLASSIFIED = 0.75
FEW_CLASSIFIED = f"CASE WHEN n < {LEAST_CLASSIFIED}e0 * said THEN 'few classified' END"


def one_of(emotions: tuple[str, ...]) -> str:
    """SQL for: the emotion is one of these."""
    return f"emotion IN ({', '.join(repr(emotion) for emotion in emotions)})"


def share_of_classified(
    name: str, label: str, better: str, known: str, hit: str, description: str, formula: str
) -> Metric:
    """The share of hits among the comments of which the column `known` is known, dated by when they were said; all count beside it."""
    parts = (Part("hits", f"count_if(coalesce({hit}, FALSE))"), Part("n", f"count({known})"), Part("said", "count(*)"))
    return Metric(
        name=name, label=label, description=description, unit="percent", better=better, kind="rate",  # type: ignore[arg-type]
        legs=(Leg("comments", "said_local", parts, counted=f"{known} IS NOT NULL", is_rolled=True),),
        value="100e0 * hits / nullif(n, 0)", n="n", interval="wilson", source=SOURCE, formula=formula, note=FEW_CLASSIFIED,
        notes=("few classified",), classified_of="said",
    )  # fmt: skip


METRICS = (
    Metric(
        name="comments", label="Comments", unit="comments", better="neutral", kind="count",
        description="What customers wrote, and contacts and answers whose sentiment the export states.",
        legs=(Leg("comments", "said_local", (Part("n", "count(*)"),), is_rolled=True),), value="nullif(n, 0)", n="n",
        interval="none", noise="poisson", source=SOURCE, formula="count of comments",
    ),
    Metric(
        name="emotion_known", label="Emotion known", unit="percent", better="neutral", kind="rate",
        description="Share of comments whose emotion the export states or the words show; the others are unknown, not neutral.",
        legs=(Leg("comments", "said_local", (Part("hits", "count(emotion)"), Part("n", "count(*)")), is_rolled=True),),
        value="100e0 * hits / nullif(n, 0)", n="n", interval="wilson", source=SOURCE,
        formula="100 × comments with an emotion ÷ comments",
    ),
    share_of_classified(
        "negative_emotions", "Anger, impatience, weariness", "lower", "emotion", one_of(NEGATIVE_EMOTIONS),
        "Share of comments that show anger, impatience or weariness, among those whose emotion is known.",
        "100 × anger, impatience or weariness ÷ comments with an emotion",
    ),
    share_of_classified(
        "positive_emotions", "Joy", "higher", "emotion", one_of(POSITIVE_EMOTIONS),
        "Share of comments that show joy, among those whose emotion is known.",
        "100 × joy ÷ comments with an emotion",
    ),
    share_of_classified(
        "negative_comments", "Negative comments", "lower", "polarity", "polarity = 'negative'",
        "Share of comments that are negative, among those known to be positive, neutral or negative.",
        "100 × negative ÷ comments with a known side",
    ),
    Metric(
        name="net_sentiment", label="Net sentiment", unit="points", better="higher", kind="score",
        description="Positive minus negative in a hundred comments known to be positive, neutral or negative; the neutral stay in n.",
        legs=(Leg("comments", "said_local", (
            # Counted as NPS is, whose interval it has.
            Part("promoters", "count_if(polarity = 'positive')"), Part("detractors", "count_if(polarity = 'negative')"), Part("n", "count(*)"),
        ), "polarity IS NOT NULL", is_rolled=True),),
        value="100e0 * (promoters - detractors) / nullif(n, 0)", n="n", interval="adjusted_wald",
        source="net sentiment score, Qualtrics; interval as of NPS", formula="100 × (positive − negative) ÷ comments with a known side",
    ),
)  # fmt: skip
