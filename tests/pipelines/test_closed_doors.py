"""A mapping, wherever it came from, can do nothing beyond its row; and the connection that stages could not either."""

from pathlib import Path

import duckdb
import pytest

from pipelines.gather import gather_sources
from pipelines.mapping.expression import check_expression
from pipelines.read.staged_name import name_exports
from pipelines.statement import run_statement
from pipelines.store.building import build_version
from tests.pipelines.conftest import SCORES
from warehouse.config.errors import HiloError
from warehouse.config.settings import Settings
from warehouse.store.engine import open_engine

ROWS = "id,day,score,text\n1,2026-08-01,5,good\n"


def mapping_with(**columns: str) -> str:
    """SCORES with further columns, each an SQL expression."""
    return SCORES + "".join(f"{name} = {{ sql = '''{sql}''' }}\n" for name, sql in columns.items())


BREAK_OUTS = {
    "a comment opened in one column and closed in another": mapping_with(
        topic="""'a' /* """, team=""" */ || (SELECT content FROM read_text('{secret}')) """
    ),
    "line ends that end a dollar quote of a text": SCORES
    + 'topic = { sql = """$$a""" }\nteam = { value = "$$ || (SELECT max(content) FROM read_text(\'{secret}\')) || $$" }\n',
    "a statement after the expression": mapping_with(topic="""'a'); COPY (SELECT 1) TO '{stolen}'; SELECT ('b'"""),
    "a comment that swallows the rest of the line": mapping_with(
        topic="'a' -- ", team="""'b' AS t); DELETE FROM building.files; ATTACH '{stolen}' AS s; --"""
    ),
    "the list that is exploded": 'name = "scores"\n[file]\nformat = "json"\nrequired = ["id"]\n'
    "explode = \"t[*]') AS VARCHAR[])) AS _item, (SELECT content FROM read_text('{secret}')) AS x FROM staging.r1 --\"\n"
    + SCORES[SCORES.index("[[record]]") :],
    "the decimal mark": SCORES.replace(
        "[[record]]", "[defaults]\ndecimal = \"' || (SELECT content FROM read_text('{secret}')) || '\"\n[[record]]", 1
    ),
    "the decimal mark of a column": SCORES.replace(
        'score = "score"', """score = { column = "score", decimal = "'); COPY (SELECT 1) TO '{stolen}'; --" }""", 1
    ),
}


@pytest.mark.parametrize("mapping", BREAK_OUTS.values(), ids=BREAK_OUTS.keys())
def test_no_break_out_reads_or_writes_a_file(load, give, tmp_path, mapping):
    secret, stolen = give("secret.txt", "the secret"), tmp_path / "stolen.csv"
    path = (
        give("a.csv", ROWS)
        if "explode" not in mapping
        else give("a.json", '{"id": 1, "day": "2026-08-01", "score": 5}')
    )
    try:
        outcome = load(path, mapping=mapping.replace("{secret}", str(secret)).replace("{stolen}", str(stolen)))
        loaded = outcome.version is not None
    except HiloError:
        loaded = False
    assert not stolen.exists()
    if loaded:
        assert "the secret" not in str(open_engine().query("SELECT * FROM responses").rows())
        assert open_engine().query("SELECT count(*) FROM files").item() == 1


def test_the_decimal_option_is_a_mark_and_nothing_else(load, give, tmp_path):
    stolen = tmp_path / "stolen.csv"
    with pytest.raises(HiloError, match=r"--option decimal .*; expected \. or ,"):
        load(give("a.csv", ROWS), decimal=f"', ''); COPY (SELECT 1) TO '{stolen}'; --")
    assert not stolen.exists()


def test_what_runs_is_written_anew_from_the_tree():
    text = "CASE WHEN a = $$it's$$ /* ; */ THEN \"b\" -- x\n || 'y' END"
    assert check_expression(text).sql == "CASE  WHEN ((a = 'it''s')) THEN ((b || 'y')) ELSE NULL END"


