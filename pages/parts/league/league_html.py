"""The league as HTML: a row a touchpoint with how bad, how often, what is at stake, and whether it is more than chance."""

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

from metrics.presenter.estimates import interval_words, value_words
from metrics.presenter.numbers import decimal, format_money, format_value
from metrics.semantic.estimate import read_estimate
from pages.parts.journey.card_html import emotion_html, quote_html, range_html, trend_html
from pages.parts.journey.signs import channel_symbol, shape
from pages.parts.journey.stops import Ends, Stop
from pages.parts.texts import Texts


def league_html(
    rows: Sequence[Mapping[str, Any]], stops: Sequence[Stop], opened: Ends | None, link: Callable[[Ends], str], texts: Texts
) -> str:  # fmt: skip
    """Heads, then the touchpoints in their order; on a narrow screen each is a card."""
    most = max((row["burden"] for row in rows), default=0) or 1
    heads = "".join(
        f"<span>{escape(texts(f'league.{head}'))}</span>"
        for head in ("touchpoint", "severity", "volume", "stake", "burden")
    )
    lines = "".join(
        line_html(place, row, stop, most, stop.ends == opened, link, texts)
        for place, (row, stop) in enumerate(zip(rows, stops, strict=True))
    )
    return (
        f'<div class="league"><div class="heads" aria-hidden="true"><span>#</span>{heads}</div><ol>{lines}</ol></div>'
    )


def line_html(
    place: int, row: Mapping[str, Any], stop: Stop, most: float, is_opened: bool, link: Callable[[Ends], str], texts: Texts
) -> str:  # fmt: skip
    """One touchpoint."""
    kinds = f"row {'sure' if row['survives'] else 'chance'}{' opened' if is_opened else ''}"
    return (
        f'<li class="{kinds} {stop.verdict}" data-place="{place}"><span class="rank">{row["rank"]}</span>'
        f"<div>{name_html(stop, link, texts)}{chance_html(row, texts)}</div>{severity_html(stop, row, texts)}"
        f"<div>{cell_head('volume', texts)}<b>{decimal(stop.volume, texts)}</b><p>{escape(stop.volume_words)}</p></div>"
        f"{stake_html(row, texts)}{burden_html(row, most, texts)}</li>"
    )


def cell_head(name: str, texts: Texts) -> str:
    """What the cell is, for narrow screens and screen readers."""
    return f'<span class="what">{escape(texts(f"league.{name}"))}</span>'


def name_html(stop: Stop, link: Callable[[Ends], str], texts: Texts) -> str:
    """The touchpoint with its symbol, stage and channel."""
    where = " · ".join((texts.code("stage", stop.ends[0]), stop.channel))
    return (
        f'<div class="head">{channel_symbol(stop.ends[1])}<a class="name" href="{escape(link(stop.ends))}"'
        f' title="{escape(texts("journey.open"))}">{escape(stop.name)}</a></div><p>{escape(where)}</p>{emotion_html(stop)}{quote_html(stop, texts)}'
    )


def chance_html(row: Mapping[str, Any], texts: Texts) -> str:
    """Whether its difference from the company's level survives, as shape and word."""
    if row["survives"]:
        return f'<p class="chance negative">{shape("negative")}{escape(texts("league.sure"))}</p>'
    return f'<p class="chance">{shape("unknown")}{escape(texts("league.chance"))}</p>'


def severity_html(stop: Stop, row: Mapping[str, Any], texts: Texts) -> str:
    """The score on its scale beside the company's level, and how far below it is after shrinking."""
    score = stop.score
    if score is None:
        return "<div></div>"
    below = texts("league.below", size=decimal(100 * row["severity"], texts, 1))
    soft = "" if score.is_firm else " soft"
    return (
        f'<div class="{stop.verdict}">{cell_head("severity", texts)}<div class="score{soft}"><span class="what">{escape(score.label)}</span>'
        f"<b>{escape(score.words)}</b>{trend_html(stop, texts)}</div>{range_html(stop, texts)}<p>{escape(below)}</p>"
        f"<p>{escape(score.sample)}</p></div>"
    )


def stake_html(row: Mapping[str, Any], texts: Texts) -> str:
    """The revenue at stake with its interval, and of how many customers; the reason where it is not known."""
    head = cell_head("stake", texts)
    if row["at_stake"] is None:
        reason = str(row["value_note"] or "no orders").replace(" ", "_")
        words = texts(f"league.note_{reason}") if texts.has(f"league.note_{reason}") else str(row["value_note"] or "")
        return f'<div>{head}<b class="none">–</b><p>{escape(words)}</p></div>'
    stake = read_estimate(row, "at_stake", row["currency"])
    behind = texts("league.behind", count=row["persons"], number=decimal(row["persons"], texts),
                   revenue=format_money(row["revenue"], row["currency"], texts))  # fmt: skip
    interval = texts("tile.interval", interval=interval_words(stake, texts))
    return (
        f"<div>{head}<b>{escape(value_words(stake, texts))}</b><p>{escape(interval)}</p><p>{escape(behind)}</p></div>"
    )


def burden_html(row: Mapping[str, Any], most: float, texts: Texts) -> str:
    """All three together as a bar; the longest is the first to mend."""
    width = 100 * row["burden"] / most
    index = row["value_index"]
    factors = texts("league.factors", harmed=decimal(row["harmed"], texts),
                    index=format_value(index, "score", texts) if index is not None else "1")  # fmt: skip
    return (
        f'<div class="burden">{cell_head("burden", texts)}<span class="bar"><i style="width:{max(width, 1):.1f}%"></i></span>'
        f"<b>{decimal(row['burden'], texts)}</b><p>{escape(factors)}</p></div>"
    )
