"""Known vulnerabilities of every locked package: `make audit`.

Exit status 0: every package was checked and none is known to be vulnerable; 1: some are; 3: not all could be checked, for
want of a network or because the index knows no advisories. What could not be checked is never called sound.
"""

import json
import subprocess
import sys
from pathlib import Path

FOUND, UNCHECKED = 1, 3


def ask_advisories(auditor: Path, lock: str) -> str:
    """What pip-audit says of the lock, as JSON; empty where it could not ask."""
    command = [auditor, "--requirement", lock, "--require-hashes", "--disable-pip", "--format", "json"]
    return subprocess.run(
        [*command, "--progress-spinner", "off"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ).stdout


def judge(lock: str, said: str) -> tuple[int, list[str]]:
    """Exit status and lines for what pip-audit said of a lock."""
    try:
        packages = json.loads(said)["dependencies"]
    except (ValueError, KeyError):
        return UNCHECKED, [f"{lock}: could not be checked: no advisories could be had; run make audit with a network"]
    lines = [
        f"{lock}: {package['name']} {package['version']}: {known['id']}, mended in {', '.join(known['fix_versions']) or 'no version yet'}"
        for package in packages
        for known in package.get("vulns", [])
    ]
    unchecked = [package["name"] for package in packages if "skip_reason" in package]
    if unchecked:
        lines.append(
            f"{lock}: {len(unchecked)} of {len(packages)} packages could not be checked: the index has no advisories"
        )
    if any(package.get("vulns") for package in packages):
        return FOUND, lines
    return (UNCHECKED, lines) if unchecked else (0, [f"{lock}: {len(packages)} packages, no known vulnerability"])


if __name__ == "__main__":
    judged = [judge(lock, ask_advisories(Path(sys.executable).with_name("pip-audit"), lock)) for lock in sys.argv[1:]]
    print("\n".join(line for _, lines in judged for line in lines))
    statuses = {status for status, _ in judged}
    sys.exit(FOUND if FOUND in statuses else max(statuses, default=0))
