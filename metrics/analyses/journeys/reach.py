"""How far the journeys of a warehouse reach: the limits that cut them, and when the first one began."""

from datetime import datetime

from metrics.semantic.engine import Engine


def find_reach(engine: Engine) -> tuple[float | None, float | None, datetime | None]:
    """The shortest and the longest inactivity limit in days, and the local start of the first journey; None: there is none."""
    low, high = engine.query("SELECT min(limit_days) AS low, max(limit_days) AS high FROM inactivity_limits").row(0)
    return low, high, engine.query("SELECT min(started_local) AS first FROM journeys").item()
