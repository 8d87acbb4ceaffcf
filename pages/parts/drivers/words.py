"""Drivers in words: the experience and its place, the difference, what the model rests on and how sure it is."""

from collections.abc import Mapping
from typing import Any

from metrics.analyses.drivers.design import FEATURE, Feature
from metrics.analyses.drivers.find import Drivers
from metrics.presenter.estimates import bounded_words, interval_words, value_words
from metrics.presenter.numbers import decimal, format_seconds, format_value
from metrics.semantic.estimate import Difference, Estimate
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


def difference_of(row: Mapping[str, Any]) -> Difference:
    """What the experience changes, in percentage points."""
    return Difference(row["difference"], row["low"], row["high"], row["persons_with"], "percent")


def share_of(row: Mapping[str, Any], side: str) -> Estimate:
    """The share of those with the experience, or without."""
    return Estimate(row[f"share_{side}"], row[f"{side}_low"], row[f"{side}_high"], row[f"persons_{side}"], "percent")


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
        difference=f"**{value_words(difference_of(row), texts)}**",
        interval=interval_words(difference_of(row), texts),
        n=decimal(row["persons_with"], texts),
    )


def capital(words: str) -> str:
    """The words as the beginning of a sentence."""
    return words[:1].upper() + words[1:]


def skill_words(page: Page, found: Drivers) -> str:
    """How much of the forecast came true among customers that the model had not seen."""
    if found.skill is None:
        return ""
    return page.texts("drivers.came_true", value=bounded_words(found.skill.came_true, page.texts))


def fit_words(page: Page, found: Drivers) -> str:
    """The areas under the curve and the log-loss, for who knows them."""
    texts, skill = page.texts, found.skill
    if skill is None:
        return ""
    return texts(
        "drivers.fit",
        auc=bounded_words(skill.auc, texts),
        without=value_words(skill.auc_without, texts),
        gain=bounded_words(skill.gain, texts),
    )


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
