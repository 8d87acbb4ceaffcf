"""Values as exports write them, through a whole load: what is stored, what is emptied with its reason, what is refused."""

import io
from dataclasses import astuple
from datetime import datetime

import pytest
import xlsxwriter

from warehouse.config.errors import HiloError
from warehouse.store.engine import open_engine

ORDERS = """\
name = "shop"
[file]
format = "csv"
required = ["id", "at"]
[defaults]
timezone = "UTC"
currency = "EUR"
[[record]]
table = "orders"
[record.columns]
record_id = "id"
ordered_at = "at"
amount = "total"
item_count = "items"
"""
CALLS = """\
name = "calls"
[file]
format = "csv"
required = ["id", "at"]
[defaults]
timezone = "UTC"
[[record]]
table = "interactions"
[record.columns]
record_id = "id"
started_at = "at"
channel = { value = "phone" }
interaction_type = "kind"
handle_seconds = "talk"
"""
GROUPED = CALLS.replace('table = "interactions"', 'table = "interactions"\ngroup_by = ["id"]')


def rows(sql: str) -> list[tuple]:
    return open_engine().query(sql).rows()


def emptied(outcome) -> list[tuple]:
    """Column, label, reason, cells, first line and example of what was emptied of the one file."""
    [(_, account)] = outcome.accounts.values()
    return [astuple(cells)[1:] for cells in account.emptied]


def amounts(load, give, *totals: str, **options: str) -> list[float]:
    lines = "".join(f'{n},2026-03-0{n},"{total}",1\n' for n, total in enumerate(totals, start=1))
    outcome = load(give("a.csv", f"id,at,total,items\n{lines}"), mapping=ORDERS, **options)
    if outcome.refused:
        raise HiloError(*outcome.refused.values())
    return [float(amount) for (amount,) in rows("SELECT amount FROM orders ORDER BY record_id")]


def test_the_column_proves_which_mark_is_the_decimal_one(load, give):
    assert amounts(load, give, "1.250", "12,50", "R$ 1.250,75") == [1250.0, 12.5, 1250.75]


def test_the_other_mark_is_proven_likewise(load, give):
    assert amounts(load, give, "1.250", "12.50", "1,250") == [1.25, 12.5, 1250.0]


def test_a_mark_that_nothing_proves_is_asked_for(load, give):
    with pytest.raises(HiloError, match=r"numbers such as '1.250' may have decimals or thousands.*--option decimal=,"):
        amounts(load, give, "1.250", "980")


def test_a_mark_that_both_are_proven_for_is_asked_for(load, give):
    with pytest.raises(HiloError, match="the column has numbers of both kinds"):
        amounts(load, give, "1.250", "12,5", "12.5")


def test_the_mark_that_is_given_is_followed(load, give):
    assert amounts(load, give, "1.250", "980", decimal=",") == [1250.0, 980.0]


def test_a_sum_reads_money_as_a_plain_column_does_and_an_unread_cell_is_no_nothing(load, give):
    mapping = ORDERS.replace('table = "orders"', 'table = "orders"\ngroup_by = ["id"]').replace(
        '"total"', '{ sum = "total" }'
    )
    load(
        give(
            "a.csv",
            'id,at,total,items\nA,2026-03-01,"$1,200.50",1\nA,2026-03-01,9.50,2\nB,2026-03-02,n/a,1\nB,2026-03-02,3.00,1\n',
        ),
        mapping=mapping,
    )
    assert rows("SELECT record_id, CAST(amount AS DOUBLE) FROM orders") == [("shop:A", 1210.0)]
    assert rows(
        "SELECT source_line, r.value FROM (SELECT source_line, unnest(reasons) AS r FROM rejected_rows) ORDER BY ALL"
    ) == [(4, "n/a"), (5, "n/a")]


def test_least_and_greatest_of_times_are_times(load, give):
    text = "id,at,kind,talk\n1,28/02/2026 10:00,call,0:30\n1,05/03/2026 09:00,call,1:00\n"
    mapping = GROUPED.replace('"at"\nch', '{ max = "at" }\nch').replace('"talk"', '{ sum = "talk" }')
    load(give("a.csv", text), mapping=mapping)
    assert rows("SELECT started_at, handle_seconds FROM interactions") == [(datetime(2026, 3, 5, 9), 90.0)]


@pytest.mark.parametrize("sql", ['max("at")', 'greatest(max("at"), min("at"))', 'max(time_of("at"))', '''max(CASE WHEN "kind" = 'call' THEN "at" END)'''])  # fmt: skip
def test_times_that_an_expression_compares_are_compared_as_times(load, give, sql):
    text = "id,at,kind,talk\n1,28/02/2026,call,30\n1,05/03/2026,call,60\n"
    load(give("a.csv", text), mapping=GROUPED.replace('"at"\nch', "{ sql = '''" + sql + "''' }\nch"))
    assert rows("SELECT started_at, time_precision FROM interactions") == [(datetime(2026, 3, 5), "day")]


