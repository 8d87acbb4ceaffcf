"""Small exports as people have them, kind by kind: what is stored, what is emptied, what is kept aside or refused."""

import csv
import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from metrics.rollups import build_rollups
from pipelines.load import Outcome, load_exports
from warehouse.config.settings import load_settings
from warehouse.store.engine import open_engine

HEAD = 'name = "{name}"\n[file]\nformat = "{format}"\nrequired = {required}\n[defaults]\ntimezone = "UTC"\n{defaults}'


def mapping(
    table: str, columns: str, required: str, *, name: str = "kind", form: str = "csv", defaults: str = "", group: str = "",
    record: str = "", file: str = "",
) -> str:  # fmt: skip
    """A mapping of one record; `columns`: lines of record.columns, `required`: labels with blanks between."""
    head = HEAD.format(name=name, format=form, required=str(required.split()).replace("'", '"'), defaults=defaults)
    head = head.replace("[defaults]", f"{file}\n[defaults]")
    grouped = f'group_by = ["{group}"]\n' if group else ""
    return f'{head}\n[[record]]\ntable = "{table}"\n{grouped}{record}\n[record.columns]\n{columns}\n'


CASE = mapping(
    "interactions",
    'record_id = "id"\nstarted_at = "at"\nchannel = { value = "phone" }\nresolved_at = "closed"\nwait_seconds = "wait"\n'
    'stage = "stage"\ntransfer_count = "moves"\nupdated_at = "changed"\nis_resolved = "done"\nphone = "tel"\ncountry = "land"',
    "id at", defaults='phone_region = "ES"',
)  # fmt: skip
CASE_HEAD = "id,at,closed,wait,stage,moves,changed,done,tel,land\n"
ORDER = mapping(
    "orders",
    'record_id = "id"\nordered_at = "at"\namount = "total"\nitem_count = "items"\nstatus = "status"\nrefunded_amount = "back"\nemail = "mail"',
    "id at", defaults='currency = "EUR"',
)  # fmt: skip
ORDER_HEAD = "id,at,total,items,status,back,mail\n"
COST = mapping(
    "costs", 'record_id = "id"\nstarts_on = "from"\nends_on = "to"\namount = "sum"\nchannel = { value = "ads" }\ncost_kind = "kind"\nclicks = "clicks"',
    "id from", defaults='currency = "EUR"',
)  # fmt: skip
PERSON = mapping("customers", 'record_id = "id"\nemail = "mail"\nbirth_date = "born"\ncreated_at = "since"', "id mail")
ANSWER = mapping(
    "responses",
    'record_id = "id"\nanswered_at = "at"\nmetric = "metric"\nscale = "scale"\nscore = "score"\nsurvey_kind = "kind"\nchannel = { value = "email" }',
    "id at",
)  # fmt: skip
ANSWER_HEAD = "id,at,metric,scale,score,kind\n"


def rows(sql: str) -> list[tuple[Any, ...]]:
    return open_engine().query(sql).rows()


def emptied(outcome: Outcome) -> list[str]:
    """Column and example of every emptied cell."""
    return [
        f"{cells.column_name}={cells.examples}" for _, account in outcome.accounts.values() for cells in account.emptied
    ]


Load, Give = Callable[..., Outcome], Callable[..., Path]

