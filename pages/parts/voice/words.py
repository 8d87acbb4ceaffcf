"""Emotions and comments in words and signs: a sign and a word each, so that nothing is said by colour alone."""

from collections.abc import Mapping
from typing import Any

from metrics.presenter.numbers import decimal
from pages.parts.formats import format_day, plain
from pages.parts.texts import Texts

SIGNS = {
    "anger": ":material/sentiment_extremely_dissatisfied:", "impatience": ":material/hourglass_top:",
    "weariness": ":material/sentiment_dissatisfied:", "joy": ":material/sentiment_satisfied:",
    "neutral": ":material/sentiment_neutral:", "": ":material/help:",
}  # fmt: skip
FEELS = {"anger": "negative", "impatience": "negative", "weariness": "negative", "joy": "positive", "neutral": "neutral"}  # fmt: skip
COLOURS = {"negative": "red", "positive": "green", "neutral": "gray", "unknown": "gray"}
LONGEST = 700  # characters of one comment


def emotion_words(emotion: str | None, texts: Texts) -> str:
    """anger, joy …; an unknown one says so."""
    return texts(f"emotion.{emotion}") if emotion else texts("emotion.unknown")


def feel_of(emotion: str | None) -> str:
    """negative, positive, neutral or unknown."""
    return FEELS.get(emotion or "", "unknown")


def emotion_mark(emotion: str | None, emotion_by: str | None, texts: Texts) -> str:
    """Sign and word in the colour of the feeling, and whether the export or the words say so."""
    colour = COLOURS[feel_of(emotion)]
    mark = f":{colour}[{SIGNS.get(emotion or '', SIGNS[''])} **{emotion_words(emotion, texts)}**]"
    return f"{mark} :small[:gray[{texts(f'voice.by_{emotion_by}')}]]" if emotion and emotion_by else mark


def quote_words(comment: str | None, texts: Texts) -> str:
    """The comment between the language's quotation marks, on one line, nothing of it taken for Markdown."""
    said = " ".join((comment or "").split())
    if not said:
        return f":gray[{texts('voice.no_words')}]"
    cut = said if len(said) <= LONGEST else said[:LONGEST].rsplit(" ", 1)[0] + " …"
    return texts("voice.quote", said=plain(cut))


def place_words(row: Mapping[str, Any], texts: Texts) -> str:
    """When, where, the score beside it, the topic, and the line of the export."""
    where = texts.touchpoint(row["touchpoint"]) if row.get("touchpoint") else texts.code("channel", row.get("channel"))
    words = [
        format_day(row["time"].date(), texts) if row.get("time") else "",
        plain(where),
        plain(texts.code("said_topic", row["said_topic"])) if row.get("said_topic") else "",
        texts("how.line_of", file=plain(row["file"]), line=row["source_line"]) if row.get("file") else "",
    ]
    return " · ".join(word for word in words if word)


def score_words(row: Mapping[str, Any], texts: Texts) -> str:
    """CSAT 2 on 1–5; empty without a score."""
    if row.get("score") is None:
        return ""
    score = float(row["score"])
    return texts("continuity.score_of", metric=texts(f"metric.{row['metric']}.label") if row.get("metric") else "",
                 score=decimal(score, texts, 0 if score.is_integer() else 1),
                 scale=str(row.get("scale") or "–").replace("-", "–")).strip()  # fmt: skip
