"""SQL for what a row is before any record is made of it: skipped, breaking a rule, or one of several equal ones."""

from pipelines.mapping.model import Mapping
from pipelines.quoting import LINE_LABEL, REASON_LABEL, quote_name, quote_text
from pipelines.read.rows import LINE
from pipelines.stage.compile import Context, use_sql
from pipelines.stage.record_select import NO_REASONS, PLACE
from warehouse.sentence import sentence

LABELS_AGAIN = sentence("the labels once more")
FEWEST_LABELS, MOST_LABELS = 2, 4  # that a row repeats


def row_verdict(context: Context, mapping: Mapping) -> str:
    """SQL columns _skip and _broken (the rules that the row breaks)."""
    skips = " ".join(f"WHEN {use_sql(context, skip.sql)} THEN {quote_text(skip.reason)}" for skip in mapping.skip)
    if mapping.file.format in ("csv", "xlsx") and mapping.file.header_rows:
        skips = f"{labels_again(context)} {skips}"
    rules = ", ".join(
        f"CASE WHEN ({use_sql(context, rule.sql)}) IS NOT TRUE THEN {{'column_name': {quote_text(rule.column)}, "
        f"'value': {quote_name(rule.column) if rule.column in context.rows.columns and use_sql(context, quote_name(rule.column)) else 'NULL'}, "
        f"'reason': {quote_text('breaks the rule ' + rule.name)}}} END"
        for rule in mapping.rule
    )
    broken = f"list_filter([{rules}], lambda r: r IS NOT NULL)" if rules else NO_REASONS
    skip = f"CASE {skips} END AS _skip" if skips.strip() else "CAST(NULL AS VARCHAR) AS _skip"
    return f"{skip}, {broken} AS _broken"


def labels_again(context: Context) -> str:
    """SQL for a row that is the head once more, as where exports were put one below the other; "" where the file has one column."""
    labels = [label for label in context.used if label in context.rows.columns][:MOST_LABELS]
    if len(labels) < FEWEST_LABELS:
        return ""
    same = " AND ".join(f"{quote_name(label)} = {quote_text(label)}" for label in labels)
    return f"WHEN {same} THEN {quote_text(LABELS_AGAIN)}"


def content_columns(context: Context, mapping: Mapping) -> str:
    """SQL column _content, the id of rows that have none: what they say, and their turn among the file's equal rows; else ""."""
    contents = [spec.content for record in mapping.record for spec in record.specs().values() if spec.content]
    if not contents:
        return ""
    labels = [label for label in context.rows.columns if label not in (LINE_LABEL, REASON_LABEL)]
    labels = labels if contents[0] is True else list(contents[0])
    joined = ", ".join(f"coalesce({context.cell(label)}, '')" for label in labels) or "_json"
    hashed = f"md5(concat_ws(chr(31), {joined}))"
    line = LINE if context.rows.line_sql else "rowid"
    return f", {hashed} || '-' || row_number() OVER (PARTITION BY {PLACE}, {hashed} ORDER BY {line}) AS _content"
