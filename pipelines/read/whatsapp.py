"""Messages out of a chat that was exported as text from WhatsApp.

A message begins with a header (whatsapp_header.py); the lines after it that have none belong to it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from pipelines.read.damage import MARK, find_damage, show_damage
from pipelines.read.outcome import BadRow
from pipelines.read.whatsapp_header import Header, find_header
from pipelines.read.whatsapp_order import settle_date_order
from pipelines.read.whatsapp_senders import Sides
from pipelines.read.whatsapp_words import OWN_MARK, clean, is_group_notice, is_media, is_notice, name_of_other
from warehouse.config.settings import DEFAULT_LIMITS
from warehouse.sentence import sentence

COLUMNS = ("chat", "sent", "sender", "sender_role", "text", "media")
# An answer within this time was written by no person; headers without seconds are of one minute.
AT_ONCE = timedelta(seconds=5)


@dataclass
class ChatFindings:
    """What a chat says about itself, complete when all its messages are read: senders with their messages, whether one is
    ours, the texts of ours that came at once after a customer's, and the order of its dates with the layout that has it."""

    name: str = ""
    senders: Counter[str] = field(default_factory=Counter)
    has_ours: bool = False
    at_once: Counter[str] = field(default_factory=Counter)
    order: str = ""
    layout: str = ""


@dataclass(frozen=True)
class Message:
    """A message as it stands in the file: the line of its header, the header, all its lines, the first one as written."""

    line: int
    header: Header
    lines: list[str]
    written: str


def read_messages(
    path: Path,
    lines: Iterable[str],
    options: Mapping[str, str],
    bad: list[BadRow] | None = None,
    encoding: str = "utf-8",
    longest: int = DEFAULT_LIMITS.record_length,
    now: datetime | None = None,
    findings: ChatFindings | None = None,
) -> Iterator[dict[str, str | int]]:
    """Each message as a dict of text: chat, sent (local time, "YYYY-MM-DD HH:MM:SS"), sender, sender_role, text,
    media ("true" or ""), and `_line`, the line of its header. `path` is only asked for its name. `now`: the load's clock in
    UTC, after which no message was sent. `findings` are filled in.

    sender_role is customer, agent, bot (a text of ours that the option automatic_texts names) or system (a notice of
    WhatsApp's own), or "" for people when the option our_names is not given. Messages that are damaged, too long or of no
    day in the calendar go to `bad`. Raises HiloError when the order of day, month and year cannot be told.
    """
    found = findings if findings is not None else ChatFindings()
    chat = name_chat(path)
    sides = Sides.of(options, chat)
    messages = list(split_messages(lines))
    order = settle_date_order([message.header for message in messages], options.get("date_order"), now, path)
    found.name, found.order, found.layout = chat, order, messages[0].header.layout
    asked_at: datetime | None = None
    for message in messages:
        raw = "\n".join(message.lines)
        sent = message.header.read_time(order)
        flaw = find_damage(raw, message.line, encoding) or (sent is None and sentence("no such date or time")) or None
        if flaw or sent is None or len(raw) > longest:
            if bad is not None:
                reason = flaw or sentence("a message of more than {most:,} characters", most=longest)
                bad.append(BadRow(message.line, reason, show_damage(raw)))
            continue
        sender, first = split_sender(message.header.rest, sides)
        text = "\n".join([first, *message.lines[1:]]).strip()
        role = (
            "system"
            if not sender or is_notice(text, begins_marked(message.written, text))
            else sides.role_of(sender, text)
        )
        if role != "system":
            found.senders[sender] += 1
            found.has_ours = found.has_ours or role in ("agent", "bot")
            if role == "agent" and asked_at and sent - asked_at <= AT_ONCE:
                found.at_once[text] += 1
            asked_at = sent if role == "customer" else None
        yield {
            "chat": chat,
            "sent": f"{sent:%Y-%m-%d %H:%M:%S}",
            "sender": sender,
            "sender_role": role,
            "text": text,
            "media": "true" if is_media(text) else "",
            "_line": message.line,
        }


def name_chat(path: Path) -> str:
    """The other side's name, as WhatsApp writes it into the file's name (iOS: the folder's)."""
    name = path.name.removesuffix(".gz").removesuffix(".zst").removesuffix(".txt")
    if name == "_chat":
        name = path.parent.name
    return re.sub(r" ?\(\d+\)$", "", name_of_other(clean(name))).strip()


def split_messages(lines: Iterable[str]) -> Iterator[Message]:
    """The messages. Where the first header ends in a bracket or a dash, a line that ends in a colon is no header."""
    message: Message | None = None
    may_be_colon = True
    for number, written in enumerate(lines, start=1):
        line = clean(written.rstrip("\r\n"))
        header = find_header(line) or (find_header(MARK.sub("", line)) if MARK.search(line) else None)
        if header and (may_be_colon or header.frame != ":"):
            if message:
                yield message
            message = Message(number, header, [line], written)
            may_be_colon = header.frame == ":"
        elif message:
            message.lines.append(line)
    if message:
        yield message


def split_sender(rest: str, sides: Sides) -> tuple[str, str]:
    """Sender and text; the sender is "" for a notice of WhatsApp's own. A known name may hold a colon."""
    if known := sides.known_sender(rest):
        return known, rest[len(known) + 1 :].strip()
    if is_group_notice(rest):
        return "", rest
    sender, colon, text = rest.partition(": ")
    if not colon and rest.endswith(":"):
        return rest[:-1].strip(), ""
    return (sender.strip(), text) if colon else ("", rest)


def begins_marked(written: str, text: str) -> bool:
    """Whether the text, of which `written` holds the first line, begins with WhatsApp's own mark there."""
    first = text.split("\n", 1)[0].strip()
    places = (place for place, letter in enumerate(written) if letter == OWN_MARK)
    return bool(first) and any(clean(written[place:]).strip() == first for place in places)
