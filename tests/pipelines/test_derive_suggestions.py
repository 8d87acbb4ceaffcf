"""Probable matches: who is suggested as one person, with which evidence, and who never is."""

from datetime import date, datetime
from math import log2

import pytest

from pipelines.derive.suggestions.suggest import derive_suggestions
from tests.pipelines.canonical_rows import insert, make_tables
from warehouse.people.decisions import Decision

CROWD = 60  # other customers, so that names and cities have shares


@pytest.fixture
def con():
    """Sixty customers who share nothing but a few cities, and whose birth dates and names are all different."""
    con = make_tables()
    for n in range(CROWD):
        name = f"{chr(97 + n % 26) * 3}{chr(97 + n // 26)}on {chr(97 + n // 3) * 2}ubar"
        know(con, 1000 + n, name=name, city=f"City {'abcdef'[n % 6]}", born=date(1950, 1, 1).replace(year=1950 + n))
    return con


def know(con, person, name=None, city=None, born=None, email=None, phone=None, customer_id=None, source="crm"):
    """A customer record of the person, and the keys that are the person's own; `phone` is one that others have too."""
    number = con.execute("SELECT count(*) FROM customers").fetchone()[0]
    insert(con, "customers", {
        "record_id": f"{source}:{number}", "source": source, "person_id": person, "is_person_known": True, "phone": phone,
        "email": email, "customer_id": customer_id, "display_name": name, "city": city, "birth_date": born,
    })  # fmt: skip
    for key_type, value in (("customer_id", customer_id), ("email", email or f"{person}@{person}.example")):
        if value:
            insert(con, "identities", {"key_type": key_type, "key_value": value, "person_id": person, "state": "sole"})
    if phone and not con.execute("SELECT 1 FROM identities WHERE key_value = ?", [phone]).fetchone():
        insert(con, "identities", {"key_type": "phone", "key_value": phone, "state": "shared"})


def suggest(con, *decisions):
    derive_suggestions(con, list(decisions))
    return con.execute("SELECT person_a, person_b FROM suggested_matches").fetchall()


def evidence(con):
    """Field, agreement and weight of the first suggestion's evidence."""
    [rows] = con.execute("SELECT evidence FROM suggested_matches LIMIT 1").fetchone()
    return {row["field"]: (row["agreement"], round(row["weight"], 3)) for row in rows}


BORN = date(1984, 7, 9)


def test_name_city_and_birth_date_are_suggested_with_the_bits_of_each(con):
    know(con, 1, "Ana Pérez", "Málaga", BORN, email="ana@a.example")
    know(con, 2, "PEREZ, ANA", "malaga", BORN, customer_id="c-2")
    assert suggest(con) == [(1, 2)]
    persons = CROWD + 2 + 1000
    bits = {
        "birth_date": ("equal", round(log2(0.95 * 60 * 365.25), 3)),
        "name": ("equal", round(log2(0.95 * persons / 2), 3)),
        "city": ("equal", round(log2(0.8 * (CROWD + 2) / 2), 3)),
        "prior": ("prior", round(-log2(persons), 3)),
    }
    assert evidence(con) == bits
    keys, weight, probability = con.execute(
        "SELECT [key_a_type, key_a_value, key_b_type, key_b_value], weight, probability FROM suggested_matches"
    ).fetchone()
    assert keys == ["email", "ana@a.example", "customer_id", "c-2"]
    assert weight == pytest.approx(sum(bit for _, bit in bits.values()), abs=0.01)
    assert probability == pytest.approx(1 / (1 + 2**-weight))


def test_a_common_name_in_a_common_city_is_no_evidence_worth_showing(con):
    for n in range(12):
        know(con, 1 + n, "María García", "City a")
    assert suggest(con) == []


def test_a_name_alone_is_not_enough_however_rare(con):
    know(con, 1, "Eulalia Quintáns")
    know(con, 2, "Eulalia Quintáns")
    assert suggest(con) == []


def test_twins_are_two(con):
    know(con, 1, "Lucía Ferrer", "Lugo", BORN, email="lucia.ferrer@x.example", phone="+34600111222")
    know(con, 2, "Marta Ferrer", "Lugo", BORN, email="marta.ferrer@x.example", phone="+34600111222")
    assert suggest(con) == []


