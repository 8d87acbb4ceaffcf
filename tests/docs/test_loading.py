"""docs/loading.md lists every source, and its mapping loads its export."""

import re
from pathlib import Path

from pipelines.mapping.load import BUILT_IN, load_sources
from tests.docs.blocks import files_of, section, transcripts_of
from tests.docs.conftest import Run

PAGE = "docs/loading.md"


def test_every_source_is_listed_with_its_title_and_required_options() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (.+?) \|$", section(PAGE, "Sources"), re.MULTILINE))
    sources = load_sources([BUILT_IN], [])
    assert set(rows) == set(sources)
    for name, source in sources.items():
        assert rows[name].startswith(source.title)
        assert all(f"`{option}`" in rows[name] for option, asked in source.options.items() if asked.required)


def test_readme_names_every_system() -> None:
    systems = {
        source.title.replace("Google Forms", "Google-Forms").split()[0]
        for source in load_sources([BUILT_IN], []).values()
    }
    named = section("README.md", "Load your own exports")
    assert {system for system in systems if system.replace("-", " ") not in " ".join(named.split())} == set()


def test_the_mapping_loads_its_export(run: Run, tmp_path: Path) -> None:
    for name, text in [*files_of(PAGE, "csv"), *files_of(PAGE, "toml")]:
        (tmp_path / name).write_text(text, encoding="utf-8")
    command, expected = next(pair for pair in transcripts_of(PAGE) if "visits" in pair[0])
    assert run(command, tmp_path, tmp_path / "home") == expected
