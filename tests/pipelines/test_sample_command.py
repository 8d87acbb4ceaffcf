"""The sample company by one command: settings, exports, actions; what is there already stays."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from pipelines.commands.sample import SAMPLE, add_sample_command
from warehouse.actions.log import current_actions


@pytest.fixture
def run(home: Path):
    """The command, with a load that only notes what it was given."""
    given: list[list[Path]] = []
    app = typer.Typer()
    add_sample_command(app, given.append, lambda action: None)

    def invoke() -> list[list[Path]]:
        answer = CliRunner().invoke(app, [])
        assert answer.exit_code == 0, answer.output
        return given

    return invoke


def test_the_sample_company_comes_with_its_settings_and_actions(run, home: Path) -> None:
    assert run() == [[SAMPLE / "exports"]]
    assert (home / "hilo.toml").read_bytes() == (SAMPLE / "hilo.toml").read_bytes()
    assert len(current_actions()) == (SAMPLE / "actions.toml").read_text().count("[[action]]")


def test_own_settings_and_registered_actions_stay(run, home: Path) -> None:
    run()
    before = len(current_actions())
    (home / "hilo.toml").write_text('timezone = "Europe/Madrid"\n')
    run()
    assert (home / "hilo.toml").read_text() == 'timezone = "Europe/Madrid"\n'
    assert len(current_actions()) == before
