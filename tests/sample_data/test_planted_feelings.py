"""The feelings that wording.py planted, one a comment, against what the warehouse says of the same comments."""

from __future__ import annotations

from collections import Counter

from sample_data.wording import HOP_COMPLAINTS, WORDS
from tests.sample_data.conftest import Loaded

PLANTED = {
    said: {"plain": "neutral", "great_joy": "joy"}.get(feeling, feeling)
    for words in WORDS.values()
    for feeling, all_said in words.items()
    for said in all_said
}
PLANTED |= {said: "weariness" for all_said in HOP_COMPLAINTS.values() for said in all_said}


def test_the_method_says_what_was_planted_or_nothing(loaded: Loaded) -> None:
    rows = loaded.engine.query(
        "SELECT comment, emotion FROM comments WHERE of_table = 'responses' AND comment IS NOT NULL"
    ).rows()
    judged = [(planted_in(comment), emotion) for comment, emotion in rows if planted_in(comment)]
    answered = [(planted, emotion) for planted, emotion in judged if emotion]

    assert len(judged) > 1500
    assert len(answered) / len(judged) > 0.7
    assert sum(planted == emotion for planted, emotion in answered) / len(answered) > 0.95


def test_callers_are_impatient_and_who_comes_from_the_bot_is_weary(loaded: Loaded) -> None:
    rows = loaded.engine.query(
        "SELECT touchpoint, emotion FROM comments WHERE emotion IN ('anger', 'impatience', 'weariness') AND of_table = 'responses'"
    ).rows()
    felt: dict[str, Counter[str]] = {}
    for touchpoint, emotion in rows:
        felt.setdefault(touchpoint, Counter())[emotion] += 1

    assert felt["soporte"].most_common(1)[0][0] == "impatience"
    assert felt["derivados_bot"].most_common(1)[0][0] == "weariness"


def planted_in(comment: str) -> str | None:
    """The feeling of the phrase that the comment begins with; None for the story's own words."""
    return next((feeling for said, feeling in PLANTED.items() if comment.startswith(said)), None)
