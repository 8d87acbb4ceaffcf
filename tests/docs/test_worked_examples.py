"""docs/extending.md, followed word by word in a copy of the project: each example does what the page says."""

import json
import os
import shlex
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.docs.blocks import PROJECT, files_of, transcripts_of

PAGE = "docs/extending.md"
NEEDED = ("warehouse", "pipelines", "metrics", "pages", ".streamlit", "app.py")
# What each command prints, one after another in one process, because starting one costs seconds.
TYPE = """
import contextlib, io, json, runpy, shlex, sys
printed = {}
for command in json.loads(sys.argv[1]):
    python, option, room, *words = shlex.split(command)
    assert (python, option) == ("python", "-m")
    sys.argv = [room, *words]
    with contextlib.redirect_stdout(io.StringIO()) as said:
        try:
            runpy.run_module(room, run_name="__main__", alter_sys=True)
        except SystemExit as end:
            if end.code:
                raise
    printed[command] = said.getvalue().rstrip("\\n")
print(json.dumps(printed))
"""
LIST_SOURCES, TRACE, LIST_METRICS = (
    "python -m pipelines sources",
    "python -m pipelines trace callbook:C-2",
    "python -m metrics list",
)
# What each page shows for a URL, all in one process too.
DRAW = """
import json, sys, warnings
warnings.simplefilter("ignore")
from streamlit.testing.v1 import AppTest
shown = []
for page, query in json.loads(sys.argv[1]):
    app = AppTest.from_file("app.py", default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    app = app.switch_page(f"pages/{page}.py").run()
    shown.append({
        "broken": [str(element.value) for kind in (app.exception, app.error) for element in kind],
        "title": [title.value for title in app.title],
        "headers": [header.value for header in app.header],
        "tiles": [[tile.label, tile.value] for tile in app.metric],
        "languages": [option.content for group in app.button_group for option in group.proto.options],
    })
print(json.dumps(shown))
"""
VISITS = {
    "definition": ("definitions", {"lang": "es", "metric": "repeat_contacts"}),
    "page in English": ("repeats", {"lang": "en", "period": "all"}),
    "page in Spanish": ("repeats", {"lang": "es", "period": "all"}),
    "start in Portuguese": ("overview", {"lang": "pt"}),
}
EXPECTED = {
    command: output
    for command, output in transcripts_of(PAGE)
    if command.startswith(("python -m pipelines", "python -m metrics"))
}
Shown = dict[str, dict[str, list]]


class Follower:
    """Someone who does what the page says, in a copy of the project and a HILO_HOME of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "hilo"
        self.environment = os.environ | {"HILO_HOME": str(folder / "home"), "HILO_TIMEZONE": "Europe/Madrid"}
        self.folder.mkdir()
        for name in NEEDED:
            here = PROJECT / name
            if here.is_dir():
                shutil.copytree(here, self.folder / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(here, self.folder / name)

    def follow(self) -> None:
        """Write every block where the text says, and run the copying of a catalogue."""
        for name, text in [*files_of(PAGE, "csv"), *files_of(PAGE, "toml")]:
            (self.folder / name).write_text(text, encoding="utf-8")
        for name, text in files_of(PAGE, "python"):
            path = self.folder / name
            if name == "pages/parts/menu.py":
                put_before(path, '        "definitions":', text)
            elif name == "warehouse/tables/derived.py":
                is_name = text.startswith(" ")
                put_before(path, ")  # fmt: skip" if is_name else "DERIVED = (", text, last=is_name)
            elif name == "pipelines/derive/order.py":
                put_before(path, ORDER_MARKS[text.split(maxsplit=1)[0]], text)
            elif name == "metrics/catalogue/dimensions.py":
                put_before(path, '        Dimension("channels_in_matter"', text)
            elif path.exists():
                put_before(path, ")  # fmt: skip", text, last=True)
            else:
                path.write_text(text, encoding="utf-8")
        *added, translated = files_of(PAGE, "po")
        for name, text in added:
            with (self.folder / name).open("a", encoding="utf-8") as file:
                file.write(f"\n{text}")
        for commands, _ in transcripts_of(PAGE):
            if commands.startswith("cp "):
                subprocess.run(shlex.split(commands), cwd=self.folder, check=True)
        schema = subprocess.run(
            [sys.executable, "-m", "warehouse.tables"], cwd=self.folder, check=True, capture_output=True
        )
        (self.folder / "warehouse" / "schema.sql").write_bytes(schema.stdout)
        translate(self.folder / translated[0], translated[1])

    def type(self, commands: list[str]) -> dict[str, str]:
        """What each command prints, in order."""
        return self.run(TYPE, commands)

    def draw(self) -> Shown:
        """What the pages show at each visit."""
        return dict(zip(VISITS, self.run(DRAW, list(VISITS.values())), strict=True))

    def run(self, script: str, given: list) -> Any:
        """What the script says in its last line."""
        command = [sys.executable, "-c", script, json.dumps(given)]
        done = subprocess.run(command, cwd=self.folder, env=self.environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])


# Where a line of pipelines/derive/order.py goes, by its first word.
ORDER_MARKS = {"from": "from pipelines.derive.contacts", "def": "ACTIVITY = ", 'Step("contact': '    Step("comments"'}


def put_before(path: Path, mark: str, text: str, last: bool = False) -> None:
    """Insert the text before the line that begins with the mark (the last such line)."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    found = [number for number, line in enumerate(lines) if line.startswith(mark)]
    assert found, f"{path}: no line begins with {mark!r}"
    lines.insert(found[-1 if last else 0], text)
    path.write_text("".join(lines), encoding="utf-8")


