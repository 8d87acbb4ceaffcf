"""The metric dictionary. To add a metric, write one `Metric` in the module of its subject; nothing else needs a line."""

from collections.abc import Mapping

from metrics.catalogue import (
    commerce,
    contact_centre,
    continuity,
    identity,
    journeys,
    loyalty,
    surveys,
    times,
    voice,
    volumes,
)
from metrics.catalogue.entry import Metric
from metrics.catalogue.near_names import near_names
from warehouse.config.errors import WrongUse

SUBJECTS = (surveys, volumes, times, contact_centre, continuity, identity, commerce, loyalty, voice, journeys)

METRICS: Mapping[str, Metric] = {metric.name: metric for subject in SUBJECTS for metric in subject.METRICS}
# The name of today by a name of before.
RENAMED: Mapping[str, str] = {alias: metric.name for metric in METRICS.values() for alias in metric.aliases}


def current_name(name: str) -> str:
    """The name of today; any other text as it is."""
    return RENAMED.get(name, name)


def find_metric(name: str) -> Metric:
    """The entry of that name, or that once had it. Raises WrongUse with the near names."""
    if current_name(name) in METRICS:
        return METRICS[current_name(name)]
    raise WrongUse(f"no metric {name!r}; {near_names(name, METRICS)}")
