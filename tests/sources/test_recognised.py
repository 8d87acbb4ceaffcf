"""A known export is known in whatever form people have it: capitals, accents, spaces, marks, titles, file kinds, sheets, languages."""

import csv
import io
import tomllib
import unicodedata
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.gather import is_export
from pipelines.identify import heads_of, identify_source
from pipelines.load import Outcome, load_exports
from pipelines.mapping.load import BUILT_IN, load_sources
from pipelines.read.labels import fold_label
from pipelines.read.peek import peek_file
from warehouse.config.errors import HiloError
from warehouse.config.settings import Settings
from warehouse.store.engine import open_engine

HERE = Path(__file__).parent
SOURCES = load_sources([BUILT_IN], [])
# Delimited exports with labels; the queue log of a file has none.
EXPORTS = [
    path
    for name, source in SOURCES.items()
    if source.file.format == "csv" and source.file.header_rows
    for path in sorted((HERE / name).glob("*"))
    if is_export(path) and path.name != "expected.json"
]


def rows_of(export: Path) -> list[list[str]]:
    text = export.read_text(encoding="utf-8-sig")
    delimiter = max(",;", key=text.split("\n", 1)[0].count)
    return [row for row in csv.reader(io.StringIO(text), delimiter=delimiter) if row]


def without_accents(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))


CHANGES = {
    "as it is": str,
    "capitals": str.upper,
    "small letters": str.lower,
    "capitals of titles": str.title,
    "no accents": without_accents,
    "decomposed": lambda label: unicodedata.normalize("NFD", label),
    "spaces around": lambda label: f"  {label}\t",
    "no-break and double spaces": lambda label: label.replace(" ", "\xa0 "),
    "typographic apostrophe": lambda label: label.replace("'", "’"),
}
TITLES = (
    [],
    [["Informe"]],
    [["Report of March"], [], ["from 1/3/2026 to 31/3/2026"]],
    [[""], ["", "Exported by Ana; Tuesday"]],
)


def write_text(path: Path, rows: list[list[str]], delimiter: str, is_said: bool, mark: str, line_end: str) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=line_end).writerows(rows)
    path.write_bytes((mark + (f"sep={delimiter}{line_end}" if is_said else "") + text.getvalue()).encode())


def write_book(path: Path, rows: list[list[str]], sheets: list[str], place: int) -> None:
    with xlsxwriter.Workbook(path, {"strings_to_numbers": False}) as book:
        for number, name in enumerate(sheets):
            sheet = book.add_worksheet(name)
            for line, row in enumerate(rows if number == place else [["Notes"], ["nothing of use"]]):
                for column, cell in enumerate(row):
                    sheet.write_string(line, column, cell)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    export=st.sampled_from(EXPORTS),
    change=st.sampled_from(sorted(CHANGES)),
    titles=st.sampled_from(TITLES),
    form=st.sampled_from([",", ";", "\t", "|", "book"]),
    is_said=st.booleans(),
    mark=st.sampled_from(["", "\ufeff"]),
    line_end=st.sampled_from(["\n", "\r\n"]),
    place=st.integers(0, 2),
)
def test_an_export_is_known_in_every_form(
    export, change, titles, form, is_said, mark, line_end, place, tmp_path
) -> None:
    first, *rows = rows_of(export)
    table = [*titles, [CHANGES[change](label) for label in first], *rows]
    path = tmp_path / f"{abs(hash((export.name, change, str(titles), form, is_said, mark, line_end, place)))}.bin"
    if form == "book":
        write_book(path, table, ["A", "B", "C"], place)
    else:
        write_text(path, table, form, is_said, mark, line_end)
    source = identify_source(peek_file(path, tmp_path / path.stem), SOURCES)
    assert source.name == export.parent.name
    file = source.file
    ours = [next(head.ours for head in heads_of(peek_file(at, tmp_path / f"{path.stem}{n}"), file) if head.fits(file)) for n, at in enumerate((path, export))]  # fmt: skip
    assert [fold_label(label) for label in ours[0]] == [fold_label(label) for label in ours[1]]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HILO_HOME", str(tmp_path / "home"))

    def run(*paths: Path, mapping: str = "", **options: str) -> Outcome:
        (tmp_path / "own.toml").write_text(mapping)
        return load_exports(list(paths), Settings(), lambda *_: "", tmp_path / "own.toml" if mapping else None, options)

    return run


