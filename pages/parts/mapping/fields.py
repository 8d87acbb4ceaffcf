"""What a column of a file can become, and how that is called."""

from functools import cache

from pages.parts.texts import Texts
from warehouse.inbox.draft import ANSWER, ANSWER_COLUMNS, ATTRIBUTE, KEY, MAIN_TIME
from warehouse.people.key import OTHER_KEYS
from warehouse.tables import FACTS

# What is no column of an export that somebody would choose: it follows from others, or is asked once for all rows.
NOT_CHOSEN = ("attributes", "channel_native", "raw_score", "scale_min", "scale_max", "top_box_min", "metric", "scale", "survey_kind",
              "snapshot_on")  # fmt: skip


@cache
def fields_of(table: str) -> tuple[str, ...]:
    """Columns of the table that a mapping may give and a person would choose."""
    fact = next(fact for fact in FACTS if fact.name == table)
    return tuple(name for name, column in fact.columns.items() if column.is_exported and name not in NOT_CHOSEN)


@cache
def targets_of(table: str) -> tuple[str, ...]:
    """Everything that a column can become in a mapping of the table; empty: it is left out."""
    has_keys = "email" in fields_of(table)
    answers = [f"{ANSWER}{name}" for name in ANSWER_COLUMNS] if table == "interactions" else []
    keys = [f"{KEY}{name}" for name in OTHER_KEYS] if has_keys else []
    return ("", *fields_of(table), *keys, *answers, *([ATTRIBUTE] if has_keys else []))


def field_words(texts: Texts, table: str, target: str) -> str:
    """A target in words."""
    if not target:
        return texts("mapping.left_out")
    if target == MAIN_TIME[table]:
        return texts("field.main_time")
    name = target.removeprefix(KEY)
    if texts.has(f"field.{name}"):
        return texts(f"field.{name}")
    if texts.has(f"key.{name}"):
        return texts(f"key.{name}")
    return texts(f"table.{name}") if texts.has(f"table.{name}") else texts.dimension(name)
