"""The sample's exports, loaded once for all tests of this room, as a new user's `make run` loads them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from metrics.rollups import build_rollups
from pipelines.load import Outcome, load_exports
from tests.sample_data.raw import EXPORTS
from warehouse.engine import Engine, open_engine
from warehouse.settings import load_settings


@dataclass(frozen=True)
class Loaded:
    """What the load said, and the published version."""

    outcome: Outcome
    engine: Engine


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("HILO_")]:
            patch.delenv(name)
        patch.setenv("HILO_HOME", str(tmp_path_factory.mktemp("hilo")))
        outcome = load_exports([EXPORTS], load_settings(), build_rollups)
        engine = open_engine()
        yield Loaded(outcome, engine)
        engine.close()
