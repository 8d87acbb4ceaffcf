"""Two people who share a strong key, or whom one record joins, stay two: by example."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import duckdb
import pytest

from tests.pipelines.canonical_rows import make_tables, open_copy, read
from tests.pipelines.derivation import Record, arrive, assign_people
from warehouse.config.errors import HiloError
from warehouse.config.settings import Settings
from warehouse.people.decisions import Decision
from warehouse.people.key import Key
from warehouse.people.links import explain_link


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    return make_tables()


def customer(record_id: str, name: str | None = None, born: date | None = None, **keys: Any) -> Record:
    row = {"record_id": record_id, "source": "crm", "display_name": name, "birth_date": born}
    return "customers", row | keys


def letter(record_id: str, **keys: Any) -> Record:
    row = {"record_id": record_id, "source": "desk", "channel": "email", "started_at": "2026-05-04 10:00"}
    return "interactions", row | keys


def groups(con: duckdb.DuckDBPyConnection, *records: Record, decided: Sequence[Decision] = ()) -> list[list[str]]:
    """The record ids of each person, once the records came."""
    arrive(con, records)
    assign_people(con, Settings(), [replace(decision, id=place) for place, decision in enumerate(decided, start=1)])
    found = "SELECT record_id, person_id FROM interactions UNION ALL SELECT record_id, person_id FROM customers"
    rows = con.execute(
        f"SELECT list(record_id ORDER BY record_id) AS ids FROM ({found}) GROUP BY person_id ORDER BY ids"
    )
    return [ids for (ids,) in rows.fetchall()]


def doubtful(con: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    return read(con, "SELECT key_a_value, key_b_value, reason, records FROM doubtful_links ORDER BY ALL")


ANA = customer("ana", "Ana Gil", customer_id="7", email="ana@x.es")
LEO = customer("leo", "Leo Paz", customer_id="8", email="leo@x.es")


def test_a_couples_email_is_nobodys_and_their_numbers_are_each_ones(con: duckdb.DuckDBPyConnection) -> None:
    couple = [customer("ana", "Ana Gil", customer_id="7", email="c@x.es"), customer("leo", "Leo Paz", customer_id="8", email="c@x.es")]  # fmt: skip
    letters = [letter("1", email="c@x.es"), letter("2", email="c@x.es", customer_id="8")]
    assert groups(con, *couple, *letters) == [["1"], ["2", "leo"], ["ana"]]
    assert doubtful(con) == [("7", "c@x.es", "contradiction", 1), ("8", "c@x.es", "contradiction", 2)]
    assert read(con, "SELECT state, reason FROM identities WHERE key_value = 'c@x.es'") == [("shared", "two_persons")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Ana Gil", None), ("ana maría gil", None)), (("Gil, Ana", None), ("A. Gil", None)), (("Pepe Paz", None), ("José Paz Ruiz", None)),
        (("Ana Gil", None), ("Ana Paz", None)), (("Ana Gil", date(1980, 1, 2)), ("Ana Gil", date(1980, 2, 1))),
        (("Ana Gil", date(1980, 1, 2)), ("Gil Ana", date(1981, 1, 2))), (("Ana Gil", date(1980, 1, 2)), ("Cliente", None)),
    ],
)  # fmt: skip
def test_other_spellings_of_a_name_and_a_slip_in_a_date_are_one_customer_twice(
    con: duckdb.DuckDBPyConnection, one: tuple[str, date | None], other: tuple[str, date | None]
) -> None:
    twice = [
        customer("1", *one, customer_id="7", email="a@x.es"),
        customer("2", *other, customer_id="8", email="a@x.es"),
    ]
    assert groups(con, *twice) == [["1", "2"]]
    assert doubtful(con) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Ana Gil", None), ("Leo Gil", None)), (("Luis Gil", None), ("Luisa Gil", None)),
        (("José Luis Paz", None), ("José Antonio Paz", None)), (("Leo Paz", date(1950, 3, 4)), ("Leo Paz", date(1980, 1, 2))),
    ],
)  # fmt: skip
def test_another_given_name_or_birth_date_is_another_customer(
    con: duckdb.DuckDBPyConnection, one: tuple[str, date | None], other: tuple[str, date | None]
) -> None:
    family = [
        customer("1", *one, customer_id="7", email="a@x.es"),
        customer("2", *other, customer_id="8", email="a@x.es"),
    ]
    assert groups(con, *family) == [["1"], ["2"]]


def test_a_letter_on_behalf_or_with_a_mistyped_number_joins_nobody_and_is_nobodys(
    con: duckdb.DuckDBPyConnection,
) -> None:
    letters = [letter("1", email="leo@x.es"), letter("2", email="leo@x.es", customer_id="7")]
    assert groups(con, ANA, LEO, *letters) == [["1", "leo"], ["2"], ["ana"]]
    assert doubtful(con) == [("7", "leo@x.es", "contradiction", 1)]


def test_of_a_record_of_two_people_most_keys_say_whose_it_is(con: duckdb.DuckDBPyConnection) -> None:
    keys = {"email": "leo@x.es", "vendor_customer_id": "z"}
    assert groups(con, ANA, LEO, letter("1", **keys), letter("2", customer_id="7", **keys)) == [
        ["1", "2", "leo"],
        ["ana"],
    ]


def test_a_dummy_email_of_three_customers_joins_none(con: duckdb.DuckDBPyConnection) -> None:
    names = ("Ana Gil", "Leo Paz", None)
    three = [customer(f"{n}", name, customer_id=f"{n}", email="no@x.es") for n, name in enumerate(names)]
    assert groups(con, *three) == [["0"], ["1"], ["2"]]


def test_two_established_customers_of_unknown_names_are_not_joined_by_one_record_but_by_two(
    con: duckdb.DuckDBPyConnection,
) -> None:
    known = [letter("1", customer_id="7", email="a@x.es"), letter("2", customer_id="7", email="a@x.es"),
             letter("3", customer_id="8"), letter("4", customer_id="8")]  # fmt: skip
    assert groups(con, *known, letter("5", customer_id="8", email="a@x.es")) == [["1", "2"], ["3", "4"], ["5"]]
    assert doubtful(con) == [("8", "a@x.es", "one_record", 1)]
    assert groups(con, letter("6", customer_id="8", email="a@x.es")) == [["1", "2", "3", "4", "5", "6"]]
    assert doubtful(con) == []


def test_a_second_address_whose_owner_states_his_number_once_is_his(con: duckdb.DuckDBPyConnection) -> None:
    letters = [letter("1", email="gil@x.es"), letter("2", email="gil@x.es", customer_id="7")]
    assert groups(con, ANA, *letters) == [["1", "2", "ana"]]


def test_two_club_cards_of_one_customer_number_are_one_customers(con: duckdb.DuckDBPyConnection) -> None:
    cards = [customer(f"{n}", name, customer_id="7", other_keys={"loyalty_number": f"L{n}"})
             for n, name in enumerate(("Ana Gil", "Leo Paz"))]  # fmt: skip
    assert groups(con, *cards) == [["0", "1"]]


def test_a_record_that_gives_a_name_parts_two_and_one_that_corrects_it_joins_them(
    con: duckdb.DuckDBPyConnection,
) -> None:
    unnamed = [
        customer("1", customer_id="7", email="a@x.es"),
        customer("2", "Leo Paz", customer_id="8", email="a@x.es"),
    ]
    others = [letter(f"{n}", email=f"{n}@x.es") for n in range(10, 20)]
    alone = [[f"{n}"] for n in range(10, 20)]
    assert groups(con, *unnamed, *others) == [["1", "2"], *alone]
    assert groups(con, customer("1", "Ana Gil", customer_id="7", email="a@x.es")) == [["1"], *alone, ["2"]]
    assert groups(con, customer("1", "L. Paz", customer_id="7", email="a@x.es")) == [["1", "2"], *alone]


def test_what_was_decided_wins(con: duckdb.DuckDBPyConnection) -> None:
    couple = [customer("ana", "Ana Gil", customer_id="7", email="c@x.es"), customer("leo", "Leo Paz", customer_id="8", email="c@x.es")]  # fmt: skip
    write = letter("1", email="c@x.es")
    one = [decide("together", "customer_id:7", "customer_id:8")]
    assert groups(con, *couple, write, decided=one) == [["1", "ana", "leo"]]
    hers = [
        *one,
        decide("withdraw", "customer_id:7", "customer_id:8"),
        decide("together", "customer_id:7", "email:c@x.es"),
    ]
    assert groups(con, decided=hers) == [["1", "ana"], ["leo"]]
    not_his = [
        *hers,
        decide("withdraw", "customer_id:7", "email:c@x.es"),
        decide("apart", "customer_id:8", "email:c@x.es"),
    ]
    assert groups(con, decided=not_his) == [["1", "ana"], ["leo"]]


def test_why_two_keys_are_not_of_one_person_names_the_doubtful_records(con: duckdb.DuckDBPyConnection) -> None:
    groups(con, ANA, LEO, letter("2", email="leo@x.es", customer_id="7"))
    with pytest.raises(HiloError, match=r"records with both: 1, doubtful \(contradiction\)"):
        explain_link(open_copy(con), Key.parse("email:leo@x.es"), Key.parse("customer_id:7"))


def decide(kind: str, a: str, b: str) -> Decision:
    return Decision(1, kind, a, b, "", "", datetime(2026, 1, 1))
