"""Write the generated parts of the documents: `make docs`. A part stands between `<!-- NAME -->` and `<!-- /NAME -->`.

docs/architecture.svg is written whole. A test compares all of them with what this script would write.
"""

import re
from collections.abc import Callable
from pathlib import Path

from scripts.column_list import list_mapped_columns
from scripts.command_list import list_commands
from scripts.decision_list import list_decisions
from scripts.flow_drawing import draw_flow
from scripts.metric_list import list_dimensions, list_metrics
from scripts.rule_list import list_reasons, list_rules
from scripts.table_list import list_tables

PROJECT = Path(__file__).resolve().parents[1]
PARTS: dict[tuple[str, str], Callable[[], str]] = {
    ("docs/commands.md", "commands"): list_commands,
    ("docs/metrics.md", "metrics"): list_metrics,
    ("docs/metrics.md", "dimensions"): list_dimensions,
    ("docs/architecture.md", "tables"): list_tables,
    ("docs/mapping.md", "columns"): list_mapped_columns,
    ("docs/rules.md", "rules"): list_rules,
    ("docs/rules.md", "reasons"): list_reasons,
    ("docs/decisions/README.md", "decisions"): list_decisions,
}
DRAWING = "docs/architecture.svg"


def put_part(text: str, name: str, part: str) -> str:
    """The text with the part between its marks. Raises ValueError where the text has no such marks."""
    marks = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    if not marks.search(text):
        raise ValueError(f"no <!-- {name} --> … <!-- /{name} -->")
    return marks.sub(lambda found: f"{found[1]}\n{part}\n\n{found[2]}", text)


def written_docs() -> dict[str, str]:
    """Each generated file by its name in the repository: the whole text that it should have."""
    texts = {DRAWING: draw_flow()}
    for (page, name), make_part in PARTS.items():
        text = texts.get(page) or (PROJECT / page).read_text(encoding="utf-8")
        texts[page] = put_part(text, name, make_part())
    return texts


if __name__ == "__main__":
    for page, text in written_docs().items():
        (PROJECT / page).write_text(text, encoding="utf-8")
