"""Customers' own words beside a number: the comments of a scope, most telling first, and their emotions counted."""

from collections.abc import Sequence

import polars as pl

from metrics.catalogue.fragment import Sql, fill
from metrics.semantic.compute import compute
from metrics.semantic.engine import Engine
from metrics.semantic.relation import relation
from metrics.semantic.scope import Scope
from warehouse.config.codes import EMOTIONS

SHOWN = (
    "record_id", "file", "source_line", "person_id", "time", "comment", "emotion", "emotion_by", "polarity", "said_topic",
    "metric", "score", "scale", "channel", "stage", "touchpoint", "of_table", "interaction_id",
)  # fmt: skip


def comments_in(
    engine: Engine, scope: Scope, limit: int, emotions: Sequence[str] = (), offset: int = 0
) -> pl.DataFrame:
    """SHOWN of the comments with a text in the scope, the most telling first.

    First come texts whose emotion is one of `emotions` (without them: any known emotion but neutral), then the other known
    emotions, then the unknown ones; the newest first in each, those without a time last. `time` is in the reporting zone.
    Raises WrongUse for a filter that comments lack.
    """
    asked = [emotion for emotion in emotions if emotion in EMOTIONS] or [e for e in EMOTIONS if e != "neutral"]
    marks = ", ".join("?" for _ in asked)
    rank = f"CASE WHEN c.emotion IN ({marks}) THEN 0 WHEN c.emotion IS NOT NULL THEN 1 ELSE 2 END"
    own = {"file": "files.name", "time": "c.said_local"}
    columns = ", ".join(f"{own.get(name, f'c.{name}')} AS {name}" for name in SHOWN)
    sql = fill(
        f"SELECT {columns} FROM (@) AS c LEFT JOIN files ON files.file_id = c.file_id WHERE c.comment IS NOT NULL"
        " ORDER BY @, c.said_local DESC NULLS LAST, c.record_id LIMIT ? OFFSET ?",
        relation(engine, "comments", scope),
        Sql(rank, tuple(asked)),
    )
    return engine.query(sql.text, (*sql.params, limit, offset))


def count_comments_in(engine: Engine, scope: Scope) -> int:
    """How many rows comments_in has in all."""
    sql = fill(
        "SELECT CAST(count(*) AS BIGINT) AS found FROM (@) AS c WHERE comment IS NOT NULL",
        relation(engine, "comments", scope),
    )
    return int(engine.query(sql.text, sql.params)["found"].sum())


def emotions_by(engine: Engine, scope: Scope, by: Sequence[str] = ()) -> pl.DataFrame:
    """The dimensions, then a count for each of EMOTIONS, `unknown`, and n = all comments; one row a group that has any.

    Without dimensions one row, of zeros where there is no comment. Raises WrongUse for dimensions that comments lack.
    """
    counted = compute(engine, "comments", scope, (*by, "emotion"))
    sums = [
        *((pl.col("n") * (pl.col("emotion") == emotion)).sum().alias(emotion) for emotion in EMOTIONS),
        (pl.col("n") * pl.col("emotion").is_null()).sum().alias("unknown"),
        pl.col("n").sum(),
    ]
    if not by:
        return counted.select(sums)
    return counted.group_by(list(by), maintain_order=True).agg(sums)
