"""published/CURRENT: the number of the version that readers open, and nothing else."""

import re
import secrets

from warehouse.config.errors import HiloError
from warehouse.config.faults import describe_failure
from warehouse.config.home import published
from warehouse.sentence import sentence
from warehouse.store.durable import write_durably

NUMBER = re.compile(r"[1-9][0-9]{0,8}")
MEND = sentence("point it to the newest whole version with: python -m pipelines rollback")


def read_pointer() -> int | None:
    """The number that CURRENT holds; None where there is no CURRENT. Raises HiloError when it holds none."""
    path = published() / "CURRENT"
    try:
        with path.open("rb") as file:
            content = file.read(100)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except IsADirectoryError:
        raise HiloError(
            "{path} is a folder, expected the number of a version; {way_out}", path=path, way_out=MEND
        ) from None
    except OSError as error:
        raise describe_failure(error) from None
    text = content.decode("ascii", errors="replace").strip()
    if not NUMBER.fullmatch(text):
        held = sentence("holds {text!r}", text=text[:20]) if content else sentence("is empty")
        raise HiloError(
            "{path} {held}, expected the number of a version; {way_out}", path=path, held=held, way_out=MEND
        )
    return int(text)


def write_pointer(version: int) -> None:
    """Point readers to a version; atomic, and on disk when it returns."""
    path = published() / "CURRENT"
    if path.is_dir() and not path.is_symlink():
        path.rename(path.with_name(f"CURRENT.{secrets.token_hex(4)}.folder"))
    write_durably(path, str(version).encode())
