"""Ids of one file and of several: what shares one and is not the same thing is never passed over without a word."""

from collections.abc import Callable
from pathlib import Path

from metrics.rollups import build_rollups
from pipelines.load import Outcome, load_exports
from pipelines.store.batch import NEWER_STATE, SAME, UNPROVEN
from pipelines.store.emptied import EmptiedCells
from pipelines.store.repeats import CLASH
from warehouse.config.settings import load_settings
from warehouse.store.engine import open_engine

LINES = """\
name = "lines"
[file]
format = "csv"
required = ["order", "day", "total"]
[defaults]
currency = "EUR"
[[record]]
table = "orders"
[record.columns]
record_id = "order"
ordered_at = "day"
amount = "total"
"""
WITH_WHO = LINES + 'customer_id = "who"\n'
TICKET = '{"id": 1, "via": {"channel": "web"}, "requester_id": 9, "requester": {"email": "%s"}, "status": "closed", "created_at": "2024-03-14T10:00:00Z", "updated_at": "2024-03-15T10:00:00Z"}\n'
ADS = "Campaign name,Ad set name,Ad name,Ad ID,Day,Amount spent (EUR),Impressions\nPromo,Madrid,Anuncio,111,2024-03-14,10.00,100\nPromo,Madrid,Anuncio,222,2024-03-14,25.00,300\n"


def read(sql: str) -> list[tuple[object, ...]]:
    return open_engine().query(sql).rows()


def skips(outcome: Outcome) -> list[dict[str, tuple[int, int]]]:
    return [account.skips for _, account in outcome.accounts.values()]


def test_lines_of_one_id_are_kept_aside_also_where_they_cost_the_same(
    load: Callable[..., Outcome], give: Callable[..., Path]
) -> None:
    rows = "order,day,line,total\nA,2026-03-14,1,10\nA,2026-03-14,2,25\nB,2026-03-15,1,5\nC,2026-03-15,1,5\nC,2026-03-15,2,5\nD,2026-03-16,1,5\nD,2026-03-16,1,5\n"
    outcome = load(give("a.csv", rows), mapping=LINES)
    assert read("SELECT record_id FROM orders ORDER BY 1") == [("lines:B",), ("lines:D",)]
    assert skips(outcome) == [{SAME: (1, 7)}]
    assert read("SELECT source_line, reasons[1].reason FROM rejected_rows ORDER BY 1") == [
        (n, CLASH) for n in (2, 3, 5, 6)
    ]


def test_rows_of_one_file_that_say_when_they_changed_are_updates(
    load: Callable[..., Outcome], give: Callable[..., Path]
) -> None:
    mapping = LINES + 'updated_at = "changed"\n'
    rows = "order,day,total,changed\nA,2026-03-14,10,2026-03-15\nA,2026-03-14,25,2026-03-16\nB,2026-03-14,1,2026-03-16\nB,2026-03-14,2,2026-03-16\n"
    outcome = load(give("a.csv", rows), mapping=mapping)
    assert read("SELECT record_id, CAST(amount AS DOUBLE) FROM orders") == [("lines:A", 25.0)]
    assert skips(outcome) == [{NEWER_STATE: (1, 2)}]
    assert read("SELECT source_line FROM rejected_rows ORDER BY 1") == [(4,), (5,)]


def test_files_of_one_load_that_contradict_each_other_are_told(
    load: Callable[..., Outcome], give: Callable[..., Path]
) -> None:
    outcome = load(
        give("a.csv", "order,day,total\nA,2026-03-14,10\nB,2026-03-14,1\n"),
        give("b.csv", "order,day,total\nA,2026-03-14,10\nB,2026-03-14,2\n"),
        mapping=LINES,
    )
    assert [list(told) for told in skips(outcome)] == [[UNPROVEN, "a newer export of the same record is loaded"], []]


def test_two_accounts_of_one_vendor_are_told_apart_by_an_option(home: Path, give: Callable[..., Path]) -> None:
    for account in ("es", "mx"):
        file = give(f"{account}/tickets.json", TICKET % f"ana@{account}.example")
        load_exports([file], load_settings(), build_rollups, options={"account": account})
    assert read("SELECT record_id, conversation_id, vendor_customer_id FROM interactions ORDER BY 1") == [
        ("zendesk:es/1", "es/1", "es/9"), ("zendesk:mx/1", "mx/1", "mx/9"),
    ]  # fmt: skip
    assert read("SELECT count(DISTINCT person_id) FROM interactions") == [(2,)]


def test_another_account_in_a_later_load_is_noticed(load: Callable[..., Outcome], give: Callable[..., Path]) -> None:
    load(give("a.csv", "order,day,total,who\nA,2026-03-14,10,u-1\n"), mapping=WITH_WHO)
    outcome = load(give("b.csv", "order,day,total,who\nA,2026-05-20,99,u-7\n"), mapping=WITH_WHO)
    assert [w for w in outcome.warnings if "another customer" in w] == [
        "orders: 1 records take the place of stored ones of another day and another customer; if they are of another account of the"
        " vendor, roll back and load them with --option account=NAME"
    ]


def test_ads_of_one_name_are_two(home: Path, give: Callable[..., Path]) -> None:
    load_exports([give("ads.csv", ADS)], load_settings(), build_rollups)
    assert read("SELECT count(*), CAST(sum(amount) AS DOUBLE) FROM costs") == [(2, 35.0)]


def test_what_the_gate_refuses_is_counted_and_a_rounded_id_keeps_its_row_aside(
    load: Callable[..., Outcome], give: Callable[..., Path]
) -> None:
    rows = "order,day,total,who\n1,2026-03-14,1,S/N\n2,2026-03-14,2,#N/A\n3,2026-03-14,3,S/N\n4.0,2026-03-14,4,4711.0\n5.49E+12,2026-03-14,5,4711\n"
    outcome = load(give("a.csv", rows), mapping=WITH_WHO)
    [(_, account)] = outcome.accounts.values()
    assert account.emptied == [
        EmptiedCells("orders", "customer_id", "who", "a placeholder, nobody's identifier", 2, 2, "S/N"),
        EmptiedCells("orders", "customer_id", "who", "an error of a spreadsheet, no value", 1, 3, "#N/A"),
    ]
    assert read("SELECT record_id, customer_id FROM orders ORDER BY 1") == [
        ("lines:1", None),
        ("lines:2", None),
        ("lines:3", None),
        ("lines:4", "4711"),
    ]
    assert read("SELECT source_line, reasons[1].value FROM rejected_rows") == [(6, "5.49E+12")]
    assert read("SELECT label, cells FROM emptied_cells ORDER BY 2") == [("who", 1), ("who", 2)]


def test_an_identifier_with_very_many_records_is_named(load: Callable[..., Outcome], give: Callable[..., Path]) -> None:
    rows = "order,day,total,who\n" + "".join(
        f"{n},2026-03-14,1,{'till-0007' if n <= 60 else f'u-{n}'}\n" for n in range(200)
    )
    outcome = load(give("a.csv", rows), mapping=WITH_WHO)
    assert [w for w in outcome.warnings if "customer_id" in w] == [
        "orders: customer_id •••07 stands on 61 of 200 records: a till, a switchboard or a word for nobody? Leave it out of the mapping,"
        " or name it in generic_keys of hilo.toml"
    ]
