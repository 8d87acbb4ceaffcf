"""Every built-in source against an export of its vendor's form: who claims it, and what it becomes.

A source owns the folder tests/sources/<name>/: one or more exports (invented values, the vendor's real layout and
quirks), `options.toml` when it needs to be told something, and `expected.json` with all that comes out. After a change
that is meant, `UPDATE_EXPECTED=1` rewrites expected.json: read the difference before committing it.
"""

import json
import os
import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.canonical import COLUMNS, TYPES
from pipelines.gather import is_export
from pipelines.identify import identify_source
from pipelines.load import load_exports
from pipelines.mapping.load import BUILT_IN, load_sources
from pipelines.mapping.model import Mapping
from pipelines.mapping.problems import find_problems
from pipelines.read.peek import peek_file
from warehouse.config.settings import Settings
from warehouse.store.versions import version_path

HERE = Path(__file__).parent
SOURCES = load_sources([BUILT_IN], [])
NOW = datetime(2026, 8, 1)


def exports_of(name: str) -> list[Path]:
    return [path for path in sorted((HERE / name).glob("*")) if is_export(path) and path.name != "expected.json"]


@pytest.mark.parametrize("name", SOURCES)
def test_nothing_is_wrong_with_a_built_in_source(name: str) -> None:
    assert find_problems(SOURCES[name]) == []


@pytest.mark.parametrize("name", SOURCES)
def test_every_source_owns_an_example_export(name: str) -> None:
    assert exports_of(name), f"put an export as the vendor writes it into tests/sources/{name}/"


@pytest.mark.parametrize(
    "export", [e for name in SOURCES for e in exports_of(name)], ids=lambda e: f"{e.parent.name}/{e.name}"
)
def test_an_export_is_claimed_by_its_source_alone(export: Path, tmp_path: Path) -> None:
    claimant = identify_source(peek_file(export, tmp_path), SOURCES)
    # A source that fills another's records has that source's export beside its own.
    assert claimant.prefix == SOURCES[export.parent.name].prefix
    assert claimant.name == export.parent.name or SOURCES[export.parent.name].record[0].patch


@pytest.mark.parametrize("name", SOURCES)
def test_an_export_becomes_exactly_the_expected_records(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HILO_HOME", str(tmp_path))
    found = json.loads(json.dumps(load_example(name), default=str))
    expected = HERE / name / "expected.json"
    if os.environ.get("UPDATE_EXPECTED"):
        expected.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert found == json.loads(expected.read_text(encoding="utf-8"))


def load_example(name: str) -> dict[str, Any]:
    """What the exports of one source become: accounts of the files, stored records, rows kept aside."""
    given = HERE / name / "options.toml"
    options = tomllib.loads(given.read_text(encoding="utf-8"))["options"] if given.exists() else {}
    outcome = load_exports(exports_of(name), Settings(), lambda *_: "", options=options, now=NOW)
    assert outcome.refused == {}
    assert outcome.version is not None
    with duckdb.connect(str(version_path(outcome.version)), read_only=True) as con:
        files = con.execute(
            "SELECT name, rows_read, rows_loaded, rows_rejected, rows_skipped FROM files ORDER BY file_id"
        ).fetchall()
        skipped = con.execute(
            "SELECT name, reason, rows FROM skipped_rows JOIN files USING (file_id) ORDER BY ALL"
        ).fetchall()
        rejected = con.execute(
            "SELECT name, source_line, reasons FROM rejected_rows JOIN files USING (file_id) ORDER BY 1, 2"
        ).fetchall()
        records = {table: stored_records(con, table) for table in filled_tables(SOURCES[name])}
    return {
        "files": [dict(zip(("name", "read", "loaded", "rejected", "skipped"), row, strict=True)) for row in files],
        "skipped": [list(row) for row in skipped],
        "rejected": [list(row) for row in rejected],
        **records,
    }


def filled_tables(mapping: Mapping) -> list[str]:
    return sorted({record.table for record in mapping.record})


def stored_records(con: duckdb.DuckDBPyConnection, table: str) -> list[dict[str, Any]]:
    """The stored records as dicts without what is NULL, derived or numbered by the load."""
    columns = ["source_line", *COLUMNS[table], *(["other_keys"] if "other_keys" in TYPES[table] else [])]
    rows = con.execute(
        f"SELECT {', '.join(columns)} FROM {table} WHERE record_id IS NOT NULL ORDER BY record_id"
    ).fetchall()
    records = [dict(zip(columns, row, strict=True)) for row in rows]
    return [{k: plain(v) for k, v in record.items() if v is not None and v != {}} for record in records]


def plain(value: Any) -> Any:
    """The value as JSON shows it; attributes without the empty ones."""
    if isinstance(value, dict):
        return {k: v for k, v in value.items() if v is not None}
    return value
