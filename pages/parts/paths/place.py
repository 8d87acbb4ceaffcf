"""The place in the paths or in the funnel that a reader opened, as the URL keeps it, and in words."""

from collections.abc import Mapping
from dataclasses import replace

from metrics.analyses.journeys.funnel import MODES
from metrics.analyses.journeys.journey_list import Chosen, PathStep, StageStep
from metrics.analyses.journeys.paths import ENDS, OTHER, UNITS
from pages.parts.page import Page
from pages.parts.paths.numbers import DEPTH
from pages.parts.texts import Texts
from pages.parts.view import View

BUCKETS = ("continued", "left", "open", "unanswered")
OPENED, ANY, ALL = "is", "any", "all"  # a value under in.…; whatever it is; all that reached the stage


def unit_of(page: Page) -> str:
    """What the steps of the paths are: the URL's, else channels."""
    return next((name for name in page.view.by if name in UNITS), "channel")


def mode_of(page: Page) -> str:
    """The funnel's: the URL's, else open."""
    return page.view.mode or MODES[0]


def open_step(view: View, unit: str, step: PathStep) -> View:
    """The view with a node or a link of the flow opened."""
    cells = {
        name: value for name, value in ((unit, step.here), (f"next_{unit}", step.then)) if value not in (None, OTHER)
    }
    here = ANY if step.here is None else "other" if step.here == OTHER else OPENED
    then = step.end or (ANY if step.then is None else "other" if step.then == OTHER else OPENED)
    return opened(replace(view, by=(unit,)), f"path-{step.level}-{here}-{then}", cells)


def open_stage(view: View, step: StageStep) -> View:
    """The view with a stage of the funnel, or a part of it, opened."""
    return opened(replace(view, mode=step.mode), f"stage-{step.bucket or ALL}", {"stage": step.stage})


def opened(view: View, item: str, cells: Mapping[str, str | None]) -> View:
    """The view with an item and its values."""
    return replace(
        view, item=item, opened=tuple((name, (value or "",)) for name, value in cells.items()), sheet=1, matter=""
    )


def close_place(view: View) -> View:
    """The view with nothing opened."""
    return replace(view, item="", opened=(), sheet=1, matter="")


def chosen_place(page: Page) -> Chosen:
    """What the URL has opened; None: nothing, or something that is not there."""
    kind, *parts = page.view.item.split("-")
    cells = {name: values[0] for name, values in page.view.opened}
    if kind == "stage" and len(parts) == 1 and parts[0] in (ALL, *BUCKETS) and "stage" in cells:
        return StageStep(mode_of(page), cells["stage"], "" if parts[0] == ALL else parts[0])
    if kind == "path" and len(parts) == 3 and parts[0].isdecimal() and 1 <= int(parts[0]) <= DEPTH:
        return path_step(int(parts[0]), parts[1], parts[2], unit_of(page), cells)
    return None


def path_step(level: int, here: str, then: str, unit: str, cells: Mapping[str, str]) -> PathStep | None:
    """The place that the codes and values name; None where a value is missing."""
    words = {ANY: None, "other": OTHER}
    end = then if then in ENDS else None
    if (here == OPENED and unit not in cells) or (then == OPENED and f"next_{unit}" not in cells):
        return None
    return PathStep(
        level, cells[unit] if here == OPENED else words.get(here),
        None if end else cells[f"next_{unit}"] if then == OPENED else words.get(then), end,
    )  # fmt: skip


def unit_words(texts: Texts, unit: str, value: str | None) -> str:
    """A unit of a path in words."""
    return texts("paths.all_other") if value == OTHER else texts.value(unit, value)


def place_words(page: Page, chosen: Chosen) -> str:
    """Step 2: Phone → Store; step 1: Web → left; Service: still open."""
    texts = page.texts
    if isinstance(chosen, StageStep):
        stage = texts.code("stage", chosen.stage)
        return f"{stage} · {texts(f'paths.bucket_{chosen.bucket}')}" if chosen.bucket else stage
    if isinstance(chosen, PathStep):
        unit = unit_of(page)
        words = [unit_words(texts, unit, chosen.here) if chosen.here is not None else texts("paths.any")]
        if chosen.end:
            words.append(texts(f"paths.end_{chosen.end}"))
        elif chosen.then is not None:
            words.append(unit_words(texts, unit, chosen.then))
        return f"{texts('paths.step', step=chosen.level)}: {' → '.join(words)}"
    return ""
