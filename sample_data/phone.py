"""The call centre of Argentina and Mexico: Asterisk's queue_log (pipes, epoch seconds, no header)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from random import Random

from sample_data.contacts import Contact
from sample_data.files import write_gzip, write_text
from sample_data.identity_truth import Truth
from sample_data.people import Agent
from sample_data.timeline import CALLBACK_DAY, draw_seconds

# queue: (median wait in seconds, share of callers who give up) - support and the bot's hand-offs hurt, sales does not
QUEUES = {"soporte": (150, 0.22), "facturacion": (110, 0.21), "ventas": (22, 0.04), "derivados_bot": (260, 0.32)}
GIVE_UP_WITH_CALLBACK = 0.03  # in facturacion, from CALLBACK_DAY on
QUEUE_TIMEOUT = 900
FILLED_IN_SHARE = 0.85  # of the calls, the agent says at the end whether it is solved
SOLVED_SHARE, SOLVED_AFTER_HOP = 0.90, 0.55  # unless the customer calls again
BAD_LINES = (
    "17769x2000|1776932000.90001|soporte|NONE|ENTERQUEUE||5491155599001|1",  # the time is not a number
    "177729120|177729120.90002|soporte|NONE|ENTERQUEUE||5491155599002|1",  # a digit got lost: 1975
)


def write_exports(folder: Path, rng: Random, contacts: list[Contact], agents: list[Agent], truth: Truth) -> None:
    """Write the rotated logs of the months before August, compressed as logrotate does, and the live one."""
    calls = [contact for contact in contacts if contact.system == "asterisk"]
    voices = [agent for agent in agents if agent.team == "Voz"]
    lines = [(time, line) for number, call in enumerate(calls) for time, line in _call_lines(rng, number, call, voices)]
    lines += _housekeeping_lines(calls, voices)
    for number, call in enumerate(calls):
        truth.note(f"asterisk:{_call_id(number, call)}", call.person)
    lines.sort(key=lambda pair: pair[0])
    june, august = _epoch(date(2026, 6, 1)), _epoch(date(2026, 8, 1))
    write_gzip(folder / "queue_log-20260601.gz", _text(line for time, line in lines if time < june) + _text(BAD_LINES))
    write_gzip(folder / "queue_log-20260801.gz", _text(line for time, line in lines if june <= time < august))
    write_text(folder / "queue_log", _text(line for time, line in lines if time >= august))


def _call_lines(rng: Random, number: int, call: Contact, voices: list[Agent]) -> list[tuple[int, str]]:
    start = int(call.at.timestamp())
    head = f"{_call_id(number, call)}|{call.queue}"
    lines = [(start, f"{start}|{head}|NONE|ENTERQUEUE||{call.person.phone[1:]}|{rng.randint(1, 4)}")]

    def add(after: int, member: str, event: str) -> None:
        lines.append((start + after, f"{start + after}|{head}|{member}|{event}"))

    median, share = QUEUES[call.queue]
    if call.queue == "facturacion" and call.at.date() >= CALLBACK_DAY:
        share = GIVE_UP_WITH_CALLBACK
    is_story = call.person.number == 0  # Manuel was put through and his agent wrote down that nothing is solved
    if rng.random() < share and not is_story:
        wait = min(QUEUE_TIMEOUT, draw_seconds(rng, median * 0.9, 0.8))
        event = "EXITWITHTIMEOUT" if wait == QUEUE_TIMEOUT else "ABANDON"
        add(wait, "NONE", f"{event}|1|2|{wait}")
        return lines
    wait, agent = draw_seconds(rng, median), f"PJSIP/{rng.choice(voices).login}"
    if rng.random() < 0.1:
        add(max(1, wait - 6), f"PJSIP/{rng.choice(voices).login}", "RINGNOANSWER|15000")
    talk = draw_seconds(rng, 260, 0.5)
    add(wait, agent, f"CONNECT|{wait}|{start}.{number + 50000}|{rng.randint(2, 9)}")
    if rng.random() < (0.15 if call.came_from else 0.05):
        add(wait + talk, agent, f"BLINDTRANSFER|2010|from-internal|{wait}|{talk}|1")
    else:
        add(wait + talk, agent, f"{rng.choice(('COMPLETECALLER', 'COMPLETEAGENT'))}|{wait}|{talk}|1")
    # QueueLog() of the dial plan writes what the agent chose. Drawn apart, so that the calls stay as they are.
    chance = Random(f"disposition {head}")
    if chance.random() < FILLED_IN_SHARE or is_story:
        share = 0.0 if call.outcome == "again" else SOLVED_AFTER_HOP if call.came_from else SOLVED_SHARE
        add(wait + talk + 4, agent, f"DISPOSITION|{'resuelto' if chance.random() < share else 'pendiente'}")
    return lines


def _call_id(number: int, call: Contact) -> str:
    return f"{int(call.at.timestamp())}.{number}"


def _housekeeping_lines(calls: list[Contact], voices: list[Agent]) -> list[tuple[int, str]]:
    """Return what a real log has besides calls: a reload each month, one log-in and one log-off a week."""
    lines = []
    for month in range(3, 9):
        time = _epoch(date(2026, month, 15)) + 12 * 3600
        lines.append((time, f"{time}|NONE|NONE|NONE|CONFIGRELOAD|"))
    for week in range(26):
        time, agent = _epoch(date(2026, 3, 2)) + week * 604800 + 11 * 3600, voices[week % len(voices)]
        lines.append((time, f"{time}|NONE|NONE|PJSIP/{agent.login}|AGENTLOGIN|PJSIP/{agent.login}"))
        lines.append(
            (time + 28800, f"{time + 28800}|NONE|NONE|PJSIP/{agent.login}|AGENTLOGOFF|PJSIP/{agent.login}|28800")
        )
    return lines


def _epoch(day: date) -> int:
    return (day - date(1970, 1, 1)).days * 86400


def _text(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
