"""The presentation for the board: today's journey, where it hurts, what is proposed, the expected journey, how it will be checked."""

import polars as pl
import streamlit as st

from metrics.analyses.touchpoints.league import RankedTouchpoints, negative_league
from metrics.catalogue import METRICS
from metrics.presenter.estimates import interval_words, value_words
from metrics.presenter.numbers import MISSING, decimal, format_value
from metrics.semantic.estimate import read_estimate
from metrics.semantic.scope import Scope
from pages.parts.formats import format_days
from pages.parts.header import freshness_line
from pages.parts.measured import metric_label
from pages.parts.numbers import Published, engine_of
from pages.parts.page import Page, scope_words
from pages.parts.target.colours import printed_colours
from pages.parts.target.document import Block, Column, Document, Fact, Facts, Passage, Section, Table, Tone
from pages.parts.target.journey_blocks import SIGNS, expected_map, feeling_chart, today_map
from pages.parts.target.numbers import Target
from pages.parts.target.report_appendix import checks_section, definitions_section, left_out_section, metric_notes
from pages.parts.target.report_proposals import actions_section, proposal_sections
from pages.parts.target.steps import changed_places, step_chart, step_columns, step_frame, words_of_table
from pages.parts.target.totals import Total, whole_totals
from pages.parts.target.words import numbers_of_sources, touchpoint_words

LEAGUE_ROWS, MOST_METRICS, MOST_FACTS = 10, 3, 8
STEP_SHARES = {
    "place": 2.6, "n": 0.7, "today": 1.0, "interval": 1.7, "expected": 1.0, "expected_interval": 1.7, "difference": 1.1, "who": 0.9,
}  # fmt: skip


STEP_NUMBERS = ("n", "today", "interval", "expected", "expected_interval", "difference")


def board_document(page: Page, target: Target) -> Document:
    """The whole presentation in the reader's language."""
    texts, scope = page.texts, page.scope
    days, filters = format_days(scope.start, scope.end, texts), scope_words(page, scope).split(" · ")[1:]
    stamp = (
        texts("target.stamp_period", days=days),
        texts("target.stamp_filters", filters=" · ".join(filters) or texts("target.no_filters")),
        freshness_line(page),
    )
    footer = " · ".join([texts("target.title"), days, *filters, texts("target.version", version=page.published[0])])
    sections = (
        summary_section(page, target), today_section(page, target), league_section(page), *proposal_sections(page, target),
        *actions_section(page, target), *expected_sections(page, target), *left_out_section(page, target), checks_section(page, target),
        definitions_section(page, target),
    )  # fmt: skip
    return Document(
        texts.language, texts("target.document_title"), texts("target.document_subtitle"), stamp, footer, sections, printed_colours(),
        texts("target.continued", title="{title}", number="{number}"), texts("target.page_of", page="{page}", pages="{pages}"),
    )  # fmt: skip


def summary_section(page: Page, target: Target) -> Section:
    """What is proposed and what it should change, in numbers of the whole journey."""
    texts, totals = page.texts, whole_totals(page, target)
    facts = [total_fact(total) for total in totals][: MOST_FACTS - 2] + money_facts(page, target)
    lead = texts("target.lead", proposals=counted(page, "proposals", len(target.chosen)), actions=counted(page, "actions", len(target.acting)),
                 places=counted(page, "places", len(changed_touchpoints(target))))  # fmt: skip
    blocks: list[Block] = [Passage((lead,))]
    if facts:
        blocks.append(Facts(tuple(facts)))
    blocks.append(Passage((texts("target.rule_promise"), texts("target.rule_overlap")), small=True))
    return Section(texts("target.summary"), tuple(blocks), metric_notes(page, [total.metric for total in totals]))


def counted(page: Page, what: str, count: int) -> str:
    """3 proposals, 1 planned action."""
    return page.texts(f"target.n_{what}", count=count, number=decimal(count, page.texts))


def changed_touchpoints(target: Target) -> list[tuple]:
    """The touchpoints of which any number changes."""
    rows = target.changes.rows.filter(pl.col("level") == "touchpoint", pl.col("difference").is_not_null())
    return rows.select("stage", "channel", "touchpoint").unique().rows()


def total_fact(total: Total) -> Fact:
    """A tile of the page."""
    tone: Tone = total.direction if total.direction != "neutral" else ""  # type: ignore[assignment]
    return Fact(total.label, f"{total.today} → {total.expected}", f"{total.change} · {total.lines[0]}", tone)


