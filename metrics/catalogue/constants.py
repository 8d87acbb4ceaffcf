"""The words that fragments may use: thresholds and windows from the settings, and the ends of what is mature in the data."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from warehouse.config.codes import SERVICE_TYPES
from warehouse.config.settings import Settings

DAY = 86_400
NEVER = "1e18"  # seconds; stands for "no such contact" where a NULL would be dropped by one engine only


def constants(settings: Settings, facts: Mapping[str, str]) -> dict[str, str]:
    """Word: SQL. Numbers and timestamps only, written by us, so they are safe inside SQL."""
    until = data_until(facts)
    return {
        "never": NEVER,
        "service_level": str(int(settings.service_level_seconds)),
        "short_abandon": str(int(settings.short_abandon_seconds)),
        "fcr_window": str(int(settings.fcr_window_days) * DAY),
        "fcr_mature": literal(until - timedelta(days=settings.fcr_immature_days)),
        "matter_mature": literal(until - timedelta(days=settings.matter_gap_days)),
        "conversion_window": str(int(settings.conversion_window_days) * DAY),
        "conversion_mature": literal(until - timedelta(days=settings.conversion_window_days)),
        "data_end": literal(data_end(facts)),
        "pauses_known": literal(known_from(facts, "pauses_known_from")),
        "limits_known": literal(known_from(facts, "limits_known_from")),
        "service_types": ", ".join(f"'{name}'" for name in SERVICE_TYPES),
    }


def data_until(facts: Mapping[str, str]) -> datetime:
    """When the data end, in the reporting zone; the far end of time when nothing says so."""
    text = facts.get("data_until") or ""
    return datetime.fromisoformat(text).replace(tzinfo=None) if text else datetime(9000, 1, 1)


def known_from(facts: Mapping[str, str], name: str) -> datetime:
    """From when on a silence is known to be one: before, the data may only not have begun."""
    text = facts.get(name) or ""
    return datetime.fromisoformat(text) if text else datetime(1000, 1, 1)


def data_end(facts: Mapping[str, str]) -> datetime:
    """Midnight after the last day of the data: a period that closes later is not over."""
    return datetime.combine(data_until(facts).date() + timedelta(days=1), time.min)


def literal(moment: datetime) -> str:
    """A timestamp as both engines read it."""
    return f"TIMESTAMP '{moment:%Y-%m-%d %H:%M:%S}'"
