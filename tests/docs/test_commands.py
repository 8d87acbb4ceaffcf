"""What the documents tell to type exists, with its options, and what they show is printed."""

import re

import pytest
from typer.testing import CliRunner

from scripts.command_list import APPS, commands_of
from tests.conftest import Sample
from tests.docs.blocks import PROJECT, all_pages, text_of
from tests.docs.conftest import Run

COMMANDS = [(room, name) for room, app in APPS.items() for name in commands_of(app)]
TYPED = re.compile(r"python -m (pipelines|metrics) ([a-z]+)([^`\n|]*)")


def unknown_words(text: str) -> list[str]:
    """Commands and options in a text that the command line does not know."""
    unknown = []
    for room, name, rest in TYPED.findall(text):
        command = commands_of(APPS[room]).get(name)
        known = {option for parameter in command.params for option in parameter.opts} if command else set()
        unknown += [option for option in re.findall(r"--[a-z-]+", rest) if option not in known | {"--help"}]
        unknown += [] if command else [name]
    return unknown


@pytest.mark.parametrize("page", all_pages())
def test_every_command_that_a_page_types_is_one_and_has_the_options_it_is_given(page: str) -> None:
    assert unknown_words(text_of(page)) == []


def test_a_command_or_option_that_is_none_is_found() -> None:
    text = "`python -m pipelines laod x` and `python -m metrics show csat --per day --by week`"
    assert unknown_words(text) == ["laod", "--per"]


def test_the_page_of_commands_lists_every_command_and_no_other() -> None:
    listed = re.findall(r"^### `python -m (\w+) (\w+)`$", text_of("docs/commands.md"), re.MULTILINE)
    assert listed == COMMANDS


@pytest.mark.parametrize(("room", "name"), COMMANDS)
def test_every_command_explains_itself_and_each_of_its_options(room: str, name: str) -> None:
    answer = CliRunner().invoke(APPS[room], [name, "--help"])
    assert (answer.exit_code, "Usage" in answer.output) == (0, True)
    parameters = commands_of(APPS[room])[name].params
    assert [p.name for p in parameters if not p.help] == []


def test_the_figures_are_what_the_commands_print(run: Run, sample: Sample) -> None:
    text = text_of("docs/commands.md")
    shown = re.findall(r"^```sh\n(python -m metrics show .+?)\n```.*?^```text\n(.+?)\n```$", text, re.M | re.S)
    assert len(shown) == 2
    for command, expected in shown:
        assert run(command, PROJECT, sample.home) == expected
