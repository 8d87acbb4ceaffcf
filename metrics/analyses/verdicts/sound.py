"""Whether an action can be judged at all: the metrics and dimensions that it names exist and go together."""

from datetime import date

from metrics.catalogue import find_metric
from metrics.catalogue.constants import data_until
from metrics.catalogue.dimensions import find_dimension
from metrics.semantic.questions import require_dimensions
from warehouse.actions.action import Action, require_sound
from warehouse.config.errors import NoWarehouse, WrongUse
from warehouse.store.engine import open_engine


def require_known(action: Action) -> None:
    """Raises WrongUse, naming the action, for a metric or dimension that does not exist or cannot be asked for together."""
    require_sound(action)
    try:
        for name in dict.fromkeys((action.metric, *action.also)):
            find_metric(name)
        metric = find_metric(action.metric)
        for filters in (action.filters, action.comparison):
            require_dimensions(metric, [find_dimension(name) for name, _ in filters])
        if metric.better == "neutral" and not (action.expected and action.expected.difference):
            raise WrongUse(f"{metric.name} is neither better high nor low: say what is expected, as a difference")
    except WrongUse as error:
        raise WrongUse(f"{action.id}: {error}") from None


def last_day_of_data() -> date | None:
    """The last day that the published data have, in the reporting zone; NULL while nothing is published."""
    try:
        engine = open_engine()
    except NoWarehouse:
        return None
    return data_until(engine.facts).date() if engine.facts.get("data_until") else None
