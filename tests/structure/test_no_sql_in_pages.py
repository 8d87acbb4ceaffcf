"""Pages ask metrics and warehouse; they hold no SQL."""

import re

from tests.structure.source import PROJECT, string_constants

SQL = re.compile(r"\s*(SELECT|WITH|FROM|JOIN|WHERE|INSERT|UPDATE|DELETE|CREATE|GROUP BY|ORDER BY|UNION)\s")
# Pages that hold SQL today: path and how many texts. The list only shrinks.
KNOWN: dict[str, int] = {}


def sql_in(text: str) -> list[str]:
    """The texts of a module that begin as SQL does; keywords are written in capitals throughout the code."""
    return [constant for _, constant in string_constants(text) if SQL.match(constant)]


def test_pages_hold_no_sql_but_the_known() -> None:
    paths = [PROJECT / "app.py", *(PROJECT / "pages").rglob("*.py")]
    counted = {path.relative_to(PROJECT).as_posix(): len(sql_in(path.read_text(encoding="utf-8"))) for path in paths}
    assert {place: count for place, count in counted.items() if count} == KNOWN


def test_sql_is_found_in_plain_and_composed_texts() -> None:
    page = 'x = engine.query("SELECT 1 AS n")\ny = f"""\n  WITH a AS (SELECT {n}) """\nz = "With love"\nw = f"{x} FROM orders"'
    assert sql_in(page) == ["SELECT 1 AS n", "\n  WITH a AS (SELECT ", " FROM orders"]