IMPOSSIBLE = [
    (CASE, CASE_HEAD + "1,2026-03-02 10:00,2026-03-01 09:00,60,service,0,,si,600111222,ES\n",
     "SELECT resolution_seconds, wait_seconds, is_resolved FROM interactions", [(None, 60.0, True)], ["resolution_seconds=-90000.0"]),
    (CASE, CASE_HEAD + "1,2026-03-02 10:00,,-15,service,0,,no,600111222,ES\n",
     "SELECT wait_seconds, phone FROM interactions", [(None, "+34600111222")], ["wait_seconds=-15.0"]),
    (CASE, CASE_HEAD + "1,2026-03-02 10:00,,5,Postventa,0,2099-12-31 00:00,quizás,600111222,España\n",
     "SELECT stage, updated_at, is_resolved, country FROM interactions", [("service", None, None, "ES")],
     ["is_resolved=quizás", "stage=Postventa", "updated_at=2099-12-31 00:00:00"]),
    (CASE, CASE_HEAD + "1,2026-03-02 10:00,1900-01-01 00:00,5,SERVICE,muchos,1900-01-01,1,12,Tierra Media\n",
     "SELECT stage, resolution_seconds, transfer_count, phone, country, is_resolved FROM interactions",
     [("service", None, None, None, None, True)],
     ["country=Tierra Media", "phone=12", "resolution_seconds=-3981434400.0", "transfer_count=muchos", "updated_at=1900-01-01 00:00:00"]),
    (ORDER, ORDER_HEAD + "1,2026-03-02,10.50,N/A,Pagado,abc,ana@example.com\n",
     "SELECT CAST(amount AS DOUBLE), item_count, status, refunded_amount, email FROM orders", [(10.5, None, None, None, "ana@example.com")],
     ["item_count=N/A", "refunded_amount=abc", "status=Pagado"]),
    (ORDER, ORDER_HEAD + "1,2026-03-02,diez,1,paid,,a@example.com\n2,2026-03-02,7,1,PAID,-3,nobody\n",
     "SELECT record_id, status, refunded_amount, email FROM orders", [("kind:2", "paid", None, None)], ["email=nobody", "refunded_amount=-3.0000"]),
    (COST, "id,from,to,sum,kind,clicks\n1,2026-03-01,2026-04-01,100,Publicidad,-4\n",
     "SELECT cost_kind, clicks, CAST(amount AS DOUBLE) FROM costs", [(None, None, 100.0)], ["clicks=-4", "cost_kind=Publicidad"]),
    (PERSON, "id,mail,born,since\n1,ana@example.com,2041-05-05,1900-01-01\n2,eva@example.com,31.02.1980,2020-01-01\n",
     "SELECT record_id, birth_date, created_at FROM customers ORDER BY 1",
     [("kind:1", None, None), ("kind:2", None, datetime(2020, 1, 1))],
     ["birth_date=2041-05-05, 31.02.1980", "created_at=1900-01-01 00:00:00"]),
    (ANSWER, ANSWER_HEAD + "1,2026-03-02,CSAT,1-5,9,transactional\n2,2026-03-02,NPS,0-10,9,Relacional\n",
     "SELECT record_id, metric, score, survey_kind FROM responses", [("kind:2", "nps", 9.0, "transactional")], ["survey_kind=Relacional"]),
    (ANSWER, ANSWER_HEAD + "1,2099-03-02,csat,1-5,4,\n2,2026-03-02,csat,1-5,4,RELATIONSHIP\n",
     "SELECT record_id, survey_kind FROM responses", [("kind:2", "relationship")], []),
]  # fmt: skip


@pytest.mark.parametrize(("how", "text", "sql", "stored", "said"), IMPOSSIBLE)
def test_a_value_that_cannot_be_empties_its_cell_where_the_record_stands_without_it(
    load: Load, give: Give, how: str, text: str, sql: str, stored: list[tuple[Any, ...]], said: list[str]
) -> None:
    outcome = load(give("a.csv", text), mapping=how)
    assert outcome.refused == {}
    assert rows(sql) == stored
    assert sorted(emptied(outcome)) == said


