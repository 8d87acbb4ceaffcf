"""Which persons are compared at all: those who share something rare. All pairs of a million persons would be 10^12."""

from __future__ import annotations

import duckdb

from pipelines.derive.suggestions.near_emails import SHORTEST_LOCAL, find_near_emails
from warehouse.people.key import STRONG
from warehouse.people.key_sql import plain_type_sql

# More persons with the same thing say nothing about two of them; it also keeps the pairs in proportion to the persons.
LARGEST_BLOCK = 20
COMMON_DOMAINS = 30  # that people mistype
FEWEST_OF_A_COMMON_DOMAIN = 20
# Common everywhere, however few of a company's customers are there; no two of them are a slip of each other.
MAIL_DOMAINS = (
    "gmail.com", "googlemail.com", "hotmail.com", "hotmail.es", "outlook.com", "outlook.es", "yahoo.com", "yahoo.es", "ymail.com",
    "live.com", "msn.com", "icloud.com", "mail.com", "email.com", "gmx.com", "gmx.net", "gmx.es", "aol.com", "proton.me",
    "protonmail.com", "yahoo.com.ar", "yahoo.com.mx", "hotmail.com.ar", "hotmail.com.mx", "outlook.com.ar", "live.com.ar", "live.com.mx",
)  # fmt: skip


def collect_pairs(con: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary tables `pair` (a, b: persons, a < b), each once, and `held_pair`: those of them whom something held
    back would join."""
    collect_email_pairs(con)
    collect_held_pairs(con)
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
        UNION SELECT a, b FROM held_pair
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


def collect_held_pairs(con: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary table `held_pair` (a, b, value_a, value_b): the two persons of a doubtful link, with its keys; those who
    have a strong key alike that is nobody's for that, without (NULL)."""
    strong = ", ".join(f"'{name}'" for name in sorted(STRONG))
    con.execute("""
        CREATE OR REPLACE TEMP TABLE held_pair AS
        SELECT least(x.person_id, y.person_id) AS a, greatest(x.person_id, y.person_id) AS b,
            unnest(min({'value_a': CASE WHEN x.person_id = a THEN key_a_value ELSE key_b_value END,
                'value_b': CASE WHEN x.person_id = a THEN key_b_value ELSE key_a_value END}))
        FROM doubtful_links
        JOIN identities AS x ON x.key_type = key_a_type AND x.key_value = key_a_value
        JOIN identities AS y ON y.key_type = key_b_type AND y.key_value = key_b_value
        WHERE x.person_id <> y.person_id GROUP BY a, b
    """)
    con.execute(f"""
        INSERT INTO held_pair SELECT DISTINCT x.person_id AS a, y.person_id AS b, NULL, NULL
        FROM person_shared AS x JOIN person_shared AS y USING (key_type, key_value)
        WHERE {plain_type_sql("key_type")} IN ({strong}) AND x.person_id < y.person_id
            AND (x.person_id, y.person_id) NOT IN (SELECT (a, b) FROM held_pair)
    """)


def collect_email_pairs(con: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary table `email_pair` (a, b, email_a, email_b, slip): addresses that are one slip of the keys apart, or one mailbox.

    slip: spelling (one mailbox), domain, letters. Addresses that differ in numbers and marks only are those of namesakes, but
    for dots at Google and what stands behind a +.
    """
    find_near_emails(con, LARGEST_BLOCK)
    con.execute(f"INSERT INTO near_email {mistyped_domains()}")
    con.execute(f"INSERT INTO near_email {one_mailbox()}")
    # With the filter inside, the engine compares all addresses with all before it looks at who is near.
    con.execute("""
        CREATE OR REPLACE TEMP TABLE email_pair AS
        SELECT x.person_id AS a, y.person_id AS b, x.email AS email_a, y.email AS email_b, x.local AS local_a, y.local AS local_b,
            CASE WHEN x.mailbox = y.mailbox THEN 1 WHEN x.domain <> y.domain THEN 2 ELSE 3 END AS place
        FROM near_email JOIN person_email AS x ON x.rowid = one JOIN person_email AS y ON y.rowid = other
    """)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE email_pair AS
        SELECT DISTINCT ON (a, b) least(a, b) AS a, greatest(a, b) AS b, CASE WHEN a < b THEN email_a ELSE email_b END AS email_a,
            CASE WHEN a < b THEN email_b ELSE email_a END AS email_b, ['spelling', 'domain', 'letters'][place] AS slip
        FROM email_pair WHERE a <> b AND (place < 3 OR (
            {letters("local_a")} <> {letters("local_b")} AND damerau_levenshtein(local_a, local_b) = 1))
        ORDER BY a, b, place, email_a, email_b
    """)


def letters(local: str) -> str:
    """SQL of an address without what tells people of one name apart: ana.gil2@ is not a slip in ana.gil@ or anagil1@."""
    return f"regexp_replace({local}, '[^\\p{{L}}]', '', 'g')"


def one_mailbox() -> str:
    """SQL of pairs of addresses whose mail comes to one mailbox: Google's without dots, anybody's without +what."""
    return f"""
        WITH box AS (
            SELECT list(rowid) AS rows FROM person_email GROUP BY mailbox HAVING count(*) BETWEEN 2 AND {LARGEST_BLOCK}),
        each AS (SELECT rows, unnest(rows) AS one FROM box)
        SELECT one, other FROM (SELECT one, unnest(rows) AS other FROM each) WHERE one < other"""


def mistyped_domains() -> str:
    """SQL of pairs of addresses that are the same before the @, and behind it a common domain and a rare one like it."""
    known = ", ".join(f"'{name}'" for name in MAIL_DOMAINS)
    return f"""
        WITH domain AS (SELECT domain, count(*) AS emails FROM person_email GROUP BY domain),
        common AS (
            SELECT *, domain IN ({known}) AS is_known FROM domain WHERE emails >= {FEWEST_OF_A_COMMON_DOMAIN} OR is_known
            ORDER BY emails DESC, domain LIMIT {COMMON_DOMAINS}),
        mistyped AS (
            SELECT common.domain AS meant, domain.domain AS written FROM common JOIN domain
            ON (domain.emails * 50 < common.emails OR (is_known AND domain.domain NOT IN ({known}))) AND abs(length(domain.domain) - length(common.domain)) <= 1
            AND damerau_levenshtein(domain.domain, common.domain) = 1
        )
        SELECT least(r.rowid, w.rowid) AS one, greatest(r.rowid, w.rowid) AS other FROM mistyped
        JOIN person_email AS w ON w.domain = written JOIN person_email AS r ON r.domain = meant AND r.local = w.local
        WHERE length(r.local) >= {SHORTEST_LOCAL}"""
