"""A touchpoint's card and its slim line, as HTML; every word of the data is escaped."""

from html import escape

from metrics.presenter.numbers import decimal
from pages.parts.journey.signs import EMOTION_SIGNS, FACT_SIGNS, TREND_SIGNS, channel_symbol, shape, symbol
from pages.parts.journey.stops import Number, Stop
from pages.parts.texts import Texts
from pages.parts.voice.words import feel_of


def card_html(stop: Stop, place: int, href: str, is_opened: bool, texts: Texts) -> str:
    """Name and verdict, volume, score on its scale, emotion, and what else was measured. The name is the link."""
    parts = [
        head_html(stop, href, texts),
        f'<p class="sub">{escape(stop.channel)} · {escape(stop.volume_words)}</p>',
        score_html(stop, texts),
        emotion_html(stop),
        quote_html(stop, texts),
        facts_html(stop, texts),
    ]
    opened = " opened" if is_opened else ""
    return f'<li class="stop {stop.verdict}{opened}" data-place="{place}">{"".join(parts)}</li>'


def slim_html(stop: Stop, place: int, href: str, is_opened: bool, texts: Texts) -> str:
    """One line for a touchpoint whose feeling is not known: its volume and what else was measured."""
    opened = " opened" if is_opened else ""
    volume = f'<span class="count" title="{escape(stop.volume_words)}">{decimal(stop.volume, texts)}</span>'
    facts = facts_html(stop, texts)
    return f'<li class="slim{opened}" data-place="{place}">{channel_symbol(stop.ends[1])}{link_html(stop, href, texts)}{volume}{facts}</li>'


def head_html(stop: Stop, href: str, texts: Texts) -> str:
    """Symbol, name, and the verdict as shape and word."""
    word = escape(texts(f"verdict.{stop.verdict}"))
    why = escape(texts(f"verdict.because_{stop.reason}"))
    return (
        f'<div class="head">{channel_symbol(stop.ends[1])}{link_html(stop, href, texts)}'
        f'<span class="verdict {stop.verdict}" title="{why}">{shape(stop.verdict)}<span>{word}</span></span></div>'
    )


def link_html(stop: Stop, href: str, texts: Texts) -> str:
    """The name as a link that the whole card answers to; a screen reader hears the channel too."""
    label = escape(f"{stop.name}, {stop.channel}")
    return f'<a class="name" href="{escape(href)}" aria-label="{label}" title="{escape(texts("journey.open"))}">{escape(stop.name)}</a>'


def score_html(stop: Stop, texts: Texts) -> str:
    """The score with n and change, and where it lies on its scale: interval, value and the company's level."""
    score = stop.score
    if score is None:
        return f'<p class="none">{escape(texts("journey.no_score"))}</p>'
    soft = "" if score.is_firm else " soft"
    return (
        f'<div class="score{soft}"><span class="what">{escape(score.label)}</span><b>{escape(score.words)}</b>'
        f"{trend_html(stop, texts)}</div>{range_html(stop, texts)}"
        f'<p class="sample">{escape(score.sample)}</p>'
    )


def trend_html(stop: Stop, texts: Texts) -> str:
    """The change against the period before, with an arrow."""
    if not stop.trend_kind:
        return ""
    why = escape(texts("journey.same_help" if stop.trend_kind == "same" else "tile.beyond_noise"))
    return f'<span class="trend {stop.trend_kind}" title="{why}">{symbol(TREND_SIGNS[stop.trend_kind])}{escape(stop.trend)}</span>'


def range_html(stop: Stop, texts: Texts) -> str:
    """The scale from its worst to its best end with the interval as a bar, the value as a dot, the level as a tick."""
    if stop.bounds is None:
        return ""
    low, value, high, bar = (100 * place for place in stop.bounds)
    return (
        f'<div class="range" aria-hidden="true" title="{escape(texts("journey.range"))}"><i class="level" style="left:{bar:.1f}%"></i>'
        f'<i class="interval" style="left:{low:.1f}%;width:{max(high - low, 1):.1f}%"></i><i class="value" style="left:{value:.1f}%"></i></div>'
    )


def emotion_html(stop: Stop) -> str:
    """The commonest emotion: face, word, share and of how many."""
    if not stop.emotion:
        return ""
    return f'<p class="emotion {feel_of(stop.emotion)}">{symbol(EMOTION_SIGNS[stop.emotion])}<span>{escape(stop.emotion_words)}</span></p>'


def quote_html(stop: Stop, texts: Texts) -> str:
    """A telling comment."""
    return f'<p class="quote">{escape(texts("voice.quote", said=stop.quote))}</p>' if stop.quote else ""


def facts_html(stop: Stop, texts: Texts) -> str:
    """Wait, effort and drop-off, those that were measured; the others are in the table with their reason."""
    shown = [fact_html(fact, texts) for fact in stop.facts if fact.value is not None]
    return f'<dl class="facts">{"".join(shown)}</dl>' if shown else ""


def fact_html(fact: Number, texts: Texts) -> str:
    """A number with its symbol and short name; n and interval wait under the pointer and in the table."""
    soft = "" if fact.is_firm else ' class="soft"'
    title = escape(f"{fact.label}: {fact.words} · {fact.sample}")
    return (
        f'<div{soft} title="{title}"><dt>{escape(texts(f"journey.short_{fact.metric}"))}</dt>'
        f"<dd>{symbol(FACT_SIGNS.get(fact.metric, 'info'))}{escape(fact.words)}</dd></div>"
    )
