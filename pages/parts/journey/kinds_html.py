"""Kinds of customers side by side: a small map each on one scale, and the differences between them that are more than chance."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from metrics.catalogue import METRICS
from metrics.presenter.estimates import bounded_words
from metrics.presenter.numbers import decimal, format_value
from metrics.semantic.estimate import Difference, read_difference
from pages.parts.journey.curve_html import Field, columns_of, curve_html, field_of
from pages.parts.journey.map_html import VERDICTS
from pages.parts.journey.signs import channel_symbol, shape, symbol
from pages.parts.journey.stops import Ends, Stop
from pages.parts.measured import metric_label
from pages.parts.texts import Texts

NARROW = 0.6  # of the width of a stage that has scores: the room of one that has none


@dataclass(frozen=True)
class KindMap:
    """One kind of customer: its code and name, its stages and its touchpoints."""

    code: str
    name: str
    totals: Sequence[Stop]
    stops: Sequence[Stop]


@dataclass(frozen=True)
class Place:
    """What a click opens: a touchpoint, of one kind of customer or of all ("")."""

    ends: Ends
    kind: str


def kinds_html(
    maps: Sequence[KindMap], stages: Sequence[str], telling: Sequence[Mapping[str, Any]], places: list[Place],
    link: Callable[[Place], str], texts: Texts,
) -> str:  # fmt: skip
    """The maps, then the telling differences (rows of compare_kinds that survive); `places` receives what can be opened."""
    shown = {(row["stage"] or "", row["channel"] or "", row["touchpoint"] or "") for row in telling}
    scored = {stop.ends[0] for one in maps for stop in one.stops if stop.level is not None}
    columns = columns_of({stage: 1.0 if stage in scored else NARROW for stage in stages})
    field = field_of([stop for one in maps for stop in (*one.totals, *one.stops)], columns)
    panels = "".join(panel_html(one, stages, field, shown, places, texts) for one in maps)
    rows = "".join(difference_html(row, {one.code: one.name for one in maps}, places, link, texts) for row in telling)
    differences = f'<ul class="differences">{rows}</ul>' if rows else ""
    return f'<div class="kinds">{panels}</div>{differences}'


def panel_html(
    one: KindMap, stages: Sequence[str], field: Field, shown: Collection[Ends], places: list[Place], texts: Texts
) -> str:  # fmt: skip
    """A kind's name and verdicts, its curve, and its stages in words for narrow screens and screen readers."""
    counts = {verdict: sum(stop.verdict == verdict for stop in one.stops) for verdict in VERDICTS[:3]}
    volume = sum(stop.volume for stop in one.totals)
    marks = "".join(
        f'<li class="{verdict}">{shape(verdict)}<b>{decimal(count, texts)}</b> {escape(texts(f"verdict.{verdict}"))}</li>'
        for verdict, count in counts.items()
    )
    first = len(places)
    places.extend(Place(stop.ends, one.code) for stop in one.stops)
    dim = {at for at, stop in enumerate(one.stops) if stop.ends not in shown}
    arrows = "".join(f"<span>{escape(texts.code('stage', stage))}</span>" for stage in stages)
    template = " ".join(f"{width:.1f}fr" for _, width in field.columns.values())
    said = "".join(stage_line(stop, texts) for stop in one.totals if stop.score and stop.level is not None)
    return (
        f'<section class="kind" aria-label="{escape(one.name)}"><header><h3>{escape(one.name)}</h3>'
        f'<span class="sub">{escape(texts("journey.touches_of", count=volume, number=decimal(volume, texts)))}</span>'
        f'<ul class="legend">{marks}</ul></header><div class="steps" style="grid-template-columns:{template}" aria-hidden="true">{arrows}</div>'
        f'{curve_html(one.totals, one.stops, field, texts, first, dim)}<ul class="said">{said}</ul></section>'
    )


def stage_line(stop: Stop, texts: Texts) -> str:
    """A stage's score of a kind in words."""
    assert stop.score
    words = f"{texts.code('stage', stop.ends[0])}: {stop.score.label} {stop.score.words} · {stop.score.sample}"
    return f"<li>{shape(stop.verdict)}{escape(words)}</li>"


def difference_html(
    row: Mapping[str, Any], names: Mapping[str, str], places: list[Place], link: Callable[[Place], str], texts: Texts
) -> str:
    """A touchpoint, both kinds with n on one scale, and the difference with its interval; the worse one is said in words."""
    place = Place((row["stage"] or "", row["channel"] or "", row["touchpoint"] or ""), "")
    places.append(place)
    metric = METRICS[row["score_metric"]]
    worse, better = ("a", "b") if row["is_worse"] else ("b", "a")
    name = texts.touchpoint(row["touchpoint"]) if row["touchpoint"] else texts.code("channel", row["channel"])
    where = f"{texts.code('stage', row['stage'])} · {metric_label(metric, texts)}"
    sides = "".join(
        side_html(row, side, names, kind, texts) for side, kind in ((worse, "negative"), (better, "positive"))
    )
    return (
        f'<li class="difference" data-place="{len(places) - 1}"><div class="head">{channel_symbol(place.ends[1])}'
        f'<a class="name" href="{escape(link(place))}">{escape(name)}</a></div><p class="sub">{escape(where)}</p>{sides}'
        f'<p class="gap-words">{symbol("difference")}{escape(gap_words(row, texts))}</p></li>'
    )


def side_html(row: Mapping[str, Any], side: str, names: Mapping[str, str], kind: str, texts: Texts) -> str:
    """One kind's score as a bar with its number and n."""
    value, unit = row[f"{side}_value"], row["unit"]
    width = 100 * (value + 100) / 200 if unit == "points" else value if unit == "percent" else 0
    bar = (
        f'<span class="bar"><i style="width:{min(max(width, 0), 100):.1f}%"></i></span>'
        if unit in ("points", "percent")
        else ""
    )
    n = texts("tile.n", n=decimal(row[f"{side}_n"], texts))
    words = texts("journey.worse" if kind == "negative" else "journey.better")
    return (
        f'<div class="side {kind}"><span class="who">{escape(names[row[f"kind_{side}"]])}</span>{bar}'
        f"<b>{escape(format_value(value, unit, texts))}</b><small>{escape(n)} · {escape(words)}</small></div>"
    )


def gap_words(row: Mapping[str, Any], texts: Texts) -> str:
    """How much worse the worse one is, and the interval: it holds 0 where the two differ by little more than chance."""
    found = read_difference(row, unit=row["unit"])
    worse = found if row["difference"] > 0 else Difference(-found.value, -found.high, -found.low, unit=found.unit)  # type: ignore[operator]
    return texts("journey.gap", size=bounded_words(worse, texts))
