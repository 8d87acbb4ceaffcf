"""A command of the product in a process of its own, that can be killed at a chosen moment, bounded and measured."""

import multiprocessing
import os
import re
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pipelines.__main__ as command_line

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.attack.imported"])
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


@dataclass(frozen=True)
class Kill:
    """A signal: after some seconds, or just before the so-many-th change that Python makes in the home or a temporary folder."""

    number: signal.Signals
    seconds: float | None = None
    change: int | None = None

    def __str__(self) -> str:
        return f"{self.number.name} " + (f"after {self.seconds:.3f} s" if self.seconds else f"at change {self.change}")


@dataclass(frozen=True)
class Ended:
    """How a command ended: its status (negative: by that signal; None: it had to be stopped) and what it wrote."""

    status: int | None
    out: str
    err: str
    seconds: float = 0.0
    changes: int = 0
    peak_bytes: int = 0
    was_killed: bool = False

    def trouble(self) -> str | None:
        """Why this is no way to end, whatever was asked for; None: it is one."""
        if self.status is None:
            return "did not end in time"
        if re.search("Traceback|RUST_BACKTRACE", self.err + self.out):
            return f"stack trace: {self.err.strip().splitlines()[-1][:200]}"
        # Line by line: a pattern that begins with .* takes hours over a line of megabytes.
        for line in (self.err + self.out).splitlines():
            if re.search(r"\bincident [0-9]", line):
                return f"unforeseen: {line[:300]}"
        if self.status < 0 and not self.was_killed:
            return f"ended by signal {-self.status}"
        return f"status {self.status}" if self.status not in (0, 1, 2, 130) and self.status >= 0 else None


def run_command(
    folder: Path,
    arguments: list[str],
    kill: Kill | None = None,
    seconds: float = 60,
    memory_bytes: int | None = None,
    work: Callable[..., None] | None = None,
) -> Ended:
    """Run `python -m pipelines ARGUMENTS` with folder/home as HILO_HOME and folder/tmp for temporary files.

    `work` runs instead of the command line where it is given.
    """
    for name in ("tmp", "said"):
        (folder / name).mkdir(exist_ok=True)
    for old in (folder / "said").iterdir():
        old.unlink()
    process = CONTEXT.Process(target=run_child, args=(folder, arguments, kill, memory_bytes, work))
    process.start()
    assert process.pid
    if kill and kill.seconds is not None:
        process.join(kill.seconds)
        if process.exitcode is None:
            os.kill(process.pid, kill.number)
    process.join(seconds)
    status = process.exitcode
    if status is None:
        process.kill()
        process.join()
    process.close()
    out, err, measured = (read_text(folder / "said" / name) for name in ("out", "err", "measured"))
    took, changes, peak = measured.split() or (0, 0, 0)
    return Ended(status, out, err, float(took), int(changes), int(peak), kill is not None)


def read_text(path: Path) -> str:
    return path.read_text(errors="replace") if path.exists() else ""


def run_child(
    folder: Path, arguments: list[str], kill: Kill | None, memory_bytes: int | None, work: Callable[..., None] | None
) -> None:
    """In the child: run the command line, or the work, and write down what it took."""
    # A lock that lives on in a killed child must not be kept for other processes, as it is where children are forked anew.
    multiprocessing.set_start_method("fork", force=True)
    os.environ["HILO_HOME"], os.environ["TMPDIR"] = str(folder / "home"), str(folder / "tmp")
    tempfile.tempdir = None
    os.chdir(folder)
    for number, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(folder / "said" / name, os.O_WRONLY | os.O_CREAT, 0o600), number)
    sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
    # Nothing that was made for the server's own output may be kept, rich's console among it.
    command_line.progress.file = sys.stderr
    if memory_bytes:
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    changes = count_changes(folder, kill)
    started = time.monotonic()
    try:
        if work:
            work(*arguments)
        else:
            sys.argv = ["pipelines", *arguments]
            command_line.main()
    finally:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        (folder / "said" / "measured").write_text(f"{time.monotonic() - started} {changes[0]} {peak}")


def count_changes(folder: Path, kill: Kill | None) -> list[int]:
    """A counter of the changes that Python makes in the home and the temporary folder; the kill comes before its one."""
    count = [0]
    places = (str(folder / "home"), str(folder / "tmp"))

    def change() -> None:
        count[0] += 1
        if kill and count[0] == kill.change:
            os.kill(os.getpid(), kill.number)

    def see(event: str, arguments: tuple[Any, ...]) -> None:
        is_write = event in ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.chmod", "os.truncate")
        if not is_write and not (event == "open" and isinstance(arguments[2], int) and arguments[2] & WRITES):
            return
        if isinstance(arguments[0], str | bytes | os.PathLike) and os.fsdecode(arguments[0]).startswith(places):
            change()

    sys.addaudithook(see)
    sync = os.fsync

    def sync_counted(descriptor: int) -> None:
        change()
        sync(descriptor)

    os.fsync = sync_counted  # it makes no audit event
    return count
