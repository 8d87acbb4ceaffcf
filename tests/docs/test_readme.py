"""README.md and the code name the same commands, sources, settings, metrics and words, and its examples are real."""

import ast
import os
import re
import shlex
import tomllib
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
import typer.main
from typer.testing import CliRunner

from metrics.__main__ import app as metrics_app
from metrics.catalogue import METRICS
from metrics.dimensions import DIMENSIONS
from pipelines.__main__ import app as pipelines_app
from pipelines.mapping.model import BUILT_IN, load_sources
from tests.conftest import Sample
from tests.docs.blocks import BLOCK, PROJECT, files_of, transcripts_of
from warehouse.config.codes import CHANNELS, STAGES
from warehouse.config.settings import Settings, load_settings

README = (PROJECT / "README.md").read_text(encoding="utf-8")
TEXT = BLOCK.sub("", README)  # without the blocks of code
APPS = {"pipelines": pipelines_app, "metrics": metrics_app}
Run = Callable[[str, Path, Path], str]
TIMES = ("first_response", "wait", "handle", "resolution", "matter_time")


def section(title: str) -> str:
    """The text under a heading, up to the next one of its level."""
    return README.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


def first_cells(text: str) -> list[str]:
    """What stands in the first column of the tables of a text, without backquotes and heads."""
    rows = re.findall(r"^\| (.+?) \| ", text, re.MULTILINE)
    return [row.strip("`") for row in rows if row.startswith("`")]


def codes_of(word: str) -> tuple[str, ...]:
    """The codes that the list of words gives for a word."""
    row = next(line for line in section("Words").splitlines() if line.startswith(f"| {word} |"))
    return tuple(re.findall(r"`(\w+)`", row))


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """run(command, folder, home): what a command prints, typed in the folder; in this process, for a new one costs seconds."""
    for name in [name for name in os.environ if name.startswith("HILO_")]:
        monkeypatch.delenv(name)

    def typed(command: str, folder: Path, home: Path) -> str:
        monkeypatch.setenv("HILO_HOME", str(home))
        monkeypatch.chdir(folder)
        python, option, room, *words = shlex.split(command)
        assert (python, option) == ("python", "-m")
        answer = CliRunner().invoke(APPS[room], words)
        assert answer.stdout, answer.output
        return answer.stdout.rstrip("\n")

    return typed


def test_readme_lists_every_command_and_no_other() -> None:
    found = set(first_cells(section("Command line")))
    assert found == {f"python -m {room} {name}" for room, app in APPS.items() for name in commands_of(app)}


def commands_of(app: typer.Typer) -> dict[str, object]:
    """The commands of an entry point."""
    return typer.main.get_command(app).commands  # type: ignore[attr-defined,no-any-return]


def test_every_command_that_readme_types_is_one_and_has_the_options_it_is_given() -> None:
    listed = section("Command line").splitlines()
    typed = [(line, line) for line in listed if line.startswith("| `python -m")]
    typed += [(line, line) for line in re.findall(r"python -m (?:pipelines|metrics)[^`\n|]+", README)]
    assert len(typed) > len(commands_of(pipelines_app))
    for line, text in typed:
        room, name = re.findall(r"python -m (\w+) ([a-z]+)", line)[0]
        known = {option for parameter in commands_of(APPS[room])[name].params for option in parameter.opts}  # type: ignore[attr-defined]
        assert set(re.findall(r"--[a-z-]+", text)) <= known | {"--help"}, line


@pytest.mark.parametrize("command", first_cells(section("Command line")))
def test_every_command_explains_itself(command: str) -> None:
    room, name = command.split()[-2:]
    answer = CliRunner().invoke(APPS[room], [name, "--help"])
    assert (answer.exit_code, "Usage" in answer.output) == (0, True)


def test_every_make_target_that_readme_names_is_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"make ([a-z]+)\b", re.sub(r"`make(run|test)`", "", README))) <= targets


