"""A file that a comment, a docstring or a document names is in the repository."""

import re
import subprocess
from collections.abc import Collection

import pytest

from tests.structure.source import PROJECT, prose_of

CITED = re.compile(r"(?<![\w.*/])[\w./-]*\w\.(?:py|md|sql|toml)\b")
PATH = re.compile(r"`([\w./-]+/[\w.-]+\.(?:py|md|sql|toml))`")  # in a document
COMMENT = {".sql": re.compile(r"--(.*)"), ".toml": re.compile(r"#(.*)"), ".sh": re.compile(r"#(.*)")}
# Names of what a user writes: they are in HILO_HOME, or stand for any file.
OF_THE_USER = {
    "HILO_HOME/hilo.toml", "HILO_HOME/topics.toml", "topics.toml", "FILE.toml", "my.mapping.toml",
}  # fmt: skip


def tracked_files() -> list[str]:
    """Every file of the repository by its path."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [name for name in listed.stdout.splitlines() if (PROJECT / name).exists()]


FILES = tracked_files()


def missing_files(prose: str, files: Collection[str]) -> set[str]:
    """Files named in the prose, by path or by the end of one, that are not there."""
    return {
        name
        for name in CITED.findall(prose)
        if name not in OF_THE_USER and not any(f"/{file}".endswith(f"/{name}") for file in files)
    }


@pytest.mark.parametrize("suffix", [".py", *COMMENT])
def test_every_file_that_is_named_is_there(suffix: str) -> None:
    missing = {}
    for file in FILES:
        if file.endswith(suffix):
            text = (PROJECT / file).read_text(encoding="utf-8")
            prose = prose_of(text) if suffix == ".py" else "\n".join(COMMENT[suffix].findall(text))
            missing |= {file: missing_files(prose, FILES)} if missing_files(prose, FILES) else {}
    assert missing == {}


def test_every_file_that_a_document_names_by_its_path_is_there() -> None:
    missing = {}
    for file in FILES:
        if file.endswith(".md") and file != "docs/extending.md":  # which says what to create
            paths = "\n".join(PATH.findall((PROJECT / file).read_text(encoding="utf-8")))
            missing |= {file: missing_files(paths, FILES)} if missing_files(paths, FILES) else {}
    assert missing == {}


def test_a_file_that_is_gone_is_found() -> None:
    module = (
        '"""See rules.md and docs/definitions.md."""\nx = "not/prose.py"  # as a.toml, *.mapping.toml and b/c.sql say\n'
    )
    assert missing_files(prose_of(module), ["docs/definitions.md", "b/d.sql"]) == {"rules.md", "a.toml", "b/c.sql"}
    assert missing_files("\n".join(PATH.findall("`a/b.py`, `x = 1`, `b.py` and `a/c.sql`")), ["a/b.py"]) == {"a/c.sql"}
    assert missing_files("c.sql", ["b/c.sql"]) == set()
    assert missing_files("c.sql", ["b/bc.sql"]) == {"c.sql"}
