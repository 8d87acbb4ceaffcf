"""The table comments: which texts and sentiments are in it, what goes before what, and that old texts are not read again."""

from typing import Any

import duckdb
import pytest

from pipelines.derive.comments import METHOD, derive_comments
from pipelines.text.reading import Reader
from tests.pipelines.canonical_rows import insert, make_tables, read

SHOWN = "SELECT record_id, comment, emotion, emotion_by, polarity, said_topic FROM comments ORDER BY record_id"


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    return make_tables()


def said(record_id: str, **columns: Any) -> dict[str, Any]:
    """A row of a source, on its own line of file 1."""
    line = int("".join(filter(str.isdigit, record_id)) or 0)
    return {"record_id": record_id, "source": "desk", "file_id": 1, "source_line": line, "person_id": 1} | columns


def derive(con: duckdb.DuckDBPyConnection, *changed: str) -> None:
    """As a load does, with the fact noted."""
    facts = derive_comments(con, changed, everything=not changed)
    con.execute("DELETE FROM version_facts")
    con.executemany("INSERT INTO version_facts VALUES (?, ?)", list(facts.items()))


def test_only_what_customers_said_is_in_it(con: duckdb.DuckDBPyConnection) -> None:
    insert(con, "interactions",
           said("i1", comment="Estoy indignado", direction="inbound"), said("i2", comment="Llamé al cliente", direction="outbound"),
           said("i3", comment="Nota interna", direction="internal"), said("i4", comment="  "), said("i5", comment="<Multimedia omitido>"),
           said("i6"), said("i7", comment="note", direction="outbound", sentiment="negative"))  # fmt: skip
    insert(con, "responses", said("r8", comment="Very happy", metric="csat", score=5, scale="1-5"))
    insert(con, "messages", said("m9", comment="¿Hasta cuándo?", sender_role="customer"),
           said("m10", comment="Un momento", sender_role="agent"), said("m11", comment="Hola"))  # fmt: skip
    derive(con)
    assert read(con, "SELECT record_id, of_table, comment, emotion, score, scale FROM comments ORDER BY record_id") == [
        ("i1", "interactions", "Estoy indignado", "anger", None, None), ("i7", "interactions", None, None, None, None),
        ("m9", "messages", "¿Hasta cuándo?", "impatience", None, None), ("r8", "responses", "Very happy", "joy", 5.0, "1-5"),
    ]  # fmt: skip


def test_what_the_export_says_goes_before_the_words(con: duckdb.DuckDBPyConnection) -> None:
    insert(con, "interactions",
           said("a1", sentiment="anger", comment="Todo bien"), said("a2", sentiment="negative", comment="Estoy cansado de repetir lo mismo"),
           said("a3", sentiment="negative", comment="Muy contenta"), said("a4", sentiment="neutral", comment="Muy contenta"),
           said("a5", sentiment="positive"), said("a6", comment="Muy contenta"),
           said("a7", topic="Billing Question", comment="El paquete llegó roto"), said("a8", topic="vip", comment="El paquete"))  # fmt: skip
    derive(con)
    assert read(con, SHOWN) == [
        ("a1", "Todo bien", "anger", "export", "negative", None),
        ("a2", "Estoy cansado de repetir lo mismo", "weariness", "text", "negative", None),
        ("a3", "Muy contenta", None, None, "negative", None),  # they contradict each other
        ("a4", "Muy contenta", "neutral", "export", "neutral", None),
        ("a5", None, None, None, "positive", None),
        ("a6", "Muy contenta", "joy", "text", "positive", None),
        ("a7", "El paquete llegó roto", None, None, "negative", "billing"),
        ("a8", "El paquete", None, None, None, "delivery"),
    ]  # fmt: skip


def test_a_sentiment_that_an_earlier_version_stored_is_read_by_the_names_of_now(con: duckdb.DuckDBPyConnection) -> None:
    insert(con, "interactions", said("i1", sentiment="enthusiasm", comment="Increíble"))
    insert(con, "responses", said("r2", sentiment="enthusiasm"), said("r3", sentiment="joy"))
    derive(con)
    assert read(con, "SELECT record_id, sentiment, emotion, emotion_by, polarity FROM comments ORDER BY record_id") == [
        (name, "joy", "joy", "export", "positive") for name in ("i1", "r2", "r3")
    ]


