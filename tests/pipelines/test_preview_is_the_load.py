"""What a preview says is what the load then says: counts, skips, reasons, emptied cells, warnings and refusals, line by line."""

import tomllib
from pathlib import Path

import pytest

from metrics.rollups import build_rollups
from pipelines.load import load_exports
from pipelines.outcome import Outcome
from pipelines.preview.preview import preview_exports
from pipelines.store.accounts import Account
from tests.pipelines.conftest import NOW, SCORES
from tests.pipelines.test_archives import zipped
from warehouse.config.settings import load_settings
from warehouse.inbox.report import REFUSED, UNKNOWN, Report

EXAMPLES = Path(__file__).parent.parent / "sources"
CALLS = """\
name = "calls"
[file]
format = "csv"
required = ["id", "at", "wait", "mail", "who"]
[defaults]
timezone = "UTC"
[[record]]
table = "interactions"
[record.columns]
record_id = "id"
started_at = "at"
channel = { value = "phone" }
interaction_type = { value = "call" }
wait_seconds = "wait"
email = "mail"
customer_id = "who"
"""
NOTES = """\
name = "notes"
source = "scores"
[file]
format = "csv"
required = ["id", "note"]
[[record]]
table = "responses"
patch = true
[record.columns]
record_id = "id"
comment = "note"
"""
HEAD, CALL_HEAD = "id,day,score,text\n", "id,at,wait,mail,who\n"
FIRST = CALL_HEAD + "".join(f"{n},2026-07-01 10:00,5,p{n}@example.com,K{n}\n" for n in range(3))
# Files of a first load, if any, and those that are previewed and loaded then.
CASES: dict[str, tuple[dict[str, str | bytes], dict[str, str | bytes]]] = {
    "new": ({}, {"a.csv": HEAD + "1,2026-08-01,5,good\n"}),
    "kept aside": ({}, {"a.csv": HEAD + "1,2026-08-01,9,\n2,soon,5,\n,2026-08-01,5,\n3,2026-08-01,5,ok\n"}),
    "emptied": ({}, {"b.csv": CALL_HEAD + "1,2026-07-01 10:00,long,none,K1\n2,2026-07-01 10:00,-5,a@b,K2\n"}),
    "one id twice": ({}, {"a.csv": HEAD + "1,2026-08-01,5,\n1,2026-08-01,4,\n2,2026-08-01,4,\n2,2026-08-01,4,\n"}),
    "updates": ({"a.csv": HEAD + "1,2026-08-01,5,\n"}, {"a.csv": HEAD + "1,2026-08-01,4,x\n2,2026-08-01,4,\n"}),
    "nothing new": ({"a.csv": HEAD + "1,2026-08-01,5,\n"}, {"a.csv": HEAD + "1,2026-08-01,5,\n"}),
    "another account": (
        {"b.csv": FIRST},
        {"b.csv": FIRST.replace("07-01", "08-01").replace("p", "q").replace("K", "L")},
    ),
    "patched": ({}, {"a.csv": HEAD + "1,2026-08-01,5,\n2,2026-08-01,5,\n", "n.csv": "id,note\n1,late\n7,lost\n"}),
    "two files of one record": ({}, {"a.csv": HEAD + "1,2026-08-01,5,\n", "c.csv": HEAD + "1,2026-08-01,4,\n"}),
    "some refused": ({}, {"a.csv": HEAD + "1,2026-08-01,5,\n", "x.csv": "foo,bar\n1,2\n", "y.csv": "", "z.json": "{"}),
    "an archive": ({}, {"m.zip": zipped({"a.csv": HEAD + "1,2026-08-01,9,\n2,2026-08-01,5,\n", "x.csv": "foo\n1\n"})}),
    "an archive that is locked or empty": ({}, {"m.zip": zipped({}), "a.csv": HEAD + "1,2026-08-01,5,\n"}),
}


def emptied_of(account: Account) -> list[tuple[object, ...]]:
    return [
        (cells.label or cells.column_name, cells.reason, cells.cells, cells.first_line, cells.examples)
        for cells in account.emptied
    ]


def account(outcome: Outcome) -> dict[str, object]:
    files = {
        path: (
            source, found.rows_read, found.rows_loaded, found.rows_rejected, {why: rows for why, (rows, _) in found.skips.items()}, emptied_of(found),
        )
        for path, (source, found) in outcome.accounts.items()
    }  # fmt: skip
    return {"files": files, "unchanged": outcome.unchanged, "refused": outcome.refused} | {
        "warnings": outcome.warnings,
    }


def foretold(report: Report) -> dict[str, object]:
    files = {
        file.path: (
            file.source, file.rows_read, file.rows_loaded, file.rows_rejected, file.skips,
            [(cells.column, cells.reason, cells.rows, cells.line, cells.value) for cells in file.emptied],
        )
        for file in report.files if file.verdict == "ready"
    }  # fmt: skip
    return {
        "files": files,
        "unchanged": [file.path for file in report.files if file.verdict == "unchanged"],
        "refused": {
            file.path: file.said for file in report.files if file.verdict in (REFUSED, UNKNOWN, "asks", "several")
        },
        "warnings": report.warnings,
    }


def both(paths: list[Path], options: dict[str, str]) -> tuple[dict[str, object], dict[str, object]]:
    report = preview_exports(paths, load_settings(), options=options, now=NOW)
    return foretold(report), account(load_exports(paths, load_settings(), build_rollups, options=options, now=NOW))


@pytest.mark.parametrize("case", CASES)
def test_a_preview_says_what_the_load_says(home, give, case):
    for name, text in (("scores", SCORES), ("calls", CALLS), ("notes", NOTES)):
        give(f"in/{name}.mapping.toml", text)
    before, now = CASES[case]
    folder = give("in/scores.mapping.toml", SCORES).parent
    for name, content in before.items():
        give(f"in/{name}", content)
    if before:
        load_exports([folder], load_settings(), build_rollups, now=NOW)
    for name, content in now.items():
        give(f"in/{name}", content)
    said, done = both([folder], {})
    assert said == done


def test_the_cases_say_something(home, give):
    """Each kind of line that the test above compares is there to be compared."""
    for name, text in (("scores", SCORES), ("calls", CALLS), ("notes", NOTES)):
        folder = give(f"in/{name}.mapping.toml", text).parent
    give("in/b.csv", FIRST)
    load_exports([folder], load_settings(), build_rollups, now=NOW)
    give("in/b.csv", FIRST.replace("07-01", "08-01").replace("p", "q").replace("K", "L"))
    give("in/c.csv", CALL_HEAD + "9,2026-07-01 10:00,long,none,K9\n")
    report = preview_exports([folder], load_settings(), now=NOW)
    assert [line for line in report.warnings if "of another day and another customer" in line]
    assert [(cells.column, cells.reason, cells.rows, cells.value) for cells in report.files[1].emptied] == [
        ("mail", "a placeholder, nobody's identifier", 1, "none"),
        ("wait", "not a duration", 1, "long"),
    ]


@pytest.mark.parametrize("name", ["asterisk_queue_log_table", "qualtrics", "shopify_orders", "zendesk_tickets_csv"])
def test_a_preview_of_a_vendor_s_export_says_what_the_load_says(home, name):
    told = EXAMPLES / name / "options.toml"
    options = tomllib.loads(told.read_text())["options"] if told.exists() else {}
    exports = [path for path in sorted((EXAMPLES / name).iterdir()) if path.suffix not in (".toml", ".py", ".pyc")]
    exports = [path for path in exports if path.name not in ("expected.json", "__pycache__")]
    said, done = both(exports, options)
    assert said == done
    assert said["files"]
