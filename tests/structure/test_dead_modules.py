"""Every module of the product is used by the product; what only tests use is not part of it."""

from tests.structure.source import PROJECT, Graph, import_graph, module_texts

ENTRY_POINTS = {"app", "sample_data.generate"}  # served, and run by its name


def dead_modules(graph: Graph, entries: set[str]) -> set[str]:
    """Modules that no other one imports, besides entry points and packages (whose modules are used without them)."""
    used = set().union(*graph.values())
    packages = {name for name in graph if any(other.startswith(f"{name}.") for other in graph)}
    return {name for name in graph if not name.endswith("__main__")} - used - packages - entries


def test_no_module_is_dead() -> None:
    pages = {f"pages.{path.stem}" for path in (PROJECT / "pages").glob("*.py")}  # Streamlit runs them by their address
    assert dead_modules(import_graph(module_texts()), ENTRY_POINTS | pages) == set()


def test_every_entry_point_is_there() -> None:
    assert set(module_texts()) >= ENTRY_POINTS


def test_a_module_that_nothing_imports_is_found() -> None:
    texts = {"a": "", "a.__main__": "from a import used", "a.used": "", "a.dead": "import a.used"}
    assert dead_modules(import_graph(texts), set()) == {"a.dead"}
