"""Drivers in words: the experience and its place, the difference, what the model rests on and how sure it is."""

from collections.abc import Mapping
from typing import Any

from metrics.analyses.drivers.design import FEATURE, Feature
from metrics.analyses.drivers.find import Drivers
from metrics.presenter.numbers import NARROW_SPACE, decimal, format_seconds, format_value
from pages.parts.formats import plain
from pages.parts.page import Page


def experience_words(page: Page, row: Mapping[str, Any]) -> str:
    """gave up waiting; waited over 4.2 min."""
    texts = page.texts
    if row["experience"] == "waited_long" and row["long_wait_seconds"] is not None:
        return texts("experience.waited_over", time=format_seconds(row["long_wait_seconds"], texts))
    return texts(f"experience.{row['experience']}")


def place_words(page: Page, row: Mapping[str, Any]) -> str:
    """Phone · help line."""
    texts = page.texts
    touchpoint = texts.touchpoint(row["touchpoint"])
    channel = texts.code("channel", row["channel"])
    return touchpoint if touchpoint.startswith(channel) else f"{channel} · {touchpoint}"


def points(page: Page, value: float) -> str:
    """-14.0 pp."""
    return f"{decimal(value, page.texts, 1, sign=True)}{NARROW_SPACE}{page.texts('unit.percent_points')}"


def interval_words(page: Page, low: float, high: float) -> str:
    """-22.1 to -6.0."""
    texts = page.texts
    return texts("drivers.from_to", low=decimal(low, texts, 1, sign=True), high=decimal(high, texts, 1, sign=True))


def share_words(page: Page, row: Mapping[str, Any], side: str) -> str:
    """32.0% (26.1 to 38.4)."""
    texts = page.texts
    if row[f"share_{side}"] is None:
        return "–"
    words = format_value(row[f"share_{side}"], "percent", texts)
    low, high = row[f"{side}_low"], row[f"{side}_high"]
    if low is None or high is None:
        return words
    return f"{words} ({texts('drivers.from_to', low=decimal(low, texts, 1), high=decimal(high, texts, 1))})"


def driver_sentence(page: Page, found: Drivers, row: Mapping[str, Any]) -> str:
    """Of the customers who gave up waiting (Phone · help line) 32 % recommend, of the others there 51 %; alike in all else: −14 pp."""
    texts = page.texts
    return texts(
        "drivers.sentence" if row["experience"] not in ("used", "received") else "drivers.sentence_there",
        experience=capital(experience_words(page, row)),
        place=plain(place_words(page, row)),
        share=format_value(row["share_with"], "percent", texts),
        others=format_value(row["share_without"], "percent", texts),
        did=texts(f"drivers.do_{found.outcome}"),
        difference=f"**{points(page, row['difference'])}**",
        interval=interval_words(page, row["low"], row["high"]),
        n=decimal(row["persons_with"], texts),
    )


def capital(words: str) -> str:
    """The words as the beginning of a sentence."""
    return words[:1].upper() + words[1:]


def skill_words(page: Page, found: Drivers) -> str:
    """How much of the forecast came true among customers that the model had not seen."""
    if found.skill is None:
        return ""
    true = found.skill.came_true
    bounds = {name: decimal(value, page.texts, 2) for name, value in true._asdict().items()}
    return page.texts("drivers.came_true", **bounds)


def fit_words(page: Page, found: Drivers) -> str:
    """The areas under the curve and the log-loss, for who knows them."""
    texts, skill = page.texts, found.skill
    if skill is None:
        return ""
    auc, gain = skill.auc, skill.gain
    return texts(
        "drivers.fit",
        auc=decimal(auc.value, texts, 2), auc_low=decimal(auc.low, texts, 2), auc_high=decimal(auc.high, texts, 2),
        without=decimal(skill.auc_without, texts, 2), gain=format_value(gain.value, "percent", texts),
        gain_low=decimal(gain.low, texts, 1), gain_high=decimal(gain.high, texts, 1),
    )  # fmt: skip


def basis_words(page: Page, found: Drivers) -> str:
    """What was looked at: customers, moments, windows, and the share of all."""
    texts = page.texts
    words = texts(
        f"drivers.basis_{found.basis}",
        persons=decimal(found.persons, texts), moments=decimal(found.moments, texts), window=found.window_days,
        days=found.outcome_days or 0, share=format_value(found.share, "percent", texts), hits=decimal(found.hits, texts),
    )  # fmt: skip
    if found.is_drawn:
        words += " " + texts("drivers.drawn", total=decimal(found.total, texts))
    return words


def left_out_words(page: Page, found: Drivers) -> str:
    """How many customers were left out because a window of theirs is not all in the data."""
    texts = page.texts
    said = [
        texts(f"drivers.left_out_{reason}", n=decimal(count, texts), window=found.window_days)
        for reason, count in (found.left_out or {}).items()
        if count
    ]
    for pair in found.not_apart:
        left, kept = (feature_words(page, feature) for feature in pair)
        said.append(texts("drivers.not_apart", left=left, kept=kept))
    return " ".join(said)


def feature_words(page: Page, feature: Feature) -> str:
    """gave up waiting (Phone · help line)."""
    row = dict(zip(FEATURE, feature, strict=True)) | {"long_wait_seconds": None}
    return f"{experience_words(page, row)} ({plain(place_words(page, row))})"
