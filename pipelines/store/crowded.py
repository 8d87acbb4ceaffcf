"""Identifiers that stand on too many of a load's records to be one customer's: a till, a switchboard, a word for nobody."""

import duckdb

from pipelines.quoting import quote_name
from warehouse.people.key import KEY_COLUMNS, Key
from warehouse.sentence import sentence
from warehouse.tables import TABLES

FEWEST_RECORDS = 50  # that one identifier is on before anybody need look
SHARE = 0.05  # of the table's records with such an identifier
LOOKED_AT = 5  # of the commonest values of a column


def find_crowded(con: duckdb.DuckDBPyConnection, tables: list[str]) -> list[str]:
    """A warning for every identifier that more records of this load carry than a customer's would, masked."""
    warnings = []
    for table in (table for table in tables if TABLES[table].has_keys and TABLES[table].main_time):
        columns = [column for column in KEY_COLUMNS if column in TABLES[table].columns]
        counts = ", ".join(f"approx_top_k({quote_name(c)}, {LOOKED_AT}), count({quote_name(c)})" for c in columns)
        [found] = con.execute(f"SELECT {counts} FROM arrived_{table}").fetchall()
        for column, common, known in zip(columns, found[::2], found[1::2], strict=True):
            if known < FEWEST_RECORDS:
                continue
            rows = con.execute(
                f"SELECT {quote_name(column)}, count(*) AS n FROM arrived_{table} WHERE list_contains(?::VARCHAR[], {quote_name(column)})"
                " GROUP BY ALL HAVING n >= ? ORDER BY n DESC",
                [common or [], max(FEWEST_RECORDS, SHARE * known)],
            ).fetchall()
            warnings += [
                sentence(
                    "{records}: {column} {key} stands on {rows:,} of {known:,} records: a till, a switchboard or a word for nobody? Leave it out of the mapping, or name it in generic_keys of hilo.toml",
                    records=table,
                    column=column,
                    key=Key(column, "", value).masked,
                    rows=records,
                    known=known,
                )
                for value, records in rows
            ]
    return warnings
