"""One process, measured from outside by the operating system."""

import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Run:
    """Wall and processor seconds and the peak of resident memory of one process."""

    wall_seconds: float
    cpu_seconds: float
    peak_mb: float


def run_measured(command: list[str], **environment: str) -> Run:
    """Run the command to its end. Raises CalledProcessError, with what it printed, when it fails."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=Path(__file__).parents[2],
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert process.stdout is not None
    printed = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, printed.decode())
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
