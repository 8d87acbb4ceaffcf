"""The product's modules as these tests see them: names, imports (also those inside functions), texts and prose."""

import ast
import io
import tokenize
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
ROOMS = ("warehouse", "metrics", "pipelines", "pages", "sample_data")
Graph = dict[str, set[str]]


def module_paths() -> list[Path]:
    """Every module of the product."""
    return [PROJECT / "app.py", *(path for room in ROOMS for path in sorted((PROJECT / room).rglob("*.py")))]


def name_of(path: Path) -> str:
    """pages/parts/tile.py: pages.parts.tile; of a package, the package's name."""
    parts = path.relative_to(PROJECT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_in(text: str, modules: Collection[str]) -> set[str]:
    """The modules that a module imports, wherever the statement stands; `from a import b` is a.b where that is a module."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= (names & set(modules)) or {node.module or ""}
    return found & set(modules)


def import_graph(texts: Mapping[str, str]) -> Graph:
    """Module: the others that it imports."""
    return {name: imports_in(text, texts) - {name} for name, text in texts.items()}


def module_texts() -> dict[str, str]:
    """Every module of the product and its text."""
    return {name_of(path): path.read_text(encoding="utf-8") for path in module_paths()}


def string_constants(text: str) -> Iterator[tuple[int, str]]:
    """(line, text) of every text in a module; of an f-string, its parts."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def prose_of(text: str) -> str:
    """The comments and docstrings of a module."""
    tree = ast.parse(text)
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    said = [ast.get_docstring(node) or "" for node in ast.walk(tree) if isinstance(node, holders)]
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return "\n".join([*said, *(token.string for token in tokens if token.type == tokenize.COMMENT)])
