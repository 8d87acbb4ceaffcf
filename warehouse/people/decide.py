"""Deciding who is who, as people mean it: the keys are looked up in the published version and the log is written to suit."""

from __future__ import annotations

from datetime import datetime

from warehouse.config.errors import HiloError, WrongUse
from warehouse.people.decisions import Decision, decisions_in_force, record_decision, split_key
from warehouse.people.identifiers import KEY_TYPES, write_key
from warehouse.store.engine import Engine

STRONG = [kind.name for kind in KEY_TYPES if kind.strength == "strong"]
ORDER = [kind.name for kind in KEY_TYPES]
LIKE = 0.8  # Jaro-Winkler similarity from which a key is offered for one that is not known
OFFERED = 3


def decide_together(engine: Engine, key_a: str, key_b: str, note: str, by: str, at: datetime) -> list[Decision]:
    """Record that the persons of two keys are one; decisions that keep the two persons apart are withdrawn first.

    A weak key that is one person's stands for that person, whose first strong key is recorded in its place: the key may
    turn out to be a family's later. Raises HiloError for a key that no record carries.
    """
    anchor_a, anchor_b = (anchor_of(engine, require_key(engine, key)) for key in (key_a, key_b))
    if anchor_a == anchor_b:
        raise HiloError(f"{key_a} and {key_b} are of one person already")
    ours, theirs = ({anchor, *keys_beside(engine, anchor)} for anchor in (anchor_a, anchor_b))
    between = [
        decision for decision in decisions_in_force()
        if decision.kind == "apart" and {decision.key_a, decision.key_b} != {anchor_a, anchor_b}
        and any({decision.key_a, decision.key_b} == {a, b} for a in ours - theirs for b in theirs - ours)
    ]  # fmt: skip
    withdrawn = [record_decision("withdraw", d.key_a, d.key_b, note, by, at) for d in between]
    return [*withdrawn, record_decision("together", anchor_a, anchor_b, note, by, at)]


def decide_apart(engine: Engine, key_a: str, key_b: str, note: str, by: str, at: datetime) -> Decision:
    """Record that two keys are not of one person. Raises HiloError for a key that no record carries."""
    first, second = (require_key(engine, key) for key in (key_a, key_b))
    return record_decision("apart", first, second, note, by, at)


def withdraw_decision(key_a: str, key_b: str, note: str, by: str, at: datetime) -> Decision:
    """Record that the decision on two keys holds no more. Raises HiloError when there is none."""
    pair = {normal_key(key_a), normal_key(key_b)}
    if len(pair) == 1:
        raise WrongUse(f"{key_a}: a decision is about two different keys")
    in_force = decisions_in_force()
    if not any(pair == {decision.key_a, decision.key_b} for decision in in_force):
        near = [f"{d.key_a} {d.key_b}" for d in in_force if pair & {d.key_a, d.key_b}]
        hint = f"in force: {', '.join(near)}" if near else "see: python -m pipelines decisions"
        raise HiloError(f"no decision on {key_a} and {key_b} is in force; {hint}")
    first, second = sorted(pair)
    return record_decision("withdraw", first, second, note, by, at)


def normal_key(key: str) -> str:
    """The key as the warehouse writes it: an e-mail in lower case, a phone number in E.164. Raises WrongUse for none."""
    key_type, value = split_key(key)
    return f"{key_type}:{write_key(key_type, value) or value}"


def require_key(engine: Engine, key: str) -> str:
    """The key as the warehouse writes it. Raises HiloError, with similar ones, when no record carries it."""
    normal = normal_key(key)
    key_type, value = split_key(normal)
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
    raise HiloError(f"no record carries {normal}" + (f"; similar: {', '.join(found)}" if found else ""))


def anchor_of(engine: Engine, key: str) -> str:
    """The first strong key of the person whose alone the key is; the key itself where it is strong or nobody's."""
    key_type, _ = split_key(key)
    if key_type.rsplit(":", 1)[-1] in STRONG:
        return key
    beside = keys_beside(engine, key)
    return next((other for other in beside if split_key(other)[0].rsplit(":", 1)[-1] in STRONG), key)


def keys_beside(engine: Engine, key: str) -> list[str]:
    """All keys of the person whose alone the key is, in the order in which they name a record."""
    rows = engine.query(
        "SELECT DISTINCT key_type, key_value FROM identities WHERE state = 'sole' AND person_id ="
        " (SELECT person_id FROM identities WHERE key_type = ? AND key_value = ? AND state = 'sole')",
        list(split_key(key)),
    ).rows()
    return [f"{t}:{v}" for t, v in sorted(rows, key=lambda row: (ORDER.index(row[0].rsplit(":", 1)[-1]), row))]
