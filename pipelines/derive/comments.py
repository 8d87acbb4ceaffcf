"""The table comments: every text that a customer wrote and every sentiment that an export states, with emotion and topics.

What the export says goes first: its sentiment, and the topic that it gives the record. The words are read where it says
nothing. Texts that the version before read by the same method are not read again.
"""

from __future__ import annotations

from collections.abc import Collection

import duckdb
import polars as pl

from pipelines.quoting import quote_text
from pipelines.text.method import fingerprint_method
from pipelines.text.reading import Reader, load_reader
from pipelines.text.sentiment import sentiment_sql
from warehouse.config.codes import NEGATIVE_EMOTIONS, POSITIVE_EMOTIONS
from warehouse.tables import FACTS
from warehouse.tables.blocks import DIMENSIONS, PERSON, RECORD, TIME_PRECISION, names_of

# Whose rows, persons or dimensions comments show.
SOURCES = {table.name for table in FACTS if "comment" in table.columns} | {"customers", "agents"}
METHOD = "text_method"
AT_ONCE = 50_000  # texts read at a time, so that their words need little memory
COPIED = names_of((*RECORD, *PERSON, *DIMENSIONS, TIME_PRECISION))
# What chat exports write where a picture was.
PLACEHOLDER = (
    r"(?i)[<\[(]?\s*(multimedia|media|image|imagen|video|vídeo|audio|sticker|gif|documento?|archivo|foto|photo|contact card)"
    r"\b.{0,20}\b(omitid[oa]|omitted|attached|adjunt[oa])\s*[>\])]?"
)
SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "number": pl.Int64, "text_language": pl.String, "emotion": pl.String, "polarity": pl.String, "topics": pl.List(pl.String()),
}  # fmt: skip


def derive_comments(con: duckdb.DuckDBPyConnection, changed: Collection[str], *, everything: bool) -> dict[str, str]:
    """Write the table comments anew where a table that it shows changed, or the method; return the fact of the method."""
    facts = {METHOD: fingerprint_method()}
    known = dict(con.execute("SELECT name, value FROM version_facts WHERE name = ?", [METHOD]).fetchall())
    if everything or SOURCES & set(changed) or known != facts:
        collect_said(con)
        collect_readings(con, may_reuse=known == facts)
        write_comments(con)
    return facts


def collect_said(con: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary table `said`: one row per text or stated sentiment, without what the text means.

    One exported line that gives several records (a contact and its answer, two scores of one form) says its text once.
    A contact shows the latest score that rates it; a message, the chat that it was written in. A stored sentiment is read by
    the names of now: versions from before decision 8.5 say enthusiasm, which is joy.
    """
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE said AS
        WITH latest AS (
            SELECT interaction_id, arg_max({{metric: metric, score: score, scale: scale}}, (answered_at, record_id)) AS given
            FROM responses WHERE interaction_id IS NOT NULL AND score IS NOT NULL AND answered_at IS NOT NULL GROUP BY interaction_id
        ), chat AS (
            SELECT source, conversation_id, record_id, started_at FROM interactions
            WHERE started_at IS NOT NULL AND (source, conversation_id) IN (
                SELECT source, conversation_id FROM messages WHERE conversation_id IS NOT NULL)
        ), every_word AS (
            SELECT {with_table("i")}, 'interactions' AS of_table, i.record_id AS interaction_id, i.started_local AS said_local,
                CASE WHEN i.direction IS NULL OR i.direction NOT IN ('outbound', 'internal') THEN {text("i")} END AS comment,
                {sentiment_sql("i.sentiment")} AS sentiment, given.metric, given.score, given.scale
            FROM interactions AS i LEFT JOIN latest ON latest.interaction_id = i.record_id
            WHERE i.comment IS NOT NULL OR i.sentiment IS NOT NULL
            UNION ALL BY NAME
            SELECT {with_table("r")}, 'responses' AS of_table, r.interaction_id, r.answered_local AS said_local, {text("r")} AS comment,
                {sentiment_sql("r.sentiment")} AS sentiment, r.metric, r.score, r.scale
            FROM responses AS r WHERE r.comment IS NOT NULL OR r.sentiment IS NOT NULL
            UNION ALL BY NAME
            SELECT {with_table("m")}, 'messages' AS of_table, chat.record_id AS interaction_id, m.sent_local AS said_local, {text("m")} AS comment
            FROM messages AS m ASOF LEFT JOIN chat
                ON chat.source = m.source AND chat.conversation_id = m.conversation_id AND m.sent_at >= chat.started_at
            WHERE m.comment IS NOT NULL AND m.sender_role = 'customer'
        )
        SELECT * FROM every_word WHERE comment IS NOT NULL OR sentiment IS NOT NULL
        QUALIFY of_table = 'messages' OR row_number() OVER (
            PARTITION BY source, file_id, source_line, interaction_id, comment ORDER BY of_table, sentiment NULLS LAST, metric, record_id
        ) = 1 OR file_id IS NULL
    """)


