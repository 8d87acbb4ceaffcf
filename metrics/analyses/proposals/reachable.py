"""How well the customers of a channel can be known at most: what their contacts carry already, not what other channels have."""

from metrics.analyses.proposals.evidence import Place
from metrics.analyses.proposals.levels import Level, read_levels
from metrics.catalogue.fragment import fill
from metrics.semantic.relation import relation

# Keys that other systems have too; an id of one system or a cookie ties nobody to another source.
SHARED_KEYS = ("customer_id", "email", "phone")
SHARED_OTHER_KEYS = ("loyalty_number", "device_id")


def reachable(place: Place, level: Level) -> float:
    """The highest level, in percent, that is known to be within reach of a channel.

    Of the match rate: contacts that are matched or carry a key that another source could know. Of coverage: that of the
    channel's own best touchpoint, as a contact without any key cannot be given one afterwards.
    """
    if level.metric == "match_rate":
        return place.once(("reachable", level.group), lambda: matchable_share(place, level))
    scope = place.scope_at(place.at(*level.filters))
    return max((one.value for one in read_levels(place, level.metric, scope, ("touchpoint",))), default=level.value)


def matchable_share(place: Place, level: Level) -> float:
    """Contacts there that are matched or could be, in percent of those of known persons."""
    here = place.scope_at(place.at(*level.filters))
    keys = [f"{name} IS NOT NULL" for name in SHARED_KEYS]
    keys += [f"other_keys['{name}'] IS NOT NULL" for name in SHARED_OTHER_KEYS]
    sql = fill(
        f"SELECT 100e0 * count_if(is_person_matched OR {' OR '.join(keys)}) / nullif(count(*), 0) FROM (@) AS f",
        relation(place.engine, level.metric, here),
    )
    return float(place.engine.query(sql.text, sql.params).item() or 0.0)
