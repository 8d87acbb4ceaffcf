"""The sample company, loaded once for every test that reads it, and what every test needs of the process that it runs in."""

import fcntl
import os
import pickle
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from metrics.preparation import build_stored_numbers
from pipelines.load import Outcome, load_exports
from warehouse.config.settings import load_settings

# PySpark, which Great Expectations imports where it is installed, takes a main module without a file for a doctest run of
# its own and looks for a Spark distribution. The worker processes of pytest-xdist have such a main module.
if not hasattr(sys.modules["__main__"], "__file__"):
    sys.modules["__main__"].__file__ = pytest.__file__

EXPORTS = Path(__file__).resolve().parents[1] / "sample_data" / "exports"


@dataclass(frozen=True)
class Sample:
    """A HILO_HOME with the sample company as version 1, and what its load said. Only to be read: a test that writes copies it."""

    home: Path
    outcome: Outcome


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """All exports, loaded as a new user's `make run` loads them; test processes that run at once wait for the one that loads."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    home, said = shared / "sample_home", shared / "sample_outcome.pickle"
    with (shared / "sample.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not said.exists():
            said.write_bytes(pickle.dumps(load_sample(home)))
    return Sample(home, pickle.loads(said.read_bytes()))


def load_sample(home: Path) -> Outcome:
    """Load the sample exports into the home, with no setting of the developer's own."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("HILO_")]:
            patch.delenv(name)
        patch.setenv("HILO_HOME", str(home))
        return load_exports([EXPORTS], load_settings(), build_stored_numbers)
