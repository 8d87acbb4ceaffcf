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
