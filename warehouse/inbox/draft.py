"""A mapping in the making: what a person says of the columns of a file, and the same in the language of mappings."""

from collections.abc import Collection
from pathlib import Path
from typing import Any

import msgspec

from warehouse.config.toml_text import Inline, write_toml
from warehouse.inbox.proposal import Proposal, SeenColumn
from warehouse.tables import FACTS

MAIN_TIME = {table.name: table.main_time for table in FACTS}
# What a column can become beside a column of its table: a dimension of its own, a kind of key, or an answer about the contact.
ATTRIBUTE, KEY, ANSWER = "attribute", "key.", "answer."
ANSWER_COLUMNS = ("score", "comment")
LAST_TIMES, SUMMED = ("ended_at", "updated_at"), ("amount", "refunded_amount", "item_count", "handle_seconds")


class ColumnDraft(msgspec.Struct, frozen=True):
    """What one column of the file is. `target`: empty leaves it out; `unit`: of a duration that is a plain number; `values`: what
    its values become, where they are codes of ours; `take`: of several rows, which cell counts (first, last, sum, min, max,
    count); empty: the whole group has one."""

    label: str
    target: str = ""
    unit: str = ""
    values: dict[str, str] = {}
    take: str = ""


class Draft(msgspec.Struct, frozen=True):
    """A whole one. `file`: the layout; `constants`: what all rows have in common, by column; `answer`: metric and scale of the
    score that stands beside a contact; `group_by`: the column whose equal cells make one record of several rows."""

    name: str
    title: str
    table: str
    file: dict[str, str]
    columns: list[ColumnDraft]
    constants: dict[str, str] = {}
    defaults: dict[str, str] = {}
    answer: dict[str, str] = {}
    group_by: str = ""


def draft_of(proposal: Proposal, table: str, known: Collection[str], group_by: str = "") -> Draft:
    """The draft that the guesses alone give for a table with these columns; each of ours is given by the first column that
    fits, a time also by a clock that stands apart from its day."""
    taken: dict[str, SeenColumn] = {}
    varying = next((found.varying for found in proposal.repeated if found.label == group_by), [])
    columns = []
    for column in proposal.columns:
        target, has_score = "", table == "interactions"
        for guess in column.guesses:
            found = resolve_target(guess.target, table)
            if has_score and found == "score":
                found = f"{ANSWER}score"
            is_second_half = found in taken and {taken[found].kind, column.kind} == {"time", "clock"}
            is_known = found in known or found.startswith((KEY, ANSWER))
            if is_known and (found not in taken or is_second_half):
                target = found
                taken.setdefault(found, column)
                break
        take = guess_take(target, column, MAIN_TIME[table]) if column.label in varying else ""
        columns.append(ColumnDraft(column.label, target, values=column.codes.get(target, {}), take=take))
    name = attribute_name(Path(proposal.path).stem.split(".")[0])[:40]
    return Draft(name, "", table, proposal.file, columns, group_by=group_by)


def guess_take(target: str, column: SeenColumn, main_time: str | None) -> str:
    """Which cell of several rows a column of ours takes, where they differ: a record begins with its first row, ends with its
    last, and amounts are of lines; else the first."""
    if target == main_time and column.kind == "time":
        return "min"
    if target in LAST_TIMES and column.kind == "time":
        return "max"
    return "sum" if target in SUMMED and column.kind in ("number", "money") else "first"


def resolve_target(target: str, table: str) -> str:
    """The column of a table that a guess means: an order's own number is the id of its record."""
    if (table, target) == ("orders", "order_id"):
        return "record_id"
    return (MAIN_TIME[table] or "") if target == "main_time" else target


def write_mapping(draft: Draft) -> str:
    """The draft as the text of a mapping."""
    return write_toml(mapping_of(draft))


def mapping_of(draft: Draft) -> dict[str, Any]:
    """The draft as a mapping: a column of ours that several columns give is joined of them, in their order."""
    used = [column for column in draft.columns if column.target]
    columns: dict[str, Any] = {}
    for target in dict.fromkeys(column.target for column in used if is_plain(column.target)):
        columns[target] = spec_of([column for column in used if column.target == target])
    columns = {"record_id": draft.group_by or Inline(content=True)} | columns | {
        name: Inline(value=value) for name, value in draft.constants.items() if value and name not in columns
    }  # fmt: skip
    grouped = {"group_by": [draft.group_by]} if draft.group_by else {}
    record: dict[str, Any] = {"table": draft.table} | grouped | {"columns": columns}
    if keys := {c.target.removeprefix(KEY): c.label for c in used if c.target.startswith(KEY)}:
        record["keys"] = keys
    if attributes := {attribute_name(c.label): c.label for c in used if c.target == ATTRIBUTE}:
        record["attributes"] = attributes
    file = {key: value for key, value in draft.file.items() if value}
    named = {"name": draft.name} | ({"title": draft.title} if draft.title else {})
    return named | {
        "file": file
        | {"required": list(dict.fromkeys([*filter(None, [draft.group_by]), *(column.label for column in used)]))},
        "defaults": {key: value for key, value in draft.defaults.items() if value},
        "record": [record, *({**answer, **grouped} for answer in answer_of(draft, used, columns))],
    }


def is_plain(target: str) -> bool:
    """Whether a target is a column of the draft's own table."""
    return target != ATTRIBUTE and not target.startswith((KEY, ANSWER))


def spec_of(columns: list[ColumnDraft]) -> Any:
    """How a column of ours is made of those that were named for it."""
    if len(columns) > 1:
        return Inline(columns=[column.label for column in columns])
    column = columns[0]
    how: dict[str, Any] = {"unit": column.unit} if column.unit else {}
    if values := {old: new for old, new in column.values.items() if new != old}:
        how["values"] = Inline(values)
    way = column.take or "column"
    return Inline({way: column.label} | how) if how or column.take else column.label


def answer_of(draft: Draft, used: list[ColumnDraft], columns: dict[str, Any]) -> list[dict[str, Any]]:
    """The record of the answer that stands in the same row as the contact that it rates; none without a score."""
    given = {c.target.removeprefix(ANSWER): c.label for c in used if c.target.startswith(ANSWER)}
    if "score" not in given:
        return []
    shared = {
        name: columns[name]
        for name in ("record_id", "email", "phone", "customer_id", "vendor_customer_id")
        if name in columns
    }
    time = columns.get(MAIN_TIME[draft.table] or "")
    rated = {"interaction_id": columns["record_id"]} | ({"answered_at": time} if time else {})
    asked = {name: Inline(value=value) for name, value in draft.answer.items() if value}
    label = given["score"].replace('"', '""')
    return [{"table": "responses", "when": f'"{label}" IS NOT NULL', "columns": shared | rated | asked | given}]


def attribute_name(label: str) -> str:
    """The name of the dimension that a column becomes: small letters and digits, words apart by _."""
    bare = "".join(sign if sign.isalnum() else "_" for sign in label.casefold())
    return "_".join(part for part in bare.split("_") if part) or "column"