@pytest.mark.parametrize(
    "sql",
    [
        "lpad('a', 2000000000, 'b')",
        "rpad(a, length(a) * 1000000, 'b')",
        "replace(replace(replace(a, 'a', 'aaaaaaaaaa'), 'a', 'aaaaaaaaaa'), 'a', 'aaaaaaaaaa')",
        "regexp_replace(regexp_replace(a, '', '\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0', 'g'), '', '0123456789', 'g')",
        "replace(a, 'x', replace(b, 'y', c))",
        "concat(" + ", ".join(["a"] * 150) + ")",
    ],
)
def test_an_expression_that_makes_texts_without_end_is_refused(sql):
    with pytest.raises(HiloError, match="times as long as the row's"):
        check_expression(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "replace(replace(a, '.', ''), ',', '.')",
        "lpad(a, 10, '0')",
        "regexp_replace(a, '(\\d+) (\\d+)', '\\2\\1', 'g')",
        "concat(a, b, c)",
    ],
)
def test_an_expression_that_tidies_texts_is_allowed(sql):
    assert check_expression(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "CASE " * 40 + "a" + " WHEN 1 THEN 1 WHEN 2 THEN 2 END" * 40,
        "'ñ' || CASE CASE a WHEN 1 THEN 2 END WHEN 1 THEN 2 END",
        "lower(" * 1000 + "a" + ")" * 1000,
        "NOT " * 200 + "a",
        "a[1]" + "[1]" * 100,
        "a || " * 3000 + "a",
        "'" + "x" * 20_000 + "'",
        "'\ud800'",
        "sys.lower(a)",
        "lower(x := a)",
        "a AS b",
        "a COLLATE nocase",
        "CAST(a AS main.text)",
        "lower(DISTINCT a)",
        "a LIMIT 1",
        "[x FOR x IN a]",
        "TRUE; SELECT 1",
        "?",
        "#1",
    ],
)
def test_an_expression_too_deep_too_long_or_of_another_form_is_refused(sql):
    with pytest.raises(HiloError) as error:
        check_expression(sql)
    assert str(error.value).isprintable()
    assert len(str(error.value)) < 500


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('format = "csv"', 'format = "csv"\ndelimiter = "||"'), "file.delimiter is '||'; expected one character"),
        (('format = "csv"', 'format = "csv"\ndelimiter = "\\n"'), "file.delimiter is '\\n'; expected one character"),
        (('format = "csv"', 'format = "csv"\nquote = "\'\'"'), "file.quote is \"''\"; expected one character"),
        (('format = "csv"', 'format = "csv"\ndelimiter = ";"\nquote = ";"'), "file.quote is ';'; expected one character"),
        (('format = "csv"', 'format = "csv"\nheader_rows = 1000000000'), "file.header_rows is 1000000000; expected 0 to 100"),
        (('format = "csv"', 'format = "csv"\ncontent = "(a+"'), "file.content: '(a+' is no regular expression: missing )"),
        (('format = "csv"', 'format = "csv"\ncontent = "(?=a)"'), "file.content: '(?=a)' is no regular expression"),
        (('format = "csv"', 'format = "csv"\ncontent = "((a{100}){100}){100}"'), "is no regular expression: invalid repetition size"),
        (('format = "csv"', 'format = "csv"\nheader_patterns = { x = "[" }'), "file.header_patterns.x: '[' is no regular expression"),
        (('name = "scores"', 'name = "a\\u001b[31m"'), "name: 'a\\x1b[31m' holds a control character"),
        (('name = "scores"', 'name = "a:b"'), "name is 'a:b'; expected letters, digits"),
        (('name = "scores"', 'name = "' + "a" * 61 + '"'), "expected letters, digits, _ . - and spaces, at most 60"),
        (('name = "scores"', 'name = "scores"\noptions = 1'), "Expected `object`, got `int`"),
        (('name = "scores"', 'name = "scores"\nextends = 7'), "extends 7, which is no known source"),
        (('"text"', f'{{ value = "{"x" * 30_000}" }}'), "a text of 30,000 characters; at most 20,000"),
        (('= "day"', '= { column = "day", formats = ["%Q"] }'), "responses.answered_at: formats: '%Q' is no form of a date"),
        (('= "day"', '= { column = "day", timezone = "Mars/Base" }'), "responses.answered_at: no time zone 'Mars/Base'"),
        (('= "day"', '= { column = "day", plus_days = 99999999999 }'), "responses.answered_at: plus_days is 99999999999"),
        (('"score"\n', '{ column = "score", decimal = "x" }\n'), "responses.score: decimal 'x'; expected . or ,"),
        (("[[record]]", '[defaults]\ndecimal = "ab"\n[[record]]'), "defaults.decimal 'ab'; expected . or ,"),
        (("[[record]]", '[defaults]\ncurrency = "euros"\n[[record]]'), "defaults.currency 'euros'; expected an ISO code"),
        (("[[record]]", '[defaults]\nphone_region = "+34"\n[[record]]'), "defaults.phone_region '+34'; expected a country's code"),
        (("[[record]]", '[defaults]\ndate_order = "ydm"\n[[record]]'), "defaults.date_order 'ydm'; expected dmy, mdy or ymd"),
        (('name = "scores"', ".".join("a" * 30_000) + ' = 1\nname = "scores"'), "a key of more than 40 parts"),
        (('name = "scores"', ' . '.join(['"a"'] * 100) + ' = 1\nname = "scores"'), "a key of more than 40 parts"),
        (('name = "scores"', 'name = "scores"\nx = ' + "[" * 5000 + "]" * 5000), "not readable as TOML: brackets in brackets"),
        (('name = "scores"', 'name = "scores"\nx = ' + "[" * 30 + "]" * 30), "tables in tables, more than 20 deep"),
        (('name = "scores"', "#" * 1_000_001 + '\nname = "scores"'), "larger than 1,000,000 bytes"),
    ],
)  # fmt: skip
def test_every_key_has_a_closed_form(home, give, change, message):
    mapping = SCORES.replace(*change, 1)
    assert mapping != SCORES
    with pytest.raises(HiloError) as error:
        gather_sources([give("a.csv", ROWS)], give("mapping.toml", mapping), print)
    assert message in str(error.value)
    assert str(error.value).isprintable()


