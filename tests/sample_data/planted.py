"""truths.toml as the tests use it."""

from __future__ import annotations

import tomllib
from typing import Any

from tests.sample_data.raw import EXPORTS

_PLANTED = tomllib.loads((EXPORTS.parent / "truths.toml").read_text(encoding="utf-8"))
EXPECTED: dict[str, dict[str, Any]] = {e["name"]: e for truth in _PLANTED["truth"] for e in truth["expect"]}
BAD_ROWS: list[dict[str, str]] = _PLANTED["rejected"]
BAD_CELLS: list[dict[str, str]] = _PLANTED["emptied"]  # of rows that are loaded without them
