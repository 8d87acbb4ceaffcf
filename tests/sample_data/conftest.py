"""The sample's exports as loaded, open for questions."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from pipelines.load import Outcome
from tests.conftest import Sample
from warehouse.store.engine import Engine, open_engine


@dataclass(frozen=True)
class Loaded:
    """What the load said, and the published version."""

    outcome: Outcome
    engine: Engine


@pytest.fixture(scope="session")
def loaded(sample: Sample) -> Iterator[Loaded]:
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("HILO_")]:
            patch.delenv(name)
        patch.setenv("HILO_HOME", str(sample.home))
        engine = open_engine()
        yield Loaded(sample.outcome, engine)
        engine.close()
