"""One gate for what names a customer: what spreadsheets, phones and people make of it is read as what it was, or refused with the
reason – by a load in SQL as by a page in Python."""

import re

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.stage.normalise import install_normalisers
from warehouse.people.emails import PLAIN_EMAIL, find_email_fault, parse_email
from warehouse.people.ids import FILLED_KEY, PLAIN_KEY, find_id_fault, odd_keys, parse_id, repair_id
from warehouse.people.phone_parts import EXTENSION_WORDS
from warehouse.people.phones import LOOKED_AT, find_phone_fault, parse_phone
from warehouse.people.placeholders import PLACEHOLDER, placeholder_email_pattern, placeholder_emails, placeholder_words
from warehouse.people.spreadsheet import NO_VALUE, ROUNDED

# Of each country: how its people, phones and switchboards write one number, and what it is.
PHONES = [
    ("ES", "+34600123042", ["600 123 042", "600-12-30-42", "(+34) 600.123.042", "0034600123042", "34600123042", "600123042.0", "'+34600123042",
                            '="600123042"', "+34 600\u2011123\u2011042", "\u202a+34 600 123 042\u202c", "６００１２３０４２", "600,123,042", "6.00123042E+8",
                            "600123042 ext. 12", "600123042 / 611123043", "600123042;611123043", "600123042 o 611123043", "600123042\n611123043",
                            "Móvil: 600123042", "600123042 (Ana)", "+34600123042+34611123043", "600123042 - 611123043", "tel:+34-600-123-042", "=+34600123042"]),
    ("AR", "+5491155500042", ["011 15 5550-0042", "11 15-5550-0042", "+54 9 11 5550 0042", "+54 11 15 5550 0042", "+54 9 11 15 5550-0042", "0054 9 11 55500042", "5491155500042@c.us"]),
    ("AR", "+541145500041", ["11 4550-0041 int. 12", "(011) 4550-0041 interno 3", "11 4550-0041/42", "4550 0041".join(["11 ", ""]), "+54 011 4550 0041"]),
    ("BR", "+5531988887777", ["(31) 98888-7777", "+55 31 8888-7777", "553188887777@c.us", "0xx31 98888-7777", "+55 (0xx31) 98888-7777", "0 15 31 98888-7777", "31 8888 7777", "(31) 98888-7777 ramal 21"]),
    ("BR", "+553133334444", ["+55 31 3333-4444", "(31) 3333-4444", "553133334444@s.whatsapp.net"]),
    ("MX", "+525512345679", ["55 1234 5679", "044 55 1234 5679", "045 55 1234 5679", "01 55 1234 5679", "+52 1 55 1234 5679", "+52 01 55 1234 5679", "5215512345679@c.us", "55 1234 5679 ext 104"]),
    ("IT", "+390612345678", ["06 1234 5678", "+39 06 12345678", "+39 6 12345678", "0039 06 12345678"]),
    ("IT", "+393351234567", ["335 1234567", "+39 335 1234567", "+39 0335 1234567"]),
    ("FR", "+33612345698", ["06 12 34 56 98", "612345698", "+33 (0)6 12 34 56 98", "06.12.34.56.98 poste 12"]),
    ("DE", "+496111234599", ["0611/1234599", "0611 1234599", "+49 (0)611 1234599", "0611-1234599 DW 12"]),
    ("JP", "+819012345699", ["090-1234-5699", "０９０－１２３４－５６９９", "090 1234 5699（携帯）", "9012345699"]),
    ("EG", "+201001234599", ["٠١٠٠ ١٢٣ ٤٥٩٩", "0100 123 4599 تحويلة 5", "+٢٠١٠٠١٢٣٤٥٩٩"]),
    ("CO", "+576012345699", ["(1) 2345699", "+57 1 2345699", "601 2345699"]),
    ("CL", "+56222345699", ["+56 2 2345699", "2 2234 5699"]),
    ("CL", "+56987654399", ["+56 9 8765 4399", "9 8765 4399"]),
    ("BJ", "+2290197123499", ["+229 97 12 34 99", "01 97 12 34 99"]),
]  # fmt: skip
SPELT = [(text, region, number) for region, number, texts in PHONES for text in texts]
NO_PHONES = [
    ("5.49E+12", "AR", ROUNDED), ("5,49E+12", "AR", ROUNDED), ("#N/A", "ES", NO_VALUE), ("####", "ES", NO_VALUE), ("S/N", "AR", PLACEHOLDER),
    ("99999999", "AR", PLACEHOLDER), ("1111111111", "MX", PLACEHOLDER), ("12345678", "ES", PLACEHOLDER), ("+34 999 999 999", "", PLACEHOLDER),
    ("000-0000-0000", "JP", PLACEHOLDER), ("não informado", "BR", PLACEHOLDER), ("101", "ES", "no phone number"), ("555-0123", "US", "no phone number"),
    ("15 5550-0042", "AR", "no phone number"), ("3333-4444", "BR", "no phone number"), ("600 000 001 ext. 12", "", "no phone number"),
]  # fmt: skip
EMAILS = [
    ("'ana@example.com'", "ana@example.com"), ('"Ana@Example.com"', "ana@example.com"), ('["ana@example.com", "b@example.com"]', "ana@example.com"),
    ("{ana@example.com,b@example.com}", "ana@example.com"), ("Ana <ana@example.com>, Eva <eva@example.com>", "ana@example.com"),
    ("[ana@example.com](mailto:ana@example.com)", "ana@example.com"), ("mailto:Ana@example.com?subject=Hola a todos", "ana@example.com"),
    ("ana@example.com; b@example.com", "ana@example.com"), ("ana@example.com / b@example.com", "ana@example.com"), ("ana@example.com o b@example.com", "ana@example.com"),
    ("ana@example.com\nb@example.com", "ana@example.com"), ("ana@example.com (trabajo)", "ana@example.com"), ("E-mail: ana@example.com", "ana@example.com"),
    ("ana @example.com", "ana@example.com"), ("ana@example.com.", "ana@example.com"), ("\u200bana@example.com\u00a0", "ana@example.com"), ("ana＠example.com", "ana@example.com"),
    ("ana@example.com#mailto:ana@example.com#", "ana@example.com"), ("“ana@example.com”", "ana@example.com"), ("test@test.com; ana@example.com", "ana@example.com"),
    ("o'neil@example.com", "o'neil@example.com"),
]  # fmt: skip
NO_EMAILS = [
    ("test@test.com", PLACEHOLDER), ("TEST@test.com", PLACEHOLDER), ("sincorreo@empresa.com", PLACEHOLDER), ("nao@tem.com.br", PLACEHOLDER), ("no@tiene.com", PLACEHOLDER),
    ("#N/A", NO_VALUE), ("k.A.", PLACEHOLDER), ("ana perez@example.com", "no e-mail address"), ("ana.example.com", "no e-mail address"), ("ana@exam ple.com", "no e-mail address"),
]  # fmt: skip
IDS = [
    ("1001.0", "1001"), ("1001,00", "1001"), ('="00123"', "00123"), ("'00123", "00123"), ("00123", "00123"), ("１００１", "1001"), ("٤٧١١", "4711"), ("A\u20117", "A-7"),
    ("5.491155500042E+12", "5491155500042"), ("12E5", "12E5"), ("#1001", "#1001"), ("1.2", "1.2"), ("VIP 7", "VIP 7"), ("\u200e4711\u200f", "4711"), ('"4711"', "4711"),
    ("111111", "111111"), ("9999", "9999"), ("cus_9s6XKzkNRiz8i3", "cus_9s6XKzkNRiz8i3"), ("120208123456789012", "120208123456789012"), ("Paco", "Paco"),
]  # fmt: skip
NO_IDS = [
    ("5.49E+12", ROUNDED), ("1.00E+05", ROUNDED), ("5,49E+12", ROUNDED), ("5.49e+12", ROUNDED), ("549115550004200000", ROUNDED), ("#N/A", NO_VALUE), ("#REF!", NO_VALUE), ("#¡REF!", NO_VALUE),
    ("#N/D", NO_VALUE), ("#NV", NO_VALUE), ("#BEZUG!", NO_VALUE), ("####", NO_VALUE), ("S/N", PLACEHOLDER), ("s.n.", PLACEHOLDER), ("N/D", PLACEHOLDER), ("sin dato", PLACEHOLDER),
    ("Não informado", PLACEHOLDER), ("k.A.", PLACEHOLDER), ("99999999", PLACEHOLDER), ("00000000", PLACEHOLDER), ("1111111111", PLACEHOLDER), ("12345678", PLACEHOLDER), ("CONSUMIDOR FINAL", PLACEHOLDER),
    ("XAXX010101000", PLACEHOLDER), ("66.666.666-6", PLACEHOLDER), ("222222222222", PLACEHOLDER), ("44444401-7", PLACEHOLDER), ("00000000T", PLACEHOLDER), ("C/F", PLACEHOLDER), ("-", PLACEHOLDER), ("?", PLACEHOLDER), ("不明", PLACEHOLDER), ("لا يوجد", PLACEHOLDER),
    ("Laufkundschaft", PLACEHOLDER), ("non renseigné", PLACEHOLDER), ("(not set)", PLACEHOLDER), ("<NA>", PLACEHOLDER),
]  # fmt: skip


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    install_normalisers(con)
    return con


