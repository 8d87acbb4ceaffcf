"""Hostile mappings: every key given texts that break out of quotes, comments and statements, or that grow without end.

A case is a mapping with one to four of its texts replaced. It is refused in one line, or what staging runs for it is one
query over the row's own columns (final_sql.py), and nothing but its own staged tables comes of it.
"""

import copy
import csv
import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest import mock

import duckdb

from pipelines.gather import Sources, check_given_options, resolve_options
from pipelines.identify import is_claimed
from pipelines.mapping.load import read_mapping
from pipelines.mapping.model import File
from pipelines.read import rows as read_rows
from pipelines.read.labels import rename_labels
from pipelines.read.peek import peek_file
from pipelines.read.staged_name import name_exports
from pipelines.stage import clock, group, questions
from pipelines.stage.claim import Claim
from pipelines.stage.compile import Context
from pipelines.stage.file import drop_staged
from pipelines.stage.group import stage_group
from pipelines.stage.plan import plan_file
from pipelines.statement import run_statement
from pipelines.store.building import PART_TABLES, connect_staging
from tests.attack.final_sql import find_breaches
from tests.attack.hostile_pieces import hostile_sql, hostile_text
from tests.attack.result import Report, Result
from warehouse.config.errors import HiloError
from warehouse.config.settings import Settings
from warehouse.printable import UNPRINTABLE

SECRET = "the-secret-of-another-file"
CSV = 'id,at,name,amount,text\n1,2026-03-02 09:14:07,"Ana, M.",12.50,fine\n2,2026-03-03 10:00:00,Eva,3,"two\nlines"\n'
JSON = '{"list": [{"id": 1, "at": "2026-03-02T09:14:07Z", "tags": [{"key": "a", "v": 1}, {"key": "b", "v": 2}], "text": "fine", "amount": "3"}]}\n'
COLUMNS: dict[str, Any] = {
    "record_id": {"columns": ["id", "name"], "join": "-"},
    "started_at": {"column": "at", "formats": ["%Y-%m-%d %H:%M:%S", "%d/%m/%Y"], "timezone": "Europe/Madrid", "plus_days": 1},
    "channel": {"value": "phone"},
    "interaction_type": {"column": "name", "values": {"Ana": "call", "Eva": "chat"}, "default": "call"},
    "topic": {"sql": "CASE WHEN \"name\" LIKE 'A%' THEN upper(\"text\") ELSE coalesce(\"text\", 'none') END", "missing": ["-", "n/a"]},
    "team": {"column": "text", "match": "([a-z]+)"},
    "agent": {"option": "who"},
    "wait_seconds": {"column": "amount", "unit": "minutes", "decimal": "."},
    "comment": {"option_value": "said"},
    "email": "name",
}  # fmt: skip
PLAIN: dict[str, Any] = {
    "name": "hostile", "source": "hostile", "title": "A title", "documentation": "a page",
    "file": {"format": "csv", "required": ["id", "at"], "absent": ["nothing"], "delimiter": ",", "quote": '"', "header_rows": 1, "columns": [],
             "content": "^id,", "name": "*.csv", "ragged": False, "aliases": {"nombre": "name"}, "header_patterns": {"amount": "^(amount)$"},
             "captured_columns": {"money": "amount"}},
    "defaults": {"timezone": "UTC", "date_order": "dmy", "decimal": ".", "currency": "EUR", "missing": ["-"], "phone_region": "ES"},
    "options": {"who": {"help": "a column", "default": "name"}, "said": {"help": "a text", "default": "words"}},
    "skip": [{"reason": "a footer", "sql": "\"id\" = 'Total'"}],
    "rule": [{"name": "has_text", "sql": '"text" IS NOT NULL', "column": "text"}],
    "record": [{"table": "interactions", "columns": COLUMNS, "attributes": {"plan": "text", "shop": {"value": "x"}}, "keys": {"cookie": "name"},
                "when": "\"id\" <> '9'", "keep": ["topic"]}],
}  # fmt: skip
GROUPED: dict[str, Any] = PLAIN | {
    "record": [{"table": "orders", "group_by": ["id"], "columns": {
        "record_id": "id", "ordered_at": {"min": "at"}, "amount": {"sum": "amount"}, "topic": {"first": "name"}, "status": {"last": "text"},
        "currency": {"sql": "max(upper(\"name\"))"}, "item_count": {"count": "id"}}}],
}  # fmt: skip
NESTED: dict[str, Any] = {
    "name": "hostile_json",
    "file": {"format": "json", "required": ["id"], "records": "list", "explode": "tags"},
    "defaults": {"timezone": "UTC"},
    "record": [{"table": "interactions", "columns": {
        "record_id": {"content": ["id", "tags[].v"]}, "started_at": "at", "channel": {"value": "chat"}, "topic": "tags{a}", "team": "tags[0].v",
        "comment": "text", "agent": {"sql": "\"tags[].key\" || 'x'"}}}],
}  # fmt: skip
SQL_KEYS = ("sql", "when")
# Texts that may say anything, so that what is hostile in them is not refused but staged.
FREE_KEYS = {
    "value",
    "values",
    "default",
    "missing",
    "reason",
    "join",
    "help",
    "title",
    "documentation",
    "attributes",
    "aliases",
    "match",
    "content",
}
RUN_EVERY = 8  # the statements of the other cases are written and judged: running takes most of the time
NEEDED = ("record_id", "started_at", "ordered_at", "channel")
HEADERS = 40  # exports whose own labels are hostile
Place = tuple[Any, Any]  # the table or list, and the key or index in it


