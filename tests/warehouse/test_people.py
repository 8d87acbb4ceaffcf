"""Finding persons, their identifiers, and the chain of records between two of these, by one small company."""

from collections.abc import Iterator
from datetime import datetime

import msgspec
import pytest

from metrics.rollups import build_rollups
from pipelines.load import load_exports
from warehouse.config.errors import HiloError
from warehouse.config.settings import load_settings
from warehouse.people.decisions import record_decision
from warehouse.people.key import Key
from warehouse.people.keys import keys_of_person
from warehouse.people.links import explain_link
from warehouse.people.search import find_person, phone_regions, spell, split_typed
from warehouse.store.engine import Engine, open_engine

NOW = datetime(2026, 9, 1, 6)
MAPPING = """\
name = "desk"
[file]
format = "csv"
required = ["id", "at"]
[defaults]
timezone = "UTC"
[[record]]
table = "interactions"
[record.columns]
record_id = "id"
started_at = "at"
channel = { value = "phone" }
customer_id = "customer"
vendor_customer_id = "desk number"
email = "mail"
phone = "phone"
case_id = "case"
[record.keys]
cookie = "browser"
"""
# Ana: her number and e-mail on line 2, e-mail and phone on 3, phone and browser on 4 and 5. Eva and Luz share a phone (6, 7).
DESK = """\
id,at,customer,desk number,mail,phone,browser,case
1,2026-08-01 10:00:00,BV-1,,Ana <ANA@example.com>,,,
2,2026-08-02 10:00:00,,,ana@example.com,600 111 222,,C-9
3,2026-08-03 10:00:00,,,,+34600111222,b-1,
4,2026-08-04 10:00:00,,,,+34 600 11 12 22,b-1,
5,2026-08-05 10:00:00,BV-2,d-2,,600 999 888,,
6,2026-08-06 10:00:00,BV-3,d-3,luz@example.com,600 999 888,,
7,2026-08-07 10:00:00,,,info@example.com,,,
8,2026-08-08 10:00:00,BV-4,,,,,
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The company loaded once, with Spanish numbers and one decision: BV-3 and BV-4 are one."""
    home = tmp_path_factory.mktemp("people")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HILO_HOME", str(home / "home"))
        patch.delenv("HILO_TIMEZONE", raising=False)
        (home / "home").mkdir()
        (home / "home" / "hilo.toml").write_text('phone_region = "ES"\n', encoding="utf-8")
        pair = (Key("customer_id", "", "BV-3"), Key("customer_id", "", "BV-4"))
        record_decision("together", *pair, "she said so", "eva", datetime(2026, 8, 9))
        export, mapping = home / "desk.csv", home / "desk.toml"
        export.write_text(DESK, encoding="utf-8")
        mapping.write_text(MAPPING, encoding="utf-8")
        assert load_exports([export], load_settings(), build_rollups, mapping, {}, now=NOW).refused == {}
        yield open_engine()


def person(engine: Engine, key_type: str, value: str) -> int:
    [(number,)] = engine.query("SELECT person_id FROM identities WHERE key_type = ? AND key_value = ?", [key_type, value]).rows()  # fmt: skip
    return number


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("ANA@Example.com ", ("email", "ana@example.com")),
        ("mailto:ana@example.com", ("email", "ana@example.com")),
        ("600 11 12 22", ("phone", "+34600111222")),
        ("0034 600-111-222", ("phone", "+34600111222")),
        ("bv-1", ("customer_id", "BV-1")),
        ("customer_id:BV-1", ("customer_id", "BV-1")),
        ("b-1", ("desk:cookie", "b-1")),
        ("desk:cookie:b-1", ("desk:cookie", "b-1")),
        ("C-9", ("case_id", "C-9")),
        ("c-9", ("case_id", "C-9")),
        ("desk:4", ("record_id", "desk:4")),
        ("4", ("record_id", "desk:4")),
    ],
)
def test_a_person_is_found_by_any_identifier_in_any_spelling(engine, typed, key):
    [found] = find_person(engine, typed)
    assert (found.key.row, found.persons) == (key, (person(engine, "customer_id", "BV-1"),))


def test_a_person_is_found_by_its_number(engine):
    number = person(engine, "customer_id", "BV-2")
    [found] = find_person(engine, str(number))
    assert (found.key.key_type, found.persons) == ("person_id", (number,))


def test_a_shared_phone_leads_to_all_who_have_it_and_says_that_it_is_nobodys(engine):
    [found] = find_person(engine, "600999888")
    assert (found.key.key_type, found.state, found.reason) == ("phone", "shared", "two_persons")
    assert set(found.persons) == {person(engine, "customer_id", "BV-2"), person(engine, "customer_id", "BV-3")}