@pytest.mark.parametrize("names", [("Luis Ferrer", "Luisa Ferrer"), ("Mario Ferrer", "María Ferrer"), ("Juan Ferrer", "Juana Ferrer")])  # fmt: skip
def test_twins_with_one_name_in_two_forms_are_two(con, names):
    for person, name in enumerate(names, start=1):
        know(con, person, name, "Lugo", BORN, phone="+34600111222")
    assert suggest(con) == []


def test_father_and_son_of_one_name_are_two(con):
    know(con, 1, "Ciro Ferrer", "Lugo", date(1961, 2, 3), phone="+34600111222", customer_id="c-1")
    know(con, 2, "Ciro Ferrer", "Lugo", BORN, phone="+34600111222", customer_id="c-2")
    assert suggest(con) == []


@pytest.mark.parametrize(
    "written", ["ana.prez@mail.example", "ana.preez@mail.example", "naa.perez@mail.example", "ana.pewez@mail.example"]
)
def test_an_address_one_slip_away_is_suggested(con, written):
    know(con, 1, "Ana Pérez", email="ana.perez@mail.example")
    know(con, 2, email=written)
    assert suggest(con) == [(1, 2)]
    assert evidence(con)["email"][0] == "similar"


@pytest.mark.parametrize(
    "written",
    [
        "ana.perez2@mail.example",  # a namesake's
        "anaperez@mail.example",
        "ana.perez@other.example",
        "eva.perez@mail.example",  # two letters
    ],
)
def test_an_address_that_is_somebody_elses_is_not(con, written):
    know(con, 1, email="ana.perez@mail.example")
    know(con, 2, email=written)
    assert suggest(con) == []


def test_short_addresses_are_a_slip_apart_by_chance(con):
    know(con, 1, email="anap@mail.example")
    know(con, 2, email="anat@mail.example")
    assert suggest(con) == []


def test_a_common_domain_mistyped_is_a_slip(con):
    for n in range(60):
        know(con, 2000 + n, email=f"{chr(97 + n % 26)}{chr(97 + n // 26)}{n}{n}{n}@gmail.com")
    know(con, 1, email="ana.perez@gmail.com")
    know(con, 2, email="ana.perez@gmial.com")
    know(con, 3, email="ana.perez@gmx.com")
    assert suggest(con) == [(1, 2)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ana.gil@gmail.com", "anagil@gmail.com"), ("ana.gil@gmail.com", "a.nagil+shop@googlemail.com"),
        ("ana@x.example", "ana+tienda@x.example"), ("ana.perez@gmail.com", "ana.perez@gmial.com"), ("ana.perez@hotmail.com", "ana.perez@hotmail.con"),
    ],
)  # fmt: skip
def test_two_spellings_of_one_mailbox_and_a_slip_in_a_known_domain_are_suggested(con, one, other):
    know(con, 1, email=one)
    know(con, 2, email=other)
    assert suggest(con) == [(1, 2)]


@pytest.mark.parametrize(("one", "other"), [("ana.gil@x.example", "anagil@x.example"), ("ana.perez@gmail.com", "ana.perez@mail.com")])  # fmt: skip
def test_dots_elsewhere_and_another_known_domain_are_another_mailbox(con, one, other):
    know(con, 1, email=one)
    know(con, 2, email=other)
    assert suggest(con) == []


def test_a_changed_address_is_suggested_by_name_and_phone_even_where_the_phone_counts_as_handed_on(con):
    know(con, 1, "Ana Pérez", email="ana@old.example", phone="+34600111222")
    know(con, 2, "Ana Pérez", email="ap@new.example", phone="+34600111222")
    con.execute("DELETE FROM identities WHERE key_type = 'phone'")
    for person in (1, 2):
        insert(
            con,
            "identities",
            {"key_type": "phone", "key_value": "+34600111222", "state": "recycled", "person_id": person},
        )
    assert suggest(con) == [(1, 2)]


