"""Half of the persons get what is done, half do not, drawn by a hash: who is who can be listed beforehand, and only the action differs."""

import polars as pl

from metrics.catalogue.dimensions import HALF, HALVES
from metrics.semantic.engine import Engine
from metrics.semantic.scope import Filters
from warehouse.actions.action import Action
from warehouse.config.errors import WrongUse

TREATED, CONTROL = "treated", "control"


def half_of(action: Action, half: str) -> Filters:
    """The action's group limited to one of its halves."""
    return (*action.filters, (dimension_of(action), (half,)))


def dimension_of(action: Action) -> str:
    """The dimension that tells the halves of the action."""
    if action.starts_on is None:
        raise WrongUse(f"{action.id}: halves are drawn of the persons seen before the start: say when it starts")
    return f"{HALF}{action.starts_on}.{action.id}"


def list_halves(engine: Engine, action: Action) -> pl.DataFrame:
    """person_id, half, key_type, key_value: every key of one person alone, of all who were seen before the start.

    Raises WrongUse for an action without a start. Of two persons that are joined later, the joint one's own half counts.
    """
    _, day, salt = dimension_of(action).split(".", 2)
    return engine.query(
        f"""SELECT person_id, half, key_type, key_value FROM (
            SELECT person_id, key_type, key_value, {HALVES} AS half FROM (
                SELECT person_id, key_type, key_value, TRUE AS is_person_known FROM identities WHERE state = 'sole') AS i) AS h
        WHERE half IS NOT NULL ORDER BY half DESC, person_id, key_type, key_value""",
        (f"{day}T00:00:00", salt),
    )
