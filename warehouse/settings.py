"""What an installation may set: environment first, then HILO_HOME/hilo.toml, then the defaults written here."""

import os
import tomllib
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import msgspec

from warehouse.codes import STAGES
from warehouse.errors import HiloError
from warehouse.home import home


class StageRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A contact that fits every given word is of this stage; the first fitting rule wins."""

    stage: str
    source: str = ""
    channel: str = ""
    touchpoint: str = ""
    interaction_type: str = ""


class ProposalCost(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What doing a kind of proposal costs the company once, where it knows."""

    kind: str
    amount: float
    currency: str


class ProposalRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When something is proposed. Shares in 0 … 1, gaps in percentage points (points of NPS: twice as many)."""

    minimum_n: int = 30  # answers or contacts without which a number is no evidence
    least_gap: float = 5.0
    false_share: float = 0.05  # of the differences that are believed, as many may be chance; stricter than a table's 10 %
    least_peers: int = 2  # groups that a median is taken of
    judged_by: tuple[str, ...] = ("csat", "nps", "ces", "ocr", "abandonment")
    frequent_topic_share: float = 0.10  # of a touchpoint's contacts whose topic is known
    areas: tuple[str, ...] = ("touchpoint", "team", "country", "channel")
    most_negative_share: float = 0.5  # of the areas of a kind: above, the trouble is not in one area
    automated_channels: tuple[str, ...] = ("chatbot", "voicebot")
    self_service_channels: tuple[str, ...] = ("web", "app", "portal", "chatbot", "voicebot")
    moved_share: float = (
        0.10  # of the contacts that people handle: what more automation or a campaign is assumed to move
    )
    least_settled: float = (
        50.0  # percent of its matters that a machine must settle in one contact before more of it is proposed
    )
    least_traffic_share: float = 0.05  # of all service contacts: smaller channels get no suggestion
    most_proposals: int = 5  # of a kind
    costs: tuple[ProposalCost, ...] = ()


class TouchpointBar(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The level of a score from which on a touchpoint is good; without one it is the company's own level in the period."""

    metric: str
    bar: float


class System(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A system of the company's: who owns it and what runs on it. Empty lists of stages, channels or sources: any."""

    name: str
    owner: str = ""
    stages: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    integrated: bool | None = None  # as the company states it; without it, as the data show it


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One installation's settings. Windows in days, thresholds in seconds; every default is of rules.md."""

    timezone: str = "UTC"
    stages: tuple[str, ...] = STAGES
    stage_rules: tuple[StageRule, ...] = ()
    fcr_window_days: int = 7
    fcr_immature_days: int = 7
    service_level_seconds: int = 20
    short_abandon_seconds: int = 5
    conversion_window_days: int = 30
    chat_gap_hours: int = 24
    matter_gap_days: int = 7
    key_partner_limit: int = 5  # a key that meets more keys of one kind belongs to nobody
    recycled_after_days: int = 45  # quiet between two owners of a number; what US carriers must wait (47 CFR 52.15)
    generic_keys: tuple[str, ...] = ()  # e-mails, numbers or patterns (info@*) that never name a person
    personal_keys: tuple[str, ...] = ()  # exceptions from what is taken for generic
    personal_data: str = "shown"  # shown | masked: keys, names, texts and exported lines on the pages
    inactivity_quantile: float = 0.9
    minimum_n_shown: int = 5
    minimum_n_firm: int = 30
    phone_region: str = ""
    touchpoint_bars: tuple[TouchpointBar, ...] = ()
    touchpoint_margin: float = 0.05  # of the scale's width: a difference below it is real at best, not worth a colour
    systems: tuple[System, ...] = ()
    kept_versions: int = 3
    memory_limit: str = "4GB"  # of the dashboard's engine
    load_memory_limit: str = "60%"  # of the machine, for a load: 10 million contacts spill below 6 GB
    query_seconds: int = 30
    proposals: ProposalRules = ProposalRules()


def load_settings() -> Settings:
    """The settings in force. Raises HiloError for an unreadable file, an unknown key or zone."""
    path = home() / "hilo.toml"
    given: dict[str, Any] = {}
    if path.exists():
        try:
            given = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise HiloError(f"{path}: not readable as TOML: {error}") from None
    if zone := os.environ.get("HILO_TIMEZONE"):
        given["timezone"] = zone
    try:
        settings = msgspec.convert(given, Settings)
    except msgspec.ValidationError as error:
        raise HiloError(f"{path}: {error}; known settings: {', '.join(Settings.__struct_fields__)}") from None
    require_zone(settings.timezone, "HILO_TIMEZONE")
    return settings


def require_zone(name: str, where: str) -> ZoneInfo:
    """The zone. Raises HiloError, saying where the name came from, when there is no such IANA zone."""
    if name not in zone_names():
        raise HiloError(f"{where}: no time zone {name!r}; expected an IANA name such as Europe/Madrid or UTC")
    return ZoneInfo(name)


@cache
def zone_names() -> frozenset[str]:
    """All IANA names that this machine knows; asking the files takes 20 ms."""
    return frozenset(available_timezones())
