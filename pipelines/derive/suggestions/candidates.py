"""Which persons are compared at all: those who share something rare. All pairs of a million persons would be 10^12."""

from __future__ import annotations

import duckdb

from pipelines.derive.suggestions.near_emails import SHORTEST_LOCAL, find_near_emails

# More persons with the same thing say nothing about two of them; it also keeps the pairs in proportion to the persons.
LARGEST_BLOCK = 20
COMMON_DOMAINS = 30  # that people mistype
FEWEST_OF_A_COMMON_DOMAIN = 20


def collect_pairs(con: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary table `pair` (a, b: persons, a < b), each once."""
    collect_email_pairs(con)
    blocks = " UNION ALL ".join(
        f"SELECT {number}::UTINYINT AS kind, {key} AS block, person_id FROM {profiles}"
        for number, (key, profiles) in enumerate(BLOCKS)
    )
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE pair AS
        WITH block AS (
            SELECT list(person_id) AS persons FROM ({blocks}) GROUP BY kind, block
            HAVING count(*) BETWEEN 2 AND {LARGEST_BLOCK}
        ),
        each AS (SELECT persons, unnest(persons) AS a FROM block)
        SELECT a, b FROM (SELECT a, unnest(persons) AS b FROM each) WHERE a < b
        UNION SELECT a, b FROM email_pair
    """)


BLOCKS = (
    ("hash(folded)", "person_name"),
    # Names that more than a block of persons have, and slips in them.
    ("hash(n.folded, c.folded)", "person_name AS n JOIN person_city AS c USING (person_id)"),
    ("hash(b.folded, n.given)", "person_birth AS b JOIN person_name AS n USING (person_id)"),
    ("hash(b.folded, n.rest)", "person_birth AS b JOIN person_name AS n USING (person_id)"),
    ("hash(b.folded, c.folded)", "person_birth AS b JOIN person_city AS c USING (person_id)"),
    ("hash(key_type, key_value)", "person_shared"),
)


def collect_email_pairs(con: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary table `email_pair` (a, b, email_a, email_b, slip): addresses that are one slip of the keys apart.

    slip: letters, domain. Addresses that differ in numbers and marks only are those of namesakes.
    """
    find_near_emails(con, LARGEST_BLOCK)
    con.execute(f"INSERT INTO near_email {mistyped_domains()}")
    # With the filter inside, the engine compares all addresses with all before it looks at who is near.
    con.execute("""
        CREATE OR REPLACE TEMP TABLE email_pair AS
        SELECT x.person_id AS a, y.person_id AS b, x.email AS email_a, y.email AS email_b, x.local AS local_a, y.local AS local_b,
            x.domain <> y.domain AS is_domain
        FROM near_email JOIN person_email AS x ON x.rowid = one JOIN person_email AS y ON y.rowid = other
    """)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE email_pair AS
        SELECT DISTINCT ON (a, b) least(a, b) AS a, greatest(a, b) AS b, CASE WHEN a < b THEN email_a ELSE email_b END AS email_a,
            CASE WHEN a < b THEN email_b ELSE email_a END AS email_b, CASE WHEN is_domain THEN 'domain' ELSE 'letters' END AS slip
        FROM email_pair WHERE a <> b AND (is_domain OR (
            {letters("local_a")} <> {letters("local_b")} AND damerau_levenshtein(local_a, local_b) = 1))
        ORDER BY a, b, slip, email_a, email_b
    """)


def letters(local: str) -> str:
    """SQL of an address without what tells people of one name apart: ana.gil2@ is not a slip in ana.gil@ or anagil1@."""
    return f"regexp_replace({local}, '[^\\p{{L}}]', '', 'g')"


def mistyped_domains() -> str:
    """SQL of pairs of addresses that are the same before the @, and behind it a common domain and a rare one like it."""
    return f"""
        WITH domain AS (SELECT domain, count(*) AS emails FROM person_email GROUP BY domain),
        common AS (SELECT * FROM domain WHERE emails >= {FEWEST_OF_A_COMMON_DOMAIN} ORDER BY emails DESC, domain LIMIT {COMMON_DOMAINS}),
        mistyped AS (
            SELECT common.domain AS meant, domain.domain AS written FROM common JOIN domain
            ON domain.emails * 50 < common.emails AND abs(length(domain.domain) - length(common.domain)) <= 1
            AND damerau_levenshtein(domain.domain, common.domain) = 1
        )
        SELECT least(r.rowid, w.rowid) AS one, greatest(r.rowid, w.rowid) AS other FROM mistyped
        JOIN person_email AS w ON w.domain = written JOIN person_email AS r ON r.domain = meant AND r.local = w.local
        WHERE length(r.local) >= {SHORTEST_LOCAL}"""
