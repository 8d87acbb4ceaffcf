"""What `make audit` concludes from the answer of the advisories' index."""

import json

import pytest

from scripts.audit import judge

SOUND = {"name": "a", "version": "1.0", "vulns": []}
SKIPPED = {"name": "b", "skip_reason": "not found"}
BAD = {"name": "c", "version": "2.0", "vulns": [{"id": "CVE-1", "fix_versions": ["2.1"]}]}
BAD_FOR_GOOD = {"name": "d", "version": "3.0", "vulns": [{"id": "CVE-2", "fix_versions": []}]}


def say(*packages: dict[str, object]) -> str:
    return json.dumps({"dependencies": packages, "fixes": []})


@pytest.mark.parametrize(
    ("said", "status", "lines"),
    [
        (say(SOUND), 0, ["x.lock: 1 packages, no known vulnerability"]),
        (say(SOUND, SKIPPED), 3, ["x.lock: 1 of 2 packages could not be checked: the index has no advisories"]),
        ("", 3, ["x.lock: could not be checked: no advisories could be had; run make audit with a network"]),
        ("{}", 3, ["x.lock: could not be checked: no advisories could be had; run make audit with a network"]),
        (
            say(BAD, SKIPPED, BAD_FOR_GOOD),
            1,
            [
                "x.lock: c 2.0: CVE-1, mended in 2.1",
                "x.lock: d 3.0: CVE-2, mended in no version yet",
                "x.lock: 1 of 3 packages could not be checked: the index has no advisories",
            ],
        ),
    ],
)
def test_only_what_was_checked_is_called_sound(said: str, status: int, lines: list[str]) -> None:
    assert judge("x.lock", said) == (status, lines)
