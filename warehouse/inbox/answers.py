"""What a person says about exports before they are loaded: file by file, which source it is and what the file does not say.

A JSON object: path (a relative one is seen from the file's own folder) = { "source": …, "options": { … } }.
"""

from pathlib import Path

import msgspec

from warehouse.config.errors import HiloError
from warehouse.store.durable import write_durably


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is said about one file. `source`: its name, where several or none claim the file; empty: let it be found."""

    source: str = ""
    options: dict[str, str] = {}


NOTHING_SAID = Answer()


def read_answers(path: Path) -> dict[Path, Answer]:
    """Answer by the absolute path of the file that it is about. Raises HiloError for a file that cannot be read as such."""
    return {(path.parent / name).absolute(): answer for name, answer in read_said(path).items()}


def read_said(path: Path) -> dict[str, Answer]:
    """Answer by the file's name as it stands there; none where nothing was said yet."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, Answer]) if path.exists() else {}
    except (msgspec.DecodeError, UnicodeDecodeError, OSError) as error:
        raise HiloError("{path}: not readable as answers: {said}; see docs/loading.md", path=path, said=error) from None


def write_said(path: Path, said: dict[str, Answer]) -> None:
    """Replace the file."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_durably(path, msgspec.json.format(msgspec.json.encode(said, order="deterministic")))
