"""The journey as blocks that page, slides and PDF draw: today, as expected, and how its stages feel before and after."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from metrics.analyses.target_map.expected_class import expected_class, width_of_scale
from metrics.catalogue import METRICS
from metrics.presenter.estimates import interval_words, sample_words
from metrics.presenter.numbers import MISSING, decimal, format_value
from metrics.semantic.estimate import read_estimate
from pages.parts.measured import metric_label
from pages.parts.page import Page
from pages.parts.target.document import Chart, JourneyMap, Place, Series, Stage, Tone
from pages.parts.target.numbers import Target
from pages.parts.target.words import touchpoint_words
from pages.parts.texts import Texts

SIGNS: dict[str, str] = {"positive": "●", "neutral": "■", "negative": "▼", "unknown": "○"}
MOST_PLACES = 5  # of a stage, on a slide
KEY = ("stage", "channel", "touchpoint")
Row = dict[str, Any]
Level = tuple[float | None, float | None, float | None]


def today_map(page: Page, target: Target, most: int = MOST_PLACES) -> JourneyMap:
    """Today's touchpoints by stage: what is bad or good first, then the busiest."""
    return journey_map_of(page, target, page.texts("target.map_today"), today_place, most)


def expected_map(page: Page, target: Target, most: int = MOST_PLACES) -> JourneyMap:
    """The same with what the chosen proposals and actions change."""
    return journey_map_of(page, target, page.texts("target.map_expected"), expected_place, most)


def journey_map_of(page: Page, target: Target, name: str, place: Any, most: int) -> JourneyMap:
    """Stages in their order with their touchpoints; what does not fit is counted."""
    texts, rows = page.texts, with_changes(page, target)
    stages = []
    for code in stages_of(page, rows):
        own = sorted((row for row in rows if (row["stage"] or "") == code), key=importance)
        more = texts("target.more_places", count=len(own) - most, number=len(own) - most) if len(own) > most else ""
        value, detail = stage_words(target, code, texts, place is expected_place)
        stages.append(
            Stage(texts.code("stage", code), value, detail, tuple(place(row, texts) for row in own[:most]), more)
        )
    return JourneyMap(name, tuple(stages))


def stages_of(page: Page, rows: Sequence[Row]) -> list[str]:
    """The configured stages, then what the data name beside them."""
    named = page.engine.settings.stages
    others = sorted({row["stage"] or "" for row in rows} - set(named), key=lambda stage: (stage == "", stage))
    return [*named, *others]


def importance(row: Row) -> tuple[int, int, int]:
    """What changes first, then what has a class, then by volume."""
    rank = {"negative": 0, "positive": 1, "neutral": 2, "unknown": 3}
    return (0 if row["change"] else 1, rank[row["class"]], -row["volume"])


def with_changes(page: Page, target: Target) -> list[Row]:
    """The rows of today's map, each with the change of its own score (`change`: a row of the target map) and the class after it."""
    changes = changes_by_place(target)
    found = []
    for row in target.touchpoints.iter_rows(named=True):
        change = changes.get((row["score_metric"], *(row[name] for name in KEY)))
        found.append(row | {"change": change, "class_after": class_after(row, change, page)})
    return found


def changes_by_place(target: Target) -> dict[tuple, Row]:
    """What changes, by metric and touchpoint."""
    rows = target.changes.rows.filter(pl.col("level") == "touchpoint", pl.col("difference").is_not_null())
    return {(row["metric"], *(row[name] for name in KEY)): row for row in rows.iter_rows(named=True)}


def class_after(row: Row, change: Row | None, page: Page) -> str:
    """The class at the expected score."""
    if change is None:
        return str(row["class"])
    margin = page.engine.settings.touchpoint_margin * width_of_scale(row)
    bounds = (change["expected"], change["expected_low"], change["expected_high"])
    return expected_class(row["class"], row["score_metric"], *bounds, row["bar"], margin)


def today_place(row: Row, texts: Texts) -> Place:
    """A touchpoint as it is."""
    value = score_words(row, texts) or volume_words(row, texts)
    return Place(
        touchpoint_words(row, texts),
        tone_of(row["class"]),
        class_words(row["class"], texts),
        value,
        score_sample(row, texts),
    )


