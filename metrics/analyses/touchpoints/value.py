"""Who stands behind a touchpoint, and what they have brought in: currencies are compared, never converted or added."""

from collections.abc import Sequence

import polars as pl

from metrics.catalogue.entry import PersonStage
from metrics.catalogue.fragment import fill, joined
from metrics.semantic.engine import Engine
from metrics.semantic.questions import make_request
from metrics.semantic.request import counted_rows
from metrics.semantic.scope import Scope

COLUMNS = ("persons", "valued", "revenue", "revenue_per_person", "currency", "value_note", "value_index")
# Persons by whom a group's index is drawn to the average: one rich customer makes no rich touchpoint.
DRAWN_BY = 10
# A customer's revenue over the mean of all customers of the same currency: 1 is an average customer, whatever the currency.
LEVELS = (
    "SELECT currency AS level_currency, avg(revenue) AS level FROM persons WHERE revenue IS NOT NULL GROUP BY currency"
)
INDEX = (
    "CASE WHEN p.revenue IS NOT NULL THEN p.revenue / nullif(l.level, 0) WHEN coalesce(p.orders, 0) = 0 THEN 0e0 END"
)


def value_behind(engine: Engine, scope: Scope, by: Sequence[str]) -> pl.DataFrame:
    """`by`, COLUMNS: one row per group with a known person (the persons that the metric `persons` counts, each once).

    revenue: of all time, of those persons together; NULL with the note `mixed currencies` where they pay in several, `no orders`
    where none has an order with an amount. valued: persons of whom it is known what they brought in, nothing included.
    revenue_per_person: over them. value_index: the same over the mean of all customers of the person's currency, drawn to that of
    all groups by DRAWN_BY persons; NULL where nobody's revenue is known.
    """
    request = make_request(engine, "persons", scope, by, False)
    keys = "".join(f"{key}, " for key in request.keys)
    (stage,) = request.legs
    assert isinstance(stage, PersonStage)
    rows = [fill(f"SELECT {keys}person_id FROM (@) AS f", counted_rows(request, leg)) for leg in stage.legs]
    seen = fill(f"SELECT DISTINCT {keys}person_id FROM (@) AS f", joined(" UNION ALL ", rows))
    sums = (
        f"CAST(count(*) AS BIGINT) AS persons, CAST(count({INDEX}) AS BIGINT) AS valued, sum(p.revenue) AS revenue,"
        f" min(p.currency) AS currency, max(p.currency) AS currency_high, sum({INDEX}) AS index_total"
    )
    sql = fill(
        f"SELECT {keys}{sums} FROM (@) AS f LEFT JOIN persons AS p ON p.person_id = f.person_id"
        f" LEFT JOIN ({LEVELS}) AS l ON l.level_currency = p.currency{' GROUP BY ' + ', '.join(request.keys) if keys else ''}",
        seen,
    )
    found = engine.query(sql.text, sql.params).rename(dict(zip(request.keys, by, strict=True)))
    return with_values(found.filter(pl.col("persons") > 0)).select(*by, *COLUMNS)


def with_values(found: pl.DataFrame) -> pl.DataFrame:
    """The sums as COLUMNS."""
    mixed = (pl.col("currency") != pl.col("currency_high")).fill_null(False)
    note = pl.when(mixed).then(pl.lit("mixed currencies")).when(pl.col("revenue").is_null()).then(pl.lit("no orders"))
    total, valued = float(found["index_total"].sum() or 0), int(found["valued"].sum() or 0)
    is_known = bool(found["revenue"].is_not_null().any())
    usual = total / valued if valued else 0.0
    drawn = (pl.col("index_total").fill_null(0) + DRAWN_BY * usual) / (pl.col("valued") + DRAWN_BY) / (usual or 1.0)
    return found.with_columns(
        pl.when(~mixed).then(pl.col("revenue")).alias("revenue"),
        pl.when(~mixed).then(pl.col("revenue") / pl.col("valued")).alias("revenue_per_person"),
        pl.when(~mixed).then(pl.col("currency")).alias("currency"),
        note.alias("value_note"),
        (drawn if is_known and usual > 0 else pl.lit(None, pl.Float64)).alias("value_index"),
    )
