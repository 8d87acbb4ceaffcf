"""A column of amounts: where all are in one currency its head says so, else a second column does."""

import polars as pl

from metrics.presenter.numbers import decimal
from pages.parts.tables import Column
from pages.parts.texts import Texts


def money_columns(frame: pl.DataFrame, texts: Texts) -> list[Column]:
    """Columns for `cost` and `currency`; none where no amount is known."""
    currencies = frame.filter(pl.col("cost").is_not_null())["currency"].unique().drop_nulls().to_list()
    if not currencies:
        return []

    def amount(value: float) -> str:
        return decimal(value, texts, 0 if abs(value) >= 1000 else 2)

    if len(currencies) == 1:
        return [Column("cost", texts("continuity.cost_in", currency=currencies[0]), amount)]
    return [Column("cost", texts("continuity.cost"), amount), Column("currency", texts.dimension("currency"))]