def test_readme_lists_every_source_with_its_title_and_required_options() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (.+?) \|$", section("Load your own exports"), re.MULTILINE))
    sources = load_sources([BUILT_IN], [])
    assert set(rows) == set(sources)
    for name, source in sources.items():
        assert rows[name].startswith(source.title)
        assert all(f"`{option}`" in rows[name] for option, asked in source.options.items() if asked.required)


def test_readme_lists_every_setting_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `([\w.]+)` \| `(.+?)` \|", section("Settings"), re.MULTILINE))
    defaults = msgspec.to_builtins(Settings())
    groups = [group for group, value in defaults.items() if isinstance(value, dict)]
    grouped = {f"{group}.{name}": value for group in groups for name, value in defaults.pop(group).items()}
    assert {name: tomllib.loads(f"x = {text}")["x"] for name, text in rows.items()} == {
        name: list(value) if isinstance(value, tuple) else value for name, value in (defaults | grouped).items()
    }


def test_readme_names_every_environment_variable_that_the_code_reads() -> None:
    read = {
        name
        for room in ("warehouse", "pipelines", "metrics", "pages")
        for path in (PROJECT / room).rglob("*.py")
        for name in re.findall(r'environ(?:\.get\(|\[)"(HILO_\w+)"', path.read_text(encoding="utf-8"))
    }
    assert read == set(re.findall(r"^\| `(HILO_[A-Z]+)` \|", section("Settings"), re.MULTILINE))


def test_the_settings_file_of_readme_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HILO_HOME", str(tmp_path))
    monkeypatch.delenv("HILO_TIMEZONE", raising=False)
    (block,) = [text for _, text in files_of("README.md", "toml") if text.startswith("# hilo.toml")]
    (tmp_path / "hilo.toml").write_text(block, encoding="utf-8")
    settings = load_settings()
    assert (settings.timezone, settings.fcr_window_days) == ("America/Argentina/Buenos_Aires", 3)
    assert [rule.stage for rule in settings.stage_rules] == ["purchase"]


def test_readme_lists_every_metric_and_every_dimension() -> None:
    named = set(re.findall(r"`(\w+)`", section("Metrics")))
    kin = {f"{time}{suffix}" for time in TIMES for suffix in ("_mean", "_p90", "_p95")}
    assert set(METRICS) | set(DIMENSIONS) == (named - {"_mean", "_p90", "_p95"}) | kin


def test_the_codes_of_channels_and_stages_are_those_of_the_code() -> None:
    assert (codes_of("channel"), codes_of("stage")) == (CHANNELS, STAGES)


def test_every_file_of_the_main_flow_has_its_function() -> None:
    rows = re.findall(r"^\| .+? \| `(.+?)` \| `(\w+)` \|$", section("The main flow"), re.MULTILINE)
    assert len(rows) > 10
    for file, function in rows:
        tree = ast.parse((PROJECT / file).read_text(encoding="utf-8"))
        assert function in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, file


def test_every_link_of_readme_leads_somewhere() -> None:
    for page in ("README.md", "docs/extending.md", "docs/mapping.md", "DECISIONS.md", "SECURITY.md"):
        path = PROJECT / page
        links = re.findall(r"\]\(([^)#]+)", path.read_text(encoding="utf-8"))
        assert [link for link in links if "://" not in link and not (path.parent / link).exists()] == []


def test_the_mapping_of_readme_loads_its_export(run: Run, tmp_path: Path) -> None:
    for name, text in [*files_of("README.md", "csv"), *files_of("README.md", "toml")]:
        (tmp_path / name).write_text(text, encoding="utf-8")
    command, expected = next(pair for pair in transcripts_of("README.md") if "visits" in pair[0])
    assert run(command, tmp_path, tmp_path / "home") == expected


def test_the_figures_of_readme_are_what_the_commands_print(run: Run, sample: Sample) -> None:
    shown = re.findall(r"^```sh\n(python -m metrics show .+?)\n```.*?^```text\n(.+?)\n```$", README, re.M | re.S)
    assert len(shown) == 2
    for command, expected in shown:
        assert run(command, PROJECT, sample.home) == expected
