"""What a patch changes of a record: the columns that it maps, and those that follow from them."""

from pipelines.canonical import MAIN_TIME, TYPES
from pipelines.mapping.model import Record
from pipelines.quoting import quote_name

# What defaults and readings fill in beside a column: an amount is nothing without its currency, a score without its scale.
FOLLOWING = {
    "amount": ("currency",),
    "monthly_amount": ("currency",),
    "score": ("raw_score", "scale", "scale_min", "scale_max", "top_box_min"),
    "scale": ("scale_min", "scale_max", "top_box_min"),
    "metric": ("top_box_min",),
}
NEVER = ("record_id", "updated_at")


def patched_columns(record: Record) -> dict[str, str]:
    """SQL by column of the record `r` once the patch `p` has filled it in; what the patch leaves empty stays."""
    given = [column for column in record.columns if column not in NEVER]
    values = {column: f"coalesce(p.{quote_name(column)}, r.{quote_name(column)})" for column in given}
    following = {name: FOLLOWING.get(name, ()) for name in given}
    if (main := MAIN_TIME[record.table]) and "time_precision" in TYPES[record.table]:
        following |= {main: ("time_precision",)} if main in given else {}
    for leading, columns in following.items():
        for column in columns:
            name = quote_name(column)
            is_filled = f"p.{quote_name(leading)} IS NOT NULL"
            values[column] = (
                f"CASE WHEN {is_filled} THEN coalesce(p.{name}, r.{name}) ELSE coalesce(r.{name}, p.{name}) END"
            )
    for column, is_given in (("attributes", record.attributes), ("other_keys", record.keys)):
        if is_given:
            values[column] = f"map_concat(r.{column}, p.{column})"
    return values
