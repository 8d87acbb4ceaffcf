"""The lock files name every package that is installed, at one version, by the hashes of its files, and no place to get it."""

import re
from dataclasses import dataclass

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement

from tests.supply.requirement_graph import PROJECT, canonical_name, direct_requirements, walk_requirements

LOCKS = {
    "requirements.lock": ["requirements.txt"],
    "requirements-dev.lock": ["requirements.txt", "requirements-dev.txt"],
    "requirements-tools.lock": ["requirements-tools.txt"],
}
INSTALLED_HERE = ("requirements.lock", "requirements-dev.lock")  # the tools have an environment of their own
ENTRY = re.compile(r"([a-z0-9-]+)==(\S+)(?: ; (.+?))?((?: --hash=sha256:[0-9a-f]{64})+)")


@dataclass(frozen=True)
class Locked:
    """One entry of a lock: where its marker holds, the version and the hashes of its files."""

    version: str
    marker: Marker | None
    hashes: list[str]


def read_lock(name: str) -> dict[str, Locked]:
    """The entries of a lock by package. Fails on a line of any other form, so also on an address or a file without hash."""
    found = {}
    text = (PROJECT / name).read_text().replace(" \\\n    ", " ")
    for line in text.splitlines():
        entry = ENTRY.fullmatch(line)
        assert entry, f"{name}: {line[:80]}"
        package, version, marker, hashes = entry.groups()
        assert package not in found, f"{name}: {package} twice"
        found[package] = Locked(version, Marker(marker) if marker else None, hashes.split())
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_every_direct_package_is_locked_at_the_version_that_its_file_pins(lock: str) -> None:
    locked = read_lock(lock)
    for file in LOCKS[lock]:
        for requirement in direct_requirements(file):
            entry = locked[canonical_name(requirement.name)]
            assert (str(requirement.specifier), entry.marker) == (f"=={entry.version}", None)


@pytest.mark.parametrize("lock", INSTALLED_HERE)
def test_the_lock_holds_what_every_package_requires_and_nothing_else(lock: str) -> None:
    locked = read_lock(lock)
    required = list(
        walk_requirements([requirement for file in LOCKS[lock] for requirement in direct_requirements(file)])
    )
    unmet = [str(r) for r in required if not satisfied(locked, r)]
    assert unmet == [], "run make lock"
    here = {name for name, entry in locked.items() if entry.marker is None or entry.marker.evaluate()}
    assert here == {canonical_name(requirement.name) for requirement in required}, "run make lock"


def satisfied(locked: dict[str, Locked], requirement: Requirement) -> bool:
    entry = locked.get(canonical_name(requirement.name))
    return entry is not None and requirement.specifier.contains(entry.version, prereleases=True)


def test_what_is_run_is_what_is_tested() -> None:
    run, tested = read_lock("requirements.lock"), read_lock("requirements-dev.lock")
    assert {name: tested.get(name) for name in run} == run


def test_packages_that_are_built_for_each_system_are_locked_for_more_than_this_one() -> None:
    locked = read_lock("requirements.lock")
    # At least Linux and macOS on two processors, and the sources.
    assert [name for name in ("duckdb", "numpy", "polars-runtime-32", "pyarrow") if len(locked[name].hashes) < 5] == []


def test_nothing_is_installed_without_its_hash() -> None:
    installs = re.findall(r"pip install (.+)", (PROJECT / "Makefile").read_text())
    assert installs
    assert [line for line in installs if "--require-hashes -r requirements" not in line] == []
    assert sorted(re.findall(r"-r (\S+)", " ".join(installs))) == sorted(LOCKS)
