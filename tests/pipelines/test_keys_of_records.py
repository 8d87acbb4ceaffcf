"""Identifiers in mappings: [record.keys] and [shared.keys] fill other_keys, and what is no identifier fills nothing."""

import pytest

from tests.pipelines.conftest import SCORES
from warehouse.config.errors import HiloError
from warehouse.store.engine import open_engine

CARDS = SCORES + '[record.keys]\nloyalty_number = "card"\ncookie = "visitor"\n'
CASES = """\
name = "cases"
[file]
format = "csv"
required = ["id", "at"]
[shared.keys]
social_id = "handle"
[[record]]
table = "interactions"
[record.columns]
record_id = "id"
started_at = "at"
channel = { value = "phone" }
customer_id = "customer"
email = "mail"
case_id = "case"
order_id = "order"
is_handed_off = "to people"
has_context = "seen"
[[record]]
table = "customers"
[record.columns]
record_id = "id"
created_at = "at"
city = "city"
birth_date = "born"
[record.keys]
loyalty_number = "card"
"""
HEADER = "id,at,customer,mail,case,order,to people,seen,city,born,handle,card\n"


def rows(sql):
    return open_engine().query(sql).rows()


def test_each_row_has_the_keys_that_it_has(load, give):
    load(
        give("a.csv", "id,day,score,text,card,visitor\n1,2026-08-01,5,,L-1,v1\n2,2026-08-01,5,,,v2\n3,2026-08-01,5,,0,unknown\n"),
        mapping=CARDS,
    )  # fmt: skip
    assert rows("SELECT record_id, map_entries(other_keys) FROM responses ORDER BY 1") == [
        ("scores:1", [{"key": "loyalty_number", "value": "L-1"}, {"key": "cookie", "value": "v1"}]),
        ("scores:2", [{"key": "cookie", "value": "v2"}]),
        ("scores:3", None),
    ]


def test_shared_keys_are_every_records_and_its_own_come_beside_them(load, give):
    line = "7,2026-08-01 10:00:00,u-1,Ana <ANA@example.com>,C-9,1001,yes,no,Lugo,1980-05-06,@ana,L-7\n"
    load(give("a.csv", HEADER + line), mapping=CASES, timezone="UTC")
    assert rows(
        "SELECT email, customer_id, case_id, order_id, is_handed_off, has_context, other_keys['social_id'] FROM interactions"
    ) == [("ana@example.com", "u-1", "C-9", "1001", True, False, "@ana")]
    assert rows(
        "SELECT city, strftime(birth_date, '%Y-%m-%d'), other_keys['social_id'], other_keys['loyalty_number'] FROM customers"
    ) == [("Lugo", "1980-05-06", "@ana", "L-7")]


@pytest.mark.parametrize("born", ["6 de mayo", "1900-01-01", "2999-01-01", "05/06"])
def test_a_birth_date_that_is_none_is_left_out_and_the_customer_stays(load, give, born):
    load(give("a.csv", HEADER + f"7,2026-08-01 10:00:00,,,,,,,Lugo,{born},,\n"), mapping=CASES, timezone="UTC")
    assert rows("SELECT city, birth_date FROM customers") == [("Lugo", None)]


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ('[record.keys]\npassport = "card"\n', "responses.keys: 'passport' is unknown; keys are loyalty_number, social_id,"),
        ('[record.keys]\nemail = "card"\n', "responses.keys: 'email' is a column of its own: columns"),
        ('other_keys = "card"\n', "responses has no column 'other_keys'"),
        ('[record.keys]\ncookie = "cart"\n', "no column 'cart', which scores reads for responses.cookie; did you mean 'card'"),
    ],
)  # fmt: skip
def test_a_wrong_key_is_named_with_what_was_expected(load, give, keys, message):
    outcome = None
    try:
        outcome = load(give("a.csv", "id,day,score,text,card\n1,2026-08-01,5,,\n"), mapping=SCORES + keys)
    except HiloError as error:
        assert message in str(error)
    else:
        assert message in " ".join(map(str, outcome.refused.values()))


def test_a_chat_session_has_the_customers_keys(load, give):
    mapping = """\
name = "chats"
[file]
format = "csv"
required = ["id", "at", "who"]
[[record]]
table = "messages"
[record.columns]
record_id = "id"
conversation_id = "chat"
sent_at = "at"
sender_role = "who"
channel = { value = "messenger" }
[record.keys]
social_id = "handle"
"""
    text = "id,chat,at,who,handle\n1,c,2026-08-01 10:00:00,agent,us\n2,c,2026-08-01 10:01:00,customer,@ana\n"
    load(give("a.csv", text), mapping=mapping, timezone="UTC")
    assert rows("SELECT interaction_type, other_keys['social_id'] FROM interactions") == [("chat_session", "@ana")]
