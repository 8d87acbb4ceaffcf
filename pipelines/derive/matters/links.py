"""Explicit links: contacts of one person with the same case, order or conversation are of one matter, however far apart."""

from __future__ import annotations

import duckdb

from pipelines.derive.components import find_components


def find_shared_links(con: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary table `shared_link` (row, person, link, is_open): links that several contacts of a person have.

    is_open: an opener is among them.
    """
    links = " UNION ALL ".join(
        f"SELECT row, person, role, {link} AS link FROM touch WHERE {link} IS NOT NULL"
        for link in ("case_link", "order_link", "conversation")
    )
    con.execute(f"CREATE OR REPLACE TEMP TABLE touch_link AS {links}")
    con.execute("""
        CREATE OR REPLACE TEMP TABLE shared_link AS
        SELECT row, person, link, is_open FROM touch_link JOIN (
            SELECT person, link, bool_or(role = 'opens') AS is_open FROM touch_link
            GROUP BY person, link HAVING count(*) > 1
        ) USING (person, link)
    """)


def unite_linked(con: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary table `member` (row, root, role, starts): contacts of matters that may have several.

    `root` names the matter by the row of one of its openers. Needs `touch`, `grouped` and `shared_link`.
    """
    con.execute("""
        CREATE OR REPLACE TEMP TABLE node AS
        SELECT touch.row, touch.role, touch.starts,
            coalesce(grouped.node, CASE WHEN touch.role = 'opens' THEN touch.row ELSE -touch.row - 1 END) AS node
        FROM touch LEFT JOIN grouped USING (row)
        WHERE grouped.row IS NOT NULL OR touch.row IN (SELECT row FROM shared_link)
    """)
    connect_nodes(con)
    con.execute("""
        CREATE OR REPLACE TEMP TABLE member AS
        WITH united AS (
            SELECT row, role, starts, coalesce(root, node) AS root FROM node LEFT JOIN component USING (node)
        )
        SELECT row, root, role, starts FROM united
        JOIN (SELECT root, min(starts) AS opened FROM united WHERE role = 'opens' GROUP BY root) USING (root)
        WHERE starts >= opened -- who came before the first opener would open the matter
    """)


def connect_nodes(con: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary table `component` (node, root): nodes that links tie together; root is its greatest node.

    Openers' nodes are rows, others are below zero, so that the root is an opener's node where there is one.
    """
    edges = con.execute("""
        SELECT DISTINCT node AS a, root AS b
        FROM (SELECT node, max(node) OVER (PARTITION BY person, link) AS root FROM shared_link JOIN node USING (row))
        WHERE node <> root
    """).fetchnumpy()
    con.execute("CREATE OR REPLACE TEMP TABLE component (node BIGINT, root BIGINT)")
    if not len(edges["a"]):
        return
    nodes, component = find_components(edges["a"], edges["b"])
    con.register("found_components", {"node": nodes, "component": component})
    con.execute(
        "INSERT INTO component SELECT node, max(node) OVER (PARTITION BY component) AS root FROM found_components"
    )
    con.unregister("found_components")
