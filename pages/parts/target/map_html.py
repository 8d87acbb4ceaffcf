"""The map as HTML: today's touchpoints with the expected ones beside them. Every word of the data is escaped."""

from html import escape
from pathlib import Path

from pages.parts.target.document import JourneyMap, Place, Stage

CSS = Path(__file__).with_name("map.css")


def map_html(journey: JourneyMap) -> str:
    """Stages from left to right, each a list."""
    stages = "".join(stage_html(stage) for stage in journey.stages)
    return f'<div class="target-map" role="group" aria-label="{escape(journey.name)}">{stages}</div>'


def stage_html(stage: Stage) -> str:
    """A stage's head and its touchpoints."""
    detail = " · ".join(part for part in (stage.value, stage.detail) if part)
    more = f'<p class="more">{escape(stage.more)}</p>' if stage.more else ""
    cards = "".join(place_html(place) for place in stage.places)
    return (
        f'<section><div class="stage"><h3>{escape(stage.name)}</h3><p>{escape(detail)}</p></div>'
        f"<ul>{cards}</ul>{more}</section>"
    )


def place_html(place: Place) -> str:
    """A touchpoint: name, class before and after, number before and after."""
    moved = " moved" if "→" in place.value else ""
    sample = f"<small>{escape(place.sample)}</small>" if place.sample else ""
    return (
        f'<li class="{place.tone}{moved}"><b>{escape(place.name)}</b><span class="class">{escape(place.words)}</span>'
        f"<span>{escape(place.value)}</span>{sample}</li>"
    )
