"""The packages that requirements*.txt bring along, as the environment's own metadata tell."""

import re
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

from packaging.markers import Marker
from packaging.requirements import Requirement

PROJECT = Path(__file__).parents[2]


def direct_requirements(name: str) -> list[Requirement]:
    """The packages that a requirements file names itself."""
    lines = (PROJECT / name).read_text().splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith(("-", "#"))]


def canonical_name(name: str) -> str:
    """The one spelling of a package's name."""
    return re.sub(r"[-_.]+", "-", name).lower()


def holds(marker: Marker | None, extras: set[str]) -> bool:
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in extras or {""})


def walk_requirements(direct: list[Requirement]) -> Iterator[Requirement]:
    """Every requirement that must hold on this machine, the transitive ones too; a package may come more than once."""
    known: dict[str, set[str]] = {}
    todo = [requirement for requirement in direct if holds(requirement.marker, set())]
    while todo:
        requirement = todo.pop()
        yield requirement
        name, extras = canonical_name(requirement.name), requirement.extras | {""}
        if extras <= known.get(name, set()):
            continue
        known[name] = known.get(name, set()) | extras
        needed = map(Requirement, distribution(name).requires or [])
        todo += [further for further in needed if holds(further.marker, extras)]


def packages_of(*files: str) -> set[str]:
    """Names of all packages that the requirements files bring along."""
    direct = [requirement for file in files for requirement in direct_requirements(file)]
    return {canonical_name(requirement.name) for requirement in walk_requirements(direct)}
