"""The signs that a file of words can hold: control signs of the data stand in no XML and in no PDF that can be read aloud."""

import re
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
Part = TypeVar("Part")


def fit_signs(part: Part) -> Part:
    """The document, or a part of it, with a space for every sign that does not fit."""
    fitted: Any = part
    if isinstance(part, str):
        fitted = UNFIT.sub(" ", part)
    elif isinstance(part, tuple):
        fitted = tuple(map(fit_signs, part))
    elif is_dataclass(part) and not isinstance(part, type):
        fitted = replace(part, **{field.name: fit_signs(getattr(part, field.name)) for field in fields(part)})
    return fitted  # type: ignore[no-any-return]
