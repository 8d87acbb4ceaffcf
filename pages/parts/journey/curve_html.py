"""The curve of feeling: how far above or below the company's own level each stage is, and every touchpoint around it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from metrics.presenter.numbers import decimal
from pages.parts.journey.signs import channel_symbol, symbol
from pages.parts.journey.stops import Stop
from pages.parts.texts import Texts

LEAST_LEVEL = 12.0  # hundredths of the scale: small differences must not look like mountains
ROOM = 1.28  # above the highest and below the lowest point
MARK_WIDTH = 4.5  # percent of the field: half of what a stage's own score takes
SMALLEST, LARGEST = 22, 40  # pixels of a touchpoint, by the square root of its volume


@dataclass(frozen=True)
class Dot:
    """A touchpoint on the curve, in percent of the field."""

    place: int
    stop: Stop
    x: float
    y: float
    size: float


@dataclass(frozen=True)
class Field:
    """Where stages lie: for each its left edge and width in percent; the highest and the lowest level, + and −, of the axis."""

    columns: Mapping[str, tuple[float, float]]
    highest: float
    lowest: float

    def y(self, level: float) -> float:
        """Percent from the top."""
        top, bottom = ROOM * self.highest, ROOM * self.lowest
        return 100 * (top - level) / (top - bottom)


def columns_of(widths: Mapping[str, float]) -> dict[str, tuple[float, float]]:
    """Left edge and width in percent of stages side by side with these widths."""
    total, left, columns = sum(widths.values()), 0.0, {}
    for stage, width in widths.items():
        columns[stage] = (left, 100 * width / total)
        left += 100 * width / total
    return columns


def field_of(stops: Sequence[Stop], columns: Mapping[str, tuple[float, float]]) -> Field:
    """The field that holds all of these stops; several maps drawn in one field can be compared."""
    levels = [stop.level for stop in stops if stop.level is not None]
    return Field(columns, max([LEAST_LEVEL, *levels]), min([-LEAST_LEVEL, *levels]))


def curve_html(
    stages: Sequence[Stop], stops: Sequence[Stop], field: Field, texts: Texts, first: int = 0, dim: Collection[int] = ()
) -> str:
    """The level line, the line through the stages and the touchpoints. Hidden from screen readers: cards or lines say it all.

    `first`: the number of the first touchpoint among all that can be opened; `dim`: touchpoints that step back.
    """
    points = {stage.ends[0]: stage for stage in stages if stage.level is not None and stage.ends[0] in field.columns}
    dots = "".join(dot_html(dot, first + dot.place, dot.place in dim) for dot in place_dots(stops, field))
    return (
        f'<div class="curve" aria-hidden="true" style="--zero:{field.y(0):.1f}%">{axis_html(field, texts)}{line_html(points, field)}'
        f"{dots}{''.join(stage_html(stage, field) for stage in points.values())}"
        f"{''.join(gap_html(code, field, texts) for code in field.columns if code not in points)}</div>"
    )


def axis_html(field: Field, texts: Texts) -> str:
    """The two halves with their faces and how far they reach, and the line of the company's level."""
    highest, lowest = (decimal(level, texts, sign=True) for level in (field.highest, field.lowest))
    return (
        f'<span class="end top">{symbol("sentiment_very_satisfied")}<small>{highest}</small></span>'
        f'<span class="end bottom">{symbol("sentiment_very_dissatisfied")}<small>{lowest}</small></span>'
        f'<span class="zero"><small>{escape(texts("journey.level"))}</small></span>'
    )


def middle(field: Field, stage: str) -> float:
    """The middle of a stage's column."""
    left, width = field.columns[stage]
    return left + width / 2


def line_html(points: Mapping[str, Stop], field: Field) -> str:
    """The line through neighbouring stages; across a stage without a score it is dotted."""
    order = list(field.columns)
    known = [stage for stage in order if stage in points]
    paths = []
    for start, end in pairwise(known):
        (x0, y0), (x1, y1) = ((middle(field, s), field.y(points[s].level or 0)) for s in (start, end))
        bend = (x1 - x0) / 2
        kind = "" if order.index(end) - order.index(start) == 1 else ' class="over"'
        paths.append(
            f'<path{kind} d="M{x0:.2f} {y0:.2f}C{x0 + bend:.2f} {y0:.2f} {x1 - bend:.2f} {y1:.2f} {x1:.2f} {y1:.2f}"/>'
        )
    return f'<svg class="line" viewBox="0 0 100 100" preserveAspectRatio="none">{"".join(paths)}</svg>'


def place_dots(stops: Sequence[Stop], field: Field) -> list[Dot]:
    """Every touchpoint with a score at its height; those of a stage side by side, the middle left free for the stage's own score."""
    most = max((stop.volume for stop in stops), default=0) or 1
    found = []
    for stage, (left, width) in field.columns.items():
        own = [(place, stop) for place, stop in enumerate(stops) if stop.ends[0] == stage and stop.level is not None]
        for turn, (place, stop) in enumerate(spread(own)):
            x = left + width * beside_middle((turn + 0.5) / len(own), min(0.28, MARK_WIDTH / width))
            size = SMALLEST + (LARGEST - SMALLEST) * (stop.volume / most) ** 0.5
            found.append(Dot(place, stop, x, field.y(stop.level or 0), size))
    return sorted(found, key=lambda dot: -dot.size)


def beside_middle(share: float, free: float) -> float:
    """A place in the column, 0 … 1, that leaves out `free` on both sides of the middle."""
    return share * (1 - 2 * free) if share <= 0.5 else share * (1 - 2 * free) + 2 * free


def spread(own: list[tuple[int, Stop]]) -> list[tuple[int, Stop]]:
    """Low and high ones by turns, so that neighbours on the axis do not cover each other."""
    ranked = sorted(own, key=lambda pair: pair[1].level or 0)
    half = (len(ranked) + 1) // 2
    return [pair for two in zip(ranked[:half], [*ranked[half:], None], strict=False) for pair in two if pair]


def dot_html(dot: Dot, number: int, is_dim: bool) -> str:
    """A touchpoint: its channel's symbol in the verdict's colour and outline, as large as it is busy."""
    score = dot.stop.score
    title = escape(f"{dot.stop.name} · {score.label} {score.words} · {score.sample}" if score else dot.stop.name)
    kinds = [dot.stop.verdict, "" if score and score.is_firm else "soft", "dim" if is_dim else ""]
    return (
        f'<span class="dot {" ".join(kind for kind in kinds if kind)}" data-place="{number}" title="{title}"'
        f' style="left:{dot.x:.2f}%;top:{dot.y:.2f}%;--size:{dot.size:.0f}px">{channel_symbol(dot.stop.ends[1])}</span>'
    )


def stage_html(stage: Stop, field: Field) -> str:
    """A stage's own score on the line."""
    assert stage.score and stage.level is not None
    return (
        f'<span class="mark" style="left:{middle(field, stage.ends[0]):.2f}%;top:{field.y(stage.level):.2f}%"'
        f' title="{escape(stage.score.sample)}"><small>{escape(stage.score.label)}</small> {escape(stage.score.words)}</span>'
    )


def gap_html(stage: str, field: Field, texts: Texts) -> str:
    """A stage in which nobody was asked."""
    return f'<span class="gap" style="left:{middle(field, stage):.2f}%">{escape(texts("journey.not_asked"))}</span>'
