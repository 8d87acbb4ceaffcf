"""The emotion and side of a text from the phrases in it. Rules in the order in which they apply:

1. A phrase weighs 2 (strong), 1 or 0.5 (weak); no token counts twice, the longest phrase wins.
2. An intensifier before it makes it 1.5 times as heavy, a diminisher half; so do capitals and stretched letters (1.25).
3. A negator up to three words before it in the same clause turns it: joy and praise become criticism without an emotion,
   anger and criticism become weak praise.
4. What stands before "but" counts half, what follows it half more; what follows "although" counts half.
5. The side is positive or negative when its weight is at least 0.75 (1.5 in a text of more than eight words: one plain word
   says little there) and twice the other's; else nothing is known.
6. The emotion is the heaviest on that side, of weight 1 at least, if it outweighs the next by a third.
7. Criticism or praise that is shouted (all in capitals, or !!) is anger or joy.
8. Neutral only by words that say so ("normal", "average") and are a third of the text; a text without any of these words is
   unknown.
9. A text without words is read by its emoji, whatever its language, unless they show both sides.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pipelines.text.phrases import Hit
from pipelines.text.tokens import SENTENCE_ENDS, Tokens
from pipelines.text.word_lists import WordLists, emoji_list
from warehouse.config.codes import NEGATIVE_EMOTIONS, POSITIVE_EMOTIONS

INTENSE, FAINT, LOUD = 1.5, 0.5, 1.25
BEFORE_BUT, AFTER_BUT, AFTER_ALTHOUGH = 0.5, 1.5, 0.5
NEGATOR_REACH, INTENSIFIER_REACH = 3, 2
TURNED_GOOD, TURNED_BAD = 1.0, 0.75  # "not happy" is criticism; "no problem" is little praise
LEAST_SIDE, LEAST_SIDE_OF_LONG, SIDE_RATIO = 0.75, 1.5, 2.0
LONG_FROM = 9  # words
LEAST_NEUTRAL = 1 / 3  # of the words
LEAST_EMOTION, EMOTION_RATIO = 1.0, 4 / 3
NEGATIVE = frozenset((*NEGATIVE_EMOTIONS, "bad"))
POSITIVE = frozenset((*POSITIVE_EMOTIONS, "good"))


class Feeling(NamedTuple):
    """None: unknown."""

    emotion: str | None
    polarity: str | None


UNKNOWN = Feeling(None, None)


def find_feeling(tokens: Tokens, lists: WordLists) -> Feeling:
    """The emotion and side that the words show."""
    hits = lists.feelings.find(tokens.words)
    if not hits:
        return UNKNOWN
    return judge(weigh(hits, tokens, lists), hits, tokens)


def find_feeling_of_emoji(tokens: Tokens) -> Feeling:
    """The emotion and side that the emoji of a text without words show (rule 9)."""
    weights: dict[str, float] = {}
    for hit in emoji_list().find(tokens.words):
        weights[hit.label] = weights.get(hit.label, 0.0) + hit.weight
    is_bad, is_good = (not side.isdisjoint(weights) for side in (NEGATIVE, POSITIVE))
    if is_bad and is_good:
        return UNKNOWN
    if is_bad:
        return Feeling(heaviest(weights, NEGATIVE_EMOTIONS), "negative")
    if is_good:
        return Feeling(heaviest(weights, POSITIVE_EMOTIONS), "positive")
    return Feeling("neutral", "neutral") if weights else UNKNOWN


def weigh(hits: Sequence[Hit], tokens: Tokens, lists: WordLists) -> dict[str, float]:
    """The weight of each feeling (rules 1 to 4)."""
    words = tokens.words
    taken = {place for hit in hits for place in range(hit.start, hit.end)}
    roles: dict[int, Hit] = {}
    for hit in lists.roles.find(words):
        for place in range(hit.start, hit.end):
            roles[place] = hit
    weights: dict[str, float] = {}
    for hit in hits:
        if hit.label == "none":
            continue
        weight, is_turned = hit.weight, False
        for distance, place in enumerate(range(hit.start - 1, hit.start - 1 - NEGATOR_REACH, -1), 1):
            if place < 0 or words[place] in SENTENCE_ENDS or words[place] == ",":
                break
            role = roles.get(place)
            if role is None or place in taken:
                continue
            if role.label == "negators":
                is_turned = True
            elif distance <= INTENSIFIER_REACH and role.label == "intensifiers":
                weight *= INTENSE
            elif distance <= INTENSIFIER_REACH and role.label == "diminishers":
                weight *= FAINT
        if any(place in tokens.loud for place in range(hit.start, hit.end)):
            weight *= LOUD
        weight *= contrast(hit, words, roles)
        label = hit.label
        if is_turned:
            if label in POSITIVE:
                label, weight = "bad", min(weight, 2.0) * TURNED_GOOD
            elif label in NEGATIVE:
                label, weight = "good", TURNED_BAD
            else:
                continue
        weights[label] = weights.get(label, 0.0) + weight
    return weights


def contrast(hit: Hit, words: Sequence[str], roles: dict[int, Hit]) -> float:
    """What a "but" or "although" in its sentence does to a phrase (rule 4)."""
    if not roles:
        return 1.0
    factor = 1.0
    for place in range(hit.start - 1, -1, -1):
        if words[place] in SENTENCE_ENDS:
            break
        if (role := roles.get(place)) and role.label in ("but", "although"):
            factor = AFTER_BUT if role.label == "but" else AFTER_ALTHOUGH
            break
    if factor == 1.0:
        for place in range(hit.end, len(words)):
            if words[place] in SENTENCE_ENDS:
                break
            if (role := roles.get(place)) and role.label == "but":
                factor = BEFORE_BUT
                break
    return factor


def judge(weights: dict[str, float], hits: Sequence[Hit], tokens: Tokens) -> Feeling:
    """The emotion and side by their weights (rules 5 to 8)."""
    is_shouted, length = tokens.is_shouted, sum(word[0].isalnum() for word in tokens.words)
    least = LEAST_SIDE if length < LONG_FROM else LEAST_SIDE_OF_LONG
    bad = sum(weight for label, weight in weights.items() if label in NEGATIVE)
    good = sum(weight for label, weight in weights.items() if label in POSITIVE)
    if bad >= least and bad >= SIDE_RATIO * good:
        return Feeling(
            heaviest(weights, NEGATIVE_EMOTIONS) or ("anger" if is_shouted and bad >= 2 else None), "negative"
        )
    if good >= least and good >= SIDE_RATIO * bad:
        return Feeling(
            heaviest(weights, POSITIVE_EMOTIONS) or ("joy" if is_shouted and good >= 2 else None), "positive"
        )
    plain = sum(hit.end - hit.start for hit in hits if hit.label == "neutral")
    if weights.get("neutral") and not bad and not good and plain >= LEAST_NEUTRAL * length:
        return Feeling("neutral", "neutral")
    return UNKNOWN


def heaviest(weights: dict[str, float], emotions: Sequence[str]) -> str | None:
    """The emotion that outweighs the others of its side by a third; None where none is heavy enough."""
    first, *others = sorted(emotions, key=lambda emotion: -weights.get(emotion, 0.0))
    weight = weights.get(first, 0.0)
    if weight < LEAST_EMOTION or any(weight < EMOTION_RATIO * weights.get(other, 0.0) for other in others):
        return None
    return first
