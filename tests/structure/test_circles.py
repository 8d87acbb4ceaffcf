"""Modules import each other in one direction, and so do folders; imports inside functions count."""

from tests.structure.source import Graph, import_graph, module_texts

# Folders that lead back to each other today, as (folder, a folder that it imports). The list only shrinks.
KNOWN: set[tuple[str, str]] = set()


def steps_in_circles(graph: Graph) -> set[tuple[str, str]]:
    """Every (a, b) where a leads to b and b leads back to a by any way."""
    reached = {name: reach(graph, name) for name in graph}
    return {(a, b) for a, found in graph.items() for b in found if a in reached.get(b, set())}


def reach(graph: Graph, start: str) -> set[str]:
    """All that a name leads to."""
    found: set[str] = set()
    ahead = [start]
    while ahead:
        new = graph.get(ahead.pop(), set()) - found
        found |= new
        ahead += new
    return found


def folder_graph(graph: Graph) -> Graph:
    """Folder: the folders that its modules import. A folder and one inside it are one house: their imports do not count."""
    folders: Graph = {}
    for name, found in graph.items():
        here = name.rpartition(".")[0]
        there = {other.rpartition(".")[0] for other in found}
        folders.setdefault(here, set()).update(f for f in there if not is_inside(f, here) and not is_inside(here, f))
    return folders


def is_inside(folder: str, other: str) -> bool:
    """Whether a folder is the other, or lies in it."""
    return f"{folder}.".startswith(f"{other}.") or other == ""


def test_no_modules_import_each_other_in_a_circle() -> None:
    assert steps_in_circles(import_graph(module_texts())) == set()


def test_no_folders_import_each_other_in_a_circle_but_the_known_ones() -> None:
    found = steps_in_circles(folder_graph(import_graph(module_texts())))
    assert found - KNOWN == set(), "a new circle: move what both need to where neither needs the other"
    assert KNOWN - found == set(), "cured: take it off the list"


def test_circles_are_found_also_through_functions_and_over_three_modules() -> None:
    texts = {
        "a.one": "from a import two",
        "a.two": "def later():\n    from b.three import x",
        "b.three": "import a.one\nimport b.four",
        "b.four": "",
    }
    graph = import_graph(texts)
    assert steps_in_circles(graph) == {("a.one", "a.two"), ("a.two", "b.three"), ("b.three", "a.one")}
    assert steps_in_circles(folder_graph(graph)) == {("a", "b"), ("b", "a")}


def test_a_package_that_hands_on_its_modules_is_a_module_too() -> None:
    texts = {"a": "from a import one\nfrom b import x", "a.one": "from a import SOMETHING", "b": ""}
    assert import_graph(texts) == {"a": {"a.one", "b"}, "a.one": {"a"}, "b": set()}
