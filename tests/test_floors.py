"""The house keeps its floors: which room may import which, and which libraries stay in one place."""

import ast
from pathlib import Path

PROJECT = Path(__file__).parent.parent
ROOMS = ("warehouse", "metrics", "pipelines", "pages", "sample_data")

# pipelines and metrics never meet: the schema is their only contract. The entry point hands one to the other.
MAY_IMPORT = {
    "warehouse": {"warehouse"},
    "metrics": {"metrics", "warehouse"},
    "pipelines": {"pipelines", "warehouse"},
    "pipelines/__main__.py": {"pipelines", "warehouse", "metrics"},
    "pages": {"pages", "metrics", "warehouse"},
    "sample_data": {"sample_data"},
    "app.py": {"pages"},
}
# Great Expectations takes seconds to import and Streamlit has no business outside what people see.
ONLY_IN = {
    "great_expectations": ("pipelines/check/checkpoint.py",),
    "streamlit": ("pages/", "app.py"),
    "plotly": ("pages/",),
    "duckdb": ("warehouse/", "pipelines/", "metrics/", "sample_data/"),
}


def modules() -> list[Path]:
    return [PROJECT / "app.py", *(path for room in ROOMS for path in sorted((PROJECT / room).rglob("*.py")))]


def imports_of(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
            assert node.level == 0, f"{path}: import from the root, not relatively"
    return {name.split(".")[0] for name in names}


def test_no_room_imports_from_a_floor_that_is_closed_to_it():
    broken = []
    for path in modules():
        place = path.relative_to(PROJECT).as_posix()
        allowed = MAY_IMPORT.get(place, MAY_IMPORT.get(place.split("/")[0]))
        broken += [f"{place} imports {room}" for room in imports_of(path) & set(ROOMS) if room not in allowed]
    assert broken == []


def test_libraries_stay_where_they_belong():
    broken = []
    for path in modules():
        place = path.relative_to(PROJECT).as_posix()
        for library in imports_of(path) & ONLY_IN.keys():
            if not place.startswith(ONLY_IN[library]):
                broken.append(f"{place} imports {library}")
    assert broken == []


def test_no_module_has_a_name_that_says_nothing():
    empty_names = {"utils", "helpers", "common", "base", "manager", "misc"}
    assert [path for path in modules() if path.stem in empty_names] == []