SHORT = mapping(
    "orders", 'record_id = "id"\nordered_at = "at"\namount = "total"', "id at total", defaults='currency = "EUR"'
)
SHORT_HEAD = "id,at,total\n"
TOTALS = "SELECT record_id, CAST(amount AS DOUBLE) FROM orders ORDER BY 1"
ONE, BOTH = [("kind:1", 10.0)], [("kind:1", 10.0), ("kind:2", 20.0)]
SHEETS = [
    ("id,at,total,,\n1,2026-03-02,10,,\n2,2026-03-03,20,,\n", BOTH, (2, 2, 0)),  # trailing separators
    ("id,at,total\n\n1,2026-03-02,10\n\n\n2,2026-03-03,20\n\n", BOTH, None),  # blank lines
    ("\ufeffid,at,total\r\n1,2026-03-02,10\r\n2,2026-03-03,20\r\n", BOTH, (2, 2, 0)),  # BOM and CRLF
    ("id,at,total\n1,2026-03-02,10\nid,at,total\n2,2026-03-03,20\n", BOTH, (3, 2, 0)),  # the head again in the middle
    (
        "id,at,total\n1,2026-03-02,10\n2,2026-03-03,20\nTotal,,30\n",
        BOTH,
        (3, 2, 1),
    ),  # a footer with totals is kept aside
    ("id,at,total\n1,2026-03-02,10\n2,2026-03-03,20\n,,\n,,30\n", BOTH, None),
    ("id;at;total\n1;2026-03-02;10\n2;2026-03-03;20;;;\n", BOTH, (2, 2, 0)),  # longer by empty cells
    ("Ventas de marzo\n\nid,at,total\n1,2026-03-02,10\n2,2026-03-03,20\n", BOTH, (2, 2, 0)),  # a title above
    ('id,at,total\n1,2026-03-02,"10\n2,2026-03-03,20\n', [("kind:2", 20.0)], (2, 1, 1)),  # a quote that is never closed
    (
        "id,at,total\n1,2026-03-02,10\n2,2026-03-03\n",
        [*ONE, ("kind:2", None)],
        (2, 2, 0),
    ),  # short by a cell that may be empty
    ("id\tat\ttotal\n1\t2026-03-02\t10\n2\t2026-03-03\t20\n", BOTH, (2, 2, 0)),
    ("id,at,total\n1,2026-03-02,1\x000\n2,2026-03-03,20\n", [("kind:2", 20.0)], (2, 1, 1)),  # a NUL byte
]


@pytest.mark.parametrize(("text", "stored", "account"), SHEETS)
def test_rows_of_a_sheet_are_told_from_what_stands_around_them(
    load: Load, give: Give, text: str, stored: list[tuple[Any, ...]] | None, account: tuple[int, int, int] | None
) -> None:
    outcome = load(give("a.csv", text), mapping=SHORT)
    assert outcome.refused == {}
    assert rows(TOTALS) == stored
    if account:
        assert rows("SELECT rows_read, rows_loaded, rows_rejected FROM files") == [account]


