"""How it will be checked whether what is proposed works: by which metric, against whom, from when."""

from metrics.catalogue import METRICS, current_name, find_metric
from pages.parts.formats import format_day
from pages.parts.measured import metric_label
from pages.parts.page import Page
from pages.parts.proposals.words import place_words
from pages.parts.target.numbers import Target
from pages.parts.target.words import bare, source_titles
from warehouse.actions.action import Action


def check_rows(page: Page, target: Target) -> list[tuple[str, str, str]]:
    """What is done, the metric that judges it, and how; actions say it themselves, a proposal becomes an action first."""
    texts, titles = page.texts, source_titles(page, target)
    rows = [(titles[one.id], label_of(page, one.metric), action_check(page, one)) for one in target.acting]
    for proposal in target.chosen:
        metrics = ", ".join(
            label_of(page, name) for name in dict.fromkeys(effect.metric for effect in proposal.effects)
        )
        rows.append((titles[proposal.id], metrics, texts("target.check_proposal")))
    return rows


def label_of(page: Page, metric: str) -> str:
    """The metric's name; the code of one that the catalogue does not know."""
    return metric_label(find_metric(metric), page.texts) if current_name(metric) in METRICS else metric


def action_check(page: Page, action: Action) -> str:
    """Against whom, and from when."""
    texts = page.texts
    group = bare(place_words(action.comparison, texts)) if action.comparison else ""
    said = texts(f"target.check_{action.compare}", group=group)
    return f"{said} {texts('target.check_from', day=format_day(action.starts_on, texts))}" if action.starts_on else said
