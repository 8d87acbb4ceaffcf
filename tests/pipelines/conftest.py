"""A home of its own for every test, and the load as the command line runs it."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from metrics.rollups import build_rollups
from pipelines.load import Outcome, load_exports
from warehouse.config.settings import load_settings

NOW = datetime(2026, 9, 1, 6)
SCORES = """\
name = "scores"
[file]
format = "csv"
required = ["id", "day", "score"]
[[record]]
table = "responses"
[record.columns]
record_id = "id"
answered_at = "day"
channel = { value = "email" }
metric = { value = "csat" }
scale = { value = "1-5" }
score = "score"
comment = "text"
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HILO_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("HILO_TIMEZONE", raising=False)
    return tmp_path / "home"


@pytest.fixture
def give(tmp_path: Path) -> Callable[..., Path]:
    """Write a file and say where it is."""

    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / "given" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def load(home: Path, give: Callable[..., Path]) -> Callable[..., Outcome]:
    """Load texts or files through the mapping `scores`, or the one given."""

    def run(*paths: Path, mapping: str = SCORES, now: datetime = NOW, **options: str) -> Outcome:
        return load_exports(
            list(paths), load_settings(), build_rollups, give("mapping.toml", mapping), dict(options), now=now
        )

    return run