def test_what_was_held_back_is_suggested_whatever_its_weight(con):
    know(con, 1, "Ana Gil", customer_id="7", email="c@x.example")
    know(con, 2, "Leo Paz", customer_id="8")
    know(con, 3, "Eva Sol", customer_id="9")
    insert(con, "doubtful_links", {"key_a_type": "customer_id", "key_a_value": "8", "key_b_type": "email", "key_b_value": "c@x.example",
                                   "reason": "contradiction", "records": 1})  # fmt: skip
    assert suggest(con) == [(1, 2)]
    assert evidence(con)["record"] == ("joined", round(log2(CROWD + 3 + 1000), 3))


def test_who_has_an_email_in_common_that_is_nobodys_is_suggested(con):
    for person, name in enumerate(("Ana Gil", "Leo Paz"), start=1):
        know(con, person, name, customer_id=f"c-{person}", email="c@x.example")
    con.execute("UPDATE identities SET state = 'shared', person_id = NULL WHERE key_value = 'c@x.example'")
    con.execute("DELETE FROM identities WHERE key_value = 'c@x.example' AND rowid NOT IN"
                " (SELECT min(rowid) FROM identities WHERE key_value = 'c@x.example')")  # fmt: skip
    assert suggest(con) == [(1, 2)]
    assert evidence(con)["email"][0] == "household"


def test_a_phone_that_two_share_says_nothing_until_the_names_agree(con):
    know(con, 1, "Ana Pérez", phone="+34600111222")
    know(con, 2, "Eva Gil", phone="+34600111222")
    know(con, 3, "Ana Peréz López", phone="+34600111333")
    know(con, 4, "Ana Pérez López", phone="+34600111333")
    assert suggest(con) == [(3, 4)]


def test_different_customer_numbers_and_birth_dates_count_against(con):
    know(con, 1, "Ana Pérez", "Lugo", date(1970, 1, 2), customer_id="c-1")
    know(con, 2, "Ana Pérez", "Lugo", date(1991, 11, 30), customer_id="c-2")
    assert suggest(con) == []


def test_what_was_decided_is_not_suggested_again_until_it_is_withdrawn(con):
    know(con, 1, "Ana Pérez", "Málaga", BORN, email="ana@a.example")
    know(con, 2, "Ana Pérez", "Málaga", BORN, customer_id="c-2")
    apart = Decision(1, "apart", "customer_id:c-2", "email:ana@a.example", "", "eva", datetime(2026, 1, 1))
    withdrawn = Decision(2, "withdraw", apart.key_a, apart.key_b, "", "eva", datetime(2026, 1, 2))
    assert suggest(con) == [(1, 2)]
    assert suggest(con, apart) == []
    assert suggest(con, apart, withdrawn) == [(1, 2)]


def test_nothing_is_computed_again_while_nothing_changed(con):
    know(con, 1, "Ana Pérez", "Málaga", BORN)
    know(con, 2, "Ana Pérez", "Málaga", BORN)
    facts = derive_suggestions(con, [])
    con.executemany("INSERT INTO version_facts VALUES (?, ?)", list(facts.items()))
    con.execute("DELETE FROM suggested_matches")
    assert derive_suggestions(con, []) == facts
    assert con.execute("SELECT count(*) FROM suggested_matches").fetchone() == (0,)
    know(con, 3, "Eva Gil", "Lugo")
    assert derive_suggestions(con, []) != facts
    assert con.execute("SELECT person_a, person_b FROM suggested_matches").fetchall() == [(1, 2)]


def test_blocks_that_many_are_in_say_nothing(con):
    for n in range(21):
        know(con, 1 + n, "Ana Pérez", "Málaga", BORN)
    assert suggest(con) == []


def test_who_comes_to_stand_with_a_shared_key_is_looked_at_though_the_key_has_as_many_persons_as_before(con):
    know(con, 1, "Ana Pérez", phone="+34600000001")
    know(con, 2, "Luis Paz")
    know(con, 3, "Ana Pérez")
    insert(con, "interactions", {"record_id": "r", "phone": "+34600000001", "person_id": 2, "is_person_known": True})
    facts = derive_suggestions(con, [])
    con.executemany("INSERT INTO version_facts VALUES (?, ?)", list(facts.items()))
    assert suggest(con) == []
    con.execute("UPDATE interactions SET person_id = 3")
    assert suggest(con) == [(1, 3)]