def money_facts(page: Page, target: Target) -> list[Fact]:
    """Savings and costs, each of how many proposals they are known."""
    texts, found = page.texts, []
    for kind, amounts in (("saves", target.savings), ("costs", target.costs)):
        for one in amounts:
            known = texts("target.money_known", known=decimal(one.known, texts), all=decimal(len(target.chosen), texts))
            money = one.total
            interval = (
                f"{texts('tile.interval', interval=interval_words(money, texts))} · " if money.low != money.high else ""
            )
            found.append(Fact(texts(f"target.{kind}"), value_words(money, texts), interval + known))
    return found


def today_section(page: Page, target: Target) -> Section:
    """Today's map."""
    texts = page.texts
    blocks = (Passage((texts("target.map_reading", **SIGNS),), small=True), today_map(page, target))
    used = [name for name in target.touchpoints["score_metric"].unique(maintain_order=True).to_list() if name]
    return Section(texts("target.map_today"), blocks, (texts("target.class_notes"), *metric_notes(page, used)))


def league_section(page: Page) -> Section:
    """Where it hurts most."""
    texts, league = page.texts, league_in(page.published, page.scope)
    counts = {"surviving": decimal(league.surviving, texts), "compared": decimal(league.compared, texts)}
    columns = (
        Column(texts("target.rank"), 0.4, True), Column(texts("dimension.touchpoint"), 3.2), Column(texts("target.score"), 1.4),
        Column(texts("table.value"), 1.0, True), Column(texts("table.interval_words"), 1.6, True), Column("n", 0.7, True),
        Column(texts("target.volume_head"), 1.0, True), Column(texts("target.at_stake"), 1.3, True), Column(texts("target.firm"), 1.5),
    )  # fmt: skip
    rows = [league_row(page, row) for row in league.rows.iter_rows(named=True)]
    blocks: list[Block] = [Passage((texts("target.league_lead", **counts),))]
    if rows:
        blocks.append(Table(texts("target.league"), columns, tuple(rows)))
    return Section(texts("target.league"), tuple(blocks), (texts("target.league_notes"),))


@st.cache_data(max_entries=100, show_spinner=False)
def league_in(published: Published, scope: Scope) -> RankedTouchpoints:
    """The worst touchpoints of the version."""
    return negative_league(engine_of(published), scope, LEAGUE_ROWS)


def league_row(page: Page, row: dict) -> tuple[str, ...]:
    """A line of the league."""
    texts, score = page.texts, read_estimate(row, "score")
    stake = format_value(row["at_stake"], row["currency"], texts) if row["currency"] else MISSING
    return (
        decimal(row["rank"], texts), f"{touchpoint_words(row, texts)} · {texts.code('stage', row['stage'])}",
        metric_label(METRICS[row["score_metric"]], texts), value_words(score, texts),
        interval_words(score, texts), decimal(score.n, texts), decimal(row["volume"], texts),
        stake, texts("target.firm_yes" if row["survives"] else "target.firm_no"),
    )  # fmt: skip


def expected_sections(page: Page, target: Target) -> tuple[Section, ...]:
    """The curve of feeling, the expected map, and chart and table of each metric that changes most."""
    texts, feeling = page.texts, feeling_chart(page, target)
    sections = []
    if feeling.categories:
        sections.append(
            Section(
                feeling.name,
                (Passage((texts("target.feeling_help"),), small=True), feeling),
                (texts("target.class_notes"),),
            )
        )
    reading = Passage((texts("target.map_reading", **SIGNS),), small=True)
    sections.append(
        Section(
            texts("target.map_expected"),
            (reading, expected_map(page, target)),
            (texts("target.rule_class"), texts("target.rule_interval")),
        )
    )
    order = [total.metric for total in whole_totals(page, target)]
    for metric in [*order, *(name for name in target.metrics if name not in order)][:MOST_METRICS]:
        sections.append(step_section(page, target, metric))
    return tuple(sections)


def step_section(page: Page, target: Target, metric: str) -> Section:
    """Chart and table of one metric; who changes a row is said by number."""
    texts, frame = page.texts, step_frame(page, target, metric, numbers_of_sources(target))
    chart = step_chart(page, metric, changed_places(frame))
    columns = [column for column in step_columns(page, metric) if column.name in STEP_SHARES]
    changed = frame.filter(pl.col("difference").is_not_null())
    table = Table(
        chart.name, tuple(Column(one.head, STEP_SHARES[one.name], one.name in STEP_NUMBERS) for one in columns),
        tuple(words_of_table(changed, columns)),
    )  # fmt: skip
    notes = (texts("target.rule_parts"), texts("target.rule_interval"), *metric_notes(page, [metric]))
    rest = Passage((texts("target.unchanged", number=decimal(frame.height - changed.height, texts)),), small=True)
    return Section(chart.name, (rest, chart, table), notes)
