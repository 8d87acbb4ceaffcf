"""Ids that stand in several rows are proposed as one record, with an example; which cell counts is said in the mapping."""

import pytest

from metrics.rollups import build_rollups
from pipelines.canonical import COLUMNS
from pipelines.load import load_exports
from pipelines.propose.propose import propose_mapping
from tests.pipelines.conftest import NOW
from warehouse.config.settings import load_settings
from warehouse.config.toml_text import Inline
from warehouse.inbox.draft import Draft, draft_of, mapping_of, write_mapping
from warehouse.inbox.proposal import Repeated
from warehouse.store.engine import open_engine

LINES = """\
pedido;data;email;produto;quantidade;valor
P-1;03/11/2025;ana@example.com;Caneca;2;39,80
P-1;03/11/2025;ana@example.com;Camiseta;1;59,90
P-2;14/11/2025;luis@example.com;Caneca;1;19,90
"""
EVENTS = """\
call id;time;event;handle time
C1;2026-07-01 10:00;queued;0
C1;2026-07-01 10:02;answered;0
C1;2026-07-01 10:05;closed;180
C2;2026-07-01 11:00;queued;0
"""


def propose(give, text: str):
    return propose_mapping(give("a.csv", text), load_settings())


def draft(proposal, table: str) -> Draft:
    return draft_of(proposal, table, COLUMNS[table], proposal.repeated[0].label)


def test_lines_of_an_order_are_one_order_with_their_sum(home, give):
    proposal = propose(give, LINES)
    assert proposal.repeated == [
        Repeated("pedido", 1, 2, ["produto", "quantidade", "valor"], [
            ["P-1", "03/11/2025", "ana@example.com", "Caneca", "2", "39,80"], ["P-1", "03/11/2025", "ana@example.com", "Camiseta", "1", "59,90"],
        ])
    ]  # fmt: skip
    drawn = draft(proposal, "orders")
    [record] = mapping_of(drawn)["record"]
    assert (record["group_by"], record["columns"]) == (
        ["pedido"],
        {"record_id": "pedido", "ordered_at": "data", "email": "email", "item_count": {"sum": "quantidade"}, "amount": {"sum": "valor"}},
    )  # fmt: skip
    export = give("a.csv", LINES)
    options = {"currency": "BRL", "date_order": "dmy", "decimal": ","}
    mapping = give("lines.toml", write_mapping(drawn))
    load_exports([export], load_settings(), build_rollups, mapping, options, now=NOW)
    rows = open_engine().query("SELECT record_id, amount, item_count FROM orders ORDER BY 1").rows()
    assert [(name.split(":")[1], float(amount), items) for name, amount, items in rows] == [
        ("P-1", 99.7, 3),
        ("P-2", 19.9, 1),
    ]


def test_an_event_log_begins_with_its_first_event(home, give):
    proposal = propose(give, EVENTS)
    assert [(found.label, found.varying) for found in proposal.repeated] == [
        ("call id", ["time", "event", "handle time"])
    ]
    record = mapping_of(draft(proposal, "interactions"))["record"][0]
    assert (record["group_by"], record["columns"]["started_at"]) == (["call id"], Inline(min="time"))


@pytest.mark.parametrize(
    "text",
    [
        LINES.replace("P-2", "P-3").replace("P-1;03/11/2025;ana@example.com;Camiseta", "P-2;03/11/2025;ana@example.com;Camiseta"),
        "pedido;data\nP-1;2026-07-01\nP-1;2026-07-01\nP-2;2026-07-02\n",
        "mail;data\na@example.com;2026-07-01\na@example.com;2026-07-02\n",
        "pedido;data\n;2026-07-01\n;2026-07-02\n",
    ],
    ids=["each id once", "the same row twice", "no id", "no value"],
)  # fmt: skip
def test_nothing_is_proposed_where_no_id_stands_for_several_rows(home, give, text):
    assert propose(give, text).repeated == []


def test_each_row_stays_a_record_where_that_is_chosen(home, give):
    proposal = propose(give, LINES)
    record = mapping_of(draft_of(proposal, "orders", COLUMNS["orders"]))["record"][0]
    assert "group_by" not in record
    assert record["columns"]["amount"] == "valor"


@pytest.mark.parametrize(
    "above",
    ["", "Appointments\n\n", "Appointments;;;;\nClinic;;;;\n\n", "Period;October 2025\n", "sep=;\nAppointments\n"],
)
def test_titles_above_an_unknown_table_are_no_labels(home, give, above):
    proposal = propose(
        give, above + "call id;time;queue;;note\nC1;2025-10-05 10:00;Sales;x;ok\nC2;2025-10-06 10:00;Sales;y;\n"
    )
    assert [column.label for column in proposal.columns][:3] == ["call id", "time", "queue"]
    assert proposal.rows == 2
