"""docs/architecture.md names files and functions that are there."""

import ast
import re

import pytest

from tests.docs.blocks import PROJECT, section

PAGE = "docs/architecture.md"


@pytest.mark.parametrize(("title", "least"), [("The main flow", 20), ("The way back", 4)])
def test_every_file_has_its_function(title: str, least: int) -> None:
    rows = re.findall(r"^\| .+? \| `(.+?)` \| `(\w+)` \|$", section(PAGE, title), re.MULTILINE)
    assert len(rows) >= least
    for file, function in rows:
        tree = ast.parse((PROJECT / file).read_text(encoding="utf-8"))
        assert function in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, file


def test_every_room_is_listed() -> None:
    rooms = {path.parent.name for path in PROJECT.glob("*/__init__.py")}
    assert rooms == set(re.findall(r"^\| `(\w+)/` \|", section(PAGE, "Rooms"), re.MULTILINE))
