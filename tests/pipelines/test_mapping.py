"""What a mapping may say, and the clear words it gets when it says something wrong."""

import pytest

from pipelines.mapping.expression import check_expression
from tests.pipelines.conftest import SCORES
from warehouse.config.errors import HiloError
from warehouse.store.engine import open_engine


@pytest.mark.parametrize(
    ("sql", "columns"),
    [
        ("TRY_CAST(age AS DOUBLE) BETWEEN 18 AND 65", ("age",)),
        ("coalesce(\"first name\", 'x') || b", ("first name", "b")),
        ("CASE WHEN a IN ('1', '2') THEN NULL ELSE regexp_extract(b, '(.)', 1) END", ("a", "b")),
    ],
)
def test_an_expression_over_the_row_is_allowed(sql, columns):
    assert check_expression(sql).columns == columns


@pytest.mark.parametrize(
    "sql",
    [
        "(SELECT 1)",
        "read_text('/etc/passwd')",
        "getenv('HOME')",
        "a FROM other",
        "1; DROP TABLE responses",
        "a, b",
        "sum(a)",
        "row_number() OVER ()",
        "other.a",
        "current_setting('temp_directory')",
        "COLUMNS(*)",
        "*",
        "a AND",
    ],
)
def test_an_expression_that_reaches_further_is_refused(sql):
    with pytest.raises(HiloError):
        check_expression(sql)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('table = "responses"', 'table = "answers"'), "no canonical table 'answers'; expected one of"),
        (('score = "score"', 'skore = "score"'), "responses has no column 'skore'"),
        (('record_id = "id"\n', ""), "record_id is missing"),
        (('score = "score"', 'score = { column = "score", value = "1" }'), "responses.score: give exactly one of"),
        (('value = "csat"', 'value = "nps"'), "nps on the scale 1-5: NPS is defined on 0-10 only"),
        (
            ('format = "csv"', 'format = "doc"'),
            "file.format is 'doc'; expected one of csv, json, xlsx, parquet, fixed, xes, whatsapp",
        ),
        (("[[record]]", "[[recrod]]"), "unknown field `recrod`"),
        (('name = "scores"', 'name = "scores"\nextends = "nobody"'), "extends 'nobody', which is no known source"),
        (('name = "scores"', "name ="), "not readable as TOML"),
        (('"text"', '{ column = "text", match = "x(?:y)[(]" }'), "responses.comment: match 'x(?:y)[(]' has no group"),
        (('"text"', '{ column = "text", match = "(x" }'), "match '(x' is no regular expression: missing ): (x"),
        (('= "day"', '= { column = "day", epoch = "h" }'), "responses.answered_at: epoch 'h' is unknown"),
        (('"text"', '{ column = "text", unit = "weeks" }'), "responses.comment: unit 'weeks' is unknown"),
        (('"text"', '{ sql = "getenv(text)" }'), "function getenv is not allowed in a mapping's sql: getenv(text)"),
    ],
)
def test_a_wrong_mapping_is_named_with_what_was_expected(load, give, change, message):
    with pytest.raises(HiloError) as error:
        load(give("a.csv", "id,day,score,text\n1,2026-08-01,5,\n"), mapping=SCORES.replace(*change, 1))
    assert message in str(error.value)
    assert "mapping.toml: " in str(error.value)


TIMES = """\
name = "calls"
[file]
format = "csv"
required = ["id", "at"]
[[record]]
table = "interactions"
[record.columns]
record_id = "id"
channel = { value = "phone" }
interaction_type = { value = "call" }
started_at = "at"
"""


def started() -> list[tuple]:
    sql = "SELECT strftime(started_at, '%Y-%m-%d %H:%M:%S'), time_precision FROM interactions ORDER BY source_line"
    return open_engine().query(sql).rows()


def test_times_without_a_zone_are_refused_until_one_is_given(load, give):
    path = give("a.csv", "id,at\n1,2026-03-02 09:14:07\n")
    assert (
        "times such as '2026-03-02 09:14:07' have no time zone; give --timezone"
        in load(path, mapping=TIMES).refused[str(path)]
    )
    load(path, mapping=TIMES, timezone="America/Argentina/Buenos_Aires")
    assert started() == [("2026-03-02 12:14:07", "second")]


def test_an_offset_in_the_text_wins_and_a_date_never_moves(load, give):
    load(
        give(
            "a.csv",
            "id,at\n1,2026-03-02 09:14:07 -0300\n2,2026-03-02T09:14:07Z\n3,2026-03-02\n4,2026-03-02 09:14 PM GMT+2\n",
        ),
        mapping=TIMES,
        timezone="Asia/Tokyo",
    )
    assert started() == [
        ("2026-03-02 12:14:07", "second"),
        ("2026-03-02 09:14:07", "second"),
        ("2026-03-02 00:00:00", "day"),
        ("2026-03-02 19:14:00", "second"),
    ]