def expected_place(row: Row, texts: Texts) -> Place:
    """A touchpoint as it would be; where nothing acts on its score it stays."""
    if row["change"] is None:
        return today_place(row, texts)
    after, change = row["class_after"], row["change"]
    value = f"{score_words(row, texts)} → {format_value(change['expected'], change['unit'], texts)}"
    words = class_words(after, texts)
    if after != row["class"]:
        words = f"{class_words(row['class'], texts)} → {words}"
    expected = texts(
        "target.expected_interval",
        interval=interval_words(read_estimate(change, "expected", change["unit"]), texts),
    )
    return Place(touchpoint_words(row, texts), tone_of(after), words, value, f"{score_sample(row, texts)} · {expected}")


def tone_of(name: str) -> Tone:
    """The class as a tone."""
    return name if name in SIGNS else "unknown"  # type: ignore[return-value]


def class_words(name: str, texts: Texts) -> str:
    """▼ negativo."""
    return f"{SIGNS[name]} {texts(f'verdict.{name}')}"


def score_words(row: Row, texts: Texts) -> str:
    """CSAT 44,0 %; nothing without a score."""
    if row["score"] is None:
        return ""
    return f"{metric_label(METRICS[row['score_metric']], texts)} {format_value(row['score'], row['score_unit'], texts)}"


def score_sample(row: Row, texts: Texts) -> str:
    """n = 294 · 95 %: 38,3 % a 49,6 %; nothing without a score."""
    return "" if row["score"] is None else sample_words(read_estimate(row, "score"), texts)


def stage_words(target: Target, code: str, texts: Texts, is_expected: bool) -> tuple[str, str]:
    """A stage's own score, today or from today to expected, and its volume."""
    row = next((one for one in target.stages.iter_rows(named=True) if (one["stage"] or "") == code), None)
    if row is None:
        return "", ""
    value = score_words(row, texts)
    change = stage_change(target, row)
    if is_expected and change:
        value += f" → {format_value(change['expected'], change['unit'], texts)}"
    return value, volume_words(row, texts)


def volume_words(row: Row, texts: Texts) -> str:
    """Contacts and orders; where there were only answers to surveys, that."""
    if not row["volume"]:
        return texts("journey.only_answers")
    return texts("target.volume", number=decimal(row["volume"], texts))


def stage_change(target: Target, row: Mapping[str, Any]) -> Row | None:
    """What changes in the stage's own score."""
    rows = target.changes.rows.filter(pl.col("level") == "stage", pl.col("difference").is_not_null())
    own = ((one["stage"], one["metric"]) for one in rows.iter_rows(named=True))
    place = next((number for number, found in enumerate(own) if found == (row["stage"], row["score_metric"])), None)
    return None if place is None else rows.row(place, named=True)


def feeling_chart(page: Page, target: Target) -> Chart:
    """How far above or below the company's own level each stage feels, today and expected, in hundredths of the score's scale."""
    texts, known = (
        page.texts,
        {row["stage"]: row for row in target.stages.iter_rows(named=True) if row["gap_of_scale"] is not None},
    )
    stages = list(dict.fromkeys([*page.engine.settings.stages, *known])) if known else []
    before = [levels_of(known.get(stage), None) for stage in stages]
    after = [levels_of(row, stage_change(target, row) if row else None) for row in map(known.get, stages)]
    return Chart(
        texts("target.feeling"), tuple(texts.code("stage", stage) for stage in stages),
        (level_series(texts("target.today"), before, texts), level_series(texts("target.expected"), after, texts)),
        kind="line", unit=texts("target.feeling_unit"),
    )  # fmt: skip


def levels_of(row: Row | None, change: Row | None) -> Level:
    """Value and bounds of a stage's level, moved by what its score changes; nothing where no score is known."""
    if row is None:
        return None, None, None
    hundredths = 100 / width_of_scale(row)
    sign = -1 if METRICS[row["score_metric"]].better == "lower" else 1
    value = 100 * row["gap_of_scale"]
    if change is None:
        return value, *(None if row[name] is None else row[name] * hundredths for name in ("gap_low", "gap_high"))
    value += sign * hundredths * change["difference"]
    if change["expected_low"] is None or change["expected_high"] is None:
        return value, None, None
    ends = [
        value + sign * hundredths * (change[name] - change["expected"]) for name in ("expected_low", "expected_high")
    ]
    return value, min(ends), max(ends)


def level_series(name: str, levels: Sequence[Level], texts: Texts) -> Series:
    """A line of the chart."""
    values, low, high = (tuple(column) for column in zip(*levels, strict=True)) if levels else ((), (), ())
    words = tuple(MISSING if value is None else decimal(value, texts, 1, sign=True) for value in values)
    return Series(name, values, low, high, words)
