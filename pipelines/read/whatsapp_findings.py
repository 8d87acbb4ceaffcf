"""What the chats of one load say about the options that they were read with: names that fit nobody, texts that look automatic."""

from collections import Counter
from collections.abc import Mapping, Sequence

from pipelines.read.whatsapp import ChatFindings
from pipelines.read.whatsapp_words import fold_text
from warehouse.sentence import sentence

MANY_CHATS = 2  # in which one text of ours comes at once before it is suggested
MOST_SHOWN, LONGEST_SHOWN = 5, 60


def describe_chats(chats: Sequence[ChatFindings], options: Mapping[str, str]) -> list[str]:
    """Warnings for the load's account."""
    return [*warn_of_names(chats, options.get("our_names", "")), *suggest_automatic(chats)]


def warn_of_names(chats: Sequence[ChatFindings], our_names: str) -> list[str]:
    """One warning for all chats in which none of our names is a sender. A chat in which only the other side wrote is none,
    as long as another chat knows us: nobody has answered it yet."""
    if not our_names.strip():
        return []
    is_known = any(chat.has_ours for chat in chats)
    strange = [chat for chat in chats if not chat.has_ours and len(chat.senders) > (1 if is_known else 0)]
    if not strange:
        return []
    shown = "; ".join(
        f"{chat.name}: {', '.join(name for name, _ in chat.senders.most_common(MOST_SHOWN))}"
        for chat in strange[:MOST_SHOWN]
    )
    more = sentence("; and {chats:,} more", chats=len(strange) - MOST_SHOWN) if len(strange) > MOST_SHOWN else ""
    return [
        sentence(
            "our_names {our_names!r} is no sender in {chats:,} of {of:,} chats, so that every message in them is a customer's; their senders: {shown}{more}",
            our_names=our_names,
            chats=len(strange),
            of=len(chats),
            shown=shown,
            more=more,
        )
    ]


def suggest_automatic(chats: Sequence[ChatFindings]) -> list[str]:
    """A warning for each text of ours that follows a customer's message at once in several chats."""
    answered: Counter[str] = Counter()
    written: dict[str, str] = {}
    for chat in chats:
        for text in chat.at_once:
            answered[fold_text(text)] += 1
            written.setdefault(fold_text(text), text)
    return [
        sentence("{text!r} follows a customer's message at once in {count:,} chats and counts as a person's answer; if it is automatic, say --option automatic_texts={pattern!r}", text=cut(written[text]), count=count, pattern=cut(written[text], '*'))
        for text, count in answered.most_common(MOST_SHOWN)
        if count >= MANY_CHATS
    ]  # fmt: skip


def cut(text: str, rest: str = "…") -> str:
    """The beginning of a text, in one line and without what separates the entries of an option."""
    line = " ".join(text.split())
    head = line[:LONGEST_SHOWN].split("|")[0].rstrip()
    return head if head == line else head + rest
