"""What a reader who mistyped a name probably meant."""

from collections.abc import Iterable
from difflib import get_close_matches


def near_names(name: str, known: Iterable[str], otherwise: str = "") -> str:
    """ "did you mean …?", or the known names where none is near."""
    listed = list(known)
    near = get_close_matches(name, listed, cutoff=0.75) or get_close_matches(name, listed, cutoff=0.5)
    return f"did you mean {' or '.join(near)}?" if near else f"known: {', '.join(listed)}{otherwise}"
