"""The totals of the paths beside those of the other pages: what they have in common, and what accounts for the rest."""

from dataclasses import dataclass
from typing import Any

from metrics.analyses.journeys.journeys_in import journeys_in
from metrics.catalogue.fragment import fill
from metrics.semantic.compute import compute
from metrics.semantic.engine import Engine
from metrics.semantic.questions import make_request
from metrics.semantic.relation import row_legs
from metrics.semantic.request import rows_sql
from metrics.semantic.scope import Scope


@dataclass(frozen=True)
class Totals:
    """Of one scope. contacts + legs = contacts_in + contacts_nobody + contacts_undated; orders + orders_out = orders_in + orders_nobody + orders_undated.

    contacts and orders: the metrics interactions and orders; …_in: the touches of journeys; …_nobody: of persons without a key;
    legs: further legs of contacts that were passed on, which are touches of their own;
    …_undated: without a date (only where no period limits them); orders_out: cancelled, or refunds that are rows of their own.
    touches = contacts_in + orders_in; journeys = left + open + unanswered. `of_journeys`: touches of the journeys that
    begin in the scope, whenever they are.
    """

    contacts: int
    legs: int
    contacts_in: int
    contacts_nobody: int
    contacts_undated: int
    orders: int
    orders_out: int
    orders_in: int
    orders_nobody: int
    orders_undated: int
    touches: int
    journeys: int
    left: int
    open: int
    unanswered: int
    of_journeys: int

    @property
    def add_up(self) -> bool:
        """Whether all the sums hold."""
        return (
            self.contacts + self.legs == self.contacts_in + self.contacts_nobody + self.contacts_undated
            and self.orders + self.orders_out == self.orders_in + self.orders_nobody + self.orders_undated
            and self.touches == self.contacts_in + self.orders_in
            and self.journeys == self.left + self.open + self.unanswered
        )


def find_totals(engine: Engine, scope: Scope) -> Totals:
    """The totals, each counted from its own table and not from the others."""
    journeys = compute(engine, "journeys", scope).row(0, named=True)
    touches = compute(engine, "touches", scope).row(0, named=True)
    contacts = count_left_out(engine, "interactions", scope)
    orders = count_left_out(engine, "orders", scope)
    sql = fill("SELECT CAST(coalesce(sum(touches), 0) AS BIGINT) AS n FROM (@) AS j", journeys_in(engine, scope))
    return Totals(
        contacts=count_of(compute(engine, "interactions", scope).row(0, named=True), "n"), legs=contacts["outside"],
        contacts_in=count_of(touches, "contacts"),
        contacts_nobody=contacts["nobody"], contacts_undated=contacts["undated"],
        orders=count_of(compute(engine, "orders", scope).row(0, named=True), "n"), orders_out=orders["outside"],
        orders_in=count_of(touches, "orders"), orders_nobody=orders["nobody"], orders_undated=orders["undated"],
        touches=count_of(touches, "n"), journeys=count_of(journeys, "n"), left=count_of(journeys, "left_journeys"),
        open=count_of(journeys, "open_journeys"), unanswered=count_of(journeys, "unanswered_journeys"),
        of_journeys=engine.query(sql.text, sql.params).item(),
    )  # fmt: skip


def count_left_out(engine: Engine, metric: str, scope: Scope) -> dict[str, int]:
    """Of the table of a metric: rows of nobody known, of known persons without a date, and those that the metric does not count."""
    request = make_request(engine, metric, scope, (), False)
    leg = row_legs(request)[0]
    table, anchor, counted = leg.table, str(getattr(leg, "anchor", "")), request.word(leg.where)
    sql = fill(
        "SELECT CAST(count_if(is_person_known IS NOT TRUE) AS BIGINT) AS nobody,"
        f" CAST(count_if(is_person_known AND {anchor} IS NULL) AS BIGINT) AS undated,"
        f" CAST(count_if(NOT coalesce({counted}, FALSE)) AS BIGINT) AS outside FROM (@) AS f",
        rows_sql(request, table, anchor, "TRUE"),
    )
    row: dict[str, Any] = engine.query(sql.text, sql.params).row(0, named=True)
    return {name: int(value or 0) for name, value in row.items()}


def count_of(row: dict[str, Any], name: str) -> int:
    """A count, 0 where there is none."""
    return int(row[name] or 0)
