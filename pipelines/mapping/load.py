"""Mappings read from TOML: merged with what they extend, checked, with the shared columns in every record."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from pipelines.canonical import COLUMNS
from pipelines.mapping.model import Mapping
from pipelines.mapping.problems import find_problems
from pipelines.mapping.vocabulary import find_text_problems
from warehouse.config.errors import HiloError
from warehouse.config.toml_file import read_toml

BUILT_IN = Path(__file__).parent.parent / "sources"
MOST_EXTENDED = 20  # mappings on mappings


def load_sources(folders: list[Path], files: list[Path]) -> dict[str, Mapping]:
    """Every mapping in the folders (*.toml) and files, by name. Raises HiloError for an unreadable or doubled one.

    A mapping may extend one that lies beside it without that one becoming a source.
    """
    paths = [path for folder in folders for path in sorted(folder.glob("*.toml"))] + files
    given = {path: built_in_table(path) if path.parent == BUILT_IN else read_toml(path) for path in paths}
    beside = {sibling for path in files for sibling in path.parent.glob("*.toml")} - set(paths)
    by_name = {str(raw.get("name", "")): raw for raw in [*map(read_toml, sorted(beside)), *given.values()]}
    sources: dict[str, Mapping] = {}
    for path, raw in given.items():
        mapping = built_in_mapping(path) if path.parent == BUILT_IN else read_mapping(path, raw, by_name)
        if mapping.name in sources:
            raise HiloError(
                "{path}: the name {source!r} is taken by another source; choose another name",
                path=path,
                source=mapping.name,
            )
        sources[mapping.name] = mapping
    return sources


@cache
def built_in_table(path: Path) -> dict[str, Any]:
    """The text of a source of ours, which does not change while the program runs."""
    return read_toml(path)


@cache
def built_in_mapping(path: Path) -> Mapping:
    """A source of ours, which may extend another of ours only."""
    tables = [built_in_table(beside) for beside in sorted(BUILT_IN.glob("*.toml"))]
    return read_mapping(path, built_in_table(path), {str(table["name"]): table for table in tables})


def read_mapping(path: Path, raw: dict[str, Any], others: dict[str, dict[str, Any]]) -> Mapping:
    """The checked mapping. Raises HiloError that names the file and what is wrong in it."""
    is_own = path.parent != BUILT_IN and "extends" not in raw
    raw = resolve_extends(path, raw, others)
    digest = hashlib.sha256(msgspec.json.encode(raw, order="deterministic")).hexdigest()
    for problem in find_text_problems(raw):
        raise HiloError("{path}: {problem}", path=path, problem=problem)
    try:
        mapping = share_columns(msgspec.convert(raw | {"sha256": digest, "is_own": is_own}, Mapping))
    except msgspec.ValidationError as error:
        raise HiloError("{path}: {said}", path=path, said=error) from None
    if path.parent == BUILT_IN:
        return mapping  # ours: tests look for problems in them once, not every load in all of them
    for problem in find_problems(mapping):
        raise HiloError("{path}: {problem}", path=path, problem=problem)
    return mapping


def resolve_extends(
    path: Path, raw: dict[str, Any], others: dict[str, dict[str, Any]], below: tuple[str, ...] = ()
) -> dict[str, Any]:
    """The raw mapping over the one it extends: tables are merged key by key, lists and values replaced. `below`: the
    names of those that extend this one. Raises HiloError for one that is not known, or that extends itself in the end."""
    parent_name = raw.get("extends")
    if parent_name is None:
        return dict(raw)
    trail = (*below, str(raw.get("name")))
    if not isinstance(parent_name, str) or parent_name not in others or parent_name == raw.get("name"):
        raise HiloError(
            "{path}: extends {parent_name!r}, which is no known source; known: {known}",
            path=path,
            parent_name=parent_name,
            known=", ".join(sorted(others)),
        )
    if parent_name in trail or len(trail) > MOST_EXTENDED:
        raise HiloError(
            "{path}: extends in a circle, or too long: {trail}; extend a source that stands by itself",
            path=path,
            trail=" → ".join([*trail, parent_name]),
        )
    parent = resolve_extends(path, others[parent_name], others, trail)
    # Options may be given as plain values by the mapping that extends.
    options = dict(table_under(path, parent, "options"))
    for name, value in table_under(path, raw, "options").items():
        options[name] = (
            value
            if isinstance(value, dict)
            else {**options.get(name, {"help": ""}), "default": value, "is_stated": True}
        )
    merged = merge_tables(parent, raw) | {"options": options}
    merged["source"] = merged.get("source") or parent_name
    return merged


def table_under(path: Path, raw: dict[str, Any], key: str) -> dict[str, Any]:
    """The table under a key, empty when there is none. Raises HiloError when something else stands there."""
    table = raw.get(key, {})
    if not isinstance(table, dict):
        raise HiloError("{path}: {key} is {table!r}; expected a table: [{key}]", path=path, key=key, table=table)
    return table


def merge_tables(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        both_tables = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = merge_tables(merged[key], value) if both_tables else value
    return merged


def share_columns(mapping: Mapping) -> Mapping:
    """The mapping with the shared columns put into every record whose table has them; a record's own spec wins."""
    records = [
        msgspec.structs.replace(
            record,
            columns={k: v for k, v in mapping.shared.columns.items() if k in COLUMNS.get(record.table, ())}
            | record.columns,
            attributes=(mapping.shared.attributes if "attributes" in COLUMNS.get(record.table, ()) else {})
            | record.attributes,
            keys=(mapping.shared.keys if "email" in COLUMNS.get(record.table, ()) else {}) | record.keys,
        )
        for record in mapping.record
    ]
    return msgspec.structs.replace(mapping, record=records)
