"""Where everything of one installation lies: HILO_HOME, by default `.hilo/` in the project folder."""

import os
import re
from pathlib import Path

from warehouse.config.errors import HiloError

PROJECT = Path(__file__).resolve().parent.parent.parent
# DuckDB looks for the write-ahead log of a?b/x in a.wal?b, takes \ for / and * for a pattern; the others tear a line.
UNFIT = re.compile(r"[?*\\\x00-\x1f\x7f\u0085\u2028\u2029\ud800-\udfff]")


def home() -> Path:
    """HILO_HOME as an absolute path; it need not exist yet. Raises HiloError for a name that no folder of ours can have."""
    given = os.environ.get("HILO_HOME") or PROJECT / ".hilo"
    try:
        found = Path(given).expanduser().resolve()
    except (OSError, RuntimeError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise HiloError(
            "HILO_HOME {given!r}: no such folder can be ({reason}); choose another", given=str(given), reason=reason
        ) from None
    if unfit := UNFIT.search(str(found)):
        raise HiloError(
            "HILO_HOME {found!r}: {name!r} may not stand in its name; choose a folder with another name",
            found=str(found),
            name=unfit[0],
        )
    return found


def published() -> Path:
    """The folder of the published versions and the pointer CURRENT."""
    return home() / "published"


def originals() -> Path:
    """The folder of the exports as they were given, compressed and named by their SHA-256."""
    return home() / "originals"


def quality() -> Path:
    """The folder of the stored check results and Data Docs."""
    return home() / "quality"


def inbox() -> Path:
    """The folder of the exports that were dropped in the browser and wait to be loaded."""
    return home() / "inbox"


def own_sources() -> Path:
    """The folder of the installation's own mappings, each of them a source."""
    return home() / "sources"


def loading() -> Path:
    """The folder of what a load needs while it runs; the next command removes what a killed one left there."""
    return home() / "loading"
