"""One estimate in words: value, interval, sample and the reason where there is no value; the same in every language."""

from string import Formatter

import pytest

from metrics.presenter.english import ENGLISH, WORDS, plain_spaces
from metrics.presenter.estimates import bounded_words, interval_words, reason_words, sample_words, value_words
from metrics.semantic.estimate import Difference, Estimate, read_difference, read_estimate
from pages.parts.texts import Texts

CSAT = Estimate(71.86, 69.52, 74.18, 1428, "percent")
FASTER = Difference(-7200.0, -10800.0, 90.0, 40, "seconds")


@pytest.mark.parametrize(
    ("estimate", "english", "spanish"),
    [
        (CSAT, ("71.9%", "69.5% to 74.2%", "n = 1,428 · 95%: 69.5% to 74.2%", "71.9% (69.5% to 74.2%)"),
         ("71,9 %", "69,5 % a 74,2 %", "n = 1428 · 95 %: 69,5 % a 74,2 %", "71,9 % (69,5 % a 74,2 %)")),
        (FASTER, ("-2 h", "-3 h to +1.5 min", "n = 40 · 95%: -3 h to +1.5 min", "-2 h (-3 h to +1.5 min)"),
         ("-2 h", "-3 h a +1,5 min", "n = 40 · 95 %: -3 h a +1,5 min", "-2 h (-3 h a +1,5 min)")),
        (Difference(2.04, 0.5, 3.6, 9, "percent"), ("+2.0 pp", "+0.5 pp to +3.6 pp", "n = 9 · 95%: +0.5 pp to +3.6 pp", "+2.0 pp (+0.5 pp to +3.6 pp)"),
         ("+2,0 pp", "+0,5 pp a +3,6 pp", "n = 9 · 95 %: +0,5 pp a +3,6 pp", "+2,0 pp (+0,5 pp a +3,6 pp)")),
        (Estimate(12.0, n=12, unit="contacts"), ("12", "–", "n = 12", "12"), ("12", "–", "n = 12", "12")),
        (Estimate(None, 1.0, 2.0, 3, "percent"), ("–", "–", "n = 3", "–"), ("–", "–", "n = 3", "–")),
    ],
)  # fmt: skip
def test_an_estimate_in_words(estimate: Estimate, english: tuple[str, ...], spanish: tuple[str, ...]) -> None:
    for texts, expected in ((ENGLISH, english), (Texts("en"), english), (Texts("es"), spanish)):
        said = [words(estimate, texts) for words in (value_words, interval_words, sample_words, bounded_words)]
        assert tuple(map(plain_spaces, said)) == expected


def test_why_there_is_no_value() -> None:
    texts = Texts("en")
    assert reason_words(CSAT, texts, 5) == ""
    assert reason_words(Estimate(None), texts, 5) == "Nothing was measured here."
    withheld = Estimate(None, n=4, note="withheld")
    assert reason_words(withheld, texts, 5) == "Only 4 measured: too few to show (under 5)."
    assert reason_words(withheld, ENGLISH, 5) == reason_words(withheld, texts, 5)
    said = "Several survey scales are mixed here; take it apart by scale on Channels to see values."
    assert reason_words(Estimate(None, n=40, note="mixed scales"), texts, 5) == said
    assert reason_words(Estimate(None, n=40, note="mixed scales"), ENGLISH, 5) == "mixed scales"


def test_the_words_of_the_command_line_are_those_of_the_pages() -> None:
    def as_written(key: str, text: str) -> str:
        return Texts("en")(key, **{name: f"{{{name}}}" for _, name, _, _ in Formatter().parse(text) if name})

    assert {key: as_written(key, text) for key, text in WORDS.items()} == WORDS


def test_the_estimates_of_a_row() -> None:
    row = {
        "value": 4.0,
        "low": 3.0,
        "high": 5.0,
        "n": 7,
        "unit": "score",
        "note": None,
        "gap": -1.0,
        "gap_low": -2.0,
        "gap_high": 0.5,
    }
    assert read_estimate(row) == Estimate(4.0, 3.0, 5.0, 7, "score")
    assert read_difference(row, "gap", "score") == Difference(-1.0, -2.0, 0.5, 0, "score")
    assert read_estimate({"cost": 2.0, "cost_n": None, "cost_note": "immature; withheld"}, "cost").notes == [
        "immature",
        "withheld",
    ]


@pytest.mark.parametrize(
    ("low", "high", "expected"), [(0.1, 2.0, True), (-2.0, -0.1, True), (-1.0, 1.0, False), (0.0, 1.0, False), (None, None, None)]
)  # fmt: skip
def test_a_difference_is_more_than_noise_where_its_interval_leaves_0_out(
    low: float | None, high: float | None, expected: bool | None
) -> None:
    assert Difference(1.0, low, high).exceeds_noise is expected