def test_a_mapping_of_another_form_is_refused_by_the_load(load, give):
    with pytest.raises(HiloError, match=r"file\.delimiter is '\|\|'; expected one character"):
        load(give("a.csv", ROWS), mapping=SCORES.replace('format = "csv"', 'format = "csv"\ndelimiter = "||"'))


@pytest.mark.parametrize("spec", ['""', '{ columns = ["text", ""] }', '{ first = "" }'])
def test_a_column_without_a_label_refuses_the_file(load, give, spec):
    mapping = SCORES.replace('comment = "text"', f"comment = {spec}").replace('format = "csv"', 'format = "json"')
    path = give("a.json", '{"id": "1", "day": "2026-08-01", "score": "5", "text": "good"}')
    assert "names a column without a label" in load(path, mapping=mapping).refused[str(path)]


def test_mappings_that_extend_each_other_in_a_circle_are_refused(load, give):
    give("b.toml", 'name = "b"\nextends = "scores"\n')
    with pytest.raises(HiloError, match=r"extends in a circle, or too long: scores → b → scores"):
        load(give("a.csv", ROWS), mapping=SCORES.replace('name = "scores"', 'name = "scores"\nextends = "b"'))


@pytest.mark.parametrize(
    ("name", "text"),
    [("currency", "1; x"), ("phone_region", "ESP"), ("encoding", "zip"), ("encoding", "unicode_escape"), ("encoding", "no such"), ("timezone", "UTC'--"),
     ("date_order", "x"), ("decimal", "")],
)  # fmt: skip
def test_an_option_of_another_form_is_refused_before_any_file_is_read(load, give, name, text):
    with pytest.raises(HiloError, match=f"--option {name}"):
        load(give("a.csv", ROWS), **{name: text})


def test_a_pattern_takes_no_time_on_what_makes_others_explode(load, give):
    mapping = SCORES.replace('format = "csv"', 'format = "csv"\ncontent = "^(i+)+x?(d|,)*day"')
    path = give("a.csv", f"{'i' * 5000}d,day,score,text\n1,2026-08-01,5,good\n")
    assert "the file lacks id" in load(path, mapping=mapping).refused[str(path)]