def test_a_text_that_an_earlier_method_called_enthusiasm_is_joy_after_the_next_load(
    con: duckdb.DuckDBPyConnection,
) -> None:
    insert(con, "interactions", said("i1", comment="Increíble, los recomiendo a todos"))
    derive(con)
    con.execute("UPDATE comments SET emotion = 'enthusiasm'")
    con.execute("UPDATE version_facts SET value = 'the method of then' WHERE name = ?", [METHOD])
    derive(con, "orders")
    assert read(con, SHOWN) == [("i1", "Increíble, los recomiendo a todos", "joy", "text", "positive", None)]


def test_one_exported_line_says_its_words_once_and_a_contact_shows_the_latest_score(
    con: duckdb.DuckDBPyConnection,
) -> None:
    insert(con, "interactions", said("t1", comment="Terrible service"))
    for number, score in ((1, 2), (2, 4)):
        insert(con, "responses", said(f"s{number}", source_line=1, interaction_id="t1", comment="Terrible service", metric="csat", score=score,
                                      scale="1-5", answered_at=f"2026-08-0{number}"))  # fmt: skip
    insert(
        con,
        "responses",
        *(
            said(f"f{metric}", source_line=7, comment="Muy contenta", metric=metric, score=9)
            for metric in ("nps", "csat")
        ),
    )
    insert(con, "responses", said("x8", comment="Terrible service", metric="csat", score=1))
    derive(con)
    assert read(con, "SELECT record_id, interaction_id, metric, score FROM comments ORDER BY record_id") == [
        ("fcsat", None, "csat", 9.0), ("t1", "t1", "csat", 4.0), ("x8", None, "csat", 1.0),
    ]  # fmt: skip


def test_a_message_belongs_to_the_session_that_it_was_written_in(con: duckdb.DuckDBPyConnection) -> None:
    days = {"morning": "2026-08-01 09:00", "later": "2026-08-05 09:00"}
    insert(con, "interactions", *(said(name, conversation_id="c", started_at=at) for name, at in days.items()))
    insert(con, "messages", *(said(f"m{n}", conversation_id="c", sender_role="customer", comment="Hola", sent_at=at)
                              for n, at in enumerate(("2026-08-01 09:30", "2026-08-05 09:00", "2026-07-31 09:00"))))  # fmt: skip
    derive(con)
    assert read(con, "SELECT record_id, interaction_id FROM comments ORDER BY record_id") == [
        ("m0", "morning"), ("m1", "later"), ("m2", None),
    ]  # fmt: skip


def test_texts_are_read_once_however_often_they_were_said_and_not_again_in_later_loads(
    con: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts: list[str] = []
    read_text = Reader.read
    monkeypatch.setattr(Reader, "read", lambda self, text, *rest: texts.append(text) or read_text(self, text, *rest))
    insert(con, "interactions", *(said(f"i{n}", comment="Muy contenta", topic="entrega") for n in range(3)))
    derive(con)
    insert(con, "responses", said("r9", comment="Pésimo servicio", metric="csat"))
    derive(con, "responses")
    derive(con, "orders")
    assert texts == ["Muy contenta", "Pésimo servicio"]
    expected = [(f"i{n}", "Muy contenta", "joy", "text", "positive", "delivery") for n in range(3)]
    assert read(con, SHOWN) == [*expected, ("r9", "Pésimo servicio", "anger", "text", "negative", None)]
    con.execute("UPDATE version_facts SET value = 'an earlier method' WHERE name = ?", [METHOD])
    derive(con, "orders")
    assert sorted(texts[2:]) == ["Muy contenta", "Pésimo servicio"]


def test_a_corrected_text_and_a_sentiment_that_went_are_read_anew(con: duckdb.DuckDBPyConnection) -> None:
    insert(
        con, "interactions", said("i1", comment="Muy contenta", sentiment="anger"), said("i2", comment="Muy contenta")
    )
    derive(con)
    con.execute("UPDATE interactions SET sentiment = NULL, comment = 'Pésimo servicio' WHERE record_id = 'i1'")
    con.execute("DELETE FROM interactions WHERE record_id = 'i2'")
    derive(con, "interactions")
    assert read(con, SHOWN) == [("i1", "Pésimo servicio", "anger", "text", "negative", None)]
