"""The generated parts of the documents are what `make docs` would write today."""

import re

import pytest

from scripts.decision_list import RECORD, decisions_in, record_files
from scripts.flow_drawing import BOXES
from scripts.write_docs import put_part, written_docs
from tests.docs.blocks import PROJECT, text_of
from warehouse.schema import declared_columns
from warehouse.tables import TABLES


@pytest.fixture(scope="module")
def written() -> dict[str, str]:
    return written_docs()


@pytest.mark.parametrize(
    "page",
    [
        "docs/architecture.md",
        "docs/architecture.svg",
        "docs/commands.md",
        "docs/decisions/README.md",
        "docs/metrics.md",
    ],
)
def test_the_page_is_what_make_docs_writes(written: dict[str, str], page: str) -> None:
    assert text_of(page) == written[page]


def test_no_other_page_is_generated(written: dict[str, str]) -> None:
    assert len(written) == 7


def test_a_part_that_was_edited_by_hand_is_put_right() -> None:
    page = "before\n<!-- a -->\n\nold\n\n<!-- /a -->\nafter\n"
    assert put_part(page, "a", "new") == "before\n<!-- a -->\n\nnew\n\n<!-- /a -->\nafter\n"
    with pytest.raises(ValueError, match="no <!-- b -->"):
        put_part(page, "b", "new")


def test_every_table_has_its_grain() -> None:
    assert set(TABLES) == set(declared_columns())
    assert all(table.grain.startswith("One row per ") for table in TABLES.values())


def test_the_files_of_the_drawing_are_there() -> None:
    files = [box.file for box in BOXES.values() if box.file.endswith(".py")]
    assert len(files) > 8
    assert [file for file in files if not (PROJECT / file).exists()] == []


def test_every_decision_has_number_day_and_status() -> None:
    """Records are numbered from 001 on, their decisions from 1 on, and a superseded one names one that is there."""
    found = {}
    for position, path in enumerate(record_files(), 1):
        text = path.read_text(encoding="utf-8")
        head = RECORD.match(text)
        assert head and head[1] == path.name[:3] == f"{position:03}", path.name
        decisions = decisions_in(text)
        assert len(decisions) == len(re.findall(r"^## ", text, re.MULTILINE)), (
            f"{path.name}: a heading without its day or status"
        )
        assert [d.number for d in decisions] == [f"{position}.{n}" for n in range(1, len(decisions) + 1)]
        found |= {decision.number: decision for decision in decisions}
    replaced = {d.number: d.status.removeprefix("superseded by ") for d in found.values() if d.status != "in force"}
    assert replaced
    assert all(other in found and found[other].status == "in force" for other in replaced.values())