@pytest.mark.parametrize(("text", "region", "number"), SPELT)
def test_one_number_in_its_countrys_spellings(con, text, region, number):
    assert parse_phone(text, region) == number
    assert con.execute("SELECT normal_phone(?, ?)", [text, region]).fetchone() == (number,)


@pytest.mark.parametrize(("text", "region", "fault"), NO_PHONES)
def test_what_is_no_number_is_refused_with_the_reason(con, text, region, fault):
    assert con.execute("SELECT normal_phone($1, $2), phone_fault($1)", [text, region]).fetchone() == (None, fault)


@pytest.mark.parametrize(("text", "address"), EMAILS)
def test_an_address_is_found_among_what_is_around_it(con, text, address):
    assert parse_email(text) == address
    assert con.execute("SELECT normal_email(?)", [text]).fetchone() == (address,)


@pytest.mark.parametrize(("text", "fault"), NO_EMAILS)
def test_what_is_no_address_is_refused_with_the_reason(con, text, fault):
    assert con.execute("SELECT normal_email($1), email_fault($1)", [text]).fetchone() == (None, fault)


@pytest.mark.parametrize(("text", "code"), IDS)
def test_a_code_is_what_it_was_before_a_spreadsheet(con, text, code):
    assert parse_id(text) == code
    assert con.execute("SELECT normal_key(?)", [text]).fetchone() == (code,)


