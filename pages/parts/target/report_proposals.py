"""The chapters about what is proposed: the list, then each proposal with its rule, evidence, expected effects and assumption."""

from metrics.analyses.proposals.proposal import Effect, Evidence, Proposal
from metrics.catalogue import METRICS, current_name, find_metric
from metrics.presenter.estimates import interval_words, value_words
from metrics.presenter.numbers import MISSING, decimal, format_change, format_value
from pages.parts.formats import format_day
from pages.parts.page import Page
from pages.parts.proposals.words import assumption_words, money_words, place_words, rule_words
from pages.parts.target.checks import label_of
from pages.parts.target.document import Block, Column, Fact, Facts, Passage, Section, Table, Tone
from pages.parts.target.numbers import Target
from pages.parts.target.report_appendix import metric_notes
from pages.parts.target.words import bare, direction_of, numbers_of_sources, source_titles
from warehouse.actions.action import Action

MOST_EFFECTS, MOST_EVIDENCE = 4, 6


def proposal_sections(page: Page, target: Target) -> list[Section]:
    """The list of the chosen proposals, then each."""
    texts = page.texts
    if not target.chosen:
        return [Section(texts("target.proposals_title"), (Passage((texts("target.none_chosen"),)),))]
    titles = source_titles(page, target)
    columns = (
        Column(texts("target.rank"), 0.4, True), Column(texts("target.what"), 3.4), Column(texts("target.main_effect"), 3.4),
        Column(texts("target.saves"), 1.4, True), Column(texts("target.priority"), 1.0, True),
    )  # fmt: skip
    rows = tuple(
        (
            decimal(number, texts), titles[one.id], effect_line(page, one.effects[0]) if one.effects else MISSING,
            value_words(one.saves, texts) if one.saves else MISSING, decimal(one.priority, texts),
        )
        for number, one in enumerate(target.chosen, 1)
    )  # fmt: skip
    listed = Table(texts("target.proposals_title"), columns, rows)
    notes = (texts("proposals.priority_help"), texts("target.rule_promise"))
    every = [proposal_section(page, one, number, titles[one.id]) for number, one in enumerate(target.chosen, 1)]
    return [Section(texts("target.proposals_title"), (listed,), notes), *every]


def proposal_section(page: Page, proposal: Proposal, number: int, title: str) -> Section:
    """One proposal: the rule in words, what is expected, the numbers that it rests on."""
    texts, effects = page.texts, proposal.effects[:MOST_EFFECTS]
    blocks: list[Block] = [Passage((bare(rule_words(proposal, texts)),))]
    if effects:
        blocks.append(
            Facts(
                tuple(effect_fact(page, effect, has_place=len({e.filters for e in effects}) > 1) for effect in effects)
            )
        )
    blocks += [Passage(condition_words(page, proposal), small=True), evidence_table(page, proposal)]
    metrics = [effect.metric for effect in proposal.effects] + [one.metric for one in proposal.evidence]
    return Section(f"{decimal(number, texts)}. {title}", tuple(blocks), metric_notes(page, metrics))


def condition_words(page: Page, proposal: Proposal) -> tuple[str, ...]:
    """Each assumption once, what is saved and what it costs, what is not shown here."""
    texts, effects = page.texts, proposal.effects
    said = list(dict.fromkeys(bare(assumption_words(effect, texts)) for effect in effects[:MOST_EFFECTS]))
    if proposal.saves:
        said.append(bare(money_words(proposal.saves, f"proposals.saves_{proposal.kind}", texts)))
    cost = (
        bare(money_words(proposal.costs, "proposals.costs", texts)) if proposal.costs else texts("target.cost_unknown")
    )
    more = (
        texts("target.more_effects", more=decimal(len(effects) - MOST_EFFECTS, texts))
        if len(effects) > MOST_EFFECTS
        else ""
    )
    last = " ".join(part for part in (more, cost, texts("target.more_evidence")) if part)
    return (*said, last)


