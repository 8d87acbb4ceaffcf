"""What a column may hold, from its declaration: the values of its list, or the least and the most."""

from warehouse.config.codes import CHANNELS, EMOTIONS, SIDES, STAGES
from warehouse.sentence import sentence
from warehouse.tables import FACTS, TABLES
from warehouse.tables.column import AHEAD, EARLIEST, TEN_YEARS, Column

# Lists that a column shares with all tables, and lists too long to print.
SHARED = {"channel": CHANNELS, "stage": STAGES, "sentiment": tuple(dict.fromkeys((*SIDES, *EMOTIONS)))}
STANDARDS = {
    "currency": sentence("Allowed: a code of ISO 4217, such as EUR."),
    "country": sentence("Allowed: a code of ISO 3166-1, such as ES, or a country's name."),
}
Sentence = tuple[str, dict[str, object]]


def describe_allowed(rule: str, table: str | None, column: str) -> Sentence:
    """Template and values of the sentence on what is allowed; ("", {}) where the rule has neither list nor bounds."""
    if rule.endswith("_known"):
        if column in STANDARDS:
            return STANDARDS[column], {}
        lists = {SHARED.get(column, declared.values) for declared in declared_columns(table, column)} - {()}
        values = dict.fromkeys(value for one in sorted(lists) for value in one)
        return (sentence("Allowed: {values}."), {"values": ", ".join(values)}) if values else ("", {})
    if rule.endswith("_plausible"):
        return describe_bounds(declared_columns(table, column))
    return "", {}


def declared_columns(table: str | None, column: str) -> list[Column]:
    """The column as its table declares it, or as every table of facts does that has it."""
    tables = [TABLES[table]] if table and table in TABLES else list(FACTS)
    return [one.columns[column] for one in tables if column in one.columns]


def describe_bounds(columns: list[Column]) -> Sentence:
    """The same for what lies between two bounds."""
    bounds = {column.bounds for column in columns if column.bounds}
    if (0.0, TEN_YEARS) in bounds:
        return sentence("Allowed: 0 to {days} days, in seconds."), {"days": int(TEN_YEARS / 86_400)}
    if bounds:
        low, high = min(bounds)
        return sentence("Allowed: {low} to {high}."), {"low": int(low), "high": int(high)}
    if any(column.type == "TIMESTAMP" for column in columns):
        template = sentence("Allowed: from {earliest} to {days} days after the load.")
        return template, {"earliest": f"{EARLIEST:%Y-%m-%d}", "days": AHEAD.days}
    return "", {}
