"""SQL is laid out by white space alone."""

from pages.parts.sql_layout import lay_out_sql


def test_a_subquery_is_indented_and_a_clause_begins_a_line() -> None:
    sql = "SELECT a, count(*) AS n FROM (SELECT a FROM t WHERE b = 'x  FROM y' AND c IN (?)) AS f GROUP BY a\n-- ? 1: 'phone'"
    assert lay_out_sql(sql).splitlines() == [
        "SELECT a, count(*) AS n",
        "FROM (",
        "  SELECT a",
        "  FROM t",
        "  WHERE b = 'x  FROM y' AND c IN (?)",
        ") AS f",
        "GROUP BY a",
        "-- ? 1: 'phone'",
    ]
