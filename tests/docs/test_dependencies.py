"""docs/dependencies.md gives each dependency its reason and its licence, and none is under the GPL."""

import importlib.metadata
import re

import pytest

from tests.docs.blocks import PROJECT, text_of

LONGEST_NAME = 100
ROW = re.compile(r"^\| `([\w-]+)` \| (.+?) \| .+ \|$", re.MULTILINE)
REASONS = dict(ROW.findall(text_of("docs/dependencies.md")))


def pinned(name: str) -> set[str]:
    lines = (PROJECT / name).read_text(encoding="utf-8").splitlines()
    return {re.split(r"[=\[<>]", line)[0] for line in lines if line and line[0] not in "-#"}


def test_every_dependency_has_its_reason_and_no_other_has() -> None:
    assert set(REASONS) == pinned("requirements.txt") | pinned("requirements-dev.txt")


@pytest.mark.parametrize("name", REASONS)
def test_the_licence_is_the_one_that_the_package_states(name: str) -> None:
    metadata = importlib.metadata.metadata(name)
    classes = [text for text in metadata.get_all("Classifier") or [] if text.startswith("License")]
    text = metadata.get("License-Expression") or metadata.get("License") or ""
    stated = " ".join([text if len(text) < LONGEST_NAME else "", *classes])  # some give their whole licence file
    family = REASONS[name].split("-")[0]
    assert family in stated
    assert not re.search(r"(?<![L])GPL|Affero|GNU General", stated)


def test_no_installed_package_is_under_the_gpl() -> None:
    found = set()
    for package in importlib.metadata.distributions():
        expression = package.metadata.get("License-Expression") or ""
        classes = [text for text in package.metadata.get_all("Classifier") or [] if text.startswith("License")]
        if re.search(r"(?<![L])GPL", expression) or any("GNU General" in c or "Affero" in c for c in classes):
            found.add(package.metadata["Name"])
    assert found == set()
