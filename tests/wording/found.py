"""The templates of sentences that the code holds, found in its syntax."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tests.structure.source import PROJECT

ROOMS = ("pipelines", "warehouse")
# What takes a template, and what takes a sentence that is ready.
TEMPLATED = ("sentence", "HiloError", "WrongUse", "NoWarehouse", "UnknownSource")
READY = ("SeveralSources", "NeedsAnswer", "OpenOrder")


def calls(names: tuple[str, ...], text: str) -> Iterator[ast.expr]:
    """What stands first in each call of one of these names."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names and node.args:
            yield node.args[0]


def is_said(template: str) -> bool:
    """Whether the template has words of its own, and not only places to fill in."""
    return bool(re.search(r"[A-Za-z]{2}", re.sub(r"\{[^{}]*\}|\[\[?\w+\]\]?", "", template)))


def code_templates() -> dict[str, str]:
    """Template: where it stands."""
    found = {}
    for room in ROOMS:
        for path in sorted((PROJECT / room).rglob("*.py")):
            for said in calls(TEMPLATED, path.read_text(encoding="utf-8")):
                if isinstance(said, ast.Constant) and is_said(str(said.value)):
                    found.setdefault(str(said.value), path.relative_to(PROJECT).as_posix())
    return found


def untemplated() -> list[str]:
    """Calls that are given a text with values in it already: no catalogue could hold it."""
    found = []
    for room in ROOMS:
        for path in sorted((PROJECT / room).rglob("*.py")):
            for said in calls((*TEMPLATED, *READY), path.read_text(encoding="utf-8")):
                if isinstance(said, ast.JoinedStr | ast.BinOp):
                    found.append(f"{path.relative_to(PROJECT).as_posix()}:{said.lineno}")
    return found


def mappings() -> list[Path]:
    """Our sources, and the mapping that is there to be copied."""
    folders = (PROJECT / "pipelines" / "sources", PROJECT / "sample_data" / "mappings")
    return [path for folder in folders for path in sorted(folder.glob("*.toml"))]


def source_reasons() -> dict[str, str]:
    """Why our sources skip rows: reason, and the source that says it first."""
    found: dict[str, str] = {}
    for path in mappings():
        for skip in tomllib.loads(path.read_text(encoding="utf-8")).get("skip", []):
            found.setdefault(skip["reason"], path.name)
    return found


def source_helps() -> dict[str, str]:
    """What the options of our sources are: help, and the source that says it first."""
    found: dict[str, str] = {}
    for path in mappings():
        for option in tomllib.loads(path.read_text(encoding="utf-8")).get("options", {}).values():
            if isinstance(option, dict) and option.get("help"):
                found.setdefault(option["help"], path.name)
    return found
