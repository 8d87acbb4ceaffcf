"""A touchpoint of the journey as the map shows it: its numbers in words, each with its sample, and how it goes by the stated rule."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import polars as pl

from metrics.catalogue import METRICS
from metrics.presenter.estimates import reason_words, sample_words, value_words
from metrics.presenter.numbers import decimal, format_change, format_value
from metrics.semantic.estimate import read_estimate
from pages.parts.measured import metric_label
from pages.parts.texts import Texts
from warehouse.config.settings import Settings

Ends = tuple[str, str, str]  # stage, channel, touchpoint; "": not stated
KINDS = ("effort", "wait", "drop_off")


@dataclass(frozen=True)
class Number:
    """One number of a touchpoint: what it is, its value in words (– without one), n and interval in words, and whether n is firm."""

    metric: str
    label: str
    value: float | None
    words: str
    sample: str
    is_firm: bool


@dataclass(frozen=True)
class Stop:
    """A touchpoint. `level` is how much better (+) or worse (−) than the company its score is, in hundredths of the score's scale."""

    ends: Ends
    name: str
    channel: str
    volume: int
    volume_words: str
    verdict: str
    reason: str
    score: Number | None
    bounds: tuple[float, float, float, float] | None  # low, value, high, bar as parts of the scale's width
    level: float | None
    trend: str
    trend_kind: str  # better worse same; "": nothing to compare with
    emotion: str
    emotion_words: str
    facts: tuple[Number, ...]
    quote: str = ""  # a telling comment

    @property
    def is_felt(self) -> bool:
        """Whether it is known how customers feel there."""
        return bool(self.score or self.emotion)


def read_stops(frame: pl.DataFrame, texts: Texts, settings: Settings) -> list[Stop]:
    """The rows of `metrics.analyses.touchpoints.map.journey_map` in words, in their order; feelings and facts may be left out."""
    return [read_stop(row, texts, settings) for row in frame.iter_rows(named=True)]


def read_stop(row: Mapping[str, Any], texts: Texts, settings: Settings) -> Stop:
    """A row in words."""
    number = partial(read_number, row, texts, settings)
    score = number("score") if row["score_metric"] and row["score_n"] else None
    ends = (row.get("stage") or "", row.get("channel") or "", row.get("touchpoint") or "")
    return Stop(
        ends, texts.touchpoint(ends[2]) if ends[2] else texts.code("channel", ends[1]), texts.code("channel", ends[1]),
        row["volume"], volume_words(row, texts), row["class"], row["reason"], score, bounds_of(row),
        None if row["gap_of_scale"] is None else 100 * row["gap_of_scale"], *trend_words(row, texts),
        row.get("emotion") or "", emotion_share(row, texts), tuple(number(kind) for kind in KINDS if kind in row),
    )  # fmt: skip


def read_number(row: Mapping[str, Any], texts: Texts, settings: Settings, kind: str) -> Number:
    """One of the row's numbers; `kind` is the beginning of its columns."""
    metric = METRICS.get(row.get(f"{kind}_metric") or kind)
    estimate = read_estimate(row, kind, row[f"{kind}_unit"] or (metric.unit if metric else ""))
    sample = sample_words(estimate, texts) if estimate.n else texts("tile.none")
    if estimate.is_withheld:
        sample = reason_words(estimate, texts, settings.minimum_n_shown)
    label = metric_label(metric, texts) if metric else texts(f"journey.{kind}")
    is_firm = estimate.n >= settings.minimum_n_firm
    return Number(metric.name if metric else kind, label, estimate.value, value_words(estimate, texts), sample, is_firm)


def volume_words(row: Mapping[str, Any], texts: Texts) -> str:
    """312 contacts · 20 orders."""
    said = [
        texts(f"journey.{kind}", count=row[kind], number=decimal(row[kind], texts))
        for kind in ("contacts", "orders")
        if row[kind]
    ]
    return " · ".join(said) or texts("journey.only_answers")


def bounds_of(row: Mapping[str, Any]) -> tuple[float, float, float, float] | None:
    """Low, value, high and the bar in parts of the scale: 0 its worst end, 1 its best."""
    gap, of_scale = row["gap"], row["gap_of_scale"]
    low, value, high, bar = (row[name] for name in ("score_low", "score", "score_high", "bar"))
    if None in (low, value, high, bar):
        return None
    metric = METRICS[row["score_metric"]]
    if metric.unit in ("percent", "points"):
        width, worst = (200.0, -100.0) if metric.unit == "points" else (100.0, 0.0)
    elif gap and of_scale:
        width, worst = abs(gap / of_scale), 1.0
    else:
        return None
    low, value, high, bar = ((number - worst) / width for number in (low, value, high, bar))
    if metric.better == "lower":
        low, value, high, bar = 1 - high, 1 - value, 1 - low, 1 - bar
    return tuple(min(max(number, 0.0), 1.0) for number in (low, value, high, bar))  # type: ignore[return-value]


def trend_words(row: Mapping[str, Any], texts: Texts) -> tuple[str, str]:
    """The change against the period before, and better, worse or same (within noise)."""
    if row["trend"] is None or row["trend_exceeds_noise"] is None:
        return "", ""
    if not row["trend_exceeds_noise"]:
        return texts("journey.same"), "same"
    is_better = (row["trend"] > 0) == (METRICS[row["score_metric"]].better == "higher")
    return format_change(
        row["trend"], row["previous_score"], row["score_unit"], texts
    ), "better" if is_better else "worse"


def emotion_share(row: Mapping[str, Any], texts: Texts) -> str:
    """enfado · 38 % de 120; empty where no emotion is shown."""
    if not row.get("emotion"):
        return ""
    share = format_value(row["emotion_share"], "percent", texts)
    return texts(
        "journey.emotion_share",
        emotion=texts(f"emotion.{row['emotion']}"),
        share=share,
        n=decimal(row["emotion_n"], texts),
    )
