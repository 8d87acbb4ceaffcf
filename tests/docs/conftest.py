"""What the tests of several documents need."""

import os
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from scripts.command_list import APPS

Run = Callable[[str, Path, Path], str]


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
