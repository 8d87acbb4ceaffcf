"""docs/actions.md lists every key of an action's file, and its example is one."""

import re
import tomllib

import msgspec

from tests.docs.blocks import PROJECT
from warehouse.actions.file import Written, WrittenFile, action_of

TEXT = (PROJECT / "docs" / "actions.md").read_text(encoding="utf-8")


def test_every_key_is_listed() -> None:
    first_cells = " ".join(re.findall(r"^\| (.+?) \|", TEXT, re.MULTILINE))
    assert set(re.findall(r"`(\w+)`", first_cells)) == set(Written.__struct_fields__)


def test_the_example_is_an_action() -> None:
    (example,) = re.findall(r"```toml\n(.+?)```", TEXT, re.DOTALL)
    (action,) = [action_of(written) for written in msgspec.convert(tomllib.loads(example), WrittenFile).action]
    assert (action.id, action.compare, action.comparison) == (
        "plantillas-para-el-equipo-de-correo", "stated", (("channel", ("webform",)),),
    )  # fmt: skip