def run(cases: int, seed: int, report: Report) -> Result:
    """The campaign. A case of a number is the same whatever the number of cases."""
    with tempfile.TemporaryDirectory(prefix="hilo-attack-") as folder:
        ground = Ground(Path(folder))
        failures, refused = [], 0
        for number in range(cases):
            mapping, options = make_case(random.Random(f"{seed}:{number}"))
            try:
                found, is_refused = ground.try_case(mapping, options, is_run=number % RUN_EVERY == 0)
            except Exception as error:
                found, is_refused = [f"{type(error).__name__}: {str(error)[:300]}"], False
            refused += is_refused
            failures += [f"--seed {seed}, case {number}: {line}" for line in found]
            if (number + 1) % 5000 == 0:
                report(f"mapping: {number + 1:,} cases, {refused:,} refused, {len(failures)} failures")
        return Result(cases, failures + ground.look_around())


class Ground:
    """Two exports, a secret beside them, and a locked connection that stages them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.secret = folder / "secret.txt"
        self.secret.write_text(SECRET)
        self.exports = {}
        for name, content in (("csv", CSV), ("json", JSON)):
            self.exports[name] = folder / f"export.{name}"
            self.exports[name].write_text(content)
        for number in range(HEADERS):
            self.exports[f"headers {number}"] = folder / f"headers {number}.csv"
            with self.exports[f"headers {number}"].open("w", newline="") as file:
                csv.writer(file).writerows([hostile_header(number), ["1", "2026-03-02", "c", "d"]])
        names = name_exports(folder / "load", list(self.exports.values()))
        self.con = connect_staging(folder / "load", "3GB", names)
        self.judge = duckdb.connect()
        self.peeks = {
            name: peek_file(path, folder / "load" / str(number))
            for number, (name, path) in enumerate(self.exports.items())
        }
        self.before = self.files()

    def files(self) -> set[str]:
        return {str(path) for path in self.folder.rglob("*")}

    def try_case(self, raw: dict[str, Any], options: dict[str, str], is_run: bool = True) -> tuple[list[str], bool]:
        """What went wrong with the mapping, a line each, and whether it was refused. `is_run`: not only written."""
        run_so_far: list[str] = []
        labels: list[str] = []

        def ask_noted(con: duckdb.DuckDBPyConnection, sql: str, params: Sequence[Any] = ()) -> Any:
            run_so_far.append(sql)
            return run_statement(con, sql, params)  # its answers decide what is written

        def run_noted(con: duckdb.DuckDBPyConnection, sql: str, params: Sequence[Any] = ()) -> Any:
            run_so_far.append(sql)
            return run_statement(con, sql, params) if is_run else Unrun("count(*)" in sql)

        peek = self.peeks[export_of(raw)]
        is_refused = False
        problems = []
        try:
            mapping = read_mapping(self.folder / "hostile.toml", raw, {})
            is_claimed(peek, mapping.file)
            check_given_options(options, Sources({}, mapping))
            in_force = resolve_options(peek.path, mapping, options)
            with (
                mock.patch.object(group, "run_statement", run_noted),
                mock.patch.object(clock, "run_statement", run_noted),
                mock.patch.object(questions, "run_statement", ask_noted),
                mock.patch.object(read_rows, "run_statement", run_noted),
                noted_labels(labels),
            ):
                claim = Claim(1, peek, mapping, in_force, Settings(), self.folder / "load", datetime(2026, 9, 1))
                (staged,) = stage_group(self.con, [plan_file(self.con, claim)])
            for record in staged.records if is_run else []:
                if SECRET in str(self.con.execute(f"SELECT * FROM {record.name}").fetchall()):
                    problems.append("the secret was read")
        except HiloError as error:
            is_refused = True
            if UNPRINTABLE.search(str(error)):
                problems.append(f"a message that is no printable line: {str(error)[:200]!r}")
        finally:
            if is_run:
                drop_staged(self.con, 1)
        assert peek.text is not None
        for sql in run_so_far:
            problems += [
                f"{breach} in: {sql[:300]!r}" for breach in find_breaches(self.judge, sql, labels, str(peek.text.path))
            ]
        return problems, is_refused

    def look_around(self) -> list[str]:
        """What all the cases together left behind."""
        left = [f"left behind: {path}" for path in self.files() - self.before if "/spill" not in path]
        tables = self.con.execute("SELECT table_name FROM duckdb_tables() WHERE database_name <> 'temp'").fetchall()
        changed = [f"{path.name} was changed" for path, text in self.given() if path.read_text() != text]
        return left + [f"left behind: the table {name}" for (name,) in tables if name not in PART_TABLES] + changed

    def given(self) -> list[tuple[Path, str]]:
        """Files that no mapping may change, with what stood in them."""
        return [(self.exports["csv"], CSV), (self.exports["json"], JSON), (self.secret, SECRET)]


@dataclass(frozen=True)
class Unrun:
    """The result of a statement that was only written: no rows, or the count of the one file's."""

    is_count: bool

    def fetchall(self) -> list[tuple[int, int, int]]:
        return [(1, 0, 2)] if self.is_count else []


