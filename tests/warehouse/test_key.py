"""A key is its type, its scope and its value, written in one way, whoever asks: a load in SQL, a page or a command in Python."""

import duckdb
import pytest

from pipelines.stage.normalise import install_normalisers
from warehouse.config.errors import WrongUse
from warehouse.people.key import KEY_TYPES, Key, write_value
from warehouse.people.key_sql import plain_type_sql, rank_sql

EMAILS = [
    ("Ana@Example.com", "ana@example.com"),
    ("  ana@example.com ", "ana@example.com"),
    ("mailto:Ana@example.com?subject=Hola", "ana@example.com"),
    ("Ana Pérez <ana@example.com>", "ana@example.com"),
    ('"Pérez, Ana" <ANA@example.com>;', "ana@example.com"),
    ("josé@correo.es", "josé@correo.es"),
    ("ana+tienda@sub.example.co.uk", "ana+tienda@sub.example.co.uk"),
    ("ana@@example.com", None),
    ("ana perez@example.com", None),
    ("ana.@example.com", None),
    ("a@example.com; b@example.com", "a@example.com"),
    ("@example.com", None),
    ("none", None),
]
PHONES = [
    ("+5491155500042", "", "+5491155500042"),
    ("5491155500042", "", None),  # of nobody knows which country
    ("5491155500042", "AR", "+5491155500042"),
    ("5491155500042", "ES", "+5491155500042"),  # no Spanish number, and a valid one with +
    ("55 1234 5678", "", None),
    ("55 1234 5678", "MX", "+525512345678"),
    ("600000101", "", None),
    ("(31) 98765-4321", "BR", "+5531987654321"),
    ("0034 600 000 101", "", "+34600000101"),
    ("(+34) 600 000 101", "", "+34600000101"),
    ("5215512345678", "", None),
    ("101", "ES", None),  # an extension
    ("011 15 5550-0042", "AR", "+5491155500042"),
    ("whatsapp:+5491155500042", "", "+5491155500042"),
    ("5491155500042@c.us", "ES", "+5491155500042"),
    ("5491155500042:12@s.whatsapp.net", "ES", "+5491155500042"),
    ("5215512345678@c.us", "", "+525512345678"),
    ("+5215512345678", "", "+525512345678"),
    ("34600111222-1612345678@g.us", "", None),  # a group
    ("218765432109876@lid", "", None),  # a number that WhatsApp hides
    ("anonymous", "AR", None),
    ("", "AR", None),
]
OTHERS = [
    ("L-0007", "L-0007"),
    (" L 7 ", "L 7"),
    ("00000000-0000-0000-0000-000000000000", None),
    ("0", None),
    ("Unknown", None),
    ("N/A", None),
    ("(not set)", None),
    ("", None),
]


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    install_normalisers(con)
    return con


@pytest.mark.parametrize(("written", "stored"), EMAILS)
def test_an_email_address_is_stored_in_one_spelling(con, written, stored):
    assert write_value("email", written) == stored
    assert con.execute("SELECT normal_email(?)", [written]).fetchone() == (stored,)


@pytest.mark.parametrize(("written", "region", "stored"), PHONES)
def test_a_phone_number_is_stored_in_one_spelling(con, written, region, stored):
    assert write_value("phone", written, region) == stored
    assert con.execute("SELECT normal_phone(?, ?)", [written, region]).fetchone() == (stored,)


@pytest.mark.parametrize(("written", "stored"), OTHERS)
def test_marks_of_no_identifier_are_none(con, written, stored):
    assert write_value("cookie", written) == stored
    assert con.execute("SELECT normal_key(?)", [written]).fetchone() == (stored,)


def test_a_phone_number_is_read_in_its_own_country_only_where_that_is_known():
    assert write_value("phone", "0034 600 111 222", "ES") == write_value("phone", "600 111 222", "ES") == "+34600111222"
    assert write_value("phone", "600 111 222") is None


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("email:ana@example.com", Key("email", "", "ana@example.com")),
        ("customer_id:a:b", Key("customer_id", "", "a:b")),
        ("ga4:cookie:1:2", Key("cookie", "ga4", "1:2")),
        ("email:social_id:zoe", Key("social_id", "email", "zoe")),
        ("customer_id:email:zoe", Key("customer_id", "", "email:zoe")),
        ("email:Ana <ANA@example.com>", Key("email", "", "Ana <ANA@example.com>")),
    ],
)
def test_a_key_is_read_as_people_write_it_and_written_the_same(text, key):
    assert Key.parse(text) == key
    assert (key.text, str(key)) == (text, text)
    assert Key.of_row(*key.row) == key


@pytest.mark.parametrize(
    "text", ["ana@example.com", "email:", "cookie:1", ":cookie:1", "web:email:a@b.c", "web:cookie:", "name:Ana", ""]
)
def test_what_is_no_key_is_refused_with_the_forms(text):
    with pytest.raises(WrongUse, match=r"is no key; expected customer_id:…, .*source:cookie:…"):
        Key.parse(text)


def test_a_key_of_a_terminal_in_another_encoding_is_refused():
    with pytest.raises(WrongUse, match="not readable as UTF-8"):
        Key.parse("email:\udcff@example.com")


def test_a_table_has_the_scope_before_the_type():
    assert Key("vendor_customer_id", "desk", "77").row == ("desk:vendor_customer_id", "77")
    assert Key("email", "", "ana@example.com").row == ("email", "ana@example.com")


def test_types_rank_and_bind_alike_in_python_and_sql(con):
    keys = [Key(kind.name, "desk" if kind.scope else "", "1") for kind in KEY_TYPES]
    assert [key.rank for key in keys] == list(range(len(KEY_TYPES)))
    for key in keys:
        sql = f"SELECT {plain_type_sql('key_type')}, {rank_sql('key_type')} FROM (SELECT ? AS key_type)"
        assert con.execute(sql, [key.key_type]).fetchone() == (key.type, key.rank)
    assert [key.type for key in keys if not key.is_strong] == ["phone", "push_id", "device_id", "cookie"]
    other = Key("case_id", "", "C-9")
    assert (other.rank, other.is_strong) == (len(KEY_TYPES), False)


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("email:Ana@Example.com", "email:ana@example.com"),
        ("email:nobody", "email:nobody"),  # no address: looked for as it is
        ("phone:+34 600 000 002", "phone:+34600000002"),
        ("desk:cookie: b-1 ", "desk:cookie:b-1"),
    ],
)
def test_a_key_is_looked_for_as_the_warehouse_writes_it(written, normal):
    assert Key.parse(written).normal == Key.parse(normal)


@pytest.mark.parametrize(
    ("key_type", "value", "masked"),
    [
        ("email", "ana.perez@example.com", "a•••@e•••.com"),
        ("phone", "+34600111222", "+34•••22"),
        ("desk:vendor_customer_id", "400100200", "•••00"),
        ("customer_id", "u-77", "•••"),
        ("name", "Ana Pérez", "A. P."),
        ("city", "Barcelona", "•••"),
        ("birth_date", "1980-05-06", "•••"),
    ],
)
def test_masked_values_tell_nobody_whose_they_are(key_type, value, masked):
    assert Key.of_row(key_type, value).masked == masked
