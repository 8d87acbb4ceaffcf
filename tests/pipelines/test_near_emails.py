"""Addresses a slip apart, found by hashes, against comparing all with all."""

import random

import duckdb
import pytest

from pipelines.derive.suggestions import near_emails
from pipelines.derive.suggestions.candidates import collect_email_pairs

SEED = 20260901


@pytest.mark.parametrize("most_at_once", [2_000_000, 90])
def test_all_pairs_that_are_a_slip_apart_are_found_and_no_others(monkeypatch, most_at_once):
    monkeypatch.setattr(near_emails, "MOST_AT_ONCE", most_at_once)
    rng = random.Random(SEED)
    locals_ = {"".join(rng.choices("abc", k=rng.randint(5, 7))) + "7" for _ in range(400)}
    con = duckdb.connect()
    con.execute(
        "CREATE TABLE person_email (person_id BIGINT, email VARCHAR, local VARCHAR, domain VARCHAR, mailbox VARCHAR)"
    )
    for number, local in enumerate(sorted(locals_)):
        domain = f"mail{number % 2}.example"
        con.execute(
            "INSERT INTO person_email VALUES ($1, $2, $3, $4, $2)", [number, f"{local}@{domain}", local, domain]
        )
    collect_email_pairs(con)
    found = con.execute("SELECT a, b FROM email_pair ORDER BY ALL").fetchall()
    expected = con.execute("""
        SELECT x.person_id AS a, y.person_id AS b FROM person_email AS x JOIN person_email AS y
        ON x.person_id < y.person_id AND x.domain = y.domain AND damerau_levenshtein(x.local, y.local) = 1
        WHERE length(x.local) >= 6 AND length(y.local) >= 6
        ORDER BY ALL
    """).fetchall()
    assert len(expected) > 100
    assert found == expected
