"""What customers say in their own words: how much, whether a feeling is known, and which share of it is bad or good."""

from metrics.catalogue.entry import Leg, Metric, Part
from warehouse.config.codes import EMOTIONS, NEGATIVE_EMOTIONS, POSITIVE_EMOTIONS

__all__ = ["EMOTIONS", "METRICS", "NEGATIVE_EMOTIONS", "POSITIVE_EMOTIONS"]

SOURCE = "definition of the product"


def one_of(emotions: tuple[str, ...]) -> str:
    """SQL for: the emotion is one of these."""
    return f"emotion IN ({', '.join(repr(emotion) for emotion in emotions)})"


def share_of_comments(
    name: str, label: str, better: str, where: str, hit: str, description: str, formula: str
) -> Metric:
    """The share of comments that are a hit, dated by when they were said."""
    parts = (Part("hits", f"count_if({hit})"), Part("n", "count(*)"))
    return Metric(
        name=name, label=label, description=description, unit="percent", better=better, kind="rate",  # type: ignore[arg-type]
        legs=(Leg("comments", "said_local", parts, where, is_rolled=True),), value="100e0 * hits / nullif(n, 0)", n="n",
        interval="wilson", source=SOURCE, formula=formula,
    )  # fmt: skip


METRICS = (
    Metric(
        name="comments", label="Comments", unit="comments", better="neutral", kind="count",
        description="What customers wrote, and contacts and answers whose sentiment the export states.",
        legs=(Leg("comments", "said_local", (Part("n", "count(*)"),), is_rolled=True),), value="nullif(n, 0)", n="n",
        interval="none", noise="poisson", source=SOURCE, formula="count of comments",
    ),
    share_of_comments(
        "emotion_known", "Emotion known", "neutral", "TRUE", "emotion IS NOT NULL",
        "Share of comments whose emotion the export states or the words show; the others are unknown, not neutral.",
        "100 × comments with an emotion ÷ comments",
    ),
    share_of_comments(
        "negative_emotions", "Anger, impatience, weariness", "lower", "emotion IS NOT NULL", one_of(NEGATIVE_EMOTIONS),
        "Share of comments that show anger, impatience or weariness, among those whose emotion is known.",
        "100 × anger, impatience or weariness ÷ comments with an emotion",
    ),
    share_of_comments(
        "positive_emotions", "Joy, enthusiasm", "higher", "emotion IS NOT NULL", one_of(POSITIVE_EMOTIONS),
        "Share of comments that show joy or enthusiasm, among those whose emotion is known.",
        "100 × joy or enthusiasm ÷ comments with an emotion",
    ),
    share_of_comments(
        "negative_comments", "Negative comments", "lower", "polarity IS NOT NULL", "polarity = 'negative'",
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
