"""How many bits each agreement or difference between two persons is worth, and the tables that hold them.

m, how often a field agrees in records of one person, cannot be trained where nobody has sorted pairs yet. 0.95 for what is
equal is the value that Splink starts from (splink, comparison_level: _default_m_values); what is left is divided by how such
records differ. u, how often it agrees in records of two persons, is counted in the data: the share of persons with the value.
"""

from __future__ import annotations

import duckdb

from warehouse.people.key_sql import plain_type_sql

LEAST_BITS = 0.0  # a probability of one half
EQUAL = 0.95
SIMILAR_NAME, OTHER_SURNAME, OTHER_GIVEN = 0.03, 0.01, 0.01  # slips and shortened names; marriage; nicknames
LOOK_ALIKES = 5  # names that are one slip from a name, for each one that has it
KNOWN_NAME = 3  # persons with a given name: it is a name of its own then, and no slip in another
PART_OF_NAME = 0.03  # only the given name is known of one of the two
NEAR_BIRTH_DATE, OTHER_BIRTH_DATE = 0.03, 0.02
DAYS_OF_BIRTH = 60 * 365.25  # a birth date is never rarer than one day of the sixty years in which customers are born
NEAR_DATES = (
    0.005  # other days of the month, other months, other years, day and month swapped: (30 + 11 + 60 + 1) / 60 years
)
SAME_CITY = 0.8  # people move, and a record keeps what it was told
SHARED_KEY = 0.5  # half of a person's records with the family's phone, half with the own one
# Two addresses of one person: how often one is the other mistyped; and how many others' lie a slip away by chance.
# Two spellings of one mailbox are two persons' only where a family divides it with +.
EMAIL_SLIPS = {"letters": (0.3, 0.15), "domain": (0.2, 0.01), "spelling": (0.2, 0.001)}
# A record that alone joins two persons is as often a slip as a proof.
ONE_RECORD = 1.0
TWO_CUSTOMER_NUMBERS = 0.05  # the company counted one person twice
TWO_CRM_RECORDS = 0.25  # happens to a CRM more often than to the company's own number