GROUPED = mapping(
    "orders",
    'record_id = "id"\nordered_at = { min = "at" }\namount = { sum = "total" }\nitem_count = { count = "sku" }\nagent = { last = "who" }\ntopic = { first = "sku" }',
    "id at total", defaults='currency = "EUR"', group="id",
)  # fmt: skip
GROUP_HEAD = "id,at,total,sku,who\n"
CALL = mapping(
    "interactions",
    'record_id = "id"\nstarted_at = { min = "at" }\nchannel = { value = "phone" }\nwait_seconds = { max = "wait" }\nhandle_seconds = { sum = "talk" }\n'
    "is_abandoned = { sql = '''CASE WHEN count_if(\"what\" = 'gone') > 0 THEN 'true' ELSE 'false' END''' }",
    "id at", group="id",
)  # fmt: skip
CALL_HEAD = "id,at,wait,talk,what\n"
CALLS = "SELECT started_at, wait_seconds, handle_seconds, is_abandoned FROM interactions ORDER BY record_id"
AGGREGATES = [
    (GROUPED, GROUP_HEAD + '1,2026-03-02,"1,250.50",a,Eva\n1,2026-03-02,"49.50",b,\n',
     "SELECT CAST(amount AS DOUBLE), item_count, agent, topic FROM orders", [(1300.0, 2, "Eva", "a")]),
    (GROUPED, GROUP_HEAD + '1,13/03/2026,"1.250,50 €",a,Eva\n1,13/03/2026,"49,50 €",b,Luis\n',
     "SELECT CAST(amount AS DOUBLE), agent FROM orders", [(1300.0, "Luis")]),
    (GROUPED, GROUP_HEAD + '1,13/03/2026,"R$ 1.250,50",a,Eva\n1,13/03/2026,"- R$ 49,50",,\n',
     "SELECT CAST(amount AS DOUBLE), item_count FROM orders", [(1201.0, 1)]),
    (GROUPED, GROUP_HEAD + "1,14 de marzo de 2026,10,a,\n1,13 de marzo de 2026,5,b,\n", "SELECT CAST(ordered_at AS VARCHAR) FROM orders", [("2026-03-13 00:00:00",)]),
    (CALL, CALL_HEAD + "1,2026-03-02 10:00,00:15,1:30,\n1,2026-03-02 10:05,2 min,00:01:00,gone\n", CALLS, [(datetime(2026, 3, 2, 10), 120.0, 150.0, True)]),
    (CALL, CALL_HEAD + "1,2026-03-02 10:00,15,90,\n1,2026-03-02T10:05:00+01:00,30,60,\n", CALLS, [(datetime(2026, 3, 2, 9, 5), 30.0, 150.0, False)]),
    (CALL, CALL_HEAD + "1,02.03.2026 18:00,15,90,\n1,13.03.2026 10:05,30,,\n", CALLS, [(datetime(2026, 3, 2, 18), 30.0, 90.0, False)]),
    (CALL, CALL_HEAD + "1,2026-03-02 10:00,soon,90,\n1,2026-03-02 10:05,30,60,\n", "SELECT wait_seconds, handle_seconds FROM interactions", [(None, 150.0)]),
    (GROUPED.replace('{ sum = "total" }', "{ sql = '''sum(number_of(\"total\"))''' }"), GROUP_HEAD + '1,13/03/2026,"1.250,50",a,\n1,13/03/2026,"49,50",b,\n',
     "SELECT CAST(amount AS DOUBLE) FROM orders", [(1300.0,)]),
    (GROUPED.replace('{ min = "at" }', "{ sql = '''min(\"at\")''' }"), GROUP_HEAD + "1,13/03/2026,5,a,\n1,02/04/2026,5,b,\n",
     "SELECT CAST(ordered_at AS VARCHAR) FROM orders", [("2026-03-13 00:00:00",)]),
]  # fmt: skip


@pytest.mark.parametrize(("how", "text", "sql", "stored"), AGGREGATES)
def test_aggregates_of_a_group_read_what_its_cells_mean(
    load: Load, give: Give, how: str, text: str, sql: str, stored: list[tuple[Any, ...]]
) -> None:
    outcome = load(give("a.csv", text), mapping=how)
    assert outcome.refused == {}
    assert rows(sql) == stored


def test_a_number_that_could_be_thousands_or_thousandths_is_asked_for_in_json_too(load: Load, give: Give) -> None:
    how = GROUPED.replace('format = "csv"', 'format = "json"')
    text = '[{"id": "1", "at": "2026-03-02", "total": "1,250", "sku": "a", "who": "b"}]'
    assert "decimal" in next(iter(load(give("a.json", text), mapping=how).refused.values()))
    text = '[{"id": "1", "at": "2026-03-02", "total": "1,250", "sku": "a", "who": "b"}, {"id": "1", "at": "2026-03-02", "total": 12.5, "sku": "c", "who": "b"}]'
    load(give("b.json", text), mapping=how)
    assert rows("SELECT CAST(amount AS DOUBLE) FROM orders") == [(1262.5,)]


