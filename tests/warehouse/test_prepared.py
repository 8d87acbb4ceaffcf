"""A question that was asked when the version was built is answered by what was kept, in any other words by the rows."""

from collections.abc import Iterator, Sequence
from typing import Any

import duckdb
import polars as pl
import pytest

from warehouse.config.settings import Settings
from warehouse.store.prepared import ask_prepared, find_prepared, prepare_answers

COUNT = "SELECT channel, count(*) AS n FROM contacts GROUP BY channel ORDER BY channel"
OF_ONE = "SELECT count(*) AS n FROM contacts WHERE channel = ?"


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        con.execute("CREATE TABLE contacts AS SELECT * FROM (VALUES ('phone'), ('chat'), ('phone')) AS c (channel)")
        yield con


class Reader:
    """An engine on a connection as a page has it: it keeps nothing."""

    def __init__(self, con: duckdb.DuckDBPyConnection, timezone: str = "UTC") -> None:
        self.con, self.settings = con, Settings(timezone=timezone)
        self.tables = {row[0] for row in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()}

    def query(self, sql: str, params: Sequence[Any] = ()) -> pl.DataFrame:
        return self.con.sql(sql, params=list(params)).pl()


def test_the_kept_answer_is_read_even_when_the_rows_have_gone(con: duckdb.DuckDBPyConnection) -> None:
    prepare_answers(con, Settings(), {}, [lambda engine: ask_prepared(engine, "contacts", COUNT)])
    con.execute("DELETE FROM contacts")
    assert ask_prepared(Reader(con), "contacts", COUNT).rows() == [("chat", 1), ("phone", 2)]


def test_other_words_parameters_or_zones_are_other_questions(con: duckdb.DuckDBPyConnection) -> None:
    prepare_answers(con, Settings(), {}, [lambda engine: ask_prepared(engine, "phone", OF_ONE, ["phone"])])
    con.execute("DELETE FROM contacts")
    assert ask_prepared(Reader(con), "phone", OF_ONE, ["phone"]).item() == 2
    assert ask_prepared(Reader(con), "phone", OF_ONE, ["chat"]).item() == 0
    assert ask_prepared(Reader(con), "phone", OF_ONE + " AND TRUE", ["phone"]).item() == 0
    assert ask_prepared(Reader(con, "Europe/Madrid"), "phone", OF_ONE, ["phone"]).item() == 0


def test_what_the_version_before_kept_goes(con: duckdb.DuckDBPyConnection) -> None:
    prepare_answers(con, Settings(), {}, [lambda engine: ask_prepared(engine, "contacts", COUNT)])
    con.execute("INSERT INTO contacts VALUES ('chat')")
    prepare_answers(con, Settings(), {}, [lambda engine: ask_prepared(engine, "contacts", COUNT)])
    assert ask_prepared(Reader(con), "contacts", COUNT).rows() == [("chat", 2), ("phone", 2)]
    prepare_answers(con, Settings(), {}, [])
    assert find_prepared(Reader(con), "contacts", COUNT) is None


def test_a_version_without_kept_answers_has_none(con: duckdb.DuckDBPyConnection) -> None:
    assert find_prepared(Reader(con), "contacts", COUNT) is None
