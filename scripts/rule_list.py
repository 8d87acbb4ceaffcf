"""Every rule and every reason, with meaning and way out, as Markdown, from their declarations."""

from datetime import datetime

from pipelines.canonical import MAPPED_TABLES
from pipelines.check.expectations import rules_of_table
from pipelines.check.rule import RowRule
from pipelines.check.stored_rules import rules_after_store
from warehouse.wording.reasons import REASONS
from warehouse.wording.wording import IN_ENGLISH, Explanation

COSTS = {
    "reject": "the row is kept aside",
    "warning": "a warning",
    "critical": "nothing is published",
}
STORED = (*MAPPED_TABLES, "files", "matters", "journeys")
ANY_DAY = datetime(2026, 1, 1)  # bounds of dates are said without it


def list_rules() -> str:
    """A table of Markdown for the rules on rows, then for those on stored tables."""
    rows = [(rule, rule.severity) for table in MAPPED_TABLES for rule in rules_of_table(table, ANY_DAY)]
    stored = [(rule, "critical") for rule in rules_after_store(STORED, dict.fromkeys(MAPPED_TABLES, 1))]
    lines: dict[tuple[str, Explanation, str], list[str]] = {}
    for rule, severity in (*rows, *stored):
        explained = IN_ENGLISH.explain_rule(rule.name, rule.table, rule.column)
        share = f"; more than {rule.tolerated:.0%} of the rows" if isinstance(rule, RowRule) and rule.tolerated else ""
        lines.setdefault((rule.name, explained, COSTS[severity] + share), []).append(rule.table)
    head = ["| rule | of | means | way out | broken |", "|---|---|---|---|---|"]
    return "\n".join([*head, *(
        f"| `{name}` | {', '.join(tables)} | {cell(f'{text.meaning} {text.allowed}')} | {cell(text.way_out)} | {costs} |"
        for (name, text, costs), tables in sorted(lines.items(), key=lambda line: line[0][0])
    )])  # fmt: skip


def list_reasons() -> str:
    """A table of Markdown for the reasons that are no rules: texts that cannot be read, repeated and skipped rows."""
    explained = [(reason, IN_ENGLISH.explain_reason(reason)) for reason in sorted(REASONS)]
    head = ["| reason | means | way out |", "|---|---|---|"]
    return "\n".join(
        [*head, *(f"| {cell(reason)} | {cell(text.meaning)} | {cell(text.way_out)} |" for reason, text in explained)]
    )


def cell(text: str) -> str:
    """The text as a cell of a table."""
    return text.strip().replace("|", "/").replace("\\", "\\\\")
