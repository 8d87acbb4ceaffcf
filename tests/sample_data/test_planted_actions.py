"""What became of the sample's actions (actions.toml) is what was planted, judged as the page judges them."""

from __future__ import annotations

import pytest

from metrics.analyses.verdicts.verdict import judge
from tests.sample_data.conftest import Loaded
from tests.sample_data.raw import EXPORTS
from warehouse.actions.file import read_action_file

ACTIONS = read_action_file(EXPORTS.parent / "actions.toml")
PLANTED = {
    "plantillas-de-respuesta-para-el-equipo-de-correo": "worked",
    "devolver-la-llamada-en-la-cola-de-facturacion": "worked",
    "sin-segunda-linea-en-el-soporte-por-voz-de-espana": "harmed",
    "nuevo-saludo-en-el-chat-de-soporte": "nothing",
    "recordatorios-al-equipo-de-formularios": "nothing",
    "curso-de-atencion-en-las-sucursales": "too young",
    "el-bot-pasa-la-conversacion-al-chat-en-vez-de-mand": "not begun",
}
SAID = {
    "worked": {"worked"}, "harmed": {"harmed"}, "nothing": {"did_not", "cannot_tell"}, "too young": {"cannot_tell"},
    "not begun": {"planned"},
}  # fmt: skip


def test_every_action_of_the_file_has_a_planted_end() -> None:
    assert [action.id for action in ACTIONS] == list(PLANTED)


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_the_verdict_is_what_was_planted(loaded: Loaded, action) -> None:  # type: ignore[no-untyped-def]
    verdict = judge(loaded.engine, action, ACTIONS, has_besides=False)

    assert verdict.outcome in SAID[PLANTED[action.id]]