def test_daylight_saving_is_that_of_the_day(load, give):
    load(
        give("a.csv", "id,at\n1,2026-03-28 12:00:00\n2,2026-03-29 12:00:00\n"), mapping=TIMES, timezone="Europe/Berlin"
    )
    assert started() == [("2026-03-28 11:00:00", "second"), ("2026-03-29 10:00:00", "second")]


def test_day_first_and_month_first_are_told_by_the_file_or_asked_for(load, give):
    ambiguous = give("a.csv", "id,at\n1,03/04/2026\n2,05/06/2026\n")
    assert (
        "could be day-first or month-first; give --date-order dmy or mdy"
        in load(ambiguous, mapping=TIMES).refused[str(ambiguous)]
    )
    load(ambiguous, mapping=TIMES, date_order="mdy")
    assert started() == [("2026-03-04 00:00:00", "day"), ("2026-05-06 00:00:00", "day")]
    load(give("b.csv", "id,at\n1,03/04/2026\n2,25/06/2026\n"), mapping=TIMES)
    assert started() == [("2026-04-03 00:00:00", "day"), ("2026-06-25 00:00:00", "day")]


def test_a_file_that_nobody_or_two_claim_is_refused_with_their_names(load, give, home):
    from metrics.rollups import build_rollups
    from pipelines.load import load_exports
    from warehouse.config.settings import load_settings

    (home / "sources").mkdir(parents=True)
    (home / "sources" / "one.toml").write_text(SCORES.replace('"scores"', '"one"', 1))
    (home / "sources" / "two.toml").write_text(SCORES.replace('"scores"', '"two"', 1))
    both, none = give("a.csv", "id,day,score,text\n1,2026-08-01,5,\n"), give("b.csv", "colour,size\nred,1\n")
    refused = load_exports([both, none], load_settings(), build_rollups).refused
    assert "one and two both claim this file; say which with --mapping FILE" in refused[str(both)]
    assert "no source recognises this file; it has the columns 'colour', 'size'" in refused[str(none)]


def test_amounts_without_a_currency_are_kept_aside(load, give):
    mapping = """\
name = "orders"
[file]
format = "csv"
required = ["id", "total"]
[[record]]
table = "orders"
[record.columns]
record_id = "id"
channel = { value = "web" }
status = { value = "paid" }
ordered_at = "day"
amount = "total"
"""
    path = give("a.csv", 'id,day,total\n1,2026-08-01,"$1,234.50"\n2,2026-08-01,(3.00)\n')
    (account,) = (account for _, account in load(path, mapping=mapping).accounts.values())
    assert account.rows_rejected == 2
    load(path, mapping=mapping, currency="USD")
    assert open_engine().query("SELECT CAST(amount AS DOUBLE), currency FROM orders ORDER BY 1").rows() == [
        (-3.0, "USD"),
        (1234.5, "USD"),
    ]


def test_an_option_that_no_source_knows_is_refused(load, give):
    with pytest.raises(
        HiloError, match="--option colour: no source understands it; known: account, currency, date_order"
    ):
        load(give("a.csv", "id,day,score,text\n1,2026-08-01,5,\n"), colour="red")


@pytest.mark.parametrize("given", ['comment = "texto"', 'comment = { columns = ["text", "texto"] }'])
def test_a_misspelt_column_is_refused_with_those_that_look_like_it(load, give, given):
    path = give("a.csv", "id,day,score,text\n1,2026-08-01,5,good\n")
    assert load(path, mapping=SCORES.replace('comment = "text"', given)).refused == {
        str(path): f"{path}: no column 'texto', which scores reads for responses.comment; did you mean 'text'?"
    }


def test_a_misspelt_attribute_is_refused_too(load, give):
    path = give("a.csv", "id,day,score,text\n1,2026-08-01,5,good\n")
    mapping = SCORES + '[record.attributes]\nplan = "colour"\n'
    assert load(path, mapping=mapping).refused == {
        str(path): f"{path}: no column 'colour', which scores reads for responses.plan; "
        "the file has 'id', 'day', 'score', 'text'"
    }


def test_a_column_that_some_exports_lack_is_written_as_sql(load, give):
    mapping = SCORES.replace('comment = "text"', 'comment = { sql = "text" }')
    assert load(give("a.csv", "id,day,score\n1,2026-08-01,5\n"), mapping=mapping).refused == {}


def test_what_is_no_country_is_emptied_and_counted(load, give):
    path = give("a.csv", "id,day,score,text\n1,2026-08-01,5,spain\n2,2026-08-01,5,Narnia\n3,2026-08-01,5,\n")
    outcome = load(path, mapping=SCORES.replace("comment", "country"))
    countries = open_engine().query("SELECT record_id, country FROM responses ORDER BY record_id").rows()
    assert countries == [("scores:1", "ES"), ("scores:2", None), ("scores:3", None)]
    [(_, account)] = outcome.accounts.values()
    assert [(cells.column_name, cells.cells, cells.examples) for cells in account.emptied] == [("country", 1, "Narnia")]
