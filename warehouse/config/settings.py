"""What an installation may set: environment first, then HILO_HOME/hilo.toml, then the defaults written here."""

import math
import os
import re
from functools import cache
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, available_timezones

import msgspec

from warehouse.config.codes import STAGES
from warehouse.config.errors import HiloError
from warehouse.config.home import home
from warehouse.config.toml_file import read_toml

Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Width = Annotated[float, msgspec.Meta(ge=0)]
Count = Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
Length = Annotated[int, msgspec.Meta(ge=0, le=100_000)]  # of days, hours, seconds
Size = Annotated[float, msgspec.Meta(gt=0)]
Amount = Annotated[int, msgspec.Meta(ge=1)]
MEMORY = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?) ?([KMGT]i?B|%)")
LEAST_MEMORY = 256 << 20  # a load of one row needs 100 MB of DuckDB
MOST_MEMORY = 1 << 50  # more than any machine has; DuckDB would take it for no limit
Name = Annotated[str, msgspec.Meta(min_length=1)]


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
    amount: Width
    currency: str


class ProposalRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When something is proposed. Shares in 0 … 1, gaps in percentage points (points of NPS: twice as many)."""

    minimum_n: Count = 30  # answers or contacts without which a number is no evidence
    least_gap: Width = 5.0
    false_share: Share = (
        0.05  # of the differences that are believed, as many may be chance; stricter than a table's 10 %
    )
    least_gain: Width = 2.0  # expected of a proposal at least, own level and peers shrunk
    payback_days: Count = 730  # in which what is saved must pay for a proposal whose cost is known
    least_peers: Count = 2  # groups that a median is taken of
    judged_by: tuple[str, ...] = ("csat", "nps", "ces", "ocr", "no_repeat_any_channel", "abandonment")
    frequent_topic_share: Share = 0.10  # of a touchpoint's contacts whose topic is known
    areas: tuple[str, ...] = ("touchpoint", "team", "country", "channel")
    most_negative_share: Share = 0.5  # of the areas of a kind: above, the trouble is not in one area
    automated_channels: tuple[str, ...] = ("chatbot", "voicebot")
    self_service_channels: tuple[str, ...] = ("web", "app", "portal", "chatbot", "voicebot")
    moved_share: Share = (
        0.10  # of the contacts that people handle: what more automation or a campaign is assumed to move
    )
    least_settled: float = (
        50.0  # percent of its matters that a machine must settle in one contact before more of it is proposed
    )
    least_traffic_share: Share = 0.05  # of all service contacts: smaller channels get no suggestion
    most_proposals: Count = 5  # of a kind
    costs: tuple[ProposalCost, ...] = ()


class TouchpointBar(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The level of a score from which on a touchpoint is good; without one it is the company's own level in the period."""

    metric: str
    bar: float


