"""What every source gets without saying it: stage, touchpoint, native channel, score scale, currency (docs/definitions.md)."""

from pipelines.mapping.model import Mapping
from pipelines.quoting import quote_text
from pipelines.stage.written_score import scale_end
from warehouse.config.codes import (
    CES_TOP_BOX_MIN,
    CHANNEL_SYNONYMS,
    CSAT_TOP_BOX_MIN,
    STAGE_BY_INTERACTION_TYPE,
)
from warehouse.config.settings import Settings

# The channel of records that say none; the stage and touchpoint of answers come from the contact that they rate, later.
CHANNEL = {"responses": "survey", "survey_requests": "survey", "customers": "crm", "subscriptions": "other", "orders": "other",
           "messages": "other", "costs": "other"}  # fmt: skip
STAGE = {"orders": "purchase", "messages": "service", "subscriptions": "service"}


def fill_defaults(
    table: str,
    values: dict[str, str],
    texts: dict[str, str],
    settings: Settings,
    mapping: Mapping,
    options: dict[str, str],
) -> dict[str, str]:
    """SQL by canonical column, the given ones and those that follow from them."""
    columns = dict(values)
    if table == "agents":
        return columns
    channel = columns.get("channel", "NULL")
    if "channel" in texts:
        renames = ", ".join(f"{quote_text(old)}: {quote_text(new)}" for old, new in CHANNEL_SYNONYMS.items())
        columns["channel"] = channel = f"coalesce(MAP {{{renames}}}[lower({channel})], lower({channel}))"
    # Answers stay without a channel here, so that the rated contact's can be taken over.
    if table in CHANNEL and table not in ("responses", "survey_requests"):
        columns["channel"] = channel = f"coalesce({channel}, {quote_text(CHANNEL[table])})"
    stage = columns.get("stage", "NULL")
    kind = columns.get("interaction_type", "NULL")
    rules = " ".join(
        f"WHEN {' AND '.join(conditions)} THEN {quote_text(rule.stage)}"
        for rule in settings.stage_rules
        if (conditions := stage_conditions(rule, columns, mapping.prefix))
    )
    configured = f"CASE {rules} END, " if rules else ""
    columns["stage"] = f"coalesce({configured}{stage}, {usual_stage(table, kind, settings.stages)})"
    if table in ("interactions", "orders"):
        named = (
            f"{channel} || ':' || coalesce({kind}, 'contact')" if table == "interactions" else f"{channel} || ':order'"
        )
        columns["touchpoint"] = f"coalesce({columns.get('touchpoint', 'NULL')}, {named})"
    if "currency" in columns or "amount" in columns or "monthly_amount" in columns:
        known = options.get("currency") or mapping.defaults.currency
        columns["currency"] = (
            f"coalesce(upper({columns.get('currency', 'NULL')}), {quote_text(known) if known else 'NULL'})"
        )
    if table == "responses":
        columns |= scale_columns(columns)
        columns["survey_kind"] = f"coalesce({columns.get('survey_kind', 'NULL')}, 'transactional')"
        columns.setdefault("raw_score", texts.get("score", "NULL"))
    return columns


def usual_stage(table: str, kind: str, stages: tuple[str, ...]) -> str:
    """SQL for the stage of the table and interaction type; NULL (unknown) where it is none of the configured stages."""
    if table != "interactions":
        return quote_text(STAGE[table]) if STAGE.get(table) in stages else "NULL"
    whens = [
        f"WHEN list_position([{', '.join(map(quote_text, types))}], {kind}) > 0 THEN {quote_text(code) if code in stages else 'NULL'}"
        for code, types in STAGE_BY_INTERACTION_TYPE.items()
    ]
    return f"CASE {' '.join(whens)} ELSE {quote_text('service') if 'service' in stages else 'NULL'} END"


def stage_conditions(rule: object, columns: dict[str, str], source: str) -> list[str]:
    """SQL conditions of a configured stage rule; empty when it is for another source."""
    conditions = []
    for name in ("source", "channel", "touchpoint", "interaction_type"):
        wanted = getattr(rule, name)
        if not wanted:
            continue
        if name == "source":
            if wanted != source:
                return []
            conditions.append("true")
        else:
            conditions.append(f"{columns.get(name, 'NULL')} = {quote_text(wanted)}")
    return conditions


def scale_columns(columns: dict[str, str]) -> dict[str, str]:
    """Ends, label and lowest satisfied answer of the score's scale; the boxes of unlisted scales must be declared."""
    scale = columns.get("scale", "NULL")
    low = columns.get("scale_min") or scale_end(scale, None, is_high=False)
    high = columns.get("scale_max") or scale_end(scale, None, is_high=True)
    label = f"CAST(TRY_CAST({low} AS INTEGER) AS VARCHAR) || '-' || CAST(TRY_CAST({high} AS INTEGER) AS VARCHAR)"
    # An end that is written with decimals says that scores may have some: 1.0-5.0.
    decimals = f"regexp_replace(replace(replace({scale}, ',', '.'), '–', '-'), '\\s', '', 'g')"
    label = f"CASE WHEN regexp_matches({scale}, '\\d[.,]\\d') THEN {decimals} ELSE {label} END"
    boxes = ", ".join(
        f"{quote_text(f'{metric} {known}')}: {box}"
        for metric, table in (("csat", CSAT_TOP_BOX_MIN), ("ces", CES_TOP_BOX_MIN))
        for known, box in table.items()
    )
    known_box = (
        f"MAP {{{boxes}}}[{columns.get('metric', 'NULL')} || ' ' || regexp_replace({label}, '\\.0+(-|$)', '\\1', 'g')]"
    )
    given = columns.get("top_box_min", "NULL")
    return {"scale_min": low, "scale_max": high, "scale": label, "top_box_min": f"coalesce({given}, {known_box})"}
