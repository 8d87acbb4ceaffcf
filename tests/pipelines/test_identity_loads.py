"""Who is who through the whole load: corrections and exports that only fill columns move persons as a new start would."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from metrics.rollups import build_rollups
from pipelines.derive.identity import rules as identity_rules
from pipelines.load import Outcome, derive_again
from warehouse.config.settings import load_settings
from warehouse.store.engine import open_engine

PEOPLE = """\
name = "crm"
[file]
format = "csv"
required = ["id", "email"]
[[record]]
table = "customers"
[record.columns]
record_id = "id"
email = "email"
customer_id = "customer"
"""
PHONES = """\
name = "phones"
source = "crm"
[file]
format = "csv"
required = ["id", "phone"]
[[record]]
table = "customers"
patch = true
[record.columns]
record_id = "id"
phone = "phone"
"""


@pytest.fixture(autouse=True)
def no_load_is_large(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every load is derived by what it touches, however many records it brings."""
    monkeypatch.setattr(identity_rules, "LARGE_LOAD", 10**9)
    yield


def stored() -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """All identities; the records by person."""
    engine = open_engine()
    people = "SELECT list(record_id ORDER BY record_id) AS ids FROM customers GROUP BY person_id ORDER BY ids"
    return engine.query("FROM identities ORDER BY ALL").rows(), engine.query(people)["ids"].to_list()


def test_a_correction_and_a_filled_column_give_the_persons_of_a_new_start(
    load: Callable[..., Outcome], give: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    load(
        give("1.csv", "id,email,customer\n1,ana@example.com,7\n2,ana@example.com,8\n3,leo@example.com,9\n"),
        mapping=PEOPLE,
    )
    assert stored()[1] == [["crm:1", "crm:2"], ["crm:3"]]
    load(give("2.csv", "id,email,customer\n2,leo@example.com,8\n"), mapping=PEOPLE)
    assert stored()[1] == [["crm:1"], ["crm:2", "crm:3"]]
    load(give("3.csv", "id,phone\n1,+34600000001\n3,+34600000001\n"), mapping=PHONES)
    identities, people = stored()
    assert people == [["crm:1"], ["crm:2", "crm:3"]]
    assert [row[:4] for row in identities if row[0] == "phone"] == [("phone", "+34600000001", None, "shared")]
    monkeypatch.setattr(identity_rules, "RULES_VERSION", identity_rules.RULES_VERSION + 1)  # derives everything
    derive_again(load_settings(), build_rollups)
    assert stored() == (identities, people)


BUYERS = PEOPLE.replace('customer_id = "customer"', 'country = "country"\nlanguage = "language"')
ORDERS = """\
name = "shop"
[file]
format = "csv"
required = ["id", "paid"]
[[record]]
table = "orders"
keep = ["language"]
[record.columns]
record_id = "id"
email = "email"
language = "language"
amount = "paid"
currency = { value = "EUR" }
ordered_at = "day"
"""
REGIONS = """\
name = "regions"
source = "shop"
[file]
format = "csv"
required = ["id", "country"]
[[record]]
table = "orders"
patch = true
[record.columns]
record_id = "id"
country = "country"
"""


def test_what_a_customer_record_filled_in_is_no_word_of_the_row_in_later_exports(
    load: Callable[..., Outcome], give: Callable[..., Path]
) -> None:
    def told() -> list[tuple[object, ...]]:
        return open_engine().query("SELECT record_id, country, language FROM orders ORDER BY 1").rows()

    load(give("1.csv", "id,email,country,language\n1,ana@example.com,ES,es\n"), mapping=BUYERS)
    sold = "id,email,paid,day,language\n1,ana@example.com,10,2026-01-01,\n2,ana@example.com,5,2026-01-02,\n"
    load(give("2.csv", sold), mapping=ORDERS)
    assert told() == [("shop:1", "ES", "es"), ("shop:2", "ES", "es")]
    load(give("3.csv", sold.replace(",10,", ",11,")), mapping=ORDERS)  # keeps the language: no export told any
    load(give("4.csv", "id,country\n2,FR\n"), mapping=REGIONS)
    load(give("5.csv", "id,email,country,language\n1,ana@example.com,PT,pt\n"), mapping=BUYERS)
    assert told() == [("shop:1", "PT", "pt"), ("shop:2", "FR", "pt")]
