"""Estimates in words, the same in tiles, tables, documents and on the command line: value, interval, sample, and why there is none."""

from metrics.presenter.numbers import MISSING, Texts, decimal, format_difference, format_value
from metrics.semantic.estimate import Difference, Estimate


def value_words(estimate: Estimate, texts: Texts) -> str:
    """71.9%; of a difference +2.0 pp; – where there is no value."""
    return amount_words(estimate.value, estimate, texts)


def interval_words(estimate: Estimate, texts: Texts) -> str:
    """69.5% to 74.2%; – where it is not known."""
    if not estimate.has_interval:
        return MISSING
    low, high = (amount_words(end, estimate, texts) for end in (estimate.low, estimate.high))
    return texts("estimate.interval", low=low, high=high)


def bounded_words(estimate: Estimate, texts: Texts) -> str:
    """71.9% (69.5% to 74.2%); the value alone where the interval is not known."""
    value = value_words(estimate, texts)
    return f"{value} ({interval_words(estimate, texts)})" if estimate.has_interval else value


def sample_words(estimate: Estimate, texts: Texts) -> str:
    """n = 1,428 · 95%: 69.5% to 74.2%; n alone where the interval is not known."""
    words = texts("tile.n", n=decimal(estimate.n, texts))
    if not estimate.has_interval:
        return words
    return f"{words} · {texts('tile.interval', interval=interval_words(estimate, texts))}"


def reason_words(estimate: Estimate, texts: Texts, least: int) -> str:
    """Why there is no value, in a sentence; empty where there is one. `least`: so many are shown."""
    if estimate.value is not None:
        return ""
    if estimate.is_withheld:
        return texts("tile.withheld", n=decimal(estimate.n, texts), least=least)
    return " ".join(note_words(note, texts) for note in estimate.notes) or texts("tile.none")


def note_words(note: str, texts: Texts, has_value: bool = False) -> str:
    """A note as a sentence; shares of satisfied answers have a value even over several scales."""
    key = f"note.{note.replace(' ', '_')}"
    if has_value and texts.has(f"{key}_valued"):
        return texts(f"{key}_valued")
    return texts(key) if texts.has(key) else note


def amount_words(number: float | None, estimate: Estimate, texts: Texts) -> str:
    """A value or an end of the estimate, as what it is an estimate of is said."""
    if isinstance(estimate, Difference):
        return format_difference(number, estimate.unit, texts)
    return format_value(number, estimate.unit, texts)