def noted_labels(labels: list[str]) -> Any:
    """While this holds, every column that a mapping reads is added to the labels."""
    use: Callable[..., None] = Context.use

    def use_noted(context: Context, used: Any) -> None:
        used = list(used)
        labels.extend([*used, *context.rows.columns])
        use(context, used)

    return mock.patch.object(Context, "use", use_noted)


def export_of(raw: dict[str, Any]) -> str:
    """The export that the mapping is tried on."""
    title, file = str(raw.get("title")), raw.get("file")
    if title.startswith("headers "):
        return title
    return "json" if isinstance(file, dict) and file.get("format") == "json" else "csv"


def hostile_header(number: int) -> list[str]:
    """Four labels of an export: an id, a day, and two hostile ones (two of one kind now and then)."""
    rng = random.Random(f"headers {number}")
    one, two = hostile_text(rng)[:200], hostile_text(rng)[:200]
    return ["id", "at", one, one if number % 7 == 0 else two]


def header_case(rng: random.Random) -> dict[str, Any]:
    """A sound mapping of an export whose labels are hostile: they are columns, parts of expressions, keys of groups."""
    number = rng.randrange(HEADERS)
    labels = rename_labels(hostile_header(number), File(format="csv"))
    one, two = (label.replace('"', '""') for label in labels[2:4])
    columns = {
        "record_id": "id", "started_at": "at", "channel": {"value": "phone"}, "interaction_type": {"value": "call"},
        "topic": labels[2], "team": {"columns": [labels[3], labels[2]], "join": hostile_text(rng)}, "agent": {"sql": f'"{one}" || "{two}"'},
        "segment": {"column": labels[2], "values": {hostile_text(rng): hostile_text(rng)}},
    }  # fmt: skip
    record: dict[str, Any] = {"table": "interactions", "columns": columns, "attributes": {"hostile": labels[3]}}
    if rng.random() < 0.3:
        record |= {"group_by": [labels[2], "id"], "columns": {name: columns[name] for name in list(columns)[:5]}}
    file = {
        "format": "csv",
        "required": ["id"],
        "aliases": {labels[3]: hostile_text(rng)} if rng.random() < 0.3 else {},
    }
    rule = {"name": "whatever", "sql": f'"{one}" IS NOT NULL', "column": labels[2]}
    return {"name": "headers", "title": f"headers {number}", "file": file, "record": [record], "rule": [rule]}