# A cost of 15.00 EUR on 14 March 2024, as Ads Manager writes it in its users' languages.
ADS = {
    "en": "Campaign name,Day,Amount spent (EUR),Impressions,Link clicks",
    "es": "Nombre de la campaña,Día,Importe gastado (EUR),Impresiones,Clics en el enlace",
    "fr": "Nom de la campagne,Jour,Montant dépensé (EUR),Impressions,Clics sur un lien",
    "pt": "Nome da campanha,Dia,Valor usado (EUR),Impressões,Cliques no link",
    "de": "Kampagnenname,Tag,Ausgegebener Betrag (EUR),Impressionen,Link-Klicks",
    "it": "Nome della campagna,Giorno,Importo speso (EUR),Impression,Clic sul link",
    "nl": "Campagnenaam,Dag,Besteed bedrag (EUR),Weergaven,Linkklikken",
    "pl": "Nazwa kampanii,Dzień,Wydana kwota (EUR),Wyświetlenia,Kliknięcia linku",
    "sv": "Kampanjnamn,Dag,Spenderat belopp (EUR),Visningar,Länkklick",
    "tr": "Kampanya Adı,Gün,Harcanan Tutar (EUR),Gösterim,Bağlantı Tıklamaları",
    "ru": "Название кампании,День,Потраченная сумма (EUR),Показы,Клики по ссылке",
    "ja": "キャンペーン名,日,消化金額 (EUR),インプレッション,リンクのクリック",
    "ko": "캠페인 이름,일,지출 금액 (EUR),노출,링크 클릭",
    "zh": "广告系列名称,天,已花费金额 (EUR),展示次数,链接点击量",
    "ar": "اسم الحملة,اليوم,المبلغ الذي تم إنفاقه (EUR),مرات الظهور,النقرات على الرابط",
    "id": "Nama kampanye,Hari,Jumlah yang dibelanjakan (EUR),Impresi,Klik tautan",
    "API": "campaign_name,date_start,spend,impressions,inline_link_clicks,account_currency",
}


def test_costs_of_ads_are_read_in_every_language(load, tmp_path: Path) -> None:
    paths = []
    for language, labels in ADS.items():
        paths.append(tmp_path / f"{language}.csv")
        paths[-1].write_text(f"{labels}\n{language},2024-03-14,15.00,1200,12{',EUR' if language == 'API' else ''}\n")
    assert load(*paths).refused == {}
    found = open_engine().query(
        "SELECT campaign, strftime(starts_on, '%Y-%m-%d'), CAST(amount AS DOUBLE), currency, impressions, clicks FROM costs ORDER BY 1"
    )
    assert found.rows() == [(language, "2024-03-14", 15.0, "EUR", 1200, 12) for language in sorted(ADS)]


CONTACTS = {
    "en": "Record ID,First Name,Last Name,Email,Create Date",
    "es": "ID de registro,Nombre,Apellidos,Correo,Fecha de creación",
    "pt": "ID do registro,Nome,Sobrenome,E-mail,Data de criação",
    "fr": "ID d'enregistrement,Prénom,Nom,E-mail,Date de création",
    "de": "Datensatz-ID,Vorname,Nachname,E-Mail,Erstellungsdatum",
    "it": "ID record,Nome,Cognome,E-mail,Data di creazione",
    "nl": "Record-ID,Voornaam,Achternaam,E-mail,Aanmaakdatum",
    "ja": "レコードID,名,姓,Eメール,作成日",
    "internal": "hs_object_id,firstname,lastname,email,createdate",
}


def test_contacts_of_a_crm_are_read_in_every_language(load, tmp_path: Path) -> None:
    paths = []
    for language, labels in CONTACTS.items():
        paths.append(tmp_path / f"{language}.csv")
        paths[-1].write_text(f"{labels}\n{language},Ana,Paz,ana.{language}@example.com,2024-03-14 10:00\n")
    assert load(*paths, timezone="UTC").refused == {}
    found = open_engine().query("SELECT record_id, display_name, email FROM customers ORDER BY 1").rows()
    assert found == sorted((f"hubspot:{lang}", "Ana Paz", f"ana.{lang.lower()}@example.com") for lang in CONTACTS)


VISITS = """\
name = "visits"
[file]
format = "{format}"
required = ["id", "when", "total"]
[defaults]
timezone = "UTC"
currency = "EUR"
date_order = "dmy"
[[record]]
table = "orders"
[record.columns]
record_id = "id"
ordered_at = "when"
amount = "total"
"""
TABLE = [["ID", "When", "TOTAL"], ["1", "14/03/2024 10:00", "12.50"], ["2", "15/03/2024 10:00", "7.00"]]


