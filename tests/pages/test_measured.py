"""What a tile says about one number: firm, small, withheld or missing; better, worse or noise."""

from typing import Any

import pytest

from metrics.catalogue import METRICS
from pages.parts.measured import Measured, uncovered_words
from pages.parts.texts import Texts
from warehouse.config.settings import Settings


def measured(name: str, **row: Any) -> Measured:
    return Measured(
        METRICS[name], {"value": None, "n": 0, "note": None, "unit": METRICS[name].unit} | row, Texts("en"), Settings()
    )


@pytest.mark.parametrize(
    ("row", "state", "value", "sentences"),
    [
        ({"value": 71.9, "n": 30}, "firm", "71.9%", []),
        ({"value": 71.9, "n": 29}, "soft", "71.9%", ["Only 29 measured: a rough indication."]),
        ({"n": 4, "note": "withheld"}, "withheld", "–", ["Only 4 measured: too few to show (under 5)."]),
        ({}, "missing", "–", ["Nothing was measured here."]),
        ({"n": 40, "note": "no boxes"}, "missing", "–", ["These answers are on a scale without declared satisfied boxes."]),
        ({"value": 70.0, "n": 40, "note": "mixed scales"}, "firm", "70.0%",
         ["Answers on several scales together, each by the satisfied boxes of its own scale."]),
    ],
)  # fmt: skip
def test_a_share_by_its_sample(row: dict[str, Any], state: str, value: str, sentences: list[str]) -> None:
    shown = measured("csat", **row)
    assert (shown.state, shown.value, shown.sentences()) == (state, value, sentences)


def test_a_mean_over_mixed_scales_says_why_there_is_none() -> None:
    shown = measured("csat_mean", n=40, note="mixed scales")
    assert (shown.value, shown.sentences()) == (
        "–",
        ["Several survey scales are mixed here; take it apart by scale on Channels to see values."],
    )


def test_a_share_of_the_classified_says_what_it_is_of_all_at_least_and_at_most() -> None:
    row = {"value": 40.0, "n": 50, "hits": 20, "said": 100, "note": "few classified"}
    assert measured("negative_emotions", **row).sentences() == [
        "Of all 100 comments between 20.0% and 70.0%, as none or all of the 50 unclassified ones are.",
        "Fewer than three in four comments are classified: the share may be another among those that are not.",
    ]
    assert measured("negative_emotions", value=40.0, n=50, hits=20, said=50).sentences() == []


def test_a_percentile_is_withheld_below_its_own_smallest_sample() -> None:
    assert measured("wait_p95", n=31, note="withheld").sentences() == ["Only 31 measured: too few to show (under 60)."]


def test_a_count_is_never_soft() -> None:
    assert measured("interactions", value=3.0, n=3).state == "firm"


def test_money_is_shown_in_the_currency_of_the_row() -> None:
    assert measured("revenue", value=318725.4, n=987, unit="USD").value == "$318,725"


@pytest.mark.parametrize(
    ("name", "difference", "exceeds", "direction"),
    [
        ("csat", 5.0, True, "better"), ("csat", -5.0, True, "worse"), ("csat", -5.0, False, "same"), ("csat", 5.0, None, "same"),
        ("wait", 5.0, True, "worse"), ("wait", -5.0, True, "better"), ("interactions", 5.0, True, "neutral"),
    ],
)  # fmt: skip
def test_a_change_is_better_or_worse_only_beyond_noise(
    name: str, difference: float, exceeds: bool | None, direction: str
) -> None:
    shown = measured(name, value=50.0, n=100, difference=difference, previous_value=45.0, exceeds_noise=exceeds)
    assert shown.direction == direction


def test_without_an_earlier_period_there_is_no_change() -> None:
    assert measured("csat", value=50.0, n=100).change == ""


def test_the_sample_is_shown_with_its_interval() -> None:
    assert measured("csat", value=71.9, n=1428, low=69.5, high=74.2).sample == "n = 1,428 · 95%: 69.5% to 74.2%"
    assert measured("csat", n=3, note="withheld").sample == "n = 3"


def test_why_nothing_is_compared_is_a_sentence_and_a_source_no_markdown() -> None:
    texts = Texts("en")
    assert (
        uncovered_words("since:my:shop_*x*:2026-05-04", texts)
        == "Not compared: my:shop_*x* has data only since May 4, 2026."
    )
    assert uncovered_words(None, texts) == ""
    assert {uncovered_words(f"{kind}:a:2026-05-04", texts).split(":")[0] for kind in ("since", "until", "hole")} == {
        "Not compared"
    }
    row = {"value": 1.0, "n": 40, "uncovered": "until:shop_*x*:2026-05-04"}
    measured = Measured(METRICS["interactions"], row, texts, Settings())
    assert measured.uncovered == r"Not compared\: shop\_\*x\* has data only until May 4, 2026."