def translate(path: Path, block: str) -> None:
    """Put the entries of the block in place of those with the same msgid."""
    entries = path.read_text(encoding="utf-8").split("\n\n")
    for entry in block.strip().split("\n\n"):
        key = entry.splitlines()[0]
        places = [number for number, old in enumerate(entries) if key in old.splitlines()]
        assert len(places) == 1, f"{path}: {key} stands {len(places)} times"
        entries[places[0]] = entry
    path.write_text("\n\n".join(entries), encoding="utf-8")


@pytest.fixture(scope="module")
def follower(tmp_path_factory: pytest.TempPathFactory) -> Follower:
    found = Follower(tmp_path_factory.mktemp("follower"))
    found.follow()
    return found


@pytest.fixture(scope="module")
def printed(follower: Follower) -> dict[str, str]:
    """What each command of the page prints, run in the page's order, and what it leaves behind."""
    return follower.type([*EXPECTED, LIST_SOURCES, TRACE, LIST_METRICS])


@pytest.fixture(scope="module")
def shown(follower: Follower, printed: dict[str, str]) -> Shown:
    """What the pages show once the commands ran."""
    return follower.draw()


def test_the_commands_print_what_the_page_says(printed: dict[str, str]) -> None:
    assert {command: printed[command] for command in EXPECTED} == EXPECTED


def test_the_new_source_is_listed_and_its_rows_can_be_traced(printed: dict[str, str]) -> None:
    assert "callbook: Call book (CSV)" in printed[LIST_SOURCES].splitlines()
    assert printed[TRACE].endswith("C-2;13/03/2026;09:20;+34600000102;repairs;2:10;;machine")


def test_the_new_metric_is_in_the_dictionary(printed: dict[str, str]) -> None:
    listed = printed[LIST_METRICS].splitlines()
    assert [line.split()[:2] for line in listed if line.startswith("repeat_contacts")] == [
        ["repeat_contacts", "percent"]
    ]


def test_the_new_table_is_filled_when_a_version_is_built(follower: Follower, printed: dict[str, str]) -> None:
    version = follower.folder.parent / "home" / "published" / "hilo-1.duckdb"
    with duckdb.connect(version, read_only=True) as con:
        rows = con.execute("SELECT day, contacts FROM contact_days ORDER BY day, contacts").fetchall()
    assert rows == [
        (date(2026, 3, 13), 1),
        (date(2026, 3, 13), 2),
        (date(2026, 3, 14), 1),
        (date(2026, 3, 16), 1),
        (date(2026, 3, 16), 1),
    ]


def test_the_definitions_page_explains_the_new_metric(shown: Shown) -> None:
    page = shown["definition"]
    assert (page["broken"], page["headers"]) == ([], ["Contactos repetidos"])


@pytest.mark.parametrize(
    ("language", "title", "label"),
    [
        ("English", "Who has to come back", "Repeat contacts"),
        ("Spanish", "Quién tiene que volver", "Contactos repetidos"),
    ],
)
def test_the_new_page_shows_the_new_metric(shown: Shown, language: str, title: str, label: str) -> None:
    page = shown[f"page in {language}"]
    assert (page["broken"], page["title"]) == ([], [title])
    assert [tile[0] for tile in page["tiles"]] == [label]
    assert page["tiles"][0][1].startswith("33")


def test_the_new_language_can_be_chosen(shown: Shown) -> None:
    page = shown["start in Portuguese"]
    assert (page["broken"], page["title"]) == ([], ["Resumo executivo"])
    assert {"EN", "ES", "PT"} <= set(page["languages"])
