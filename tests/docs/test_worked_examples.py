"""docs/extending.md, followed word by word in a copy of the project: each example does what the page says."""

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.blocks import PROJECT, files_of, transcripts_of

PAGE = "docs/extending.md"
NEEDED = ("warehouse", "pipelines", "metrics", "pages", ".streamlit", "app.py")
DRAW = """
import json, sys, warnings
warnings.simplefilter("ignore")
from streamlit.testing.v1 import AppTest
page, query = sys.argv[1], json.loads(sys.argv[2])
app = AppTest.from_file("app.py", default_timeout=60)
for name, value in query.items():
    app.query_params[name] = value
app = app.switch_page(f"pages/{page}.py").run()
kinds = (app.exception, app.error, app.title, app.header, app.markdown, app.button_group)
said = [[str(element.value) for element in kind] for kind in kinds]
print(json.dumps({
    "broken": said[0] + said[1], "title": said[2], "words": said[3] + said[4], "chosen": said[5],
    "tiles": [[tile.label, tile.value] for tile in app.metric], "tables": [t.value.to_csv(index=False) for t in app.dataframe],
    "languages": [option.content for group in app.button_group for option in group.proto.options],
}))
"""


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
            if name == "pages/parts/header.py":
                put_before(
                    path, '    "definitions":' if '    "definitions":' in path.read_text() else '    "data":', text
                )
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
        translate(self.folder / translated[0], translated[1])

    def run(self, command: str) -> str:
        """What a command of the page prints."""
        words = shlex.split(command)
        assert words[0] == "python"
        done = subprocess.run(
            [sys.executable, *words[1:]], cwd=self.folder, env=self.environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.rstrip("\n")

    def draw(self, page: str, **query: str) -> dict[str, list]:
        """What a page shows for a URL."""
        done = subprocess.run(
            [sys.executable, "-c", DRAW, page, json.dumps(query)],
            cwd=self.folder, env=self.environment, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])


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
    """What each command of the page prints, run in the page's order."""
    return {c: follower.run(c) for c, _ in transcripts_of(PAGE) if c.startswith("python ")}


def test_the_commands_print_what_the_page_says(printed: dict[str, str]) -> None:
    assert printed == {command: output for command, output in transcripts_of(PAGE) if command.startswith("python ")}


def test_the_new_source_is_listed_and_its_rows_can_be_traced(follower: Follower, printed: dict[str, str]) -> None:
    assert "callbook: Call book (CSV)" in follower.run("python -m pipelines sources").splitlines()
    assert follower.run("python -m pipelines trace callbook:C-2").endswith(
        "C-2;13/03/2026;09:20;+34600000102;repairs;2:10;;machine"
    )


def test_the_new_metric_is_in_the_dictionary_and_on_the_definitions_page(
    follower: Follower, printed: dict[str, str]
) -> None:
    listed = follower.run("python -m metrics list").splitlines()
    assert [line.split()[:2] for line in listed if line.startswith("repeat_contacts")] == [
        ["repeat_contacts", "percent"]
    ]
    page = follower.draw("definitions", lang="en", metric="repeat_contacts")
    assert page["broken"] == []
    assert "Repeat contacts" in page["words"]


@pytest.mark.parametrize(("language", "title"), [("en", "Who has to come back"), ("es", "Quién tiene que volver")])
def test_the_new_page_is_drawn_with_the_new_metric(
    follower: Follower, printed: dict[str, str], language: str, title: str
) -> None:
    page = follower.draw("repeats", lang=language, period="all")
    assert (page["broken"], page["title"]) == ([], [title])
    assert [label for label, _ in page["tiles"]] == ["Repeat contacts"]
    assert "33" in page["tiles"][0][1]


def test_the_new_language_can_be_chosen(follower: Follower, printed: dict[str, str]) -> None:
    page = follower.draw("overview", lang="pt")
    assert (page["broken"], page["title"], page["chosen"]) == ([], ["Resumo executivo"], ["pt"])
    assert page["languages"] == ["EN", "ES", "PT"]