class System(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A system of the company's: who owns it and what runs on it. Empty lists of stages, channels or sources: any."""

    name: Name
    owner: str = ""
    stages: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    integrated: bool | None = None  # as the company states it; without it, as the data show it


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one file may ask of the machine; one that asks for more is refused, one such record is kept aside.

    Text of a record a line is read in pieces and may be long; what must be in memory as a whole may be less.
    """

    unpacked_gb: Size = 50.0  # of a packed file, and of the text of any other encoding than UTF-8, on the disk
    unpacked_ratio: Size = 200.0  # above 256 MB: exports pack to a tenth or a fiftieth, a bomb to a thousandth
    document_gb: Size = 1.0  # read in memory as a whole: JSON that has no record a line, chats, workbooks unpacked
    rows: Amount = 1_000_000_000  # of a Parquet file, which can state any number in a few bytes
    columns: Amount = 4_096
    cells: Amount = 20_000_000  # of a workbook's sheet from A1 to its last row and column, empty ones too
    record_length: Annotated[int, msgspec.Meta(ge=100, le=1_000_000_000)] = 8_000_000  # characters
    broken_rows: Amount = 100_000  # kept aside of one file, before it is taken for another thing than its mapping says
    nesting: Annotated[int, msgspec.Meta(ge=1, le=500)] = 100  # lists and objects in one another; Python ends at 1,000
    file_seconds: Amount = 3_600


DEFAULT_LIMITS = Limits()


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One installation's settings. Windows in days, thresholds in seconds; docs/settings.md lists all."""

    timezone: str = "UTC"
    stages: Annotated[tuple[Name, ...], msgspec.Meta(min_length=1)] = STAGES
    stage_rules: tuple[StageRule, ...] = ()
    fcr_window_days: Length = 7
    fcr_immature_days: Length = 7
    service_level_seconds: Length = 20
    short_abandon_seconds: Length = 5
    conversion_window_days: Length = 30
    chat_gap_hours: Length = 24
    matter_gap_days: Length = 7
    key_partner_limit: Count = 5  # a key that meets more keys of one kind belongs to nobody
    recycled_after_days: Length = 45  # quiet between two owners of a number; what US carriers must wait (47 CFR 52.15)
    generic_keys: tuple[str, ...] = ()  # e-mails, numbers or patterns (info@*) that never name a person
    personal_keys: tuple[str, ...] = ()  # exceptions from what is taken for generic
    personal_data: Literal["shown", "masked"] = "shown"  # keys, names, texts and exported lines on the pages
    inactivity_quantile: Share = 0.9
    minimum_n_shown: Length = 5
    minimum_n_firm: Length = 30
    phone_region: str = ""
    touchpoint_bars: tuple[TouchpointBar, ...] = ()
    touchpoint_margin: Share = 0.05  # of the scale's width: a difference below it is real at best, not worth a colour
    systems: tuple[System, ...] = ()
    kept_versions: Count = 3
    memory_limit: str = "4GB"  # of the dashboard's engine
    load_memory_limit: str = ""  # of a load; none given: by the size of the exports (pipelines/store/load_memory.py)
    query_seconds: Count = 30
    page_seconds: Count = 90  # of work in one drawing of a page
    limits: Limits = DEFAULT_LIMITS
    proposals: ProposalRules = ProposalRules()


def load_settings() -> Settings:
    """The settings in force. Raises HiloError for an unreadable file, an unknown key or zone."""
    path = home() / "hilo.toml"
    given: dict[str, Any] = read_toml(path) if path.exists() else {}
    if zone := os.environ.get("HILO_TIMEZONE"):
        given["timezone"] = zone
    try:
        settings = msgspec.convert(given, Settings)
    except msgspec.ValidationError as error:
        raise HiloError(
            "{path}: {said}; known settings: {known}",
            path=path,
            said=error,
            known=", ".join(Settings.__struct_fields__),
        ) from None
    if len(set(settings.stages)) < len(settings.stages):
        raise HiloError("{path}: stages: a stage stands there twice", path=path)
    require_zone(settings.timezone, "HILO_TIMEZONE")
    require_memory(settings.memory_limit, f"{path}: memory_limit")
    if settings.load_memory_limit:
        require_memory(settings.load_memory_limit, f"{path}: load_memory_limit")
    return settings


def require_memory(text: str, where: str) -> None:
    """Raises HiloError, saying where it stands, for what is no amount of memory that DuckDB can work with."""
    found = MEMORY.fullmatch(text)
    if found and found[2] == "%":
        is_possible = 1 <= float(found[1]) <= 100
    else:
        is_possible = bool(found) and LEAST_MEMORY <= count_bytes(text) <= MOST_MEMORY
    if not is_possible:
        raise HiloError(
            "{where}: {text!r}: expected an amount such as 4GB, at least 256MiB, or a share such as 60%",
            where=where,
            text=text,
        )


def count_bytes(text: str) -> float:
    """The bytes of an amount of memory that MEMORY matches: KB is 1000, KiB 1024."""
    amount, unit = MEMORY.fullmatch(text).groups()  # type: ignore[union-attr]
    steps = "KMGT".index(unit[0]) + 1
    return float(amount) * math.pow(1024 if "i" in unit else 1000, steps)


def require_zone(name: str, where: str) -> ZoneInfo:
    """The zone. Raises HiloError, saying where the name came from, when there is no such IANA zone."""
    if name not in zone_names():
        raise HiloError(
            "{where}: no time zone {name!r}; expected an IANA name such as Europe/Madrid or UTC", where=where, name=name
        )
    return ZoneInfo(name)


@cache
def zone_names() -> frozenset[str]:
    """All IANA names that this machine knows; asking the files takes 20 ms."""
    return frozenset(available_timezones())
