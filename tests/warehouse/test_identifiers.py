"""One way of writing each identifier, whoever asks: a load in SQL, a page or a command in Python."""

import duckdb
import pytest

from pipelines.stage.normalise import install_normalisers
from warehouse.people.identifiers import write_key

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
    ("a@example.com; b@example.com", None),
    ("@example.com", None),
    ("none", None),
]
PHONES = [
    ("+5491155500042", "", "+5491155500042"),
    ("5491155500042", "", "+5491155500042"),
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
    assert write_key("email", written) == stored
    assert con.execute("SELECT normal_email(?)", [written]).fetchone() == (stored,)


@pytest.mark.parametrize(("written", "region", "stored"), PHONES)
def test_a_phone_number_is_stored_in_one_spelling(con, written, region, stored):
    assert write_key("phone", written, region) == stored
    assert con.execute("SELECT normal_phone(?, ?)", [written, region]).fetchone() == (stored,)


@pytest.mark.parametrize(("written", "stored"), OTHERS)
def test_marks_of_no_identifier_are_none(con, written, stored):
    assert write_key("ga4:cookie", written) == stored
    assert con.execute("SELECT normal_key(?)", [written]).fetchone() == (stored,)


def test_a_phone_number_is_read_in_its_own_country_only_where_that_is_known():
    assert write_key("phone", "0034 600 111 222", "ES") == write_key("phone", "600 111 222", "ES") == "+34600111222"
    assert write_key("phone", "600 111 222") != "+34600111222"
