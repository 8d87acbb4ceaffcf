"""The logs of decisions and actions against what the version in force knows of them: none is ever shorter or another one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from warehouse.config.errors import HiloError, NoWarehouse
from warehouse.sentence import sentence
from warehouse.store.seal import KnownLog
from warehouse.store.versions import current_version
from warehouse.store.whole import known_log

FORGET = "python -m pipelines forget"


def require_known(name: str, path: Path, numbers: Sequence[int], fingerprint: str, known: KnownLog) -> None:
    """Raises HiloError when the log (its lines' numbers, the fingerprint up to what is known) is not the known one, or more."""
    if not known.last or fingerprint == known.fingerprint:
        return
    has = sum(number <= known.last for number in numbers)
    if path.exists():
        state = sentence("has {has} of them", has=has) if has < known.last else sentence("holds other ones")
    else:
        state = sentence("is missing")
    last = sentence(", the last of {at} UTC", at=known.at) if known.at else ""
    raise HiloError(
        "{path} {state}: the published version knows {last} {name}{when}; restore the file from a backup, or go on without what is missing with: {forget}",
        path=path,
        state=state,
        last=known.last,
        name=name,
        when=last,
        forget=FORGET,
    )


def known_now(name: str) -> KnownLog:
    """How far the log went when the version in force was published; nothing is known while none is."""
    try:
        return known_log(current_version(), name)
    except NoWarehouse:
        return KnownLog()
