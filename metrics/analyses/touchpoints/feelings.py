"""How customers feel at a touchpoint, by what they wrote there."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from metrics.analyses.touchpoints.first_measured import first_measured
from metrics.analyses.voice import emotions_by
from metrics.catalogue.voice import NEGATIVE_EMOTIONS, POSITIVE_EMOTIONS
from metrics.semantic.engine import Engine
from metrics.semantic.scope import Scope
from metrics.stats.intervals import wilson_interval

SHARES = (("negative_emotions", "negative_share"), ("positive_emotions", "positive_share"))
ENDS = ("", "_n", "_low", "_high")
EMOTION = {
    "emotion": pl.String,
    "emotion_share": pl.Float64,
    "emotion_is_clear": pl.Boolean,
    "emotion_n": pl.Int64,
    "comments": pl.Int64,
}
COLUMNS = (*EMOTION, *(f"{prefix}{end}" for _, prefix in SHARES for end in ENDS))


def feelings(engine: Engine, scope: Scope, by: Sequence[str]) -> pl.DataFrame:
    """`by`, COLUMNS: one row per group with a comment.

    emotion: the commonest one of the side, bad or good, that more comments are on: three kinds of displeasure are displeasure, though
    each is rarer than joy. neutral: nobody is on either; NULL: fewer known emotions than are shown. emotion_share: percent of the
    known ones, emotion_n. emotion_is_clear: the side is the commoner one beyond noise (Wilson). negative_share, positive_share:
    the metrics negative_emotions and positive_emotions.
    """
    counts = emotions_by(engine, scope, by)
    least = max(engine.settings.minimum_n_shown, 1)
    rows = [
        (
            *(row[name] for name in by),
            *main_emotion(row, row["n"] - row["unknown"], least),
            row["n"] - row["unknown"],
            row["n"],
        )
        for row in counts.iter_rows(named=True)
    ]
    types: dict[str, Any] = dict.fromkeys(by, pl.String) | EMOTION
    found = pl.DataFrame(rows, schema=types, orient="row")
    for name, prefix in SHARES:
        share = first_measured(engine, (name,), prefix, scope, by).select(*by, *(f"{prefix}{end}" for end in ENDS))
        found = found.join(share, on=list(by), how="left", nulls_equal=True)
    return found.select(*by, *COLUMNS)


def main_emotion(counts: dict[str, Any], known: int, least: int) -> tuple[str | None, float | None, bool | None]:
    """emotion, emotion_share, emotion_is_clear of one group."""
    if known < least:
        return None, None, None
    bad, good = (sum(counts[name] for name in side) for side in (NEGATIVE_EMOTIONS, POSITIVE_EMOTIONS))
    if not bad + good:
        return "neutral", 100 * counts["neutral"] / known, True
    emotion = max(NEGATIVE_EMOTIONS if bad >= good else POSITIVE_EMOTIONS, key=lambda name: counts[name])
    low, _ = wilson_interval(100 * max(bad, good) / (bad + good), bad + good)
    return emotion, 100 * counts[emotion] / known, float(low) > 50
