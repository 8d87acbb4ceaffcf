"""The words of the target map: whose effect it is, where, from what to what; as plain text, for tables, slides and PDF alike."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from metrics.analyses.target_map.planned import Aside
from metrics.catalogue import METRICS
from metrics.presenter.estimates import note_words
from metrics.presenter.numbers import format_change, format_value
from metrics.semantic.estimate import Estimate, notes_of
from pages.parts.formats import WORD_JOINER
from pages.parts.measured import metric_label
from pages.parts.page import Page
from pages.parts.proposals.words import title_words
from pages.parts.target.numbers import Target
from pages.parts.texts import Texts

ESCAPED = re.compile(r"\\([\\`*_{}\[\]()<>#+!|~$:])")


def bare(words: str) -> str:
    """Words that were made for Markdown as they are read: `plain` undone, bold signs taken off."""
    return ESCAPED.sub(r"\1", words.replace(WORD_JOINER, "").replace("**", ""))


def source_titles(page: Page, target: Target) -> dict[str, str]:
    """The name of every proposal and action, by its id."""
    named = {one.id: bare(title_words(one, page.texts, page.scope.filters)) for one in target.proposals}
    return named | {one.id: one.title for one in target.actions}


def numbers_of_sources(target: Target) -> dict[str, str]:
    """Short names for slides: 1, 2 … for proposals in their order, A1, A2 … for actions."""
    named = {one.id: str(number) for number, one in enumerate(target.chosen, 1)}
    return named | {one.id: f"A{number}" for number, one in enumerate(target.acting, 1)}


def today_of(row: Mapping[str, Any]) -> Estimate:
    """Today's number of a row of the target map."""
    return Estimate(row["today"], row["low"], row["high"], row["n"], row["unit"], row["note"] or "")


def step_words(row: Mapping[str, Any], texts: Texts) -> str:
    """44,0 % → 83,5 %; only today's where nothing changes."""
    today = format_value(row["today"], row["unit"], texts)
    return today if row["difference"] is None else f"{today} → {format_value(row['expected'], row['unit'], texts)}"


def change_words(row: Mapping[str, Any], texts: Texts) -> str:
    """+39,4 pp; – where nothing changes."""
    unit = "count" if METRICS[row["metric"]].kind == "count" else row["unit"]
    return format_change(row["difference"], row["today"], unit, texts)


def direction_of(metric: str, difference: float | None) -> str:
    """positive, negative or neutral: what a change means to the customer."""
    better = METRICS[metric].better
    if not difference or better == "neutral":
        return "neutral"
    return "positive" if (difference > 0) == (better == "higher") else "negative"


def place_of(row: Mapping[str, Any], texts: Texts) -> str:
    """The whole, a stage, or a touchpoint with its stage."""
    if row["level"] == "total":
        return texts("target.whole")
    stage = texts.code("stage", row["stage"])
    if row["level"] == "stage":
        return texts("target.stage", stage=stage)
    return f"{touchpoint_words(row, texts)} · {stage}"


def touchpoint_words(row: Mapping[str, Any], texts: Texts) -> str:
    """The touchpoint with its channel where its own name does not say it."""
    channel, code = texts.code("channel", row["channel"]), row["touchpoint"]
    if not code:
        return texts("target.unnamed", channel=channel)
    name = texts.touchpoint(code)
    return name if name.startswith(channel) else f"{channel} · {name}"


def note_line(row: Mapping[str, Any], texts: Texts) -> str:
    """What must be known about a row."""
    said = []
    for note in notes_of(row["note"]):
        key = f"target.note_{note}"
        said.append(texts(key) if texts.has(key) else note_words(note, texts, row["today"] is not None))
    return " ".join(said)


def aside_lines(page: Page, target: Target, titles: Mapping[str, str]) -> list[str]:
    """What is not in the expected map, and why, each once."""
    texts = page.texts
    lines = [aside_words(one, titles, texts) for one in target.changes.aside]
    for saving in target.savings:
        for out, instead in saving.left_out:
            lines.append(
                texts("target.saving_left_out", what=titles.get(out, out), instead=titles.get(instead, instead))
            )
    return list(dict.fromkeys(lines))


def aside_words(one: Aside, titles: Mapping[str, str], texts: Texts) -> str:
    """One effect that is left out."""
    metric = metric_label(METRICS[one.metric], texts) if one.metric in METRICS else one.metric
    what, instead = titles.get(one.source, one.source), titles.get(one.instead, one.instead)
    return texts(f"target.aside_{one.reason}", what=what, metric=metric, instead=instead)


def source_list(names: Sequence[str], titles: Mapping[str, str]) -> str:
    """Who changes a row."""
    return "; ".join(titles.get(name, name) for name in names)
