"""Rejected rows become sheets that are corrected and loaded again."""

import csv
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from metrics.rollups import build_rollups
from pipelines.commands.status import read_rejected, read_rejections
from pipelines.load import load_exports
from pipelines.store.correction_sheets import write_sheets
from tests.pipelines.conftest import NOW, SCORES
from warehouse.config.errors import HiloError
from warehouse.config.home import own_sources
from warehouse.config.settings import load_settings
from warehouse.store.engine import open_engine
from warehouse.wording.wording import Wording

CORRECT = (
    "Correct the cell in the sheet and load that; if many are alike, say in the mapping how they are written: formats, decimal,"
    " unit, values."
)
EXPORT_AGAIN = "Export it again, or correct the row in the sheet of rejected rows and load that."


@pytest.fixture
def folder(home, tmp_path: Path) -> Path:
    """Where the sheets go; the mapping `scores` is a source of the installation."""
    own_sources().mkdir(parents=True)
    (own_sources() / "scores.toml").write_text(SCORES)
    (tmp_path / "sheets").mkdir()
    return tmp_path / "sheets"


def load_file(path: Path) -> None:
    load_exports([path], load_settings(), build_rollups, now=NOW)


def cells_of(path: Path, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines(), delimiter=delimiter))


def test_rejected_rows_stand_in_a_sheet_with_their_reasons_and_load_once_they_are_right(folder, give) -> None:
    load_file(
        give(
            "may.csv",
            'id;day;score;text\n1;2026-08-01;5;good\n2;2026-08-01;nine;"a; b"\n3;2026-08-01;3\n4;2026-08-01;9;x;y\n',
        )
    )
    ([sheet], without) = write_sheets(open_engine(), folder)
    assert (sheet.name, without) == ("may.rejected.csv", {})
    assert cells_of(sheet, ";") == [
        ["id", "day", "score", "text", "hilo_line", "hilo_reason"],
        ["2", "2026-08-01", "nine", "a; b", "3", f"score: nine: not a number. {CORRECT}"],
        ["4", "2026-08-01", "9", "x", "5", f"5 cells where the header has 4. {EXPORT_AGAIN}; y"],
    ]
    sheet.write_text(
        sheet.read_text(encoding="utf-8-sig").replace(";nine;", ";4;").replace(";9;", ";2;"), encoding="utf-8"
    )
    load_file(sheet)
    engine = open_engine()
    assert engine.query("SELECT record_id, score, comment FROM responses ORDER BY record_id").rows() == [
        ("scores:1", 5.0, "good"), ("scores:2", 4.0, "a; b"), ("scores:3", 3.0, None), ("scores:4", 2.0, "x"),
    ]  # fmt: skip
    assert engine.query("SELECT source_line FROM rejected_rows WHERE superseded_by IS NULL ORDER BY 1").rows() == [(5,)]


def test_a_workbook_gives_a_workbook(folder, tmp_path: Path) -> None:
    (own_sources() / "scores.toml").write_text(SCORES.replace('format = "csv"', 'format = "xlsx"\nsheet = "May"'))
    with xlsxwriter.Workbook(tmp_path / "may.xlsx") as book:
        for at, row in enumerate(
            [["id", "day", "score", "text"], ["1", "2026-08-01", "5", "ok"], ["2", "2026-08-01", "nine", "=1+1"]]
        ):
            for place, cell in enumerate(row):
                book.get_worksheet_by_name("May") or book.add_worksheet("May")
                book.get_worksheet_by_name("May").write_string(at, place, cell)
    load_file(tmp_path / "may.xlsx")
    ([sheet], _) = write_sheets(open_engine(), folder)
    assert sheet.name == "may.rejected.xlsx"
    assert pl.read_excel(sheet, sheet_name="May", infer_schema_length=0).rows() == [
        ("2", "2026-08-01", "nine", "=1+1", "3", f"score: nine: not a number. {CORRECT}")
    ]


def test_the_reasons_are_no_part_of_what_a_row_without_an_id_says(folder, give) -> None:
    (own_sources() / "scores.toml").write_text(SCORES.replace('record_id = "id"', "record_id = { content = true }"))
    load_file(give("may.csv", "id,day,score,text\n1,2026-08-01,nine,\n"))
    ([sheet], _) = write_sheets(open_engine(), folder)
    sheet.write_text(sheet.read_text(encoding="utf-8-sig").replace("2026-08-01,nine", "2026-08-01,4"), encoding="utf-8")
    load_file(sheet)
    load_file(give("again.csv", "id,day,score,text\n1,2026-08-01,4,\n"))
    assert open_engine().query("SELECT count(*) AS n FROM responses").item() == 1


def test_no_cell_of_a_sheet_is_a_formula(folder, give) -> None:
    load_file(give("may.csv", "id,day,score,text\n1,2026-08-01,nine,=cmd\n"))
    ([sheet], _) = write_sheets(open_engine(), folder)
    assert cells_of(sheet)[1][3] == "'=cmd"


def test_what_is_no_sheet_says_so(folder, give) -> None:
    (own_sources() / "scores.toml").write_text(SCORES.replace('format = "csv"', 'format = "json"'))
    load_file(give("may.json", '{"id": 1, "day": "2026-08-01", "score": "nine"}\n'))
    assert write_sheets(open_engine(), folder) == (
        [], {"may.json": "may.json: json without a head line is no sheet; correct it in the system and export again"}
    )  # fmt: skip
    assert list(folder.iterdir()) == []


def test_where_personal_data_are_masked_no_sheet_is_given_out(folder, home, give) -> None:
    load_file(give("may.csv", "id,day,score,text\n1,2026-08-01,nine,\n"))
    (home / "hilo.toml").write_text('personal_data = "masked"\n')
    with pytest.raises(HiloError, match="masked"):
        write_sheets(open_engine(), folder)


def test_reasons_stand_in_the_sheet_and_in_the_commands_in_the_language_that_is_asked_for(folder, give) -> None:
    load_file(give("may.csv", "id;day;score;text\n1;2026-08-01;5;good\n2;2026-08-01;9;bad\n"))
    spanish = Wording("es")
    ([sheet], _) = write_sheets(open_engine(), folder, spanish)
    said = "incumple la regla «nota: dentro de su escala»"
    assert cells_of(sheet, ";")[1][-1].startswith(
        f"score: 9.0: {said}. Se admite: de la respuesta más baja a la más alta"
    )
    [row] = read_rejected(None, spanish)
    assert (row["reason"], row["advice"][:40]) == (said, "Una respuesta está entre los extremos de")
    assert [(reason, rows) for reason, rows, _ in read_rejections(spanish)] == [(f"score: {said}", 1)]