CHANGED = mapping(
    "orders",
    'record_id = "id"\nordered_at = "at"\nupdated_at = "changed"\namount = "total"',
    "id at total",
    defaults='currency = "EUR"',
)
CHANGED_HEAD = "id,at,total,changed\n"
SAME_ID = [
    (SHORT, SHORT_HEAD + "1,2026-03-02,10\n1,2026-03-02,10\n", ONE, 0),
    (SHORT, SHORT_HEAD + "1,2026-03-02,10\n1,2026-03-02,11\n2,2026-03-02,20\n", [("kind:2", 20.0)], 2),
    (SHORT, SHORT_HEAD + "1,2026-03-02,10\n1 ,2026-03-02,10\n", [], 2),
    (SHORT, SHORT_HEAD + "1,2026-03-02,10\n1,2026-03-02,10.00\n", [], 2),  # as written they differ
    (SHORT, SHORT_HEAD + "A1,2026-03-02,10\na1,2026-03-02,20\n", [("kind:A1", 10.0), ("kind:a1", 20.0)], 0),
    (SHORT, SHORT_HEAD + "1,2026-03-02,10\n1.0,2026-03-02,20\n", [], 2),  # 1.0 is 1, written by a spreadsheet
    (CHANGED, CHANGED_HEAD + "1,2026-03-02,9,2026-03-02\n1,2026-03-02,10,2026-03-05\n", ONE, 0),
    (CHANGED, CHANGED_HEAD + "1,2026-03-02,10,2026-03-05\n1,2026-03-02,9,2026-03-02\n", ONE, 0),
    (CHANGED, CHANGED_HEAD + "1,2026-03-02,10,2026-03-05\n1,2026-03-02,9,2026-03-05\n", [], 2),
    (CHANGED, CHANGED_HEAD + "1,2026-03-02,10,2026-03-05\n1,2026-03-02,9,2099-01-01\n", ONE, 0),  # what is yet to come is no newer state
]  # fmt: skip


@pytest.mark.parametrize(("how", "text", "stored", "aside"), SAME_ID)
def test_rows_of_one_file_with_one_id(
    load: Load, give: Give, how: str, text: str, stored: list[tuple[Any, ...]], aside: int
) -> None:
    load(give("a.csv", text), mapping=how)
    assert rows(TOTALS) == stored
    assert rows("SELECT sum(rows_rejected)::INT FROM files") == [(aside,)]