def test_a_mailbox_of_many_leads_to_nobody_and_says_why(engine):
    [found] = find_person(engine, "info@example.com")
    assert (found.state, found.reason, found.persons) == ("generic", "role_mailbox", ())


@pytest.mark.parametrize("typed", ["11 5550-0042", "011 15-5550-0042", "+54 11 5550 0042", "5491155500042"])
def test_a_mobile_is_found_as_people_write_it_at_home(typed):
    assert "+5491155500042" in spell(typed, ["MX", "AR"])


def test_an_order_is_found_with_and_without_its_sign():
    assert "#BV7001" in spell("bv7001", [])


def test_without_a_setting_national_numbers_are_those_of_the_customers_countries(engine):
    assert phone_regions(engine) == ["ES"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "settings", msgspec.structs.replace(engine.settings, phone_region=""))
        assert phone_regions(engine) == []  # the desk's export names no country


@pytest.mark.parametrize("typed", ["", "  ", "ana", "ana@example.org", "email:BV-1", "'; DROP TABLE files --"])
def test_what_nothing_is_called_finds_nothing(engine, typed):
    assert find_person(engine, typed) == []


def test_a_persons_identifiers_with_when_and_where_they_were_seen(engine):
    keys = keys_of_person(engine, person(engine, "customer_id", "BV-1"))
    columns = ["key_type", "key_value", "state", "first_seen", "last_seen", "records", "sources"]
    day = [datetime(2026, 8, number, 10) for number in range(1, 9)]
    assert keys.select(columns).rows() == [
        ("customer_id", "BV-1", "sole", day[0], day[0], 1, ["desk"]),
        ("email", "ana@example.com", "sole", day[0], day[1], 2, ["desk"]),
        ("phone", "+34600111222", "sole", day[1], day[3], 3, ["desk"]),
        ("desk:cookie", "b-1", "sole", day[2], day[3], 2, ["desk"]),
    ]


def test_a_shared_identifier_is_among_them_as_what_it_is(engine):
    keys = keys_of_person(engine, person(engine, "customer_id", "BV-2"))
    assert keys.select("key_type", "state", "reason").rows() == [
        ("customer_id", "sole", None),
        ("desk:vendor_customer_id", "sole", None),
        ("phone", "shared", "two_persons"),
    ]


def test_two_identifiers_are_explained_by_the_shortest_chain_of_records(engine):
    chain = explain_link(engine, Key.parse("customer_id:BV-1"), Key.parse("desk:cookie:b-1"))
    assert [str(link) for link in chain] == [
        "customer_id:BV-1 and email:ana@example.com: record desk:1 on 2026-08-01 (desk.csv, line 2)",
        "email:ana@example.com and phone:+34600111222: record desk:2 on 2026-08-02 (desk.csv, line 3)",
        "phone:+34600111222 and desk:cookie:b-1: record desk:3 on 2026-08-03 (desk.csv, line 4, and 1 more)",
    ]
    assert [link.records for link in chain] == [1, 1, 2]


def test_a_decision_is_a_step_of_the_chain_and_marked_as_one(engine):
    first, second = explain_link(engine, Key.parse("email:luz@example.com"), Key.parse("customer_id:BV-4"))
    assert (str(first.key_b), first.record_id, first.is_decided) == ("customer_id:BV-3", "desk:6", False)
    assert str(second) == "customer_id:BV-3 and customer_id:BV-4: decided by eva on 2026-08-09: she said so"


def test_a_key_is_itself_without_a_step(engine):
    assert explain_link(engine, Key.parse("customer_id:BV-1"), Key.parse("customer_id:BV-1")) == []


@pytest.mark.parametrize(
    ("key_a", "key_b", "said"),
    [
        ("customer_id:BV-2", "phone:+34600999888", "phone:+34600999888 is nobody's (shared, two_persons)"),
        ("customer_id:BV-2", "email:nobody@example.com", "email:nobody@example.com is on no record"),
        ("customer_id:BV-1", "customer_id:BV-2", "customer_id:BV-1 is person "),
    ],
)
def test_keys_that_are_not_one_persons_are_told_for_what_they_are(engine, key_a, key_b, said):
    with pytest.raises(HiloError, match="are not of one person") as error:
        explain_link(engine, Key.parse(key_a), Key.parse(key_b))
    assert said in str(error.value)


def test_an_identifier_of_the_channel_email_is_no_email() -> None:
    texts = ("email:social_id:zoe", "email:zoe@example.com", "ga4:cookie:1.2", "zoe@example.com")
    assert [split_typed(text) for text in texts] == [
        ("email:social_id", "zoe"), ("email", "zoe@example.com"), ("ga4:cookie", "1.2"), ("", "zoe@example.com"),
    ]  # fmt: skip
