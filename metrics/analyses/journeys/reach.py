"""How far the journeys of a warehouse reach: the pauses that cut them, and when the first one began."""

from datetime import datetime

from metrics.semantic.engine import Engine


def find_reach(engine: Engine) -> tuple[float | None, float | None, datetime | None]:
    """The shortest and the longest journey pause in days, and the local start of the first journey; None: there is none."""
    low, high = engine.query("SELECT min(pause_days) AS low, max(pause_days) AS high FROM journey_pauses").row(0)
    return low, high, engine.query("SELECT min(started_local) AS first FROM journeys").item()