@pytest.mark.parametrize("written", ["csv", "xlsx"])
@pytest.mark.parametrize("given", ["text", "book"])
def test_a_mapping_for_one_kind_of_file_reads_the_other(load, tmp_path: Path, written: str, given: str) -> None:
    path = tmp_path / "a"
    rows = [["Ventas"], [], *TABLE]
    write_book(path, rows, ["Resumen", "Datos"], 1) if given == "book" else write_text(
        path, rows, ";", True, "", "\r\n"
    )
    outcome = load(path, mapping=VISITS.format(format=written))
    assert outcome.refused == {}
    assert open_engine().query("SELECT record_id, CAST(amount AS DOUBLE), source_line FROM orders ORDER BY 1").rows() == [
        ("visits:1", 12.5, 4 if given == "book" else 5), ("visits:2", 7.0, 5 if given == "book" else 6),
    ]  # fmt: skip


def test_two_sheets_that_fit_are_asked_about_and_an_empty_one_is_not(load, tmp_path: Path) -> None:
    for name, second in (("two", TABLE), ("one", TABLE[:1])):
        with xlsxwriter.Workbook(tmp_path / name) as book:
            for sheet, rows in (("Enero", TABLE), ("Febrero", second)):
                added = book.add_worksheet(sheet)
                for line, row in enumerate(rows):
                    added.write_row(line, 0, row)
    refused = load(tmp_path / "two", tmp_path / "one", mapping=VISITS.format(format="xlsx")).refused
    assert list(refused) == [str(tmp_path / "two")]
    assert (
        "the sheets 'Enero' and 'Febrero' all have these columns; say which with file.sheet"
        in refused[str(tmp_path / "two")]
    )
    said = VISITS.format(format="xlsx").replace("[defaults]", 'sheet = "Febrero"\n[defaults]')
    assert load(tmp_path / "two", mapping=said).refused == {}


def test_a_source_that_is_extended_as_a_workbook_keeps_its_defaults(load, tmp_path: Path) -> None:
    own = 'name = "our_ads"\nextends = "meta_ads"\n[file]\nformat = "xlsx"\n'
    write_book(
        tmp_path / "ads",
        [*(label.split(",") for label in [ADS["de"]]), ["Promo", "2024-03-14", "15.00", "1200", "12"]],
        ["A"],
        0,
    )
    assert load(tmp_path / "ads", mapping=own).refused == {}
    assert open_engine().query("SELECT currency, CAST(amount AS DOUBLE) FROM costs").rows() == [("EUR", 15.0)]


def test_a_workbook_of_three_header_rows_says_its_zone(load, tmp_path: Path) -> None:
    export = HERE / "qualtrics" / "Recomendacion.csv"
    options = tomllib.loads((HERE / "qualtrics" / "options.toml").read_text())["options"]
    write_book(tmp_path / "answers", rows_of(export), ["A"], 0)
    assert load(tmp_path / "answers", **options).refused == {}
    found = open_engine().query("SELECT record_id, answered_at, score FROM responses ORDER BY 1").rows()
    load(export, **options)
    assert (
        found and found == open_engine().query("SELECT record_id, answered_at, score FROM responses ORDER BY 1").rows()
    )


def test_an_unknown_file_is_told_the_nearest_source_and_what_it_lacks(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Record ID,Email,Ostatnia zmiana\n1,a@example.com,2024-03-14\n")
    with pytest.raises(
        HiloError,
        match=r"the nearest source is hubspot_contacts, whose 'Create Date' it lacks: where it has them under other labels",
    ):
        identify_source(peek_file(path, tmp_path / "own"), SOURCES)


def test_of_a_mapping_for_workbooks_and_one_for_texts_each_takes_its_own(load, tmp_path: Path) -> None:
    exports = tmp_path / "exports"
    exports.mkdir()
    for kind in ("csv", "xlsx"):
        own = VISITS.format(format=kind).replace('name = "visits"', f'name = "visits_{kind}"')
        (exports / f"{kind}.mapping.toml").write_text(own)
    write_book(exports / "a.xlsx", TABLE, ["Datos"], 0)
    write_text(exports / "b.csv", TABLE, ",", False, "", "\n")
    outcome = load(exports)
    assert {Path(path).name: source for path, (source, _) in outcome.accounts.items()} == {
        "a.xlsx": "visits_xlsx",
        "b.csv": "visits_csv",
    }
