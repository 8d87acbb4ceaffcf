"""One line of a person's story as a sentence: when, on which channel, how it went on from the contact before."""

from dataclasses import dataclass
from datetime import timedelta

from babel.dates import format_timedelta

from metrics.presenter.numbers import decimal
from pages.parts.customer.story_blocks import Event, Line
from pages.parts.customer.story_said import said_words
from pages.parts.formats import format_day, format_moment, plain
from pages.parts.texts import Texts

# Metrics whose definition explains a word of the line.
STEP_METRICS = {"hop": "hops", "repeat": "repeat_contact_rate"}


@dataclass(frozen=True)
class Sentence:
    """A line in words (Markdown): its time, the bold beginning, the place, what happened, marks, and whose words it quotes."""

    when: str
    lead: str
    place: str
    said: str
    marks: tuple[tuple[str, str], ...]  # (colour of a badge, words)
    quotes: tuple[str, ...]
    metrics: tuple[str, ...]  # names of the catalogue


def sentence_of(line: Line, texts: Texts) -> Sentence:
    """The words for a line."""
    event = line.first
    is_step = event["step_kind"] is not None
    return Sentence(
        when=moment_words(event, texts),
        lead=step_words(event, texts) if is_step else kind_words(line, texts),
        place=place_words(event, texts, has_channel=not is_step and event["kind"] not in ("registered",)),
        said=", ".join(word for word in said_words(line, texts) if word),
        marks=tuple(marks_of(event, texts)),
        quotes=tuple(dict.fromkeys(e["words"] for e in line.events if e["words"] and e["kind"] != "message")),
        metrics=metrics_of(event),
    )


def moment_words(event: Event, texts: Texts) -> str:
    """6 jul 2026, 10:02; a date without an hour; nothing where the export has no time."""
    if event["time"] is None:
        return texts("story.no_time")
    is_day = event["time_precision"] == "day"
    return format_day(event["time"].date(), texts) if is_day else format_moment(event["time"], texts)


def step_words(event: Event, texts: Texts) -> str:
    """29 minutes later by e-mail."""
    by = by_words(event["channel"], texts)
    seconds = event["between_seconds"]
    if seconds is None:
        return texts("story.then", by=by)
    if seconds <= 0:
        return texts("story.meanwhile", by=by)
    return texts("story.later", gap=gap_words(seconds, texts), by=by)


def gap_words(seconds: float, texts: Texts) -> str:
    """29 minutes, 2 days."""
    return str(format_timedelta(timedelta(seconds=seconds), threshold=1.5, locale=texts.language))


def by_words(channel: str | None, texts: Texts) -> str:
    """by phone, in the store."""
    key = f"by.{channel}"
    return texts(key) if texts.has(key) else texts("by.any", channel=texts.code("channel", channel).lower())


def kind_words(line: Line, texts: Texts) -> str:
    """What the line is about: the channel of a contact, else an order, a score, three visits."""
    event = line.first
    if event["kind"] == "contact":
        return texts.code("channel", event["channel"])
    if event["kind"] in ("touch", "visit", "message"):
        return texts(f"story.{event['kind']}", count=len(line.events))
    if event["kind"] == "score":
        return texts("story.score", scores=", ".join(named_score(e, texts) for e in line.events))
    if event["kind"] == "snapshot":
        return texts("story.snapshot_lost" if event["is_lost"] else "story.snapshot")
    return texts(f"story.{event['kind']}")


def named_score(event: Event, texts: Texts) -> str:
    """NPS 2 (0–10)."""
    return f"{str(event['metric']).upper()} {score_words(event, texts)}"


def score_words(event: Event, texts: Texts) -> str:
    """2 (0–10)."""
    if event["score"] is None:
        return texts("story.no_score")
    digits = 0 if float(event["score"]).is_integer() else 1
    scale = f" ({event['scale'].replace('-', '–')})" if event["scale"] else ""
    return decimal(event["score"], texts, digits) + scale


def place_words(event: Event, texts: Texts, has_channel: bool) -> str:
    """Channel (unless it is said already), touchpoint and topic."""
    channel = texts.code("channel", event["channel"]) if has_channel and event["kind"] != "contact" else ""
    own_name = "" if is_default_touchpoint(event) else texts.touchpoint(event["touchpoint"])
    topic = texts.code("topic", event["topic"]) if event["topic"] else ""
    return " · ".join(word for word in (channel, own_name, topic) if word)


def is_default_touchpoint(event: Event) -> bool:
    """Whether the touchpoint only repeats channel and kind."""
    return not event["touchpoint"] or event["touchpoint"].startswith(f"{event['channel']}:")


def marks_of(event: Event, texts: Texts) -> list[tuple[str, str]]:
    """What the step to this contact was: forced (and by what), chosen, a repeat; told again."""
    if event["step_kind"] is None:
        return []
    marks = []
    if event["step_kind"] == "repeat":
        marks.append(("gray", texts("story.repeat")))
    if event["cause"] in ("handoff", "abandonment", "failure"):
        marks.append(("red", texts(f"story.forced_{event['cause']}")))
    elif event["cause"] == "chosen":
        marks.append(("gray", texts("story.chosen")))
    if event["is_reexplained"]:
        marks.append(("orange", texts("story.reexplained")))
    return marks


def metrics_of(event: Event) -> tuple[str, ...]:
    """The catalogue's entries that define the words of the line."""
    names = []
    if event["step_kind"]:
        names.append(STEP_METRICS.get(event["step_kind"], ""))
        names += ["forced_hops"] if event["step_kind"] == "hop" and event["cause"] else []
        names += ["reexplanation"] if event["is_reexplained"] is not None else []
    names += {
        "contact": ["matters", "interactions"], "score": [str(event["metric"])], "order": ["orders", "revenue"],
        "refund": ["revenue"], "ended": ["churn"], "invitation": ["response_rate"],
    }.get(event["kind"], [])  # fmt: skip
    return tuple(name for name in names if name)


def line_markdown(sentence: Sentence) -> str:
    """The sentence as one line of Markdown, the data's own words shown as they are."""
    place = f" · {plain(sentence.place)}" if sentence.place else ""
    said = f": {plain(sentence.said)}" if sentence.said else ""
    marks = "".join(f" :{colour}-badge[{plain(words)}]" for colour, words in sentence.marks)
    return f"**{plain(sentence.lead)}**{place}{said}{marks}"
