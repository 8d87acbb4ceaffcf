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


def find_metric(name: str) -> Metric:
    """The entry. Raises WrongUse with the near names."""
    if name in METRICS:
        return METRICS[name]
    raise WrongUse(f"no metric {name!r}; {near_names(name, METRICS)}")