@pytest.mark.parametrize(
    "way", ['{ min = "at" }', """{ sql = '''min("at")''' }""", """{ sql = '''any_value("at")''' }"""]
)
def test_an_aggregate_goes_round_no_check(load, give, way):
    mapping = GROUPED.replace('timezone = "UTC"', "").replace('"at"\nch', f"{way}\nch")
    zoneless = load(give("a.csv", "id,at,kind,talk\n1,2026-03-01 10:00:00,call,1\n"), mapping=mapping).refused
    assert "have no time zone; give --timezone" in next(iter(zoneless.values()))
    unordered = load(give("b.csv", "id,at,kind,talk\n1,03/04/2026,call,1\n"), mapping=mapping, timezone="UTC").refused
    assert "could be day-first or month-first" in next(iter(unordered.values()))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('interaction_type = "kind"', 'agent = { sum = "kind" }'), "interactions.agent: sum is of numbers and durations, agent is VARCHAR"),
        (('"at"\nch', '{ sum = "at" }\nch'), "started_at: sum is of numbers and durations, started_at is TIMESTAMP"),
        (('interaction_type = "kind"', 'agent = { min = "kind" }'), "min is of numbers, durations and times, agent is VARCHAR"),
        (('interaction_type = "kind"', 'interaction_type = { value = "ticketz" }'), "interaction_type: 'ticketz' is none of ad_touch"),
        (('interaction_type = "kind"', 'direction = { column = "kind", values = { a = "in" } }'), "direction: 'in' is none of inbound"),
        (('"phone"', '"telefono"'), "channel: 'telefono' is none of phone"),
        (('table = "interactions"', 'table = "interactions"\nhaving = "count(*) > 1"'), "having is for group_by"),
        (('"at"\nch', '{ min = "at" }\nch'), "min needs group_by"),
        (('started_at = "at"\n', 'ended_at = "at"\n'), "ended_at is reckoned from started_at, which is missing"),
        (('"talk"', "{ sql = 'number_of(1)' }"), "number_of reads one column"),
    ],
)  # fmt: skip
def test_what_does_not_fit_a_column_is_refused_naming_both(load, give, change, message):
    grouped = "needs group_by" not in message and "having" not in message and "group" not in message
    mapping = (GROUPED if grouped else CALLS).replace(*change)
    with pytest.raises(HiloError, match=r"mapping\.toml") as error:
        load(give("a.csv", "id,at,kind,talk\n"), mapping=mapping)
    assert message in str(error.value)


def test_one_bad_value_empties_its_cell_and_is_counted_with_examples(load, give):
    text = "id,at,kind,talk\n1,2026-03-01,call,-5\n2,2026-03-01,visita,soon\n3,2026-03-01,call,2 min\n4,never,call,1\n"
    outcome = load(give("a.csv", text), mapping=CALLS)
    assert rows("SELECT record_id, interaction_type, handle_seconds FROM interactions ORDER BY 1") == [
        ("calls:1", "call", None), ("calls:2", None, None), ("calls:3", "call", 120.0),
    ]  # fmt: skip
    assert emptied(outcome) == [
        ("handle_seconds", "talk", "negative, or too large to be", 1, 2, "-5.0"),
        ("handle_seconds", "talk", "not a duration", 1, 3, "soon"),
        ("interaction_type", "kind", "none of the known values", 1, 3, "visita"),
    ]
    assert rows("SELECT rows_read, rows_loaded, rows_rejected FROM files") == [(4, 3, 1)]


def test_examples_of_emptied_cells_are_not_shown_where_personal_data_are_masked(load, give, home):
    home.mkdir()
    (home / "hilo.toml").write_text('personal_data = "masked"\n')
    outcome = load(give("a.csv", "id,at,kind,talk\n1,2026-03-01,call,soon\n"), mapping=CALLS)
    assert emptied(outcome) == [("handle_seconds", "talk", "not a duration", 1, 2, None)]


WITH_ANSWER = (
    ORDERS
    + """
[[record]]
table = "responses"
when = '"stars" IS NOT NULL'
[record.columns]
record_id = "id"
answered_at = "at"
metric = { value = "csat" }
scale = { value = "1-5" }
score = "stars"
"""
)


