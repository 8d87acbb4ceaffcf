"""Which sources a number is made of: what a page needs to say how old it is and which failed checks concern it."""

from metrics.engine import Engine
from metrics.fragment import fill, joined
from metrics.questions import make_request
from metrics.rows import row_legs, rows_of
from metrics.scope import Scope


def sources_behind(engine: Engine, name: str, scope: Scope) -> list[str]:
    """The sources of the records behind a number, in order; empty when nothing was measured."""
    request = make_request(engine, name, scope, (), False)
    parts = [fill("SELECT DISTINCT source FROM (@) AS f", rows_of(request, leg)) for leg in row_legs(request)]
    if not parts:
        return []
    sql = fill(
        "SELECT DISTINCT source FROM (@) AS f WHERE source IS NOT NULL ORDER BY source", joined(" UNION ALL ", parts)
    )
    return engine.query(sql.text, sql.params)["source"].to_list()
