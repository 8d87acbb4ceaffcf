"""A proposal in words: where, the rule with its numbers, what is expected under which assumption, what it saves, costs and is worth."""

from collections.abc import Iterable, Mapping

from metrics.analyses.proposals.proposal import Effect, Proposal, Tried, Words
from metrics.catalogue import METRICS
from metrics.presenter.estimates import interval_words, value_words
from metrics.presenter.numbers import decimal, format_change, format_value
from metrics.semantic.estimate import Bounded
from metrics.semantic.scope import Filters
from pages.parts.formats import WORD_JOINER, plain
from pages.parts.measured import metric_label
from pages.parts.texts import Texts

LIST = "\t"  # between the topics of a proposal
ICONS = {
    "knowledge_base": ":material/menu_book:", "focus": ":material/center_focus_strong:", "automate": ":material/smart_toy:",
    "campaign": ":material/campaign:", "channel": ":material/hub:",
}  # fmt: skip
MOST_NAMES = 4
# A touchpoint says its channel, which stands before it only where the touchpoint's own name does not.
ORDER = ("channel", "touchpoint", "team", "topic", "country")


def place_words(filters: Filters, texts: Texts, without: Filters = ()) -> str:
    """Where, in words: Teléfono · soporte · Servicio; `without`: what holds for the whole page."""
    own = [pair for pair in filters if pair not in without]
    own.sort(key=lambda pair: (pair[0] == "stage", ORDER.index(pair[0]) if pair[0] in ORDER else len(ORDER)))
    words = {name: list_words([texts.value(name, value) for value in values], texts) for name, values in own}
    if "channel" in words and words.get("touchpoint", "").startswith(words["channel"]):
        del words["channel"]  # WhatsApp · caso says it already
    return plain(" · ".join(words.values())) or texts("proposals.whole")


def bare(words: str) -> str:
    """Words made for Markdown, for a place that shows text as it stands."""
    return words.replace("\\", "").replace(WORD_JOINER, "")


def list_words(names: Iterable[str], texts: Texts) -> str:
    """Some names and how many more there are."""
    listed = list(names)
    more = len(listed) - MOST_NAMES
    return ", ".join(listed[:MOST_NAMES]) + (f" {texts('proposals.and_more', more=more)}" if more > 0 else "")


def kind_of(proposal: Proposal) -> str:
    """The kind with its variant, as text keys have it."""
    return proposal.kind + (f"_{proposal.variant}" if proposal.variant else "")


def title_words(proposal: Proposal, texts: Texts, page_filters: Filters) -> str:
    """What to do and where."""
    topics = dict(proposal.filters).get("topic", ())
    where = tuple(pair for pair in proposal.filters if pair[0] != "topic")
    key = f"proposal.{kind_of(proposal)}.title"
    if proposal.kind == "automate":
        return texts(
            key if topics else f"{key}_all", topics=plain(list_words((texts.value("topic", t) for t in topics), texts))
        )
    return texts(key, where=place_words(where, texts, page_filters))


def rule_words(proposal: Proposal, texts: Texts) -> str:
    """The rule, and the numbers that made it fire."""
    words = dict(proposal.rule_words)
    unit, filled = str(words.get("unit", "")), {}
    for name, value in words.items():
        if name in ("value", "peer", "gap") and not isinstance(value, str):
            filled[name] = format_value(value, unit, texts)
        elif name == "share" and not isinstance(value, str):
            filled[name] = format_value(value, "percent", texts)
        elif name in ("cost", "peer_cost") and not isinstance(value, str):
            filled[name] = plain(format_value(value, str(words["currency"]), texts))
        else:
            filled[name] = word_of(name, value, texts)
    filled["peer_name"] = peer_words(proposal.effects[0].words, texts) if proposal.effects else ""
    filled["peers"] = texts(f"proposals.peers_{str(words['shared']).replace(',', '_')}") if words.get("shared") else ""
    return texts(f"proposal.{kind_of(proposal)}.rule", **filled)


def word_of(name: str, value: str | float, texts: Texts) -> str:
    """A word of a rule that is no value of its metric."""
    if name == "metric":
        return metric_label(METRICS[str(value)], texts)
    if name == "topics":
        return plain(list_words((texts.value("topic", topic) for topic in str(value).split(LIST)), texts))
    if name in ("topic", "channel"):
        return plain(texts.value(name, str(value)))
    return decimal(value, texts) if isinstance(value, int | float) else value


def peer_words(words: Words, texts: Texts) -> str:
    """The peer that is the median, as an effect names it."""
    named = {name.removeprefix("peer_"): str(value) for name, value in words if name.startswith("peer_")}
    shown = [name for name in ORDER if name in named and not (name == "channel" and "touchpoint" in named)]
    if "topic" in shown and len(shown) > 1:
        shown.remove("topic")
    if "touchpoint" in shown:
        return place_words(
            tuple((name, (named[name],)) for name in ("channel", "touchpoint") if named.get(name)), texts
        )
    return plain(" · ".join(texts.value(name, named[name]) for name in shown))


def effect_words(effect: Effect, texts: Texts, page_filters: Filters, has_place: bool) -> str:
    """CSAT: 46,4 % → 73,8 % (95 %: 71,1 % a 78,1 %) · n = 617."""
    where = f" · {place_words(effect.filters, texts, page_filters)}" if has_place else ""
    change = format_change(
        effect.difference, effect.today, "count" if effect.expected.unit == "contacts" else effect.expected.unit, texts
    )
    return texts("proposals.effect", metric=metric_label(METRICS[effect.metric], texts) + where,
                 today=format_value(effect.today, effect.expected.unit, texts), expected=value_words(effect.expected, texts),
                 interval=interval_words(effect.expected, texts), change=change, n=decimal(effect.expected.n, texts))  # fmt: skip


def assumption_words(effect: Effect, texts: Texts) -> str:
    """Under which assumption."""
    moved = dict(effect.words).get("moved")
    return texts(
        f"assumption.{effect.assumption}", peer=peer_words(effect.words, texts),
        moved=format_value(float(moved), "percent", texts) if moved is not None else "",
    )  # fmt: skip


def money_words(money: Bounded, key: str, texts: Texts) -> str:
    """What is saved or paid, with the interval where there is one."""
    interval = (
        f" ({texts('tile.interval', interval=plain(interval_words(money, texts)))})" if money.low != money.high else ""
    )
    return texts(key, amount=plain(value_words(money, texts))) + interval


def payback_words(proposal: Proposal, texts: Texts) -> str:
    """In how many such periods the saving alone pays for the proposal; nothing where one of the two is unknown or none."""
    saves, costs = proposal.saves, proposal.costs
    if saves is None or costs is None or saves.unit != costs.unit or saves.value <= 0:
        return ""
    periods = costs.value / saves.value
    return " " + texts("proposals.payback", periods=decimal(periods, texts, 0 if periods >= 10 else 1))


def tried_words(tried: Tried, texts: Texts) -> str:
    """What came of a rule: proposals, or why there are none; how many differences it looked at."""
    words: Mapping[str, str] = {
        name: decimal(value, texts, 0 if float(value).is_integer() else 1) if isinstance(value, int | float) else value
        for name, value in tried.words
    }
    said = (
        texts(f"tried.{tried.reason}", **words)
        if tried.reason
        else texts("tried.proposed", count=tried.proposed, number=tried.proposed)
    )
    looked = texts("tried.compared", surviving=decimal(tried.surviving, texts), compared=decimal(tried.compared, texts))
    return f"**{texts(f'proposal_kind.{tried.kind}')}** · {said}" + (f" :gray[{looked}]" if tried.compared else "")
