"""In which order the headers of a chat write day, month and year: proven by the file, by the clock, by the folder, or asked for."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

from pipelines.read.whatsapp_header import ORDERS, Header
from warehouse.config.errors import HiloError
from warehouse.sentence import sentence

CLOCK_CHANGE = timedelta(hours=1)  # a phone's clock may step back by this much between two messages
ZONES_APART = timedelta(hours=14)  # a phone's clock may be ahead of UTC by this much


class OpenOrder(HiloError):
    """The chat's dates can be read in several orders: `orders`; its headers are of the `layout`."""

    def __init__(self, message: str, orders: Sequence[str], layout: str) -> None:
        super().__init__(message)
        self.orders, self.layout = list(orders), layout


def settle_date_order(headers: Sequence[Header], said: str | None, now: datetime | None, path: Path) -> str:
    """The one order in which the most dates exist and are not after `now` (UTC), else the one in which time never runs
    backwards, else the one that is `said`. Year, day, month is what no language writes: it is taken only where year, month,
    day is not possible.

    Raises HiloError when there is no header, or more than a few dates do not exist in any order; OpenOrder when several
    orders are left.
    """
    if not headers:
        raise HiloError("{path}: no message found; is it a chat exported by WhatsApp, without changes?", path=path)
    times = {name: [header.read_time(name) for header in headers] for name in ORDERS}
    latest = now + ZONES_APART if now else datetime.max
    wrong = {name: sum(time is None or time > latest for time in read) for name, read in times.items()}
    missing = {name: read.count(None) for name, read in times.items()}
    fewest = min(wrong.values())
    # Where no order fits better than another, a phone whose clock was wrong says nothing.
    left = [name for name in times if wrong[name] == fewest]
    if len(left) > 1:
        left = [name for name in left if is_forward([time for time in times[name] if time])] or left
    if "ymd" in left:
        left = [name for name in left if name != "ydm"]
    if len(left) > 1 and said in left:
        left = [said]
    if all(missing[name] > max(1, len(headers) // 10) or missing[name] >= len(headers) / 2 for name in left):
        raise HiloError(
            "{path}: no order of day, month and year fits all its dates; is it one export, unchanged?", path=path
        )
    if len(left) > 1:
        raise OpenOrder(
            sentence(
                "{path}: its dates can be read as {left}; say which with --date-order {first}",
                path=path,
                left=" or ".join(left),
                first=left[0],
            ),
            left,
            headers[0].layout,
        )
    return left[0]


def is_forward(times: Sequence[datetime]) -> bool:
    return all(later >= earlier - CLOCK_CHANGE for earlier, later in pairwise(times))
