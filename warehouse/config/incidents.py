"""What nobody foresaw: its traceback goes to HILO_HOME/incidents.log under a number, and the user's line shows the number."""

import os
import secrets
import traceback
from datetime import UTC, datetime
from pathlib import Path

from warehouse.config.home import home
from warehouse.sentence import sentence

LOG_BYTES = 4 << 20  # then the log begins anew, and the one before is kept beside it
TRACE_CHARACTERS = 20_000  # an error may quote a whole export


def incidents_log() -> Path:
    """The file that holds the tracebacks; only its owner may read it, for an error may quote a customer's words."""
    return home() / "incidents.log"


def record_incident(error: BaseException) -> str:
    """Write the error's traceback to the log and return the number that it stands under.

    Raises nothing: where the log cannot be written, the number says so.
    """
    now = datetime.now(UTC)
    number = f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
    text = "".join(traceback.format_exception(error))
    if len(text) > TRACE_CHARACTERS:
        text = f"{text[: TRACE_CHARACTERS // 2]}\n…\n{text[-TRACE_CHARACTERS // 2 :]}"
    try:
        append_entry(f"== incident {number}, {now:%Y-%m-%d %H:%M:%S} UTC\n{text.rstrip()}\n\n")
    except OSError as reason:
        return sentence("{number} (not written down: {said})", number=number, said=reason.strerror)
    return number


def describe_incident(error: BaseException) -> str:
    """Write the error down and return the one line that a user sees of it."""
    number = record_incident(error)
    return sentence(
        "this should not have happened ({kind}); it is incident {number} in {path}: please report what stands there",
        kind=type(error).__name__,
        number=number,
        path=incidents_log(),
    )


def append_entry(entry: str) -> None:
    """Add an entry at the end of the log. Raises OSError."""
    path = incidents_log()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if path.exists() and path.stat().st_size > LOG_BYTES:
        path.replace(path.with_name("incidents.old.log"))
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "a", encoding="utf-8", errors="backslashreplace") as log:
        log.write(entry)
