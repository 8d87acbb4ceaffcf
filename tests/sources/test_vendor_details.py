"""What vendors say of some rows in another way: gone, in other fields, sent twice, of another kind."""

import json
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from pipelines.load import load_exports
from warehouse.config.settings import Settings
from warehouse.store.versions import version_path

TICKET = {
    "via": {"channel": "native_messaging", "source": {}}, "requester_id": 7, "submitter_id": 7, "created_at": "2026-03-01T10:00:00Z",
    "updated_at": "2026-03-02T10:00:00Z", "tags": [], "subject": "s", "description": "d",
}  # fmt: skip
PURCHASE = {"event_date": "20260301", "event_name": "purchase", "user_pseudo_id": "9.9", "platform": "WEB"}


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HILO_HOME", str(tmp_path / "home"))

    def run(name: str, text: str, sql: str, **options: str) -> list[tuple]:
        (tmp_path / name).write_text(text, encoding="utf-8")
        outcome = load_exports([tmp_path / name], Settings(), lambda *_: "", options=options, now=datetime(2026, 8, 1))
        assert outcome.refused == {}
        with duckdb.connect(str(version_path(outcome.version or 0)), read_only=True) as con:
            return con.execute(sql).fetchall()

    return run


def lines(*records: dict) -> str:
    return "\n".join(map(json.dumps, records))


def test_a_deleted_ticket_is_no_contact_and_a_reply_may_be_in_seconds_or_minutes(load):
    tickets = [
        TICKET | {"id": 1, "status": "deleted"},
        TICKET | {"id": 2, "status": "closed", "metric_set": {"reply_time_in_minutes": {"calendar": None}, "reply_time_in_seconds": {"calendar": 42}}},
        TICKET | {"id": 3, "status": "closed", "metric_set": {"reply_time_in_minutes": {"calendar": 2}}},
        TICKET | {"id": 4, "status": "open"},
    ]  # fmt: skip
    assert load("tickets.json", lines(*tickets), "SELECT record_id, first_response_seconds FROM interactions ORDER BY 1") == [
        ("zendesk:2", 42.0), ("zendesk:3", 120.0), ("zendesk:4", None),
    ]  # fmt: skip


def test_a_call_that_an_agent_dialled_is_outbound_and_an_event_of_the_dialplan_is_no_call(load):
    log = (
        "1772629878|1772629878.2|soporte|NONE|ENTERQUEUE||5491100000001|1\n"
        "1772629886|1772629878.2|soporte|SIP/ana|CONNECT|8|x|5\n"
        "1772630000|1772630000.1|salida|SIP/ana|CALLOUTBOUND|5491100000002||\n"
        "1772630010|1772630000.1|salida|SIP/ana|CONNECT|10|||\n"
        "1772630040|1772630000.1|salida|SIP/ana|COMPLETEAGENT|10|30|1|\n"
        "1772630100|1772630100.5|encuesta|NONE|SURVEY|5|||\n"
    )
    sql = "SELECT record_id, direction, phone, wait_seconds, handle_seconds, is_abandoned FROM interactions ORDER BY 1"
    assert load("queue_log", log, sql, phone_region="AR") == [
        ("asterisk:1772629878.2", "inbound", "+5491100000001", 8.0, None, False),
        ("asterisk:1772630000.1", "outbound", "+5491100000002", None, 30.0, None),
    ]


def test_a_purchase_that_is_sent_twice_is_one_order_wherever_its_number_stands(load):
    def purchase(at: int, value: float, **of: object) -> dict:
        params = [{"key": "ga_session_id", "value": {"int_value": "5"}}, {"key": "currency", "value": {"string_value": "EUR"}},
                  {"key": "value", "value": {"double_value": value}}]  # fmt: skip
        if "param" in of:
            params.append({"key": "transaction_id", "value": {"string_value": of["param"]}})
        ecommerce = {"transaction_id": of["number"]} if "number" in of else None
        return PURCHASE | {
            "event_timestamp": str(1772453000000000 + at),
            "event_params": params,
            "ecommerce": ecommerce,
        }

    events = [
        purchase(0, 50, param="T1"),
        purchase(9, 50, param="T1"),
        purchase(20, 70, number="T2"),
        purchase(30, 70, number="T2"),
        purchase(40, 9),
        purchase(50, 9),
    ]
    assert load("events.json", lines(*events), "SELECT record_id, CAST(amount AS DOUBLE) FROM orders ORDER BY 1") == [
        ("ga4:9.9 1772453000000040", 9.0), ("ga4:9.9 1772453000000050", 9.0), ("ga4:T1", 50.0), ("ga4:T2", 70.0),
    ]  # fmt: skip
