"""The one command that runs for the pages in the background: a process of its own, which a closed browser or a restarted
server does not stop. What it prints stands in the home, so that any page can show it.

inbox/job.lock      held by the process as long as it lives, whoever started it; says which job it is
inbox/<job>.json    its standard output: what came of it
inbox/<job>.log     its standard error: how far it is, and why it failed
inbox/<job>.of      of what it was asked for
"""

import fcntl
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Any

import msgspec

from warehouse.config.home import PROJECT, home, inbox
from warehouse.inbox.files import make_folder, open_private

LONGEST_LOG = 200_000  # bytes of it that are read
LOOKING = Lock()  # a look at the lock takes it for a moment: two looks of one server must not see each other


def start_job(job: str, arguments: Sequence[str], of: str = "", language: str = "en") -> bool:
    """Start `python -m pipelines ARGUMENTS`; whether it was: one job runs at a time. What pages show of it is said in English,
    which they translate; `language` is that of files which people take along."""
    make_folder(inbox())
    with LOOKING, open_private(inbox() / "job.lock", "a+b") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        lock.truncate(0)
        lock.write(job.encode())
        lock.flush()
        with open_private(note_path(job, "of"), "wb") as note:
            note.write(of.encode())
        with (
            open_private(note_path(job, "json"), "wb") as out,
            open_private(note_path(job, "log"), "wb") as log,
        ):
            subprocess.Popen(
                [sys.executable, "-m", "pipelines", *arguments], cwd=PROJECT, stdin=subprocess.DEVNULL, stdout=out, stderr=log,
                start_new_session=True, pass_fds=[lock.fileno()], env=os.environ | {"HILO_HOME": str(home()), "COLUMNS": "1000", "HILO_LANGUAGE": language},
            )  # fmt: skip
    return True


def running_job() -> str:
    """The job that runs now; empty when none does."""
    try:
        with LOOKING, (inbox() / "job.lock").open("rb") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return lock.read().decode()
    except FileNotFoundError:
        pass
    return ""


def read_asked(job: str) -> str | None:
    """Of what the job was last asked for; None when it never was."""
    path = note_path(job, "of")
    return path.read_text() if path.exists() else None


def read_result(job: str) -> dict[str, Any] | None:
    """What came of the job's last run; None when it said nothing that can be read, because it failed or still runs."""
    try:
        found = msgspec.json.decode(note_path(job, "json").read_bytes())
    except (OSError, msgspec.DecodeError):
        return None
    return found if isinstance(found, dict) else None


def read_progress(job: str) -> list[str]:
    """The lines that the job's last run said on its way, the newest last."""
    try:
        with note_path(job, "log").open("rb") as file:
            file.seek(max(0, note_path(job, "log").stat().st_size - LONGEST_LOG))
            return [line.strip() for line in file.read().decode(errors="replace").splitlines() if line.strip()]
    except OSError:
        return []


def forget_job(job: str) -> None:
    """Remove what the job's last run left."""
    for kind in ("of", "json", "log"):
        note_path(job, kind).unlink(missing_ok=True)


def note_path(job: str, kind: str) -> Path:
    """Where the job's note of this kind is."""
    return inbox() / f"{job}.{kind}"
