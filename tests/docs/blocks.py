"""The code blocks of a page of documentation, found by the paragraph before them."""

import re
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAME = re.compile(r"`([\w./-]+\.\w+)`")


def text_of(page: str) -> str:
    """The text of a page."""
    return (PROJECT / page).read_text(encoding="utf-8")


def blocks_of(page: str, language: str) -> list[str]:
    """The blocks in a language, in order."""
    text = text_of(page)
    return [body for found, body in BLOCK.findall(text) if found == language]


def files_of(page: str, language: str) -> list[tuple[str, str]]:
    """(file, block) for each block in a language: the last file that the text before it names in backquotes."""
    text = text_of(page)
    found = []
    for block in BLOCK.finditer(text):
        if block[1] == language:
            names = NAME.findall(BLOCK.sub("", text[: block.start()]))
            found.append((names[-1], block[2]))
    return found


def transcripts_of(page: str) -> list[tuple[str, str]]:
    """(commands, what they print) for each block of commands; "" where the page does not show what they print."""
    text = text_of(page)
    blocks = list(BLOCK.finditer(text))
    found = []
    for number, block in enumerate(blocks):
        if block[1] == "sh":
            after = blocks[number + 1] if number + 1 < len(blocks) else None
            is_output = after is not None and after[1] == "text" and not text[block.end() : after.start()].strip()
            found.append((block[2].strip(), after[2].rstrip("\n") if is_output and after else ""))
    return found


def section(page: str, title: str) -> str:
    """The text under a heading of the second level, up to the next one."""
    return text_of(page).split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


def all_pages() -> list[str]:
    """Every document of the project by its name: those at the top, those under docs/, the sample company's."""
    paths = [*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md"), PROJECT / "sample_data" / "README.md"]
    return sorted(path.relative_to(PROJECT).as_posix() for path in paths)
