"""Proposals for files that no source knows: every guess by a name in three languages or by what the values look like."""

from pathlib import Path

import pytest
import xlsxwriter

from metrics.rollups import build_rollups
from pipelines.canonical import COLUMNS
from pipelines.load import load_exports
from pipelines.mapping.load import load_sources
from pipelines.propose.content import kind_of
from pipelines.propose.guess import WORDS, fits, guess_codes, guess_targets, plain_words, read_words
from pipelines.propose.propose import propose_mapping
from tests.pipelines.conftest import NOW
from warehouse.config.codes import CHANNELS
from warehouse.config.settings import load_settings
from warehouse.config.toml_file import read_toml
from warehouse.config.toml_text import Inline, write_toml
from warehouse.inbox.draft import ColumnDraft, Draft, attribute_name, draft_of, mapping_of, write_mapping
from warehouse.inbox.proposal import BY_CONTENT, BY_NAME, Guess
from warehouse.people.key import OTHER_KEYS
from warehouse.store.engine import open_engine

CALLS = """id;fecha;hora;teléfono;motivo;espera;atendió;nota
C-1;13/03/2026;09:14;+34600000101;reparación;0:45;Ana;5
C-2;14/03/2026;11:30;+34600000103;ventas;0:12;Luis;
"""


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([], ""),
        (["ana@example.com", "luis@example.org"], "email"),
        (["2026-03-01", "2026-03-02 10:00", "2026-03-02T10:00:00Z"], "time"),
        (["13/03/2026", "1.3.26 9:05"], "time"),
        (["9:14", "09:20:11", "1:30 p. m."], "clock"),
        (["+34 600 000 101", "(011) 4555-1234"], "phone"),
        (["1", "2.5", "1.234,50", "-3", "40%"], "number"),
        (["€ 12,50", "US$ 3", "12 EUR"], "money"),
        (["Sí", "no"], "yes_no"),
        (["0", "1"], "yes_no"),
        (["1", "1"], "number"),
        (["ventas", "soporte"], "code"),
        (["Me atendieron muy bien pero tardaron casi una hora en resolverlo"], "text"),
        (["1"] * 9 + ["n/a"], "number"),
        (["1"] * 4 + ["n/a"], "code"),
    ],
)
def test_what_values_look_like(values: list[str], kind: str) -> None:
    assert kind_of(values) == kind


@pytest.mark.parametrize(
    ("label", "kind", "target"),
    [
        ("Correo electrónico", "email", "email"),
        ("E-mail", "email", "email"),
        ("Endereço de e-mail", "email", "email"),
        ("CustomerID", "code", "customer_id"),
        ("Nº de cliente", "number", "customer_id"),
        ("Código do cliente", "code", "customer_id"),
        ("Tiempo de espera", "clock", "wait_seconds"),
        ("tempo_na_fila", "number", "wait_seconds"),
        ("Call duration (s)", "number", "handle_seconds"),
        ("FECHA DE CREACIÓN", "time", "main_time"),
        ("criado_em", "time", "main_time"),
        ("createdAt", "time", "main_time"),
        ("Nota de satisfacción", "number", "score"),
        ("Avaliação", "number", "score"),
        ("Importe", "money", "amount"),
        ("Valor total", "number", "amount"),
        ("Sucursal", "code", "touchpoint"),
        ("Canal de contacto", "code", "channel"),
        ("Tipificación", "code", "topic"),
        ("Cartão fidelidade", "code", "key.loyalty_number"),
    ],
)
def test_a_name_is_known_in_three_languages(label: str, kind: str, target: str) -> None:
    assert guess_targets(label, kind)[0] == Guess(target, BY_NAME)


def test_a_name_that_the_values_contradict_is_no_guess() -> None:
    assert guess_targets("teléfono", "time") == [Guess("main_time", BY_CONTENT)]
    assert guess_targets("importe", "text") == [Guess("comment", BY_CONTENT)]
    assert guess_targets("espera", "email") == [Guess("email", BY_CONTENT)]
    assert guess_targets("columna 7", "number") == []