FORM = "Marca temporal,Dirección de correo electrónico,"
ANSWERS = "SELECT survey, score, email FROM responses ORDER BY survey, answered_at"
FORMS = [
    # one question, several, a grid of Google Forms, stars and words, Arabic digits, an answer left out, a question added behind
    (FORM + "Valore\n13/03/2026 10:00:00,ana@example.com,4\n", {"score": "Valore"}, [("F", 4.0, "ana@example.com")]),
    (FORM + "Trato,Rapidez\n13/03/2026 10:00:00,ana@example.com,4,5\n", {"score": "Trato; Rapidez"}, [("F Rapidez", 5.0, "ana@example.com"), ("F Trato", 4.0, "ana@example.com")]),
    (FORM + "Servicio [Trato],Servicio [Rapidez]\n13/03/2026 10:00:00,,4,\n", {"score": "Servicio [Trato];Servicio [Rapidez]"}, [("F Servicio [Trato]", 4.0, None)]),
    (FORM + '"Valore; de 1 a 5"\n13/03/2026 10:00:00,,4\n', {"score": "Valore; de 1 a 5"}, [("F", 4.0, None)]),
    (FORM + "Valore\n13/03/2026 10:00:00,,5 - Muy satisfecho\n14/03/2026 10:00:00,,★★★\n", {"score": "Valore"}, [("F", 5.0, None), ("F", 3.0, None)]),
    ("طابع زمني,عنوان البريد الإلكتروني,التقييم\n13/03/2026 10:00:00,a@example.com,٤\n", {"score": "التقييم"}, [("F", 4.0, "a@example.com")]),
    ("タイムスタンプ,メールアドレス,満足度\n2026/03/13 10:00:00,a@example.com,４\n", {"score": "満足度"}, [("F", 4.0, "a@example.com")]),
    ("Zeitstempel,E-Mail-Adresse,Zufriedenheit\n13.03.2026 10:00:00,a@example.com,4\n", {"score": "Zufriedenheit"}, [("F", 4.0, "a@example.com")]),
    ("Horodateur,Adresse e-mail,Note\n13/03/2026 10:00:00,a@example.com,4/5\n", {"score": "Note"}, [("F", 4.0, "a@example.com")]),
    ("Carimbo de data/hora,Endereço de e-mail,Nota\n13/03/2026 10:00:00,a@example.com,Não sei\n", {"score": "Nota"}, [("F", None, "a@example.com")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "options", "stored"), FORMS)
def test_forms_of_any_language_and_of_several_questions(
    load: Load, give: Give, text: str, options: dict[str, str], stored: list[tuple[Any, ...]]
) -> None:
    how = 'name = "form"\nextends = "google_forms"\n[options]\nscale = "1-5"\nmetric = "csat"\nsurvey = "F"\n[defaults]\ntimezone = "UTC"\n'
    outcome = load(give("a.csv", text), mapping=how, **options)
    assert outcome.refused == {}
    assert rows(ANSWERS) == stored


def test_a_question_that_is_added_or_renamed_doubles_no_answer(load: Load, give: Give) -> None:
    how = 'name = "form"\nextends = "google_forms"\n[options]\nscale = "1-5"\nmetric = "csat"\n[defaults]\ntimezone = "UTC"\n'
    load(give("a.csv", FORM + "Valore\n13/03/2026 10:00:00,ana@example.com,4\n"), mapping=how, score="Valore")
    later = (
        FORM
        + "¿Cómo nos valora?,Edad\n13/03/2026 10:00:00,ana@example.com,4,30\n14/03/2026 10:00:00,eva@example.com,2,\n"
    )
    load(give("b.csv", later), mapping=how, score="¿Cómo nos valora?")
    assert rows("SELECT score, email FROM responses ORDER BY 2") == [(4.0, "ana@example.com"), (2.0, "eva@example.com")]


EVENTS = mapping(
    "interactions", 'record_id = "id"\nstarted_at = { min = "at" }\nchannel = { value = "phone" }\nagent = { last = "who" }\ntransfer_count = { count = "who" }',
    "id at", group="id",
)  # fmt: skip
EVENT_HEAD = "id,at,who\n"
LINES = mapping(
    "orders",
    'record_id = "id"\nordered_at = "at"\namount = { sum = "total" }',
    "id at total",
    group="id",
    defaults='currency = "EUR"',
)
PARTS = [
    (EVENTS, [[EVENT_HEAD + "1,2026-03-02 23:59,Eva\n", EVENT_HEAD + "1,2026-03-03 00:01,Luis\n"]],
     "SELECT CAST(started_at AS VARCHAR), agent, transfer_count FROM interactions", [("2026-03-02 23:59:00", "Luis", 2)]),
    (EVENTS, [[EVENT_HEAD + "1,2026-03-03 00:01,Luis\n"], [EVENT_HEAD + "1,2026-03-02 23:59,Eva\n"]],
     "SELECT CAST(started_at AS VARCHAR), agent, transfer_count FROM interactions", [("2026-03-02 23:59:00", "Luis", 2)]),
    (EVENTS, [[EVENT_HEAD + "1,2026-03-02 23:59,Eva\n"], [EVENT_HEAD + "1,2026-03-02 23:59,Eva\n1,2026-03-03 00:01,Luis\n"]],
     "SELECT CAST(started_at AS VARCHAR), agent, transfer_count FROM interactions", [("2026-03-02 23:59:00", "Luis", 2)]),
    (EVENTS, [[EVENT_HEAD + "1,2026-03-02 23:59,Eva\n"], [EVENT_HEAD + "1,2026-03-03 00:01,Luis\n"], [EVENT_HEAD + "1,2026-03-03 00:05,Sol\n"]],
     "SELECT CAST(started_at AS VARCHAR), agent, transfer_count FROM interactions", [("2026-03-02 23:59:00", "Sol", 3)]),
    (LINES, [[SHORT_HEAD + "1,2026-03-02,5\n2,2026-03-02,10\n", SHORT_HEAD + "2,2026-03-02,10\n3,2026-03-02,1\n"]], TOTALS,
     [("kind:1", 5.0), ("kind:2", 10.0), ("kind:3", 1.0)]),  # an equal line at the cut: a newer export, not a second line
    (LINES, [[SHORT_HEAD + "1,2026-03-02,5\n2,2026-03-02,10\n", SHORT_HEAD + "2,2026-03-02,7\n3,2026-03-02,1\n"]], TOTALS,
     [("kind:1", 5.0), ("kind:2", 17.0), ("kind:3", 1.0)]),
    (LINES, [[SHORT_HEAD + "2,2026-03-02,10\n3,2026-03-02,1\n"], [SHORT_HEAD + "2,2026-03-02,10\n3,2026-03-02,8\n4,2026-03-02,1\n"]], TOTALS,
     [("kind:2", 10.0), ("kind:3", 8.0), ("kind:4", 1.0)]),
    (CHANGED, [[CHANGED_HEAD + "1,2026-03-02,10,2026-03-05\n"], [CHANGED_HEAD + "1,2026-03-02,9,2026-03-03\n"]], TOTALS, ONE),
    (SHORT, [[SHORT_HEAD + "1,2026-03-02,9\n"], [SHORT_HEAD + "1,2026-03-02,10\n"]], TOTALS, ONE),
    (CHANGED, [[CHANGED_HEAD + "1,2026-03-02,9,\n"], [CHANGED_HEAD + "1,2026-03-02,10,2026-03-05\n"], [CHANGED_HEAD + "2,2026-03-02,20,\n"]], TOTALS, BOTH),
]  # fmt: skip


@pytest.mark.parametrize(("how", "loads", "sql", "stored"), PARTS)
def test_one_record_over_files_and_loads(
    load: Load, give: Give, how: str, loads: list[list[str]], sql: str, stored: list[tuple[Any, ...]]
) -> None:
    for turn, texts in enumerate(loads):
        outcome = load(*(give(f"{turn}-{place}.csv", text) for place, text in enumerate(texts)), mapping=how)
        assert outcome.refused == {}
    assert rows(sql) == stored


@pytest.mark.parametrize("fault", ["XAXX 010101 000", "XEXX-010101-000", "000.000.000-00", "99-99999999-9", "CUIT 20-00000000-1", "DE999999999",
                                   "X0000000T", "123.456.789-09", "RFC XAXX010101000", "999999990", "12.345.678-5", "aaa010101aaa"])  # fmt: skip
def test_generic_tax_numbers_are_nobodys(load: Load, give: Give, fault: str) -> None:
    how = mapping("customers", 'record_id = "id"\nemail = "mail"\ncustomer_id = "tax"', "id tax")
    outcome = load(
        give(
            "a.csv",
            f'id,mail,tax\n1,a@example.com,"{fault}"\n2,b@example.com,GODE561231GR8\n3,c@example.com,AB010101-7\n',
        ),
        mapping=how,
    )
    assert rows("SELECT customer_id FROM customers ORDER BY record_id") == [
        (None,),
        ("GODE561231GR8",),
        ("AB010101-7",),
    ]
    assert emptied(outcome) == [f"customer_id={fault}"]


SOURCES = Path(__file__).parents[1] / "sources"


def export(source: str, *changes: dict[str, str]) -> str:
    """The first row of a vendor's example export, once for each change."""
    [path] = (
        (SOURCES / source).glob("*export.csv") if source != "stripe_subscriptions" else (SOURCES / source).glob("*.csv")
    )
    with path.open(encoding="utf-8", newline="") as file:
        first = next(reader := csv.DictReader(file))
        labels = list(reader.fieldnames or [])
    out = io.StringIO()
    writer = csv.DictWriter(out, labels, lineterminator="\n")
    writer.writeheader()
    writer.writerows(first | change for change in changes)
    return out.getvalue()


QUEUE = "SELECT direction, is_abandoned, wait_seconds, handle_seconds FROM interactions ORDER BY record_id"
ENTER = "1772462769|c.1|ventas|NONE|ENTERQUEUE||+34600111222|1\n"
VENDORS = [
    ("shopify_orders", export("shopify_orders", {"Payment Method": "(for testing) Bogus Gateway"}), "SELECT count(*) FROM orders", [(0,)]),
    ("shopify_orders", export("shopify_orders", {"Financial Status": "refunded", "Refunded Amount": "41500.00"}),
     "SELECT status, CAST(amount AS DOUBLE), CAST(refunded_amount AS DOUBLE) FROM orders", [("refunded", 41500.0, 41500.0)]),
    ("shopify_orders", export("shopify_orders", {"Cancelled at": "2026-03-04 10:00:00 -0300", "Financial Status": "voided"}), "SELECT status FROM orders", [("cancelled",)]),
    ("shopify_orders", export("shopify_orders", {"Financial Status": "PAID", "Fulfillment Status": "Fulfilled"}), "SELECT status FROM orders", [("fulfilled",)]),
    ("stripe_subscriptions", export("stripe_subscriptions", {"Status": "trialing", "Trial End (UTC)": "2026-04-10 12:00"}), "SELECT status, started_at FROM subscriptions", [("trial", None)]),
    ("stripe_subscriptions", export("stripe_subscriptions", {"Status": "Canceled", "Canceled At (UTC)": "2026-02-01 10:00", "Ended At (UTC)": "2026-02-10 12:00"}),
     "SELECT status, CAST(ended_at AS VARCHAR) FROM subscriptions", [("cancelled", "2026-02-10 12:00:00")]),
    ("stripe_subscriptions", export("stripe_subscriptions", {"Interval": "year", "Amount": "1,200.00", "Quantity": "2", "Currency": "eur"}),
     "SELECT CAST(monthly_amount AS DOUBLE), currency FROM subscriptions", [(200.0, "EUR")]),
    ("zendesk_tickets_csv", export("zendesk_tickets_csv", {"Status": "Deleted"}), "SELECT count(*) FROM interactions", [(0,)]),
    ("zendesk_tickets_csv", export("zendesk_tickets_csv", {"Satisfaction Score": "good"}), "SELECT score FROM responses", [(1.0,)]),
    ("asterisk_queue_log", ENTER + "1772462781|c.1|ventas|NONE|ABANDON|1|1|12\n", QUEUE, [("inbound", True, 12.0, None)]),
    ("asterisk_queue_log", ENTER + ENTER + "1772462781|c.1|ventas|NONE|ABANDON|1|1|12\n", QUEUE, [("inbound", True, 12.0, None)]),
]  # fmt: skip


@pytest.mark.parametrize(("source", "text", "sql", "stored"), VENDORS)
def test_details_of_vendors(
    load: Load, give: Give, home: Path, source: str, text: str, sql: str, stored: list[tuple[Any, ...]]
) -> None:
    name = "queue_log" if source == "asterisk_queue_log" else "export.csv"
    outcome = load_exports(
        [give(name, text)], load_settings(), build_rollups, None, {"timezone": "UTC"}, now=datetime(2026, 9, 1)
    )
    assert outcome.refused == {}
    assert rows(sql) == stored
