"""Who answers SQL: any engine with this shape."""

from collections.abc import Sequence
from typing import Any, Protocol

import polars as pl

from warehouse.config.settings import Settings


class Engine(Protocol):
    """What answers SQL: warehouse.store.engine.Engine, or anything that speaks Spark Connect."""

    facts: Any
    settings: Settings
    tables: Any

    def query(self, sql: str, params: Sequence[Any] = ()) -> pl.DataFrame:
        """The rows."""

    def __hash__(self) -> int:
        """Engines are told apart by what they are, so that what is asked once a version can be remembered by them."""
