"""Where everything of one installation lies: HILO_HOME, by default `.hilo/` in the project folder."""

import os
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


def home() -> Path:
    """HILO_HOME as an absolute path; it need not exist yet."""
    return Path(os.environ.get("HILO_HOME") or PROJECT / ".hilo").expanduser().resolve()


def published() -> Path:
    """The folder of the published versions and the pointer CURRENT."""
    return home() / "published"


def originals() -> Path:
    """The folder of the exports as they were given, compressed and named by their SHA-256."""
    return home() / "originals"


def quality() -> Path:
    """The folder of the stored check results and Data Docs."""
    return home() / "quality"
