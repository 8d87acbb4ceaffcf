"""The template that users copy is itself a mapping that loads."""

import shutil
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from pipelines.load import load_exports
from warehouse.config.settings import Settings
from warehouse.store.versions import version_path

TEMPLATE = Path(__file__).parents[2] / "sample_data" / "mappings" / "template.mapping.toml"
EXPORT = """Identificador;fecha;telefono;canal;agente;nota;comentario;espera;contrato
1;03/02/2026 09:00;11 5555-0001;Teléfono;Ana (turno 1);5;Bien;1,5;anual
2;13/02/2026 10:30;;Paloma;Luis;NS/NC;;0:00:20;mensual
3;14/02/2026 10:30;;prueba;Luis;1;;;
4;14/02/2026 10:31;;WhatsApp;-;4;;;
"""


def test_the_template_loads_the_export_that_it_describes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HILO_HOME", str(tmp_path / "home"))
    folder = tmp_path / "exports"
    folder.mkdir()
    shutil.copy(TEMPLATE, folder)
    (folder / "calls.csv").write_text(EXPORT, encoding="utf-8")
    outcome = load_exports([folder], Settings(), lambda *_: "", now=datetime(2026, 8, 1))
    assert outcome.version is not None
    with duckdb.connect(str(version_path(outcome.version)), read_only=True) as con:
        contacts = con.execute(
            "SELECT record_id, channel, phone, agent, wait_seconds, attributes['contract'] FROM interactions ORDER BY 1"
        ).fetchall()
        answers = con.execute(
            "SELECT record_id, score, top_box_min, channel, answered_at, comment FROM responses"
        ).fetchall()
        kept_aside = con.execute("SELECT source_line, reasons[1].reason FROM rejected_rows").fetchall()
        skipped = con.execute("SELECT reason, rows FROM skipped_rows").fetchall()
    assert contacts == [
        ("calls:1", "phone", "+541155550001", "Ana", 90.0, "anual"),
        ("calls:2", "other", None, "Luis", 20.0, "mensual"),
    ]
    assert answers == [("calls:1", 5.0, 4.0, "phone", datetime(2026, 2, 3, 12), "Bien")]
    assert kept_aside == [(5, "breaks the rule score_given_by_people")]
    assert skipped == [("a test call", 1)]