@pytest.mark.parametrize(("text", "fault"), NO_IDS)
def test_what_is_no_code_is_refused_with_the_reason(con, text, fault):
    assert con.execute("SELECT normal_key($1), id_fault($1)", [text]).fetchone() == (None, fault)


@pytest.mark.parametrize(
    ("text", "kept"),
    [("5.49E+12", None), ("#N/A", None), ("1001.0", "1001"), ("1772462769.0", "1772462769.0"), ("5551539001234.0", "5551539001234"), ('="00123"', "00123"), ("#1001", "#1001"), ("S/N", "S/N"), ("99999999", "99999999"),
     ("Promoción – verano | 2024-03-14", "Promoción – verano | 2024-03-14"), (None, None)],
)  # fmt: skip
def test_a_record_keeps_its_id_but_for_the_damage(con, text, kept):
    assert con.execute("SELECT normal_id(?)", [text]).fetchone() == (kept,)


@given(
    st.integers(1, 10**14), st.sampled_from(["{}", "{}.0", "{},00", '="{}"', "'{}", "\u202a{}\u202c", " {} ", '"{}"'])
)
@settings(max_examples=200, deadline=None)
def test_a_number_that_names_survives_every_tool(number, form):
    text = str(number)
    assert repair_id(form.format(text)) == text


@given(
    st.integers(600_000_000, 699_999_999),
    st.sampled_from(sorted(EXTENSION_WORDS)),
    st.integers(1, 9999),
    st.sampled_from(["", ".", ":", " "]),
)
@settings(max_examples=200, deadline=None)
def test_no_inner_number_becomes_part_of_a_number(number, word, inner, mark):
    bare = parse_phone(str(number), "ES")
    assert parse_phone(f"{number} {word}{mark} {inner}", "ES") == bare
    assert parse_phone(f"+34{number} {word}{mark}{inner}", "") == bare


@given(st.text(max_size=20))
@settings(max_examples=300, deadline=None)
def test_a_load_and_a_page_agree_on_any_text(con, text):
    text = text.replace("\0", "")
    assert con.execute("SELECT normal_key($1), normal_email($1), normal_phone($1, 'ES')", [text or None]).fetchone() == (
        parse_id(text), parse_email(text), parse_phone(text, "ES"),
    )  # fmt: skip


def test_the_quick_ways_know_every_listed_placeholder():
    for word in placeholder_words():
        for mark in (" ", "-", ".", "_", "/"):
            text = word.replace(" ", mark)
            if re.fullmatch(PLAIN_KEY, text) and not re.search(FILLED_KEY, text):
                assert text in odd_keys()
    local_parts, addresses = placeholder_emails()
    for address in [*(f"{name}@example.org" for name in local_parts), *addresses]:
        assert not re.fullmatch(PLAIN_EMAIL, address) or re.search(placeholder_email_pattern(), address)
    for written in ("+553188887777", "+5215512345679", "+34999999999", "+39612345678", "+5712345699", "+22997123499"):
        assert re.fullmatch(LOOKED_AT, written) and parse_phone(written, "") != written


def test_why_a_text_is_none_is_empty_where_it_is_one():
    assert find_id_fault("4711") == ""
    assert find_email_fault("ana") == "no e-mail address"
    assert find_phone_fault("nobody") == PLACEHOLDER
