"""The licence of every package that is run or tested with, the transitive ones too: allowed, or named with its reason."""

import re
from importlib.metadata import metadata

import pytest

from tests.supply.requirement_graph import packages_of

ALLOWED = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-0", "MIT-CMU", "OFL-1.1",
    "PSF-2.0", "Unlicense", "Zlib",
}  # fmt: skip
# Licences that ask for something in return are allowed package by package.
NAMED = {
    "certifi": ("MPL-2.0", "the certificates that requests trusts: data, used unchanged, came with Streamlit"),
    "hypothesis": ("MPL-2.0", "tests only, used unchanged"),
    "pathspec": ("MPL-2.0", "tests only: mypy's patterns of files, used unchanged"),
    "pycountry": ("LGPL-2.1-only", "names of countries and currencies: plain Python, used unchanged, exchangeable"),
    "tqdm": ("MPL-2.0", "Great Expectations' progress bars, used unchanged; other parts of it are MIT"),
}
# What packages write that give no licence expression.
SPELLINGS = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "GNU Lesser General Public License v2 (LGPLv2)": "LGPL-2.1-only",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "The Unlicense (Unlicense)": "Unlicense",
}
RUN = sorted(packages_of("requirements.txt"))
DEV = sorted(packages_of("requirements.txt", "requirements-dev.txt") - set(RUN))


def licence_of(package: str) -> str:
    """The package's licence expression, from the most exact field that it fills; empty where it says none."""
    said = metadata(package)
    if expression := said.get("License-Expression"):
        return str(expression)
    classifiers = [c.split(" :: ")[-1] for c in said.get_all("Classifier") or [] if c.startswith("License :: ")]
    text = (said.get("License") or "").strip()
    # Some put the whole text of the licence into the field; then the classifier is all that names it.
    words = [text] if text and "\n" not in text and not classifiers else classifiers
    return " AND ".join(SPELLINGS.get(word, word) for word in words)


def judge_licence(package: str, expression: str) -> str | None:
    """Why the package must not be used; None: it may."""
    if not expression:
        return f"{package}: says no licence"
    choices = [
        {part.strip("() ") for part in re.split(r"\bAND\b", choice)} for choice in re.split(r"\bOR\b", expression)
    ]
    allowed = ALLOWED | ({NAMED[package][0]} if package in NAMED else set())
    if any(parts <= allowed for parts in choices):
        return None
    return f"{package}: {expression} is not among the licences that are allowed"


@pytest.mark.parametrize("package", RUN)
def test_what_is_run_has_a_licence_that_is_allowed(package: str) -> None:
    assert judge_licence(package, licence_of(package)) is None


@pytest.mark.parametrize("package", DEV)
def test_what_is_tested_with_has_a_licence_that_is_allowed(package: str) -> None:
    assert judge_licence(package, licence_of(package)) is None


def test_every_licence_that_is_named_is_still_needed() -> None:
    assert {p: licence_of(p) for p in NAMED if NAMED[p][0] not in licence_of(p)} == {}
    assert [p for p in NAMED if NAMED[p][1].startswith("tests only") != (p in DEV)] == []


@pytest.mark.parametrize(
    "expression",
    ["", "GPL-3.0-only", "AGPL-3.0-or-later", "MIT AND GPL-2.0-only", "LGPL-3.0-only", "MPL-2.0", "(MIT AND SSPL-1.0)",
     "Proprietary", "Apache-2.0 WITH Commons-Clause"],
)  # fmt: skip
def test_a_licence_that_nobody_allowed_is_refused(expression: str) -> None:
    assert judge_licence("somebody", expression) is not None


@pytest.mark.parametrize(
    "expression", ["MIT", "GPL-2.0-only OR MIT", "MIT AND (BSD-3-Clause)", "ISC AND Zlib OR GPL-3.0-only"]
)
def test_a_choice_among_licences_is_ours(expression: str) -> None:
    assert judge_licence("somebody", expression) is None
