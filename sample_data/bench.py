"""Millions of plain contacts for speed trials: one CSV in order of time, written by DuckDB in seconds, and its mapping."""

from __future__ import annotations

from pathlib import Path

import duckdb

FIRST_SECOND, DAYS = 1704067200, 730  # two years from 2024-01-01 UTC
MAPPING = """\
name = "bench_interactions"
title = "Generated contacts (CSV), for speed trials"

[file]
format = "csv"
delimiter = ","
name = "interactions_*.csv"
required = ["record", "started_at", "wait", "csat"]

[defaults]
timezone = "UTC"

[[record]]
table = "interactions"
[record.columns]
record_id = "record"
started_at = "started_at"
channel = "channel"
interaction_type = "interaction_type"
touchpoint = "touchpoint"
customer_id = "customer"
team = "team"
agent = "agent"
topic = "topic"
case_id = "case"
segment = "segment"
country = "country"
wait_seconds = "wait"
first_response_seconds = "first_response"
handle_seconds = "handle"
resolution_seconds = "resolution"
is_abandoned = "abandoned"
is_resolved = "resolved"
transfer_count = "transfers"

[[record]]
table = "responses"
when = '"csat" IS NOT NULL'
[record.columns]
record_id = "record"
interaction_id = "record"
answered_at = "started_at"
channel = "channel"
customer_id = "customer"
team = "team"
segment = "segment"
country = "country"
metric = { value = "csat" }
score = "csat"
scale = { value = "1-5" }
"""
CHANNELS = "['phone', 'chat', 'email', 'whatsapp', 'webform', 'chatbot', 'web', 'store']"
TYPES = "['call', 'chat_session', 'case', 'message_session', 'case', 'chat_session', 'visit', 'visit']"


def write_interactions(folder: Path, rows: int, seed: int = 1, later: int = 0) -> Path:
    """Write interactions_<rows>.csv and its mapping file into the folder; return the CSV's path.

    `later`: only so many rows that come after those, of the same persons, at the same pace.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"interactions_{rows}{f'_and_{later}' if later else ''}.csv"
    (folder / "interactions.mapping.toml").write_text(MAPPING)
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY ({_select(rows, seed, later)}) TO '{path.as_posix().replace(chr(39), chr(39) * 2)}' (FORMAT csv, HEADER)"
        )
    return path


def _select(rows: int, seed: int, later: int) -> str:
    """Return SQL for the rows, in order as DuckDB keeps it; every value is a hash of the row number, so that runs agree."""
    step = DAYS * 86400 / rows
    span = f"{rows}, {rows + later}" if later else str(rows)

    def pick(salt: int, choices: int) -> str:
        return f"CAST(hash(i * 31 + {seed + salt}) % {choices} AS BIGINT)"

    return f"""
        SELECT 'i' || i AS record,
               strftime(make_timestamp(({FIRST_SECOND}::BIGINT + floor(i * {step:.9f})::BIGINT) * 1000000), '%Y-%m-%d %H:%M:%S') AS started_at,
               {CHANNELS}[c] AS channel, {TYPES}[c] AS interaction_type,
               {CHANNELS}[c] || ':' || (1 + {pick(2, 4)}) AS touchpoint,
               'C' || {pick(3, max(1000, rows // 8))} AS customer,
               'team ' || (1 + {pick(4, 12)}) AS team, 'agent ' || (1 + {pick(5, 240)}) AS agent,
               CASE WHEN {pick(18, 25)} = 0 THEN 'K' || {pick(3, max(1000, rows // 8))} END AS "case",
               ['billing', 'delivery', 'fault', 'warranty', 'returns', 'sales'][1 + {pick(6, 6)}] AS topic,
               ['home', 'business', 'premium'][1 + {pick(7, 3)}] AS segment,
               ['AR', 'MX', 'ES', 'CO', 'CL'][1 + {pick(8, 5)}] AS country,
               CASE WHEN c <= 2 THEN {pick(9, 400)} END AS wait,
               CASE WHEN c BETWEEN 2 AND 5 THEN 30 + {pick(10, 40000)} END AS first_response,
               CASE WHEN c <= 2 THEN 60 + {pick(11, 900)} END AS handle,
               CASE WHEN c BETWEEN 3 AND 5 THEN 630 + {pick(10, 40000)} + {pick(12, 200000)} END AS resolution,
               CASE WHEN c <= 2 THEN {pick(13, 10)} = 0 END AS abandoned,
               CASE WHEN c <= 6 THEN {pick(14, 5)} > 0 END AS resolved,
               CASE WHEN c <= 2 THEN ({pick(15, 12)} = 0)::INTEGER END AS transfers,
               CASE WHEN {pick(16, 5)} = 0 THEN 1 + {pick(17, 5)} END AS csat
        FROM (SELECT range AS i, 1 + CAST(hash(range * 31 + {seed + 1}) % 8 AS BIGINT) AS c FROM range({span}))"""