def test_a_mapping_beside_exports_is_named_before_it_is_used(give, home):
    from metrics.rollups import build_rollups
    from pipelines.load import load_exports

    give("exports/scores.mapping.toml", SCORES)
    folder, said = give("exports/a.csv", ROWS).parent, []
    load_exports([folder], Settings(), build_rollups, report=said.append)
    named = (
        f"{folder / 'scores.mapping.toml'}: a mapping beside the exports; files that it describes are read as it says"
    )
    assert said.index(named) < said.index("a.csv: reading as scores")


@pytest.fixture
def staging(home, give, tmp_path):
    """The connection on which a mapping's expressions run, and the folder of its files."""
    given = give("a.csv", ROWS)
    give("secret.txt", "the secret")
    names = name_exports(tmp_path / "load", [given])
    with build_version(tmp_path / "load", Settings(), names) as building:
        yield building.con, given.parent


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_text('{folder}/secret.txt')",
        "SELECT * FROM read_csv('{folder}/*')",
        "SELECT * FROM glob('{folder}/*')",
        "SELECT * FROM '{folder}/secret.txt'",
        "COPY (SELECT 1) TO '{folder}/stolen.csv'",
        "COPY (SELECT 1) TO '{folder}/a.csv'",
        "ATTACH '{folder}/other.duckdb' AS other",
        "EXPORT DATABASE '{folder}/all'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET allowed_paths = ['/']",
        "SET memory_limit = '100GB'",
        "RESET lock_configuration",
        "SELECT * FROM building.files",
        "SELECT * FROM folder",
    ],
)
def test_behind_a_hole_stands_a_connection_without_power(staging, sql):
    con, folder = staging
    before = {path: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(duckdb.Error):
        con.execute(sql.replace("{folder}", str(folder))).fetchall()
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1; SELECT 2",
        "ATTACH ':memory:' AS x",
        "DELETE FROM staging.b1",
        "SET threads = 1",
        "COPY (SELECT 1) TO 'x'",
        "CALL pragma_version()",
        "",
    ],
)
def test_staging_runs_one_statement_of_the_few_kinds_that_it_needs(staging, sql):
    with pytest.raises(RuntimeError, match="statements where staging runs one of"):
        run_statement(staging[0], sql)


def test_names_of_files_are_names_and_not_patterns(load, give):
    first, second = (
        give("a*.csv", "id,day,score,text\n1,2026-08-01,5,good\n"),
        give("ab.csv", "id,day,score,text\n2,2026-08-02,4,\n"),
    )
    outcome = load(first, second)
    assert [account.rows_loaded for _, account in outcome.accounts.values()] == [1, 1]
    assert open_engine().query("SELECT record_id FROM responses ORDER BY 1").rows() == [("scores:1",), ("scores:2",)]


def test_nothing_of_the_links_is_left(load, give, tmp_path):
    load(give("a[1].csv", ROWS))
    assert sorted(path.name for path in (tmp_path / "given").iterdir()) == ["a[1].csv", "mapping.toml"]
    assert not any(Path(path).is_symlink() for path in (tmp_path / "home").rglob("*"))


def test_expressions_that_take_too_long_refuse_the_file_alone(load, give, home):
    home.mkdir()
    (home / "hilo.toml").write_text("[limits]\nfile_seconds = 1\n")
    long = "id,day,score,text\n" + "".join(f"{n},2026-08-01,5,x{'y' * 300}\n" for n in range(100_000))
    slow = "||".join(["regexp_replace(\"text\", '(.)(.*)(y)', '\\\\2', 'g')"] * 60)
    path = give("a.csv", long)
    outcome = load(path, mapping=SCORES + f'topic = {{ sql = "{slow}" }}\n'.replace('"text"', '\\"text\\"'))
    assert (
        "takes more than 1 seconds; split the export, simplify the mapping's expressions" in outcome.refused[str(path)]
    )