def test_an_answer_off_its_scale_is_left_out_and_its_order_is_not(load, give):
    text = "id,at,total,items,stars\n1,2026-03-01,10,1,5\n2,2026-03-02,20,1,7\n3,2026-03-03,30,1,great\n4,2026-03-04,40,1,★★★★☆\n5,2026-03-05,50,1,99\n"
    outcome = load(give("a.csv", text), mapping=WITH_ANSWER)
    assert rows("SELECT record_id, CAST(amount AS DOUBLE) FROM orders ORDER BY 1") == [
        (f"shop:{n}", 10.0 * n) for n in range(1, 6)
    ]
    assert rows("SELECT record_id, score, raw_score FROM responses ORDER BY 1") == [
        ("shop:1", 5.0, "5"),
        ("shop:4", 4.0, "★★★★☆"),
        ("shop:5", None, "99"),
    ]
    assert emptied(outcome) == [
        ("score", "score", "breaks the rule score_on_its_scale", 1, 3, "7.0"),
        ("score", "stars", "not a number", 1, 4, "great"),
    ]
    assert rows("SELECT rows_read, rows_loaded, rows_rejected FROM files") == [(5, 5, 0)]


def test_the_ends_of_durations_are_times(load, give):
    mapping = CALLS.replace(
        'handle_seconds = "talk"', 'answered_at = "answered"\nended_at = "ended"\nresolved_at = "solved"'
    )
    text = (
        "id,at,kind,answered,ended,solved\n"
        "1,2026-03-01 10:00,call,2026-03-01 10:01,2026-03-01 10:05,2026-03-02\n"
        "2,2026-03-01 10:00,call,,2026-03-01 10:05,2026-03-01 09:00\n"
    )
    outcome = load(give("a.csv", text), mapping=mapping)
    # A day has no duration; closed before opened is none.
    assert rows("SELECT wait_seconds, handle_seconds, resolution_seconds FROM interactions ORDER BY record_id") == [
        (60.0, 240.0, None), (None, 300.0, None),
    ]  # fmt: skip
    assert emptied(outcome) == [("resolution_seconds", "solved", "negative, or too large to be", 1, 3, "-3600.0")]


def test_a_patch_brings_the_currency_of_its_amounts_and_keeps_that_of_others(load, give):
    orders = ORDERS.replace('amount = "total"\nitem_count = "items"\n', "")
    load(give("a.csv", "id,at\n1,2026-03-01\n2,2026-03-02\n"), mapping=orders)
    patch = (
        ORDERS.replace('table = "orders"', 'table = "orders"\npatch = true')
        .replace('ordered_at = "at"\n', "")
        .replace('item_count = "items"\n', "")
    )
    patch = (
        patch.replace('"id", "at"', '"id", "total"').replace('currency = "EUR"', 'currency = "MXN"')
        + '[record.attributes]\nby = "how"\n'
    )
    load(give("b.csv", "id,total,how\n1,10.50,card\n"), mapping=patch)
    assert rows("SELECT record_id, CAST(amount AS DOUBLE), currency, attributes FROM orders ORDER BY 1") == [
        ("shop:1", 10.5, "MXN", {"by": "card"}), ("shop:2", None, None, None),
    ]  # fmt: skip


@pytest.mark.parametrize("date_1904", [False, True])
def test_durations_and_days_of_a_workbook_are_read_as_it_counts_them(load, give, date_1904):
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "date_1904": date_1904}) as book:
        sheet, clock = book.add_worksheet(), book.add_format({"num_format": "[h]:mm:ss"})
        sheet.write_row(0, 0, ["id", "at", "kind", "talk"])
        day = 44621 - (1462 if date_1904 else 0)  # 2022-03-01
        for row, (days, seconds) in enumerate([(day, 330), (day + 0.5, 93780)], start=1):
            sheet.write_row(row, 0, [str(row), days, "call"])
            sheet.write_number(row, 3, seconds / 86400, clock)
    load(give("a.xlsx", stream.getvalue()), mapping=CALLS.replace('"csv"', '"xlsx"'))
    assert rows("SELECT started_at, time_precision, handle_seconds FROM interactions ORDER BY record_id") == [
        (datetime(2022, 3, 1), "day", 330.0), (datetime(2022, 3, 1, 12), "second", 93780.0),
    ]  # fmt: skip


def test_days_of_a_workbook_in_a_text_file_are_asked_for(load, give):
    text = "id,at,kind,talk\n1,44621,call,30\n"
    load(give("a.csv", text), mapping=CALLS)
    assert rows("SELECT count(*) FROM interactions") == [(0,)]
    load(give("b.csv", text), mapping=CALLS, date_system="1900")
    assert rows("SELECT started_at FROM interactions") == [(datetime(2022, 3, 1),)]
