"""Which tables there are is said once, in warehouse/tables: no other module keeps a list of them."""

import ast
from collections.abc import Iterator

import pytest

from tests.structure.source import PROJECT, module_paths
from warehouse.tables import TABLES

FEWEST = 3  # names of tables that make a list of tables

# What a module chooses for itself, and why that is no property of the tables. Module: names of the lists (the assigned name, else
# the function that holds it).
OWN_CHOICE = {
    "metrics/analyses/drivers/outcomes.py": {
        "POPULATIONS": "who is looked at for each outcome, and under which condition"
    },
    "metrics/rollups/declared.py": {"EXTRA": "by what else than the usual dimensions the pages ask for a table's sums"},
    "metrics/analyses/target_map/combine.py": {"NEVER_NEGATIVE": "units of metrics, some of them called as tables are"},
    "metrics/analyses/touchpoints/inventory.py": {
        "DONE_AND_SAID": "what a stage is made of: what customers do and say there"
    },
    "pages/parts/customer/story_words.py": {
        "metrics_of": "metrics by kind of event, some of them called as tables are"
    },
    "pages/overview.py": {"SPARE": "metrics, some of them called as tables are"},
    "pipelines/check/expectations.py": {"OWN": "the function that makes a table's rules"},
    "pipelines/derive/order.py": {"ACTIVITY": "what steps read", "STEPS": "what each step reads and writes"},
    "pipelines/derive/rows/take.py": {"FIRST": "who lends before those that it lends to"},
    "pipelines/derive/suggestions/suggest.py": {"take_fingerprint": "what the suggestions follow from, by column"},
    "pipelines/publish.py": {"finish_version": "tables beside the loaded ones that have rules of their own"},
    "pipelines/store/doubled.py": {"SAYING": "what says that two records of one moment are the same one, by table"},
    "pipelines/stage/record_select.py": {"NEEDED": "without which a record says nothing, by table"},
    "pipelines/stage/defaults.py": {
        "CHANNEL": "the channel of a record that says none, by table",
        "STAGE": "the stage of a record that says none, by table",
    },
    "warehouse/people/timeline.py": {"TABLE_OF": "kinds of event, of which a table has several"},
}


def lists_of_tables(tree: ast.Module) -> Iterator[tuple[str, set[str]]]:
    """Where each list of tables stands (the assigned name, else the function, else "") and the tables in it."""
    yield from lists_within(tree, "")


def lists_within(node: ast.AST, place: str) -> Iterator[tuple[str, set[str]]]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        place = node.name
    elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and not place:
        place = node.targets[0].id
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and not place:
        place = node.target.id
    if isinstance(node, ast.Tuple | ast.List | ast.Set | ast.Dict):
        tables = named_in(node)
        if len(tables) >= FEWEST:
            yield place, tables
            return
    for child in ast.iter_child_nodes(node):
        yield from lists_within(child, place)


def named_in(node: ast.expr) -> set[str]:
    """The tables named by the elements of a literal, its keys and values, and the elements of literals in it."""
    if isinstance(node, ast.Constant):
        return {node.value} & TABLES.keys() if isinstance(node.value, str) else set()
    if isinstance(node, ast.Dict):
        return set().union(*(named_in(part) for part in (*filter(None, node.keys), *node.values)))
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return set().union(*map(named_in, node.elts))
    return set()


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('DATED = ("interactions", "messages", "orders")', [("DATED", {"interactions", "messages", "orders"})]),
        ('TIMES = {"orders": "ordered_at", "costs": "", "agents": ""}', [("TIMES", {"orders", "costs", "agents"})]),
        ('KIND: dict = {"sale": "orders", "cost": "costs", "who": "agents"}', [("KIND", {"orders", "costs", "agents"})]),
        ('LEGS = [("orders", "a"), ("costs", "b"), ("agents", "c")]', [("LEGS", {"orders", "costs", "agents"})]),
        ("def work():\n    run({'orders', 'costs', 'agents'})", [("work", {"orders", "costs", "agents"})]),
        ('TWO = ("orders", "costs", "orders", "paid")', []),
        ('LEGS = (Leg("orders"), Leg("costs"), Leg("agents"))', []),
    ],
)  # fmt: skip
def test_a_list_of_tables_is_seen(code, found):
    assert list(lists_of_tables(ast.parse(code))) == found


def test_no_module_keeps_a_list_of_tables():
    kept = {}
    for path in module_paths():
        place = path.relative_to(PROJECT).as_posix()
        if place.startswith("warehouse/tables/"):
            continue
        names = {name for name, _ in lists_of_tables(ast.parse(path.read_text(encoding="utf-8")))}
        if names:
            kept[place] = names
    assert kept == {place: set(reasons) for place, reasons in OWN_CHOICE.items()}