def effect_line(page: Page, effect: Effect) -> str:
    """CSAT: 44,0 % → 83,5 % (+39,5 pp)."""
    today, expected = (
        format_value(effect.today, effect.expected.unit, page.texts),
        value_words(effect.expected, page.texts),
    )
    return f"{label_of(page, effect.metric)}: {today} → {expected} ({effect_change(page, effect)})"


def effect_change(page: Page, effect: Effect) -> str:
    """The difference with its sign."""
    unit = "count" if effect.expected.unit == "contacts" else effect.expected.unit
    return format_change(effect.difference, effect.today, unit, page.texts)


def effect_fact(page: Page, effect: Effect, has_place: bool) -> Fact:
    """An effect as a number with its interval."""
    texts, unit = page.texts, effect.expected.unit
    where = dict(effect.filters).get("topic") if has_place else None
    label = label_of(page, effect.metric) + (
        f" · {', '.join(texts.value('topic', one) for one in where)}" if where else ""
    )
    value = f"{format_value(effect.today, unit, texts)} → {value_words(effect.expected, texts)}"
    interval = texts("target.expected_interval", interval=interval_words(effect.expected, texts))
    direction = direction_of(effect.metric, effect.difference)
    tone: Tone = direction if direction != "neutral" else ""  # type: ignore[assignment]
    return Fact(
        label,
        value,
        f"{effect_change(page, effect)} · {interval} · {texts('tile.n', n=decimal(effect.expected.n, texts))}",
        tone,
    )


def evidence_table(page: Page, proposal: Proposal) -> Table:
    """The first numbers of the evidence, as the page of actions lists them."""
    texts = page.texts
    columns = (
        Column(texts("table.role"), 1.9), Column(texts("table.metric"), 2.7), Column(texts("table.where"), 3.2),
        Column(texts("table.value"), 1.0, True), Column(texts("table.interval_words"), 1.7, True), Column("n", 0.7, True),
    )  # fmt: skip
    rows = tuple(evidence_row(page, one) for one in proposal.evidence[:MOST_EVIDENCE])
    return Table(texts("proposals.evidence_of"), columns, rows, is_cut=True)


def evidence_row(page: Page, evidence: Evidence) -> tuple[str, ...]:
    """One number of the evidence."""
    texts = page.texts
    return (
        texts(f"evidence.{evidence.role}"), label_of(page, evidence.metric), bare(place_words(evidence.filters, texts, page.scope.filters)),
        value_words(evidence, texts), interval_words(evidence, texts), decimal(evidence.n, texts),
    )  # fmt: skip


def actions_section(page: Page, target: Target) -> list[Section]:
    """The planned actions that the expected map counts with."""
    texts = page.texts
    if not target.acting:
        return []
    columns = (
        Column(texts("target.rank"), 0.5), Column(texts("target.what"), 3.0), Column(texts("target.owner"), 1.4), Column(texts("target.starts_on"), 1.2),
        Column(texts("table.metric"), 1.6), Column(texts("target.expected_change"), 1.6, True),
    )  # fmt: skip
    names = numbers_of_sources(target)
    rows = tuple((names[one.id], *action_row(page, one)) for one in target.acting)
    return [
        Section(
            texts("target.actions_title"),
            (Table(texts("target.actions_title"), columns, rows),),
            (texts("target.actions_help"),),
        )
    ]


def action_row(page: Page, action: Action) -> tuple[str, ...]:
    """One action."""
    texts = page.texts
    unit = find_metric(action.metric).unit if current_name(action.metric) in METRICS else ""
    difference = action.expected.difference if action.expected else None
    start = format_day(action.starts_on, texts) if action.starts_on else MISSING
    return (
        action.title,
        action.owner or MISSING,
        start,
        label_of(page, action.metric),
        format_change(difference, None, unit, texts),
    )