def test_no_list_of_names_gives_a_scale_a_metric_or_what_is_no_column() -> None:
    known = {column for columns in COLUMNS.values() for column in columns} | {
        "main_time",
        *(f"key.{key}" for key in OTHER_KEYS),
    }
    words = read_words()
    assert set(words["columns"]) - known == set()
    assert {"scale", "metric", "scale_min", "scale_max", "top_box_min"} & set(words["columns"]) == set()
    assert set(words["values"]["channel"]) - set(CHANNELS) == set()


def test_every_word_stands_as_labels_are_compared() -> None:
    words = read_toml(WORDS)
    listed = [
        name
        for names in [*words["columns"].values(), *(n for codes in words["values"].values() for n in codes.values())]
        for name in names
    ]
    assert [name for name in listed if plain_words(name) != name] == []


def test_values_of_codes_are_guessed_by_name_and_others_left_open() -> None:
    assert guess_codes(["Teléfono", "WhatsApp", "Fax", "e-mail"])["channel"] == {
        "Teléfono": "phone", "WhatsApp": "whatsapp", "Fax": "", "e-mail": "email",
    }  # fmt: skip
    assert fits("anything", "")


def test_a_call_book_is_proposed_with_its_examples(home, give) -> None:
    proposal = propose_mapping(give("llamadas.csv", CALLS), load_settings())
    assert (proposal.file, proposal.rows, proposal.tables[0]) == (
        {"format": "csv", "delimiter": ";"},
        2,
        "interactions",
    )
    assert [(column.label, column.kind, column.filled, column.examples) for column in proposal.columns][-2:] == [
        ("atendió", "code", 2, ["Ana", "Luis"]),
        ("nota", "number", 1, ["5"]),
    ]
    assert list(home.rglob("*")) == [home / "inbox"]


@pytest.mark.parametrize(
    ("header", "row", "table"),
    [
        ("pedido,fecha,importe,moneda,cliente", "1,2026-03-01,12.50,EUR,Ana", "orders"),
        ("id,date,score,comment", "1,2026-03-01,5,fine", "responses"),
        ("id,plan,mrr,start,churn reason", "1,Gold,12.50,2026-03-01,price", "subscriptions"),
        ("campaign,impressions,clicks,cost,day", "spring,100,3,12.5,2026-03-01", "costs"),
        ("numero de cliente,nome,cidade,data de nascimento", "7,Ana,Lisboa,1980-03-01", "customers"),
        ("call id,start time,wait time,talk time,agent,queue", "1,2026-03-01 10:00,12,80,Ana,sales", "interactions"),
    ],
)
def test_a_row_is_what_its_rarest_columns_say(home, give, header: str, row: str, table: str) -> None:
    assert propose_mapping(give("a.csv", f"{header}\n{row}\n"), load_settings()).tables[0] == table


def test_workbooks_and_json_are_proposed_too(home, tmp_path: Path, give) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet("Datos")
        sheet.write_row(0, 0, ["Fecha", "Nota"])
        sheet.write_row(1, 0, ["2026-03-01", 4])
    found = propose_mapping(tmp_path / "a.xlsx", load_settings())
    assert (found.file, [column.examples for column in found.columns]) == (
        {"format": "xlsx", "sheet": "Datos"},
        [["2026-03-01"], ["4"]],
    )
    nested = '{"page": 1, "surveys": [{"id": 7, "date": "2026-03-01", "who": {"email": "ana@example.com"}}]}'
    found = propose_mapping(give("a.json", nested), load_settings())
    assert found.file == {"format": "json", "records": "surveys"}
    assert [
        (c.label, c.examples, [guess.target for guess in c.guesses]) for c in found.columns if c.label == "who.email"
    ] == [("who.email", ["ana@example.com"], ["email"])]


