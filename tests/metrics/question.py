"""What the second implementation is asked: rows by table, period, filters, dimensions; and its own way to group them."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

Row = dict[str, Any]
Groups = dict[tuple, list[Row]]


class Question:
    """Rows by table, period, filters, dimensions, and when the data end."""

    def __init__(
        self,
        tables: dict[str, list[Row]],
        start: date | None,
        end: date | None,
        filters: dict,
        by: tuple,
        until: datetime,
    ):
        self.tables, self.start, self.end, self.filters, self.by, self.until = tables, start, end, filters, by, until

    def in_period(self, row: Row, anchor: str) -> bool:
        if row.get(anchor) is None:
            return self.start is None and self.end is None
        day = moment(row[anchor]).date()
        return (self.start is None or day >= self.start) and (self.end is None or day < self.end)

    def passes(self, row: Row, anchor: str) -> bool:
        return all((dimension(row, name, anchor) or "") in values for name, values in self.filters.items())

    def rows(self, table: str, anchor: str, keep: Callable[[Row], bool]) -> Iterator[Row]:
        for row in self.tables[table]:
            if keep(row) and self.in_period(row, anchor) and self.passes(row, anchor):
                yield row

    def groups(self, table: str, anchor: str, keep: Callable[[Row], bool]) -> Groups:
        found: Groups = defaultdict(list)
        for row in self.rows(table, anchor, keep):
            found[tuple(dimension(row, name, anchor) for name in self.by)].append(row)
        return found

    def answers(self, keep: Callable[[Row], bool]) -> Groups:
        """Answers with the relationship ones thinned to the last of each person and period."""
        latest: dict[tuple, Row] = {}
        for row in self.tables["responses"]:
            if keep(row) and row["survey_kind"] == "relationship" and self.in_period(row, "answered_local"):
                times = tuple(
                    dimension(row, n, "answered_local") for n in self.by if n in ("day", "week", "month", "quarter")
                )
                key, order = (row["person_id"], times), (row["answered_local"], row["record_id"])
                if key not in latest or order > (latest[key]["answered_local"], latest[key]["record_id"]):
                    latest[key] = row
        chosen = {row["record_id"] for row in latest.values()}
        return self.groups(
            "responses",
            "answered_local",
            lambda r: keep(r) and (r["survey_kind"] != "relationship" or r["record_id"] in chosen),
        )


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def dimension(row: Row, name: str, anchor: str) -> Any:
    if name.startswith("attribute."):
        return (row.get("attributes") or {}).get(name.split(".", 1)[1])
    if name == "channels_in_matter":
        return str(row["channels"])
    if name not in ("day", "week", "month", "quarter", "hour_of_week"):
        return row.get(name)
    if row.get(anchor) is None:
        return None
    when = moment(row[anchor])
    if name == "hour_of_week":
        return None if row["time_precision"] == "day" else when.weekday() * 24 + when.hour
    return {
        "day": when.date().isoformat(), "week": (when.date() - timedelta(days=when.weekday())).isoformat(),
        "month": f"{when:%Y-%m}", "quarter": f"{when.year}-Q{(when.month + 2) // 3}",
    }[name]  # fmt: skip
