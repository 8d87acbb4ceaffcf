"""A matter in words: its topic and path, how it ended, and the facts under its title."""

from datetime import timedelta

from metrics.presenter.numbers import MISSING, decimal, format_money, format_seconds
from pages.parts.customer.story_blocks import Event
from pages.parts.formats import format_days
from pages.parts.texts import Texts


def matter_title(matter: Event, texts: Texts) -> str:
    """averia: Chatbot → Correo → Teléfono."""
    topic = texts.code("topic", matter["topic"]) if matter["topic"] else texts("customer.no_topic")
    steps = [texts.code("channel", code.strip()) for code in (matter["path"] or matter["channel"] or "").split(">")]
    return f"{topic[:1].upper()}{topic[1:]}: {' → '.join(steps)}"


def outcome_of(matter: Event, texts: Texts) -> tuple[str, str]:
    """The colour and words of how the matter ended."""
    if matter["is_resolved"] is None:
        return "gray", texts("customer.outcome_unknown")
    return ("green", texts("story.resolved")) if matter["is_resolved"] else ("red", texts("story.unresolved"))


def matter_facts(matter: Event, texts: Texts) -> list[str]:
    """Days, contacts, duration, hops, told again, cost and the last score."""
    facts = [
        days_words(matter, texts),
        texts("customer.contacts", count=matter["contacts"] or 0),
        format_seconds(matter["duration_seconds"], texts) if matter["duration_seconds"] else "",
        texts("customer.hops", count=matter["hops"]) if matter["hops"] else "",
        texts("customer.forced", count=matter["forced_hops"]) if matter["forced_hops"] else "",
        texts("customer.repeats", count=matter["repeats"]) if matter["repeats"] else "",
        texts("customer.told_again", count=matter["reexplained"]) if matter["reexplained"] else "",
        texts("customer.cost", cost=cost_words(matter, texts)),
    ]
    if matter["last_score"] is not None:
        digits = 0 if float(matter["last_score"]).is_integer() else 1
        scale = (matter["last_scale"] or "").replace("-", "–")
        facts.append(f"{str(matter['last_metric']).upper()} {decimal(matter['last_score'], texts, digits)} ({scale})")
    return [fact for fact in facts if fact]


def cost_words(matter: Event, texts: Texts) -> str:
    """The cost of the matter's contacts; – where the costs of a channel are not known."""
    if matter["cost"] is None:
        return MISSING
    return (
        format_money(matter["cost"], matter["currency"], texts)
        if matter["currency"]
        else decimal(matter["cost"], texts, 2)
    )


def days_words(matter: Event, texts: Texts) -> str:
    """6 – 11 jul 2026."""
    if not matter["opened_local"]:
        return ""
    last = (matter["ended_local"] or matter["opened_local"]).date()
    return format_days(matter["opened_local"].date(), last + timedelta(days=1), texts)
