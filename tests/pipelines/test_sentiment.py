"""Vendors' words for a sentiment, as loaded: a side or an emotion; what is neither is counted and not stored."""

from pipelines.text.sentiment import NAMES
from tests.pipelines.conftest import SCORES
from warehouse.store.engine import open_engine


def test_vendors_words_become_a_side_or_an_emotion_and_others_are_emptied(load, give):
    words = (
        "Very Negative",
        "sentiment__positive",
        "NEUTRAL",
        "anger",
        "Frustrated",
        "Alegría",
        "Entusiasmo",
        "MIXED",
        "0.7",
        "",
    )
    rows = "".join(f"{number},2026-08-01,5,,{word}\n" for number, word in enumerate(words))
    outcome = load(give("a.csv", f"id,day,score,text,mood\n{rows}"), mapping=SCORES + 'sentiment = "mood"\n')
    found = open_engine().query("SELECT sentiment FROM responses ORDER BY record_id")["sentiment"].to_list()
    assert found == ["negative", "positive", "neutral", "anger", "weariness", "joy", "joy", None, None, None]
    [(_, account)] = outcome.accounts.values()
    assert [cells.line for cells in account.emptied] == [
        "emptied 2: responses.sentiment (mood): neither a side nor an emotion (first at line 9); such as 0.7, MIXED"
    ]
    comments = open_engine().query("SELECT emotion, emotion_by, polarity FROM comments ORDER BY record_id").rows()
    assert comments[:4] == [
        (None, None, "negative"), (None, None, "positive"), ("neutral", "export", "neutral"), ("anger", "export", "negative"),
    ]  # fmt: skip


def test_no_word_means_two_sentiments():
    words = [word for others in NAMES.values() for word in others]
    assert len(words) == len(set(words))