def test_the_draft_is_the_mapping_that_one_writes_by_hand_and_loads(home, give, tmp_path: Path) -> None:
    export = give("llamadas.csv", CALLS)
    proposal = propose_mapping(export, load_settings())
    guessed = draft_of(proposal, "interactions", COLUMNS["interactions"])
    draft = Draft(
        "call_book", "Call book", "interactions", proposal.file, guessed.columns, {"channel": "phone", "interaction_type": "call"},
        {"timezone": "Europe/Madrid", "currency": ""}, {"metric": "csat", "scale": "1-5"},
    )  # fmt: skip
    text = write_mapping(draft)
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "call_book.toml").write_text(text, encoding="utf-8")
    assert read_toml(tmp_path / "sources" / "call_book.toml") == {
        "name": "call_book", "title": "Call book",
        "file": {"format": "csv", "delimiter": ";", "required": ["id", "fecha", "hora", "teléfono", "motivo", "espera", "atendió", "nota"]},
        "defaults": {"timezone": "Europe/Madrid"},
        "record": [
            {"table": "interactions", "columns": {
                "record_id": "id", "started_at": {"columns": ["fecha", "hora"]}, "phone": "teléfono", "topic": "motivo", "wait_seconds": "espera",
                "agent": "atendió", "channel": {"value": "phone"}, "interaction_type": {"value": "call"}}},
            {"table": "responses", "when": '"nota" IS NOT NULL', "columns": {
                "record_id": "id", "phone": "teléfono", "interaction_id": "id", "answered_at": {"columns": ["fecha", "hora"]},
                "metric": {"value": "csat"}, "scale": {"value": "1-5"}, "score": "nota"}},
        ],
    }  # fmt: skip
    assert set(load_sources([tmp_path / "sources"], [])) == {"call_book"}
    load_exports([export], load_settings(), build_rollups, tmp_path / "sources" / "call_book.toml", now=NOW)
    engine = open_engine()
    assert engine.query("SELECT record_id, wait_seconds, agent FROM interactions ORDER BY record_id").rows() == [
        ("call_book:C-1", 45.0, "Ana"), ("call_book:C-2", 12.0, "Luis"),
    ]  # fmt: skip
    assert engine.query("SELECT interaction_id, score, scale FROM responses").rows() == [("call_book:C-1", 5.0, "1-5")]


def test_units_values_keys_and_dimensions_of_a_draft() -> None:
    columns = [
        ColumnDraft("Medio", "channel", values={"Tel": "phone", "email": "email"}),
        ColumnDraft("Espera", "wait_seconds", "minutes"),
        ColumnDraft("Socio", "key.loyalty_number"),
        ColumnDraft("Tipo de caja", "attribute"),
        ColumnDraft("Notas"),
    ]
    assert mapping_of(Draft("a", "", "interactions", {"format": "xlsx", "sheet": ""}, columns)) == {
        "name": "a", "file": {"format": "xlsx", "required": ["Medio", "Espera", "Socio", "Tipo de caja"]}, "defaults": {},
        "record": [{
            "table": "interactions",
            "columns": {
                "record_id": {"content": True}, "channel": {"column": "Medio", "values": {"Tel": "phone"}},
                "wait_seconds": {"column": "Espera", "unit": "minutes"},
            },
            "keys": {"loyalty_number": "Socio"}, "attributes": {"tipo_de_caja": "Tipo de caja"},
        }],
    }  # fmt: skip
    assert [attribute_name(label) for label in ("Año (2026)", "¿?", "a__b")] == ["año_2026", "column", "a_b"]


@pytest.mark.parametrize("text", ['a"b', "a\\b", "tab\tline\nend", "ñandú 😀", "'", "]", "= x", "", "\x7f", "#"])
def test_any_text_survives_being_written(tmp_path: Path, text: str) -> None:
    content = {"name": "x", text or "k": text, "n": 3, "yes": True, "list": [text], "inline": Inline({text or "k": text}),
               "table": {"inner": {"deep": text}, "empty": {}}, "record": [{"a": text, "columns": {text or "k": text}}, {"b": "2"}]}  # fmt: skip
    (tmp_path / "a.toml").write_text(write_toml(content), encoding="utf-8")
    expected = content | {"table": {"inner": {"deep": text}}}
    assert read_toml(tmp_path / "a.toml") == expected