def collect_evidence(con: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary table `evidence` (a, b, field, value_a, value_b, agreement, weight) of the probable pairs and of those that
    something held back would join, in bits.

    agreement: equal, similar, different, surname (only that differs), part (one of the two knows no surname), household (what two of one family share is no
    evidence once their given names or birth dates differ), joined (keys of both on one record), prior (one of so many persons).
    """
    con.execute(f"CREATE OR REPLACE TEMP TABLE evidence AS {compare_names()}")
    for compare, strangers in (
        (compare_birth_dates(), "field = 'name'"),
        (compare_cities(), "field IN ('name', 'birth_date')"),
        (compare_shared_keys(), "field IN ('name', 'birth_date')"),
    ):
        # Twins have one birth date, and father and son of one name one phone.
        con.execute(f"""
            INSERT INTO evidence BY NAME
            SELECT f.* REPLACE (
                CASE WHEN f.weight > 0 AND s.a IS NOT NULL THEN 'household' ELSE f.agreement END AS agreement,
                CASE WHEN s.a IS NOT NULL THEN least(f.weight, 0) ELSE f.weight END AS weight)
            FROM ({compare}) AS f
            LEFT JOIN (SELECT DISTINCT a, b FROM evidence WHERE agreement = 'different' AND {strangers}) AS s USING (a, b)
        """)
    for compare in (compare_emails(), compare_held(), prior()):
        con.execute(f"INSERT INTO evidence BY NAME {compare}")
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE probable AS
        SELECT a, b FROM evidence GROUP BY a, b HAVING sum(weight) >= {LEAST_BITS} OR (a, b) IN (SELECT (a, b) FROM held_pair)
    """)
    con.execute(f"INSERT INTO evidence BY NAME {compare_numbers()}")
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE probable AS
        SELECT a, b FROM evidence SEMI JOIN probable USING (a, b) GROUP BY a, b
        HAVING sum(weight) >= {LEAST_BITS} OR (a, b) IN (SELECT (a, b) FROM held_pair)
    """)
    con.execute("CREATE OR REPLACE TEMP TABLE evidence AS SELECT * FROM evidence SEMI JOIN probable USING (a, b)")


def prior() -> str:
    """Before anything is compared: of all other persons, one may be this one."""
    return (
        "SELECT a, b, 'prior' AS field, persons::VARCHAR AS value_a, persons::VARCHAR AS value_b, 'prior' AS agreement,"
        " -log2(persons) AS weight FROM pair, population"
    )


def compare_names() -> str:
    """Equal: as rare as the name is. Similar: a slip, a shortened or left-out part. Different given names: two persons."""
    # Luis and Luisa differ at the end and Marta and María are both names: neither is a slip of the other.
    slip = f"""left(x.given, 1) = left(y.given, 1) AND right(x.given, 1) = right(y.given, 1)
        AND damerau_levenshtein(x.given, y.given) = 1 AND least(length(x.given), length(y.given)) >= 4
        AND least(x.given_persons, y.given_persons) < {KNOWN_NAME}"""
    initial = "least(length(x.given), length(y.given)) = 1 AND left(x.given, 1) = left(y.given, 1)"
    given_alike = f"(x.given = y.given OR ({initial}) OR ({slip}))"
    rest_alike = """(x.rest = y.rest OR list_has_any(string_split(x.rest, ' '), string_split(y.rest, ' ')) OR (jaro_winkler_similarity(x.rest, y.rest) >= 0.92
        AND damerau_levenshtein(x.rest, y.rest) <= 2 AND least(length(x.rest), length(y.rest)) >= 5))"""
    words = [f"string_split({side}.folded, ' ')" for side in "xy"]
    inside = f"(x.rest <> '' AND y.rest <> '' AND (list_has_all({', '.join(words)}) OR list_has_all({', '.join(words[::-1])})))"
    rarer = "greatest(x.persons, y.persons)"
    given_share = "(greatest(x.given_persons, y.given_persons) / population.persons)"
    return f"""
        SELECT a, b, 'name' AS field, unnest(max_by({{value_a: value_a, value_b: value_b, agreement: agreement, weight: weight}}, weight))
        FROM (
            SELECT a, b, x.name AS value_a, y.name AS value_b,
                CASE WHEN x.folded = y.folded THEN 'equal'
                    WHEN {inside} OR ({given_alike} AND {rest_alike}) THEN 'similar'
                    WHEN NOT {given_alike} THEN 'different'
                    WHEN x.rest = '' OR y.rest = '' THEN 'part' ELSE 'surname' END AS agreement,
                CASE agreement
                    WHEN 'equal' THEN log2({EQUAL} * population.persons / x.persons)
                    WHEN 'similar' THEN log2({SIMILAR_NAME} * population.persons / ({LOOK_ALIKES} * {rarer}))
                    WHEN 'different' THEN log2({OTHER_GIVEN})
                    WHEN 'part' THEN log2({PART_OF_NAME} / {given_share})
                    ELSE log2({OTHER_SURNAME} / {given_share}) END AS weight
            FROM pair JOIN person_name AS x ON x.person_id = a JOIN person_name AS y ON y.person_id = b, population
        ) GROUP BY a, b"""


def compare_birth_dates() -> str:
    share = f"greatest((x.persons - 2) / population.persons, 1 / {DAYS_OF_BIRTH})"
    same = " + ".join(f"({part}(x.folded) = {part}(y.folded))::INTEGER" for part in ("day", "month", "year"))
    swapped = (
        "(day(x.folded) = month(y.folded) AND month(x.folded) = day(y.folded) AND year(x.folded) = year(y.folded))"
    )
    return f"""
        SELECT a, b, 'birth_date' AS field,
            unnest(max_by({{value_a: value_a, value_b: value_b, agreement: agreement, weight: weight}}, weight))
        FROM (
            SELECT a, b, x.value::VARCHAR AS value_a, y.value::VARCHAR AS value_b,
                CASE WHEN x.folded = y.folded THEN 'equal' WHEN {same} = 2 OR {swapped} THEN 'similar' ELSE 'different' END AS agreement,
                CASE agreement WHEN 'equal' THEN log2({EQUAL} / {share})
                    WHEN 'similar' THEN log2({NEAR_BIRTH_DATE} / {NEAR_DATES}) ELSE log2({OTHER_BIRTH_DATE}) END AS weight
            FROM pair JOIN person_birth AS x ON x.person_id = a JOIN person_birth AS y ON y.person_id = b, population
        ) GROUP BY a, b"""


def compare_cities() -> str:
    """The share of those whose city is known: unlike names, every city has been seen."""
    return f"""
        SELECT a, b, 'city' AS field,
            unnest(max_by({{value_a: value_a, value_b: value_b, agreement: agreement, weight: weight}}, weight))
        FROM (
            SELECT a, b, x.value AS value_a, y.value AS value_b,
                CASE WHEN x.folded = y.folded THEN 'equal' ELSE 'different' END AS agreement,
                CASE agreement WHEN 'equal' THEN log2({SAME_CITY} * (SELECT count(*) FROM person_city) / x.persons)
                    ELSE log2({1 - SAME_CITY}) END AS weight
            FROM pair JOIN person_city AS x ON x.person_id = a JOIN person_city AS y ON y.person_id = b
        ) GROUP BY a, b"""


def compare_shared_keys() -> str:
    """The rarest key that both stand with, though it cannot say whose it is."""
    return f"""
        SELECT a, b, unnest(max_by({{field: {plain_type_sql("x.key_type")}, value_a: x.key_value, value_b: x.key_value,
            agreement: 'equal', weight: log2({SHARED_KEY} * population.persons / x.persons)}}, (-x.persons, x.key_type, x.key_value)))
        FROM pair JOIN person_shared AS x ON x.person_id = a JOIN person_shared AS y ON y.person_id = b
            AND x.key_type = y.key_type AND x.key_value = y.key_value, population
        GROUP BY a, b"""


def compare_emails() -> str:
    whens = " ".join(f"WHEN '{slip}' THEN {m} / {chance}" for slip, (m, chance) in EMAIL_SLIPS.items())
    return f"""
        SELECT a, b, 'email' AS field, email_a AS value_a, email_b AS value_b, 'similar' AS agreement,
            log2(CASE slip {whens} END * persons) AS weight
        FROM email_pair SEMI JOIN pair USING (a, b), population"""


def compare_held() -> str:
    """Keys of both stand on one record, which was not taken for a proof."""
    return f"""
        SELECT a, b, 'record' AS field, value_a, value_b, 'joined' AS agreement, log2({ONE_RECORD} * persons) AS weight
        FROM held_pair SEMI JOIN pair USING (a, b), population WHERE value_a IS NOT NULL"""


def compare_numbers() -> str:
    """Two numbers of one kind: whoever gave them took the two for different persons."""
    return f"""
        SELECT DISTINCT ON (a, b) a, b, CASE x.key_type WHEN 'customer_id' THEN x.key_type ELSE 'vendor_customer_id' END AS field,
            x.key_value AS value_a, y.key_value AS value_b, 'different' AS agreement,
            log2(CASE x.key_type WHEN 'customer_id' THEN {TWO_CUSTOMER_NUMBERS} ELSE {TWO_CRM_RECORDS} END) AS weight
        FROM probable JOIN identities AS x ON x.person_id = a JOIN identities AS y ON y.person_id = b AND y.key_type = x.key_type
        WHERE x.state = 'sole' AND y.state = 'sole' AND (x.key_type = 'customer_id' OR x.key_type IN (
            SELECT DISTINCT source || ':vendor_customer_id' FROM customers WHERE vendor_customer_id IS NOT NULL))
        ORDER BY a, b, weight, x.key_type, x.key_value, y.key_value"""
