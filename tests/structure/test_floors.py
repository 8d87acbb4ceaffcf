"""The house keeps its floors: which room may import which, and which libraries stay in one place."""

import ast

import pytest

from tests.structure.source import PROJECT, ROOMS, module_paths

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
EMPTY_NAMES = {"utils", "helpers", "common", "base", "manager", "misc"}
TEXTS = {path.relative_to(PROJECT).as_posix(): path.read_text(encoding="utf-8") for path in module_paths()}


def imports_of(place: str, text: str) -> set[str]:
    """The first names of all that a module imports. Raises AssertionError for a relative import."""
    names = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
            assert node.level == 0, f"{place}: import from the root, not relatively"
    return {name.split(".")[0] for name in names}


def closed_imports(place: str, text: str) -> list[str]:
    """Rooms that the module imports and may not."""
    allowed = MAY_IMPORT.get(place, MAY_IMPORT.get(place.split("/")[0], set()))
    return sorted(imports_of(place, text) & set(ROOMS) - allowed)


def misplaced_libraries(place: str, text: str) -> list[str]:
    """Libraries that the module imports and that belong elsewhere."""
    return sorted(lib for lib in imports_of(place, text) & ONLY_IN.keys() if not place.startswith(ONLY_IN[lib]))


def test_no_room_imports_from_a_floor_that_is_closed_to_it() -> None:
    assert {place: closed_imports(place, text) for place, text in TEXTS.items() if closed_imports(place, text)} == {}


def test_libraries_stay_where_they_belong() -> None:
    found = {place: misplaced_libraries(place, text) for place, text in TEXTS.items()}
    assert {place: libraries for place, libraries in found.items() if libraries} == {}


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [path for path in module_paths() if path.stem in EMPTY_NAMES] == []


def test_what_is_closed_is_found() -> None:
    text = "import streamlit\ndef later():\n    from metrics.semantic.compute import compute\n"
    assert closed_imports("pipelines/load.py", text) == ["metrics"]
    assert closed_imports("pages/parts/tile.py", text) == []
    assert misplaced_libraries("metrics/semantic/compute.py", text) == ["streamlit"]
    with pytest.raises(AssertionError, match="not relatively"):
        imports_of("metrics/semantic/compute.py", "from . import x")
