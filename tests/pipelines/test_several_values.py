"""Cells that hold several values: a record for each, however many there are, and all of one customer."""

from collections.abc import Callable
from pathlib import Path

from metrics.rollups import build_rollups
from pipelines.load import Outcome, load_exports
from warehouse.config.settings import load_settings
from warehouse.people.key import Key
from warehouse.people.links import explain_link
from warehouse.store.engine import open_engine

HUBSPOT = "Record ID,Email,Additional email addresses,Merged record IDs,Create Date\n"
TEAMS = """\
name = "crm"
[file]
format = "csv"
required = ["id", "others"]
[[record]]
table = "customers"
[record.columns]
record_id = "id"
customer_id = "id"
[[record]]
table = "customers"
split = "others"
when = '''"id" <> '2''''
[record.columns]
record_id = { columns = ["id", "others"], join = " " }
customer_id = "id"
email = "others"
"""


def read(sql: str) -> list[tuple[object, ...]]:
    return open_engine().query(sql).rows()


def test_every_further_address_and_merged_contact_is_of_the_one_customer(home: Path, give: Callable[..., Path]) -> None:
    merged = ";".join(f"{number}:1741780800000" for number in range(902, 908))
    rows = f"901,ana@example.com,ana.paz@example.org;a.paz@example.net,{merged},2024-03-14 10:00\n911,eva@example.com;eva@example.org,,,2024-03-14 10:00\n"
    outcome = load_exports(
        [give("contacts.csv", HUBSPOT + rows)], load_settings(), build_rollups, options={"timezone": "UTC"}
    )
    [(_, account)] = outcome.accounts.values()
    assert (account.rows_read, account.rows_loaded, account.rows_rejected, account.rows_skipped) == (2, 2, 0, 0)
    assert read("SELECT count(DISTINCT person_id) FROM customers") == [(2,)]
    assert read("SELECT email FROM customers WHERE record_id = 'hubspot:911'") == [("eva@example.com",)]
    for one, other in [
        ("email:ana@example.com", "email:ana.paz@example.org"), ("email:ana@example.com", "email:a.paz@example.net"),
        ("email:ana@example.com", "hubspot:vendor_customer_id:907"), ("email:eva@example.com", "email:eva@example.org"),
    ]:  # fmt: skip
        assert explain_link(open_engine(), Key.parse(one), Key.parse(other))


def test_values_are_parted_by_semicolons_line_ends_or_else_commas(
    load: Callable[..., Outcome], give: Callable[..., Path]
) -> None:
    rows = 'id,others\n1,"a@x.es, b@x.es"\n2,c@x.es\n3,\n4,"d@x.es\ne@x.es;"\n5,"[""f@x.es"",""g@x.es""]"\n'
    load(give("a.csv", rows), mapping=TEAMS)
    assert read("SELECT customer_id, email FROM customers WHERE email IS NOT NULL ORDER BY ALL") == [
        ("1", "a@x.es"), ("1", "b@x.es"), ("4", "d@x.es"), ("4", "e@x.es"), ("5", "f@x.es"), ("5", "g@x.es"),
    ]  # fmt: skip
    assert read("SELECT count(*) FROM customers WHERE email IS NULL") == [(5,)]


COUNTED = """\
name = "paths"
[file]
format = "csv"
required = ["path", "people"]
[defaults]
timezone = "UTC"
[[record]]
table = "interactions"
repeat = "people"
[record.columns]
record_id = { columns = ["path", "people"], join = "-" }
started_at = "day"
channel = { value = "web" }
"""


def test_a_row_stands_for_as_many_records_as_it_says(load, give):
    text = "path,people,day\nA>B,3,2026-03-02\nA,0,2026-03-02\nB,1.0,2026-03-03\nC,many,2026-03-02\nD,,2026-03-02\n"
    load(give("a.csv", text), mapping=COUNTED)
    found = open_engine().query("SELECT record_id FROM interactions ORDER BY 1")["record_id"].to_list()
    assert found == ["paths:A>B-1", "paths:A>B-2", "paths:A>B-3", "paths:B-1"]
    account = open_engine().query("SELECT rows_read, rows_loaded, rows_rejected, rows_skipped FROM files").rows()
    assert account == [(5, 2, 2, 1)]
    reasons = (
        open_engine()
        .query("SELECT reasons[1].column_name, reasons[1].value FROM rejected_rows ORDER BY source_line")
        .rows()
    )
    assert reasons == [("people", "many"), ("people", None)]
