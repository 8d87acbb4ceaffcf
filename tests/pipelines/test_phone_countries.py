"""Of which country a phone number without + is: what the file, the row and the settings say, in this order; else it is unread."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.load import Outcome
from warehouse.store.engine import open_engine

PEOPLE = """\
name = "crm"
[file]
format = "csv"
required = ["id", "phone", "land"]
{defaults}
[[record]]
table = "customers"
[record.columns]
record_id = "id"
phone = "phone"
country = "land"
"""
LINES = "id,phone,land\n1,600 111 222,ES\n2,55 1234 5678,MX\n3,600 111 222,\n4,+34 600 111 333,\n5,101,\n6,anónimo,\n"


@pytest.mark.parametrize(
    ("defaults", "settings", "phones", "unread"),
    [
        ("", "", ["+34600111222", "+525512345678", None, "+34600111333", None, None], 1),
        ("", 'phone_region = "ES"', ["+34600111222", "+525512345678", "+34600111222", "+34600111333", None, None], 0),
        ('[defaults]\nphone_region = "ES"', "", ["+34600111222", None, "+34600111222", "+34600111333", None, None], 0),
    ],
)  # fmt: skip
def test_a_number_without_plus_is_read_by_the_country_that_is_known_or_counted_as_unread(
    load: Callable[..., Outcome], give: Callable[..., Path], home: Path, defaults: str, settings: str, phones: list[str], unread: int
) -> None:  # fmt: skip
    home.mkdir(parents=True, exist_ok=True)
    (home / "hilo.toml").write_text(settings, encoding="utf-8")
    outcome = load(give("a.csv", LINES), mapping=PEOPLE.format(defaults=defaults))
    stored = open_engine().query("SELECT phone FROM customers ORDER BY record_id")["phone"].to_list()
    assert stored == phones
    [(_, account)] = outcome.accounts.values()
    said = [cells.cells for cells in account.emptied if "nobody says the country" in cells.reason]
    assert said == ([unread] if unread else [])
