"""A company so small that it loads in two seconds, the commands that build it, and what is in it after each."""

import os
import re
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

CONTACTS = """\
name = "desk"
[file]
format = "csv"
required = ["id", "at", "queue"]
[defaults]
timezone = "Europe/Madrid"
[[record]]
table = "interactions"
[record.columns]
record_id = "id"
started_at = "at"
channel = { value = "phone" }
interaction_type = { value = "call" }
touchpoint = "queue"
email = "email"
phone = "phone"
wait_seconds = "waited"
comment = "text"
"""
SCORES = """\
name = "scores"
[file]
format = "csv"
required = ["answer", "day", "score"]
[[record]]
table = "responses"
[record.columns]
record_id = "answer"
answered_at = "day"
channel = { value = "email" }
metric = { value = "csat" }
scale = { value = "1-5" }
score = "score"
email = "email"
comment = "text"
"""
ACTION = """\
[[action]]
title = "Answer sooner"
owner = "Rosa"
metric = "csat"
starts_on = 2026-04-01
"""
FILES = {
    "one/desk.mapping.toml": CONTACTS,
    "one/scores.mapping.toml": SCORES,
    "one/desk.csv": "id,at,queue,email,phone,waited,text\n"
    "1,2026-03-02 09:00:00,Sales,ana@example.com,,20,all fine\n"
    "2,2026-03-03 10:00:00,Sales,leo@example.com,+34600000001,35,\n"
    "3,2026-03-04 11:00:00,Help,,+34600000002,never,\n"
    "4,yesterday,Help,eva@example.com,,5,\n",
    "one/scores.csv": "answer,day,score,email,text\na1,2026-03-05,5,ana@example.com,gracias\na2,2026-03-06,9,leo@example.com,\n",
    # A correction, a file of a known source with new records, and one that is refused.
    "two/desk.mapping.toml": CONTACTS,
    "two/scores.mapping.toml": SCORES,
    "two/desk.csv": "id,at,queue,email,phone,waited,text\n"
    "2,2026-03-03 10:30:00,Sales,leo@example.com,+34600000001,30,corrected\n"
    "4,2026-03-05 12:00:00,Help,eva@example.com,,5,\n"
    "5,2026-03-06 13:00:00,Help,ana@example.com,,8,again\n",
    "two/scores.csv": "answer,day,score,email,text\na3,2026-03-07,1,eva@example.com,muy mal\n",
    "two/strange.csv": "nobody,knows\n1,2\n",
    "three/desk.mapping.toml": CONTACTS,
    "three/desk.csv": "id,at,queue,email,phone,waited,text\n6,2026-03-09 09:00:00,Sales,sol@example.com,,3,\n",
    "action.toml": ACTION,
}


@dataclass(frozen=True)
class Step:
    """One command on what the ones before it built."""

    name: str
    arguments: list[str]
    settings: str = ""
    weight: int = 1  # how often it is killed, beside the others
    once_done: tuple[str, ...] = ("derive",)  # what comes next where it was done before the kill


STEPS = [
    Step("first load", ["load", "one"], weight=3),
    Step("second load", ["load", "two"], weight=3),
    Step("merge", ["merge", "email:eva@example.com", "email:leo@example.com", "--apply"], weight=2),
    Step("derive", ["derive"], settings="matter_gap_days = 1\nkept_versions = 2\n", weight=2),
    Step("action", ["actions", "--add", "action.toml"]),
    # What an earlier version is derived with, `derive` would change: its settings were others.
    Step("rollback", ["rollback"], once_done=("versions",)),
    Step("load after rollback", ["load", "three"], weight=3),
]
# What differs between two equal runs, or between a load that was repeated and one that was not.
OF_THE_RUN = {"loads", "expectation_results", "version_facts"}
OF_THE_RUN_COLUMNS = {"loaded_at", "load_id", "published_at", "checked_at"}


@dataclass(frozen=True)
class Content:
    """What an installation holds: its tables by name, decisions and actions."""

    tables: dict[str, list[str]]
    decisions: list[str]
    actions: list[str]

    def differs(self, other: "Content") -> str:
        """Names of what is not the same in both."""
        names = [name for name in self.tables | other.tables if self.tables.get(name) != other.tables.get(name)]
        names += ["decisions"] * (self.decisions != other.decisions) + ["actions"] * (self.actions != other.actions)
        return ", ".join(names)


def write_company(folder: Path) -> None:
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def read_content(home: Path) -> Content:
    """Everything in the published version and the logs. Raises what DuckDB, SQLite or the file system raise."""
    pointer = home / "published" / "CURRENT"
    tables = {}
    if pointer.exists():
        path = home / "published" / f"hilo-{int(pointer.read_text())}.duckdb"
        with duckdb.connect(str(path), read_only=True) as con:
            names = [name for (name,) in con.execute("SELECT table_name FROM duckdb_tables() ORDER BY ALL").fetchall()]
            tables = {name: read_table(con, name) for name in names if name not in OF_THE_RUN}
            wrong = "SELECT count(*) FROM files WHERE rows_read <> rows_loaded + rows_rejected + rows_skipped"
            assert con.execute(wrong).fetchall() == [(0,)], "an account does not add up"
    return Content(
        tables, read_log(home / "decisions.sqlite", "decisions"), read_log(home / "actions.sqlite", "action_log")
    )


def read_table(con: duckdb.DuckDBPyConnection, name: str) -> list[str]:
    kept = [
        f'"{row[1]}"'
        for row in con.execute(f"PRAGMA table_info('{name}')").fetchall()
        if row[1] not in OF_THE_RUN_COLUMNS
    ]
    rows = con.execute(f"SELECT {', '.join(kept)} FROM {name}").fetchall()
    return sorted(map(plain, rows))


def plain(row: tuple[Any, ...]) -> str:
    return repr([round(value, 9) if isinstance(value, float) else value for value in row])


def read_log(path: Path, table: str) -> list[str]:
    """The rows of a log without the moment when they were written."""
    if not path.exists() or not path.stat().st_size:
        return []
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as con:
        con.row_factory = sqlite3.Row
        if not con.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [table]).fetchall():
            return []
        rows = con.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()
    return [repr({key: row[key] for key in row.keys() if not re.search("_(at|on)$", key)}) for row in rows]  # noqa: SIM118


def shapes(home: Path) -> set[str]:
    """The names of everything in the home, numbers and check sums left out; the stored check results have any names."""
    found = {path.relative_to(home).as_posix() for path in home.rglob("*")}
    hashed = {re.sub("[0-9a-f]{64}", "H", name) for name in found if not name.startswith("quality/")}
    return {re.sub(r"\d+", "N", name) for name in hashed}


def open_to_others(home: Path) -> list[str]:
    """Folders that are not 0700 and files that are not 0600."""
    wrong = []
    for path in [home, *home.rglob("*")]:
        mode, allowed = os.lstat(path).st_mode & 0o777, 0o700 if path.is_dir() else 0o600
        if mode != allowed:
            wrong.append(f"{path.relative_to(home)} is {mode:o}")
    return wrong
