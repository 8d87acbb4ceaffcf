"""Messages out of a chat that was exported as text from WhatsApp.

A message begins with a header whose layout depends on the phone, its language and its clock; the lines after it that
have none belong to it. Android: `2/3/26, 9:14 a. m. - Ana: text`. iOS: `[02/03/2026, 09:21:07] Ana: text`.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

from pipelines.read.damage import MARK, find_damage, show_damage
from pipelines.read.outcome import BadRow
from warehouse.config.errors import HiloError
from warehouse.config.settings import DEFAULT_LIMITS

COLUMNS = ("chat", "sent", "sender", "sender_role", "text", "media")

# Marks of writing direction, zero-width marks, soft hyphens and byte-order marks: invisible, put anywhere by WhatsApp.
INVISIBLE = dict.fromkeys([*range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x00AD, 0xFEFF])
SPACES = {0x00A0: " ", 0x202F: " ", 0x2009: " "}

DATE = r"(?P<first>\d{1,4})(?P<mark>[./-])(?P<second>\d{1,2})(?P=mark)(?P<third>\d{4}|\d{1,2})"
TIME = r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<seconds>\d{2}))?(?:\s*(?P<half>[AaPp])\.?\s?[Mm]\.?)?"
HEADER = re.compile(rf"^(?:(?P<bracket>\[)?{DATE},?\s+{TIME}(?(bracket)\]|\s+-))(?:\s(?P<rest>.*))?$")

MEDIA = re.compile(
    r"^<?(?:media omitted|multimedia omitido|archivo omitido|mídia oculta|arquivo de mídia oculto|médias omis|"
    r"medien ausgeschlossen|(?:image|photo|video|audio|sticker|gif|document|contact card) omitted|"
    r"(?:imagen|foto|v[ií]deo|audio|sticker|gif|documento|tarjeta de contacto) omitid[oa]|"
    r"(?:imagem|v[ií]deo|[aá]udio|figurinha|gif|documento) ocult[oa]|(?:attached|adjunto|anexado|pièce jointe)\s?: .*)>?$"
    r"|\((?:file attached|archivo adjunto|arquivo anexado|fichier joint|datei angehängt)\)",
    re.IGNORECASE,
)
# WhatsApp writes its notice of encryption in the name of the chat; nobody sent it.
NOTICE = re.compile(r"end-to-end encrypt|cifrad\w+ de extremo a extremo|criptografia de ponta a ponta", re.IGNORECASE)

CHAT_FILE = re.compile(
    r"^(?:WhatsApp Chat (?:with|mit|-)|Chat de WhatsApp con|Conversa do WhatsApp com|Discussion WhatsApp avec|"
    r"Chat WhatsApp con)\s+",
    re.IGNORECASE,
)
# Where year, month and day stand; ydm is rare, but phones have it.
ORDERS = {"dmy": (2, 1, 0), "mdy": (2, 0, 1), "ymd": (0, 1, 2), "ydm": (0, 2, 1)}
FIRST_YEAR = 2009  # WhatsApp's first; shuts out most wrong readings of 2-digit years
CLOCK_CHANGE = timedelta(hours=1)  # a phone's clock may step back by this much between two messages


def read_messages(
    path: Path,
    lines: Iterable[str],
    options: Mapping[str, str],
    bad: list[BadRow] | None = None,
    encoding: str = "utf-8",
    longest: int = DEFAULT_LIMITS.record_length,
) -> Iterator[dict[str, str | int]]:
    """Each message as a dict of text: chat, sent (local time, "YYYY-MM-DD HH:MM:SS"), sender, sender_role, text,
    media ("true" or ""), and `_line`, the line of its header. `path` is only asked for its name.

    sender_role is customer, agent or system, or "" for people when the option our_names is not given. Messages that are
    damaged, too long or of no day in the calendar go to `bad`. Raises HiloError when the order of day, month and year
    cannot be told.
    """
    chat = name_chat(path)
    ours = {clean(name).strip() for name in options.get("our_names", "").split("|") if name.strip()}
    messages = list(split_messages(lines))
    read_date = settle_date_order([header for _, header, _ in messages], options.get("date_order"), path)
    for line, header, whole in messages:
        raw = "\n".join(whole)
        sent = read_date(header)
        flaw = find_damage(raw, line, encoding) or (sent is None and "no such date or time") or None
        if flaw or len(raw) > longest:
            if bad is not None:
                bad.append(BadRow(line, flaw or f"a message of more than {longest:,} characters", show_damage(raw)))
            continue
        sender, text = split_sender(header["rest"] or "", {*ours, chat})
        text = "\n".join([text, *whole[1:]]).strip()
        yield {
            "chat": chat,
            "sent": f"{sent:%Y-%m-%d %H:%M:%S}",
            "sender": sender,
            "sender_role": role_of(sender, text, ours),
            "text": text,
            "media": "true" if MEDIA.search(text) else "",
            "_line": line,
        }


def name_chat(path: Path) -> str:
    """The other side's name, as WhatsApp writes it into the file's name (iOS: the folder's)."""
    name = path.name.removesuffix(".gz").removesuffix(".zst").removesuffix(".txt")
    if name == "_chat":
        name = path.parent.name
    return re.sub(r" ?\(\d+\)$", "", CHAT_FILE.sub("", clean(name))).strip()


def clean(text: str) -> str:
    """The text without invisible marks and with plain spaces."""
    return text.translate(INVISIBLE).translate(SPACES)


def split_messages(lines: Iterable[str]) -> Iterator[tuple[int, re.Match[str], list[str]]]:
    """Line number, header and all lines of each message."""
    message: tuple[int, re.Match[str], list[str]] | None = None
    for number, line in enumerate(lines, start=1):
        line = clean(line.rstrip("\r\n"))
        header = HEADER.match(line) or (HEADER.match(MARK.sub("", line)) if MARK.search(line) else None)
        if header and int(header["hour"]) < 24 and int(header["minute"]) < 60:
            if message:
                yield message
            message = (number, header, [line])
        elif message:
            message[2].append(line)
    if message:
        yield message


def split_sender(rest: str, known: set[str]) -> tuple[str, str]:
    """Sender and text; the sender is "" for a notice of WhatsApp's own. A known name may hold a colon."""
    for name in known:
        if rest.startswith(f"{name}:"):
            return name, rest[len(name) + 1 :].strip()
    sender, colon, text = rest.partition(": ")
    if not colon and rest.endswith(":"):
        return rest[:-1].strip(), ""
    return (sender.strip(), text) if colon else ("", rest)


def role_of(sender: str, text: str, ours: set[str]) -> str:
    if not sender or NOTICE.search(text):
        return "system"
    if not ours:
        return ""
    return "agent" if sender in ours else "customer"


def settle_date_order(
    headers: list[re.Match[str]], order: str | None, path: Path
) -> Callable[[re.Match[str]], datetime | None]:
    """A function that reads a header's time, None where there is no such day: in the one order in which the most dates
    exist, else the one in which time never runs backwards, else the order asked for. Raises HiloError when that leaves
    none or several, or an order in which more than a few dates do not exist."""
    if not headers:
        raise HiloError(f"{path}: no message found; is it a chat exported by WhatsApp, without changes?")
    times = {name: [read_time(header, name) for header in headers] for name in ORDERS}
    fewest = min(read.count(None) for read in times.values())
    times = {name: read for name, read in times.items() if read.count(None) == fewest}
    if len(times) > 1:
        forward = [name for name, read in times.items() if is_forward([time for time in read if time])]
        times = {name: times[name] for name in forward or times}
    if len(times) > 1 and order in times:
        times = {order: times[order]}
    if fewest > max(1, len(headers) // 10) or fewest >= len(headers) / 2:
        raise HiloError(f"{path}: no order of day, month and year fits all its dates; is it one export, unchanged?")
    if len(times) > 1:
        raise HiloError(
            f"{path}: its dates can be read as {' or '.join(times)}; say which with --date-order {next(iter(times))}"
        )
    (settled,) = times
    return lambda header: read_time(header, settled)


def is_forward(times: list[datetime]) -> bool:
    return all(later >= earlier - CLOCK_CHANGE for earlier, later in pairwise(times))


def read_time(header: re.Match[str], order: str) -> datetime | None:
    """None for a date or time that does not exist."""
    fields = (header["first"], header["second"], header["third"])
    year, month, day = (fields[place] for place in ORDERS[order])
    if len(year) not in (2, 4) or len(day) > 2 or len(month) > 2:
        return None
    full_year = int(year) if len(year) == 4 else 2000 + int(year)
    if full_year < FIRST_YEAR:
        return None
    hour = int(header["hour"])
    if header["half"]:
        hour = hour % 12 + (12 if header["half"].lower() == "p" else 0)
    try:
        return datetime(full_year, int(month), int(day), hour, int(header["minute"]), int(header["seconds"] or 0))
    except ValueError:
        return None
