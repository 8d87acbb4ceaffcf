"""A company whose every name was written by somebody who means harm: markup, formulas, commands to a terminal."""

import csv
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from metrics.rollups import build_rollups
from pipelines.load import load_exports
from warehouse.config.settings import load_settings

LINK = '<a href="javascript:alert(1)">x</a>'
IMAGE = "<img src=x onerror=alert(2)>"
# Each is harmless as text and does something where it is taken for what it looks like.
HOSTILE = (
    LINK, IMAGE, "<script>alert(3)</script>", "*/ alert(4) /*", "[x](javascript:alert(5))", "![x](https://evil.example/x.png)",
    "https://evil.example/x", "$x^2$", ":red[x]", ":material/delete:", "{{7*7}}", "%{evil}", "%{evil:.2f}<extra>evil</extra>", "{0.__class__}",
    '#set page(fill: red)', '#read("/etc/passwd")', "=HYPERLINK(\"https://evil.example\";\"x\")", "+1+cmd|' /C calc'!A0", "@SUM(1)", "-2+3",
    "\t=1+1", "＝1+1", "| a | b |", "<b>bold</b><br>line", "'; DROP TABLE files; --", "\\x \\frac{1}{2}", "a\x1b[31mred\x1b[0m", "**b** `c` ~~d~~",
    "</script><script>alert(6)</script>", "&lt;b&gt; &amp; &#60;i>", "`#set page(fill: red)`", "- item\n- item\n\n# head", "<!--<script>",
)  # fmt: skip
ATTRIBUTES = ("plan", "a.b.c", LINK, "=1+1", ":red[x] $y$")
CONTACTS = (("phone", "call"), ("email", "case"), ("chat", "chat_session"), ("web", "visit"))
MAPPING = """\
name = "hostile"
[file]
format = "csv"
required = ["id", "at", "evil"]
[defaults]
timezone = "UTC"
[shared.columns]
touchpoint = "evil"
topic = "evil"
team = "evil"
agent = "evil"
segment = "evil"
language = "evil"
comment = "text"
customer_id = "customer"
[shared.attributes]
{attributes}
[[record]]
table = "interactions"
[record.columns]
record_id = "id"
started_at = "at"
channel = "channel"
interaction_type = "kind"
wait_seconds = "waited"
resolution_seconds = "waited"
is_abandoned = "left"
[[record]]
table = "responses"
[record.columns]
record_id = "id"
answered_at = "at"
channel = "channel"
metric = {{ value = "csat" }}
scale = {{ value = "1-5" }}
score = "score"
[[record]]
table = "orders"
when = "CAST(\\"id\\" AS INTEGER) % 3 = 0"
[record.columns]
record_id = "id"
ordered_at = "at"
amount = "score"
currency = {{ value = "EUR" }}
[[record]]
table = "customers"
[record.columns]
record_id = "customer"
display_name = "evil"
city = "evil"
"""


def write_hostile(folder: Path) -> tuple[Path, Path]:
    """The export and its mapping."""
    folder.mkdir(parents=True, exist_ok=True)
    named = "\n".join(f'{quoted(name)} = "evil"' for name in ATTRIBUTES)
    mapping = folder / "hostile.mapping.toml"
    mapping.write_text(MAPPING.format(attributes=named), encoding="utf-8")
    export = folder / "hostile.csv"
    with export.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "at", "evil", "text", "channel", "kind", "waited", "left", "score", "customer"])
        for number in range(900):
            evil = HOSTILE[number // 2 % len(HOSTILE)]
            at = datetime(2026, 1, 5) + timedelta(hours=3 * number)
            channel, kind = CONTACTS[number % len(CONTACTS)] if number % 9 else (evil, "case")  # no channel: rejected
            writer.writerow([number, at.isoformat(), evil, f"bad {evil}", channel, kind, 60 + number % 7 * 600,
                             "yes" if number % 5 == 0 else "no", 1 + number % 5, number % 40])  # fmt: skip
    return export, mapping


def quoted(name: str) -> str:
    """The name as a TOML key."""
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def load_hostile(home: Path) -> Path:
    """The company as version 1 of a HILO_HOME."""
    export, mapping = write_hostile(home.parent / f"{home.name}_exports")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HILO_HOME", str(home))
        outcome = load_exports([export], load_settings(), build_rollups, mapping)
        assert outcome.version == 1, outcome.refused
    return home
