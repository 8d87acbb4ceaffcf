"""The end of the presentation: what is left out, how it will be checked, what the words mean; and the notes of every slide."""

from collections.abc import Iterable

from metrics.catalogue import METRICS
from metrics.catalogue.composites import BURDEN, PRIORITY, Composite
from metrics.catalogue.entry import Metric
from pages.parts.measured import metric_label, metric_text
from pages.parts.page import Page
from pages.parts.target.checks import check_rows
from pages.parts.target.document import Column, Passage, Section, Table
from pages.parts.target.numbers import Target
from pages.parts.target.words import aside_lines, source_titles

MOST_LARGE = 6  # lines in large type on a slide
RULES = ("parts", "overlap", "interval", "class", "money", "promise")


def metric_notes(page: Page, metrics: Iterable[str]) -> tuple[str, ...]:
    """For who presents: each metric's name and meaning."""
    found = [METRICS[name] for name in dict.fromkeys(metrics) if name in METRICS]
    return tuple(f"{metric_label(one, page.texts)}: {metric_text(one, 'description', page.texts)}" for one in found)


def left_out_section(page: Page, target: Target) -> list[Section]:
    """Effects that are not in the map, with the reason of each."""
    lines = aside_lines(page, target, source_titles(page, target))
    if not lines:
        return []
    blocks = (
        Passage((page.texts("target.rule_overlap"),)),
        Passage(tuple(f"– {line}" for line in lines), small=len(lines) > MOST_LARGE),
    )
    return [Section(page.texts("target.left_out"), blocks, (page.texts("target.rule_overlap"),))]


def checks_section(page: Page, target: Target) -> Section:
    """How it will be seen whether it works."""
    texts = page.texts
    columns = (Column(texts("target.what"), 3.4), Column(texts("table.metric"), 2.4), Column(texts("target.how"), 3.4))
    blocks: tuple = (Passage((texts("target.checks_help"),)),)
    if rows := check_rows(page, target):
        blocks += (Table(texts("target.checks"), columns, tuple(rows)),)
    return Section(texts("target.checks"), blocks, (texts("target.checks_help"),))


def definitions_section(page: Page, target: Target) -> Section:
    """The rules of the map, then every metric that is named."""
    texts = page.texts
    rules = [(texts(f"target.term_{name}"), texts(f"target.rule_{name}")) for name in RULES]
    scores = [name for name in target.touchpoints["score_metric"].unique(maintain_order=True).to_list() if name]
    evidence = [one.metric for proposal in target.chosen for one in proposal.evidence]
    used = [METRICS[name] for name in dict.fromkeys([*target.metrics, *scores, *evidence]) if name in METRICS]
    named: list[Metric | Composite] = [*used, *([PRIORITY] if target.chosen else []), BURDEN]
    metrics = [
        (metric_label(one, texts), f"{metric_text(one, 'description', texts)} {metric_text(one, 'formula', texts)}")
        for one in named
    ]
    columns = (Column(texts("target.term"), 1.6), Column(texts("target.meaning"), 6))
    return Section(texts("target.definitions"), (Table(texts("target.definitions"), columns, tuple(rules + metrics)),))
