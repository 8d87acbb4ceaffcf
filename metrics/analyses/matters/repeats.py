"""Steps of a matter on the same channel: the diagonal of the hop matrix, which is no hop and stands apart from it."""

from dataclasses import replace

import polars as pl

from metrics.catalogue.entry import Leg
from metrics.catalogue.fragment import fill
from metrics.semantic.engine import Engine
from metrics.semantic.questions import make_request
from metrics.semantic.request import counted_rows
from metrics.semantic.scope import Scope

REPEAT = "is_person_known AND kind = 'repeat'"
MONEY = "CASE WHEN min(currency) = max(currency) THEN CAST(sum(CAST(cost AS DECIMAL(18, 4))) AS DOUBLE) END"


def repeats_by_channel(engine: Engine, scope: Scope) -> pl.DataFrame:
    """channel, repeats, waited (seconds between them, summed), wait (median; NULL for fewer than the installation shows), cost, currency.

    Of the matters that the metrics count; one row per channel with repeats. Cost and currency are NULL where none is known or
    several are mixed.
    """
    request = make_request(engine, "hops", scope, (), False)
    leg = request.legs[0]
    assert isinstance(leg, Leg)
    rows = counted_rows(request, replace(leg, where=REPEAT))
    least = engine.settings.minimum_n_shown
    sql = fill(
        "SELECT from_channel AS channel, CAST(count(*) AS BIGINT) AS repeats, CAST(sum(between_seconds) AS DOUBLE) AS waited,"
        f" CASE WHEN count(between_seconds) >= {least} THEN CAST(median(between_seconds) AS DOUBLE) END AS wait,"
        f" {MONEY} AS cost, CASE WHEN min(currency) = max(currency) THEN min(currency) END AS currency"
        " FROM (@) AS f GROUP BY from_channel ORDER BY from_channel",
        rows,
    )
    return engine.query(sql.text, sql.params)