def with_table(alias: str) -> str:
    """The columns that a comment copies, of that table."""
    return ", ".join(f"{alias}.{name}" for name in COPIED)


def text(alias: str) -> str:
    """SQL for the comment; a blank and the name of a picture that was left out are none."""
    comment = f"trim({alias}.comment)"
    return (
        f"CASE WHEN {comment} <> '' AND NOT regexp_full_match({comment}, {quote_text(PLACEHOLDER)}) THEN {comment} END"
    )


def collect_readings(con: duckdb.DuckDBPyConnection, *, may_reuse: bool) -> None:
    """Make the temporary tables `reading` (by comment and language of the record) and `read_topic` (by the record's topic)."""
    columns = "comment, language, text_language, emotion, polarity, topics"
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE reading AS SELECT {columns} FROM ("
        " SELECT comment, language, any_value(text_language) AS text_language, any_value(emotion) AS emotion,"
        " any_value(polarity) AS polarity, any_value(said_topics) AS topics FROM comments"
        # With a stated sentiment, the row no longer tells what the words alone say.
        f" WHERE {'true' if may_reuse else 'false'} AND comment IS NOT NULL AND sentiment IS NULL"
        " GROUP BY comment, language)"
    )
    con.execute("""
        CREATE OR REPLACE TEMP TABLE unread AS
        SELECT row_number() OVER () AS number, comment, language
        FROM (SELECT DISTINCT comment, language FROM said WHERE comment IS NOT NULL) AS s
        WHERE NOT EXISTS (SELECT 1 FROM reading AS r WHERE r.comment = s.comment AND r.language IS NOT DISTINCT FROM s.language)
    """)
    reader = load_reader()
    row = con.execute("SELECT count(*) FROM unread").fetchone()
    for first in range(0, row[0] if row else 0, AT_ONCE):
        rows = con.execute(
            "SELECT number, comment, language FROM unread WHERE number > ? AND number <= ?", [first, first + AT_ONCE]
        ).fetchall()
        frame = read_frame(reader, rows)
        con.register("just_read", frame)
        con.execute(f"INSERT INTO reading SELECT {columns} FROM unread JOIN just_read USING (number)")
        con.unregister("just_read")
    topics = [name for (name,) in con.execute("SELECT DISTINCT topic FROM said WHERE topic IS NOT NULL").fetchall()]
    frame = pl.DataFrame(
        {"topic": topics, "topics": [reader.read_topics_of_name(name) for name in topics]},
        schema={"topic": pl.String, "topics": pl.List(pl.String)},
    )
    con.register("just_read", frame)
    con.execute("CREATE OR REPLACE TEMP TABLE read_topic AS FROM just_read")
    con.unregister("just_read")


def read_frame(reader: Reader, rows: list[tuple[int, str, str | None]]) -> pl.DataFrame:
    """What the texts say, by number."""
    readings = [reader.read(comment, language) for _, comment, language in rows]
    return pl.DataFrame(
        {
            "number": [number for number, _, _ in rows],
            "text_language": [found.language for found in readings],
            "emotion": [found.emotion for found in readings],
            "polarity": [found.polarity for found in readings],
            "topics": [list(found.topics) for found in readings],
        },
        schema=SCHEMA,
    )


def write_comments(con: duckdb.DuckDBPyConnection) -> None:
    """Fill the table from `said`, `reading` and `read_topic`, in time order.

    A stated emotion is the emotion. A stated side is the side, and an emotion of the words counts only on that side; a
    stated "neutral" is neutral. What the two contradict each other in is not known.
    """
    positive, negative = (", ".join(f"'{name}'" for name in names) for names in (POSITIVE_EMOTIONS, NEGATIVE_EMOTIONS))
    side = f"CASE WHEN s.sentiment IN ({positive}) THEN 'positive' WHEN s.sentiment IN ({negative}) THEN 'negative' ELSE s.sentiment END"
    of_text = f"CASE WHEN r.emotion IN ({positive}) THEN 'positive' WHEN r.emotion IN ({negative}) THEN 'negative' ELSE 'neutral' END"
    con.execute("DELETE FROM comments")
    con.execute(f"""
        INSERT INTO comments BY NAME
        WITH judged AS (
            SELECT s.*, r.text_language,
                CASE WHEN s.sentiment NOT IN ('positive', 'negative') THEN s.sentiment
                    WHEN s.sentiment IS NULL OR s.sentiment = {of_text} THEN r.emotion END AS emotion,
                coalesce({side}, r.polarity) AS polarity,
                coalesce(t.topics[1], r.topics[1]) AS said_topic, nullif(r.topics, []) AS said_topics
            FROM said AS s
            LEFT JOIN reading AS r ON r.comment = s.comment AND r.language IS NOT DISTINCT FROM s.language
            LEFT JOIN read_topic AS t ON t.topic = s.topic
        )
        SELECT *,
            CASE WHEN emotion IS NULL THEN NULL WHEN sentiment NOT IN ('positive', 'negative') THEN 'export' ELSE 'text' END AS emotion_by
        FROM judged ORDER BY said_local, record_id
    """)
