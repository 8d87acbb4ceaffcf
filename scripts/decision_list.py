"""The records under docs/decisions/ as a list: one line a record, one a decision in it."""

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "decisions"
RECORD = re.compile(r"# (\d{3})\. (.+)")
DECISION = re.compile(
    r"^## (\d+\.\d+) (.+)\n\n\*(\d{4}-\d{2}-\d{2}), (in force|superseded by \d+\.\d+)\*$", re.MULTILINE
)


@dataclass(frozen=True)
class Decision:
    """One decision of a record: its number (4.2), what was decided, the day, `in force` or `superseded by N.M`."""

    number: str
    title: str
    day: str
    status: str


def record_files() -> list[Path]:
    """The records in order."""
    return sorted(FOLDER.glob("[0-9]*.md"))


def decisions_in(text: str) -> list[Decision]:
    """The decisions of a record."""
    return [Decision(*found) for found in DECISION.findall(text)]


def list_decisions() -> str:
    """The index: records with their decisions, the superseded ones struck out."""
    lines = []
    for path in record_files():
        text = path.read_text(encoding="utf-8")
        number, title = RECORD.match(text).groups()  # type: ignore[union-attr]
        lines += ["", f"**[{number}. {title}]({path.name})**", ""]
        for decision in decisions_in(text):
            mark = "" if decision.status == "in force" else "~~"
            lines.append(f"- {decision.number} {mark}{decision.title}{mark} ({decision.day})")
    return "\n".join(lines).strip()
