"""Rows that came in before under other ids: where ids are made of what rows say, a new question or a renamed label makes new ones."""

import duckdb

from pipelines.canonical import MAIN_TIME
from pipelines.mapping.model import Spec
from pipelines.quoting import quote_name
from pipelines.stage.file import StagedFile
from pipelines.store.arrivals import as_recorded
from warehouse.sentence import sentence
from warehouse.tables import TABLES

# What says that two records of one moment are the same one.
SAYING = {
    "interactions": ("email", "phone", "customer_id", "vendor_customer_id", "interaction_type", "comment"),
    "messages": ("sender_role", "comment"),
    "responses": ("metric", "score", "comment"),
    "survey_requests": ("email", "phone", "survey"),
    "orders": ("amount", "email", "customer_id"),
    "costs": ("amount", "campaign"),
}
FEWEST_ROWS, SHARE = 2, 0.5  # of a file, from which it is no coincidence


def find_doubled(con: duckdb.DuckDBPyConnection, files: list[StagedFile]) -> list[str]:
    """A warning for every file of which most records say what stored ones under other ids say, and so count twice."""
    warnings = []
    for file in files:
        for table in {
            record.table
            for record in file.mapping.record
            if is_made(record.specs()["record_id"]) and record.table in SAYING
        }:
            said, main = ", ".join(map(quote_name, SAYING[table])), MAIN_TIME[table] or ""
            [(rows, again)] = con.execute(
                f"""
                WITH came AS (SELECT record_id, hash({main}, {said}) AS said FROM arrived_{table} WHERE file_id = {file.file_id}),
                stored AS (
                    SELECT record_id, hash({main}, {said}) AS said FROM (
                        SELECT {as_recorded(table, ["record_id", main, *SAYING[table]])} FROM building.{table}
                        WHERE source = ? AND rowid NOT IN (SELECT row FROM replaced_{table})))
                SELECT count(*), count(*) FILTER (said IN (SELECT said FROM stored)) FROM came
            """,
                [file.mapping.prefix],
            ).fetchall()
            if again >= max(FEWEST_ROWS, SHARE * rows):
                warnings.append(
                    sentence(
                        "{file}: {again:,} of {rows:,} {records} say what stored ones under other ids say, and count twice now: their rows have another column, label or layout; roll back, and give an id of cells that stay (made_of, content = [columns])",
                        file=file.path.name,
                        again=again,
                        rows=rows,
                        records=TABLES[table].name,
                    )
                )
    return warnings


def is_made(spec: Spec) -> bool:
    """Whether an id is made of what the row says."""
    return bool(spec.content or spec.made_of or spec.columns)
