"""Keys in SQL: which of a type a row carries, and what a table's key_type says."""

from warehouse.people.key import KEY_COLUMNS, KEY_TYPES, KeyType


def key_value_sql(kind: KeyType) -> str:
    """SQL of the value of a row's key of this type, the row being t; NULL without one."""
    return f"t.{kind.name}" if kind.name in KEY_COLUMNS else f"t.other_keys['{kind.name}']"


def key_type_sql(kind: KeyType, table: str) -> str:
    """SQL of the key_type of a row's key of this type: with its source or channel where only that makes the value unique.

    The channel of an answer is filled from the contact that it rates, which may come with a later load: only an answer
    that rates none has a channel to go by.
    """
    if kind.scope == "channel" and table == "responses":
        own = "CASE WHEN t.interaction_id IS NULL AND t.channel <> 'survey' THEN t.channel END"
        return f"({own} || ':{kind.name}')"
    return f"(t.{kind.scope} || ':{kind.name}')" if kind.scope else f"'{kind.name}'"


def plain_type_sql(key_type: str) -> str:
    """SQL of the type alone, of a column key_type."""
    return f"split_part({key_type}, ':', -1)"


def rank_sql(key_type: str) -> str:
    """SQL of Key.rank, of a column key_type."""
    names = ", ".join(f"'{kind.name}'" for kind in KEY_TYPES)
    return f"(list_position([{names}], {plain_type_sql(key_type)}) - 1)"
