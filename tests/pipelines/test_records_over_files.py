"""A record whose rows stand in several files is one record: of rotated logs, of pages, of days; whichever file comes first."""

from collections.abc import Callable
from itertools import permutations
from pathlib import Path

import pytest

from metrics.rollups import build_rollups
from pipelines.load import load_exports
from warehouse.config.settings import load_settings
from warehouse.store.engine import open_engine

OLD = """\
1717400000|1717400000.1|ventas|NONE|ENTERQUEUE||1155550041|1||
1717400010|1717400000.1|ventas|SIP/201|CONNECT|10|x|2||
1717400100|1717400000.1|ventas|SIP/201|COMPLETECALLER|10|90|1||
1717400600|1717400600.8|ventas|NONE|ENTERQUEUE||1155550045|1||
"""
MIDDLE = "1717400640|1717400600.8|ventas|SIP/203|CONNECT|40|x|2||\n1717400650|1717400650.9|ventas|NONE|ENTERQUEUE||1155550047|1||\n"
NEW = "1717400700|1717400600.8|ventas|SIP/203|COMPLETECALLER|40|60|1||\n1717400660|1717400650.9|ventas|NONE|ABANDON|1|1|10||\n"
HEAD = "Name,Email,Financial Status,Paid at,Fulfillment Status,Currency,Subtotal,Total,Created at,Lineitem quantity,Lineitem name,Phone,Refunded Amount,Cancelled at,Id,Source\n"
PAGE_1 = HEAD + (
    "#1000,eva@example.com,paid,2024-03-13 10:00:00 -0300,fulfilled,ARS,20,20,2024-03-13 10:00:00 -0300,4,A,,0,,5000,web\n"
    "#1001,ana@example.com,paid,2024-03-14 10:00:00 -0300,fulfilled,ARS,100,100,2024-03-14 10:00:00 -0300,1,A,,0,,5001,web\n"
)
PAGE_2 = HEAD + (
    "#1001,,,,,,,,2024-03-14 10:00:00 -0300,2,B,,,,,\n"
    "#1002,luis@example.com,paid,2024-03-15 10:00:00 -0300,fulfilled,ARS,50,50,2024-03-15 10:00:00 -0300,1,A,,0,,5002,web\n"
)
LINES = """\
name = "lines"
[file]
format = "csv"
required = ["order", "day", "total"]
[defaults]
currency = "EUR"
[[record]]
table = "orders"
group_by = ["order"]
[record.columns]
record_id = "order"
ordered_at = "day"
amount = { sum = "total" }
"""


def run(paths: list[Path], **options: str) -> dict[str, tuple[int, int, int, int]]:
    outcome = load_exports(paths, load_settings(), build_rollups, options=options)
    assert outcome.refused == {}
    return {
        Path(path).name: (found.rows_read, found.rows_loaded, found.rows_rejected, found.rows_skipped)
        for path, (_, found) in outcome.accounts.items()
    }


def read(sql: str) -> list[tuple[object, ...]]:
    return open_engine().query(sql).rows()


CALLS = "SELECT record_id, phone, wait_seconds, handle_seconds, is_abandoned FROM interactions ORDER BY 1"
WHOLE_CALLS = [
    ("asterisk:1717400000.1", "+541155550041", 10.0, 90.0, False), ("asterisk:1717400600.8", "+541155550045", 40.0, 60.0, False),
    ("asterisk:1717400650.9", "+541155550047", 10.0, None, True),
]  # fmt: skip
LOGS = {"queue_log.2": OLD, "queue_log.1": MIDDLE, "queue_log": NEW}
ORDERS = "SELECT record_id, amount, item_count FROM orders ORDER BY 1"
WHOLE_ORDERS = [("shopify:5000", 20, 4), ("shopify:5001", 100, 3), ("shopify:5002", 50, 1)]


@pytest.mark.parametrize("order", permutations(LOGS))
def test_calls_over_rotated_logs_of_one_load(home: Path, give: Callable[..., Path], order: tuple[str, ...]) -> None:
    accounts = run([give(name, LOGS[name]) for name in order], phone_region="AR")
    assert read(CALLS) == WHOLE_CALLS
    assert accounts == {"queue_log.2": (4, 4, 0, 0), "queue_log.1": (2, 2, 0, 0), "queue_log": (2, 2, 0, 0)}


@pytest.mark.parametrize("order", [("1.csv", "2.csv"), ("2.csv", "1.csv")])
def test_an_order_over_two_pages_of_one_load(home: Path, give: Callable[..., Path], order: tuple[str, ...]) -> None:
    pages = {"1.csv": PAGE_1, "2.csv": PAGE_2}
    accounts = run([give(name, pages[name]) for name in order])
    assert read(ORDERS) == WHOLE_ORDERS
    assert accounts == {"1.csv": (2, 2, 0, 0), "2.csv": (2, 2, 0, 0)}


def test_a_newer_export_of_an_order_is_not_added_to_it(load: Callable[..., object], give: Callable[..., Path]) -> None:
    march = give("march.csv", "order,day,total\nA,2026-03-01,10\nB,2026-03-02,5\nB,2026-03-02,7\nC,2026-03-03,1\n")
    april = give("april.csv", "order,day,total\nZ,2026-03-01,1\nB,2026-03-02,5\nB,2026-03-02,8\nD,2026-04-01,2\n")
    load(march, april, mapping=LINES)
    assert read("SELECT record_id, CAST(amount AS DOUBLE) FROM orders ORDER BY 1") == [
        ("lines:A", 10), ("lines:B", 13), ("lines:C", 1), ("lines:D", 2), ("lines:Z", 1),
    ]  # fmt: skip


@pytest.mark.parametrize("order", permutations(LOGS))
def test_calls_over_rotated_logs_of_several_loads(
    home: Path, give: Callable[..., Path], order: tuple[str, ...]
) -> None:
    for name in order:
        [counts] = run([give(name, LOGS[name])], phone_region="AR").values()
        assert counts[0] == counts[1]
    assert read(CALLS) == WHOLE_CALLS
    assert run([give(name, LOGS[name]) for name in order], phone_region="AR") == {}


@pytest.mark.parametrize("order", [("1.csv", "2.csv"), ("2.csv", "1.csv")])
def test_an_order_over_two_pages_of_two_loads(home: Path, give: Callable[..., Path], order: tuple[str, ...]) -> None:
    for name in order:
        run([give(name, {"1.csv": PAGE_1, "2.csv": PAGE_2}[name])])
    assert read(ORDERS) == WHOLE_ORDERS


def test_a_later_load_of_an_order_is_not_added_to_it(load: Callable[..., object], give: Callable[..., Path]) -> None:
    load(
        give("march.csv", "order,day,total\nA,2026-03-01,10\nB,2026-03-02,5\nB,2026-03-02,7\nC,2026-03-03,1\n"),
        mapping=LINES,
    )
    load(
        give("april.csv", "order,day,total\nZ,2026-03-01,1\nB,2026-03-02,5\nB,2026-03-02,8\nD,2026-04-01,2\n"),
        mapping=LINES,
    )
    assert read("SELECT CAST(amount AS DOUBLE) FROM orders WHERE record_id = 'lines:B'") == [(13,)]