def make_case(rng: random.Random) -> tuple[dict[str, Any], dict[str, str]]:
    """A mapping with some of its texts replaced, and options of the command line."""
    if rng.random() < 0.15:
        return header_case(rng), {}
    raw = thin_out(rng, copy.deepcopy(rng.choice([PLAIN, PLAIN, PLAIN, GROUPED, NESTED])))
    is_free = rng.random() < 0.5
    for _ in range(rng.randint(1, 4)):
        places = [place for place in places_of(raw) if not is_free or place[1] in FREE_KEYS or is_free_list(place[0])]
        replace_text(rng, *rng.choice(places or list(places_of(raw))))
    options = {}
    if rng.random() < 0.2:
        options[rng.choice(["timezone", "currency", "date_order", "decimal", "phone_region", "who", "said"])] = (
            hostile_text(rng)
        )
    return raw, options


def thin_out(rng: random.Random, raw: dict[str, Any]) -> dict[str, Any]:
    """The mapping with two or three of the columns that it can do without, and mostly with one form of dates: judging the
    many forms that are tried otherwise takes longer than all the rest."""
    columns = raw["record"][0]["columns"]
    kept = [*NEEDED, *rng.sample([name for name in columns if name not in NEEDED], rng.randint(2, 3))]
    raw["record"][0]["columns"] = columns = {name: spec for name, spec in columns.items() if name in kept}
    for name in columns.keys() & {"started_at", "ordered_at"} if rng.random() < 0.9 else ():
        spec = columns[name] if isinstance(columns[name], dict) else {"column": columns[name]}
        columns[name] = {"formats": ["%Y-%m-%d %H:%M:%S"], **spec}
    return raw


def is_free_list(holder: Any) -> bool:
    """Whether the values of a table of renamings, or a list of markers, are meant."""
    return holder in (COLUMNS["interaction_type"]["values"], COLUMNS["topic"]["missing"], PLAIN["defaults"]["missing"])


def places_of(value: Any) -> Iterator[Place]:
    """Every place in the mapping that holds something."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield value, key
        yield from places_of(inner)


def replace_text(rng: random.Random, holder: Any, key: Any) -> None:
    """Put something hostile there: under the key, or in place of the key itself."""
    kind = rng.random()
    if isinstance(holder, dict) and kind < 0.12:
        holder[hostile_text(rng)] = holder.pop(key)
    elif kind < 0.17:
        holder[key] = rng.choice([None, True, -1, 10**12, 1.5, [], {}, [[]], {"a": {}}, ["a", 1]])
    elif key in SQL_KEYS:
        holder[key] = hostile_sql(rng)
    elif isinstance(holder[key], str) or kind > 0.9:
        holder[key] = hostile_text(rng)
    elif isinstance(holder[key], int):
        holder[key] = rng.choice([-1, 0, 2, 99, 101, 2**31, 2**63, 10**400])
