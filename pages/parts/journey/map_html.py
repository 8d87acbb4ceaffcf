"""The whole map as HTML: stages as arrows in their order, the curve of feeling under them, and the cards of each stage."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from metrics.presenter.numbers import decimal
from pages.parts.journey.card_html import card_html, slim_html
from pages.parts.journey.curve_html import columns_of, curve_html, field_of
from pages.parts.journey.signs import STAGE_SIGNS, shape, symbol
from pages.parts.journey.stops import Ends, Stop
from pages.parts.texts import Texts

VERDICTS = ("negative", "neutral", "positive", "unknown")
MOST_CARDS, MOST_LINES = 5, 4  # of a stage; the others unfold
WIDE_FROM = 7  # cards from which a stage takes two columns of them
# Of a stage without touchpoints, with lines only, with one column of cards, with two; and the least pixels of such a unit.
WIDTHS = {"empty": 0.75, "lines": 0.85, "cards": 1.15, "wide": 2.3}
LEAST_UNIT = 190


@dataclass(frozen=True)
class JourneyMap:
    """What the map draws: stages in their order (code: name), their totals, their touchpoints, and how one is opened."""

    stages: Sequence[str]
    totals: Sequence[Stop]
    stops: Sequence[Stop]
    link: Callable[[Ends], str]
    opened: Ends | None = None


def map_html(journey: JourneyMap, texts: Texts) -> str:
    """The map. On a narrow screen the stages stand below each other and their score is a line in their head."""
    widths = {stage: WIDTHS[room_of(journey, stage)] for stage in journey.stages}
    field = field_of([*journey.totals, *journey.stops], columns_of(widths))
    template = " ".join(f"{width}fr" for width in widths.values())
    sections = "".join(stage_html(journey, place, stage, texts) for place, stage in enumerate(journey.stages, 1))
    return (
        f'{legend_html(journey, texts)}<div class="scroll"><div class="board"'
        f' style="grid-template-columns:{template};--least:{sum(widths.values()) * LEAST_UNIT:.0f}px">'
        f"{curve_html(journey.totals, journey.stops, field, texts)}{sections}</div></div>"
    )


def room_of(journey: JourneyMap, stage: str) -> str:
    """How much room the stage takes: a key of WIDTHS."""
    own = [stop for stop in journey.stops if stop.ends[0] == stage]
    cards = sum(stop.is_felt for stop in own)
    return "wide" if cards >= WIDE_FROM else "cards" if cards else "lines" if own else "empty"


def legend_html(journey: JourneyMap, texts: Texts) -> str:
    """The verdicts as shape, word and how many touchpoints have it."""
    counts = {verdict: sum(stop.verdict == verdict for stop in journey.stops) for verdict in VERDICTS}
    items = "".join(
        f'<li class="{verdict}">{shape(verdict)}<b>{decimal(count, texts)}</b> {escape(texts(f"verdict.{verdict}"))}</li>'
        for verdict, count in counts.items()
    )
    return f'<ul class="legend" aria-label="{escape(texts("journey.legend"))}">{items}</ul>'


def stage_html(journey: JourneyMap, place: int, stage: str, texts: Texts) -> str:
    """A stage: its arrow, then its cards (those that hurt first, then the busiest) and lines, the rest folded."""
    total = next((found for found in journey.totals if found.ends[0] == stage), None)
    own = [pair for pair in enumerate(journey.stops) if pair[1].ends[0] == stage]
    felt = sorted(
        (pair for pair in own if pair[1].is_felt), key=lambda pair: (pair[1].verdict != "negative", -pair[1].volume)
    )
    lines = sorted((pair for pair in own if not pair[1].is_felt), key=lambda pair: -pair[1].volume)

    def drawn(draw: Callable[[Stop, int, str, bool, Texts], str], pairs: Sequence[tuple[int, Stop]]) -> str:
        return "".join(
            draw(stop, at, journey.link(stop.ends), stop.ends == journey.opened, texts) for at, stop in pairs
        )

    room = room_of(journey, stage)
    most_cards = MOST_CARDS + 3 * (room == "wide")
    body = list_html(drawn(card_html, felt[:most_cards]), "stops") + list_html(
        drawn(slim_html, lines[:MOST_LINES]), "lines"
    )
    rest = felt[most_cards:], lines[MOST_LINES:]
    if count := len(rest[0]) + len(rest[1]):
        is_open = any(stop.ends == journey.opened for pairs in rest for _, stop in pairs)
        body += (
            f"<details{' open' if is_open else ''}><summary>{escape(texts('journey.more', count=count))}</summary>"
            f"{list_html(drawn(card_html, rest[0]), 'stops')}{list_html(drawn(slim_html, rest[1]), 'lines')}</details>"
        )
    empty = "" if own else f'<p class="none">{escape(texts("journey.empty_stage"))}</p>'
    name, tight = escape(texts.code("stage", stage)), " tight" if room == "empty" else ""
    return (
        f'<section class="stage{tight}" style="grid-column:{place}" aria-label="{name}">'
        f'{arrow_html(stage, name, total, len(own), texts)}<div class="body {room}">{body}{empty}</div></section>'
    )


def list_html(items: str, kind: str) -> str:
    """A list, nothing when it is empty."""
    return f'<ul class="{kind}">{items}</ul>' if items else ""


def arrow_html(stage: str, name: str, total: Stop | None, count: int, texts: Texts) -> str:
    """The stage's head: name, volume and touchpoints; its score for a narrow screen and for screen readers."""
    said = [total.volume_words] if total and total.volume else []
    said += [texts("journey.touchpoints", count=count)] if count else []
    score = ""
    if total and total.score and total.level is not None:
        words = f"{total.score.label} {total.score.words} · {texts(f'verdict.{total.verdict}')} · {total.score.sample}"
        score = f'<p class="feel {total.verdict}">{shape(total.verdict)}{escape(words)}</p>'
    return (
        f'<header class="arrow">{symbol(STAGE_SIGNS.get(stage, "circle"))}<div><h3>{name}</h3>'
        f"<p>{escape(' · '.join(said))}</p></div>{score}</header>"
    )
