"""docs/mapping.md names every key of a mapping, every function that it may use, and messages that the code really says."""

import re

import pytest

from pipelines.canonical import MAPPED_TABLES
from pipelines.mapping.expression import AGGREGATES, SCALARS
from pipelines.mapping.model import Defaults, File, Mapping, Option, Record, Rule, Skip, Spec
from tests.docs.blocks import PROJECT

PAGE = (PROJECT / "docs" / "mapping.md").read_text(encoding="utf-8")
MODULES = [*sorted((PROJECT / "pipelines").rglob("*.py")), PROJECT / "warehouse" / "config" / "toml_file.py"]
SAID = " ".join(path.read_text(encoding="utf-8") for path in MODULES)
FROM_THE_LIBRARY = "Object contains unknown field"


@pytest.mark.parametrize("part", [Mapping, File, Defaults, Option, Skip, Rule, Record, Spec])
def test_every_key_is_named(part: type) -> None:
    keys = set(part.__struct_fields__) - {"sha256", "is_own"}  # type: ignore[attr-defined]
    assert {key for key in keys if not re.search(rf"`(\[+)?{key}(\.NAME)?(\]+)?`", PAGE)} == set()


def test_the_functions_listed_are_those_allowed() -> None:
    listed = re.findall(r"`(\w+)`", PAGE.split("<!-- functions -->")[1].split("<!-- /functions -->")[0])
    allowed = {name for name in SCALARS | AGGREGATES if re.fullmatch(r"\w+", name)}
    assert set(listed) - {"group_by"} == allowed


def test_the_tables_listed_are_those_that_a_mapping_may_fill() -> None:
    row = next(line for line in PAGE.splitlines() if line.startswith("| `table` |"))
    assert re.findall(r"`(\w+)`", row)[1:] == list(MAPPED_TABLES)


def test_every_message_is_one_that_the_code_says() -> None:
    tables = PAGE.split("\n## Errors\n")[1]
    messages = [
        m for row in re.findall(r"^\| (`.+?`) \| ", tables, re.MULTILINE) for m in re.findall(r"`([^`]+)`", row)
    ]
    assert len(messages) > 20
    pieces = {piece.strip(" ;:,") for m in messages for piece in re.split(r"…|NAME|1-10", m) if len(piece.strip()) > 8}
    joined = re.sub(r'"\s*\n\s*f?"', "", SAID)  # a message may go on in the next line
    joined = re.sub(r"\{\{?|\}\}?|f\"", "", joined)
    assert {p for p in pieces if re.sub(r"[{}]", "", p) not in joined and p != FROM_THE_LIBRARY} == set()
