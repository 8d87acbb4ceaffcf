"""Deciding who is who, as people mean it: the keys are looked up in the published version and the log is written to suit."""

from __future__ import annotations

from datetime import datetime

from warehouse.config.errors import HiloError, WrongUse
from warehouse.people.decisions import Decision, decisions_in_force, record_decision
from warehouse.people.key import Key
from warehouse.people.key_sql import rank_sql
from warehouse.sentence import sentence
from warehouse.store.engine import Engine

LIKE = 0.8  # Jaro-Winkler similarity from which a key is offered for one that is not known
OFFERED = 3


def decide_together(engine: Engine, key_a: Key, key_b: Key, note: str, by: str, at: datetime) -> list[Decision]:
    """Record that the persons of two keys are one; decisions that keep the two persons apart are withdrawn first.

    A weak key that is one person's stands for that person, whose first strong key is recorded in its place: the key may
    turn out to be a family's later. Raises HiloError for a key that no record carries.
    """
    anchor_a, anchor_b = (anchor_of(engine, require_key(engine, key)) for key in (key_a, key_b))
    if anchor_a == anchor_b:
        raise HiloError("{key} and {key_b} are of one person already", key=key_a, key_b=key_b)
    ours, theirs = ({anchor, *keys_beside(engine, anchor)} for anchor in (anchor_a, anchor_b))
    between = [
        decision for decision in decisions_in_force()
        if decision.kind == "apart" and set(decision.keys) != {anchor_a, anchor_b}
        and any(set(decision.keys) == {a, b} for a in ours - theirs for b in theirs - ours)
    ]  # fmt: skip
    withdrawn = [record_decision("withdraw", *decision.keys, note, by, at) for decision in between]
    return [*withdrawn, record_decision("together", anchor_a, anchor_b, note, by, at)]


def decide_apart(engine: Engine, key_a: Key, key_b: Key, note: str, by: str, at: datetime) -> Decision:
    """Record that two keys are not of one person. Raises HiloError for a key that no record carries."""
    first, second = (require_key(engine, key) for key in (key_a, key_b))
    return record_decision("apart", first, second, note, by, at)


def withdraw_decision(key_a: Key, key_b: Key, note: str, by: str, at: datetime) -> Decision:
    """Record that the decision on two keys holds no more. Raises HiloError when there is none."""
    pair = {key_a.normal, key_b.normal}
    if len(pair) == 1:
        raise WrongUse("{key}: a decision is about two different keys", key=key_a)
    in_force = decisions_in_force()
    if not any(pair == set(decision.keys) for decision in in_force):
        near = [f"{d.key_a} {d.key_b}" for d in in_force if pair & set(d.keys)]
        hint = (
            sentence("in force: {keys}", keys=", ".join(near))
            if near
            else sentence("see: python -m pipelines decisions")
        )
        raise HiloError("no decision on {key} and {key_b} is in force; {hint}", key=key_a, key_b=key_b, hint=hint)
    first, second = pair
    return record_decision("withdraw", first, second, note, by, at)


def require_key(engine: Engine, key: Key) -> Key:
    """The key as the warehouse writes it. Raises HiloError, with similar ones, when no record carries it."""
    normal = key.normal
    key_type, value = normal.row
    if engine.query("SELECT 1 FROM identities WHERE key_type = ? AND key_value = ? LIMIT 1", [key_type, value]).height:
        return normal
    found = engine.query(
        f"""
        SELECT DISTINCT key_type || ':' || key_value AS key, key_type = ?2 AS is_same_type,
            jaro_winkler_similarity(key_value, ?1) AS likeness
        FROM identities WHERE likeness >= {LIKE} AND (key_type = ?2 OR key_value = ?1)
        ORDER BY is_same_type DESC, likeness DESC, key LIMIT {OFFERED}
        """,
        [value, key_type],
    )["key"].to_list()
    similar = sentence("; similar: {keys}", keys=", ".join(found)) if found else ""
    raise HiloError("no record carries {key}{similar}", key=normal, similar=similar)


def anchor_of(engine: Engine, key: Key) -> Key:
    """The first strong key of the person whose alone the key is; the key itself where it is strong or nobody's."""
    if key.is_strong:
        return key
    return next((other for other in keys_beside(engine, key) if other.is_strong), key)


def keys_beside(engine: Engine, key: Key) -> list[Key]:
    """All keys of the person whose alone the key is, in the order in which they name a record."""
    rows = engine.query(
        f"SELECT DISTINCT key_type, key_value, {rank_sql('key_type')} AS rank FROM identities"
        " WHERE state = 'sole' AND person_id ="
        " (SELECT person_id FROM identities WHERE key_type = ? AND key_value = ? AND state = 'sole')"
        " ORDER BY rank, key_type, key_value",
        key.row,
    )
    return [Key.of_row(key_type, value) for key_type, value, _ in rows.iter_rows()]
