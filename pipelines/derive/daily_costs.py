"""Costs by day: the amount of a period spread evenly over the days that it covers."""

from __future__ import annotations

import duckdb

from warehouse.tables.blocks import PLACE, names_of


def derive_daily_costs(con: duckdb.DuckDBPyConnection) -> None:
    """Fill `daily_costs` from `costs`; periods are half-open, [starts_on, ends_on)."""
    con.execute("DELETE FROM daily_costs")
    con.execute(
        "INSERT INTO daily_costs BY NAME"
        f" SELECT record_id, source, {', '.join(names_of(PLACE))},"
        " attributes, cost_kind, campaign, currency, CAST(amount AS DOUBLE) / (ends_on - starts_on) AS amount,"
        " unnest(generate_series(CAST(starts_on AS TIMESTAMP), ends_on - INTERVAL 1 DAY, INTERVAL 1 DAY)) AS spent_local"
        " FROM costs WHERE ends_on > starts_on"
    )
