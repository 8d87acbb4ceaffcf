"""A version that an earlier Hilo built: pages say how to go on, and the next build brings it up to date."""

import duckdb
import pytest

from metrics.rollups import build_rollups
from pipelines.load import derive_again
from tests.pipelines.conftest import NOW, SCORES
from warehouse.config.errors import HiloError
from warehouse.config.settings import load_settings
from warehouse.schema import find_missing, read_declared, views_of
from warehouse.store.engine import open_engine
from warehouse.store.seal import seal_path
from warehouse.store.versions import version_path
from warehouse.tables import TABLES
from warehouse.tables.sql import table_sql


def test_a_version_without_todays_tables_says_how_to_bring_it_up_to_date(begin):
    begin("id,day,score,text\n1,2026-08-01,5,good\n")
    forget_what_is_new()
    with pytest.raises(HiloError, match=r"lacks comments.* python -m pipelines derive"):
        open_engine()


def test_deriving_again_adds_what_is_missing_and_keeps_the_records(begin):
    begin("id,day,score,text\n1,2026-08-01,5,good\n")
    forget_what_is_new()
    assert derive_again(load_settings(), build_rollups, now=NOW).version == 2
    engine = open_engine()
    assert engine.query("SELECT record_id, score, other_keys FROM responses").rows() == [("scores:1", 5.0, None)]
    assert engine.query("SELECT count(*) FROM matters").item() == 0


def test_the_next_load_adds_what_is_missing_too(load, begin, give):
    begin("id,day,score,text\n1,2026-08-01,5,good\n")
    forget_what_is_new()
    load(give("b.csv", "id,day,score,text\n2,2026-07-02,4,\n"))  # older: nobody is silent for longer by it
    assert open_engine().query("SELECT record_id, comment FROM comments").rows() == [("scores:1", "good")]
    assert open_engine().query("SELECT record_id FROM responses ORDER BY 1").rows() == [("scores:1",), ("scores:2",)]


def test_the_next_load_makes_a_view_anew_that_was_declared_otherwise(load, begin, give):
    begin("id,day,score,text\n1,2026-08-01,5,good\n")
    with duckdb.connect(str(version_path(1))) as con:
        con.execute(f"CREATE OR REPLACE VIEW matters AS SELECT * FROM ({TABLES['matters'].sql}) WHERE false")
        assert find_missing(con, "hilo-1") == []
    seal_path(1).unlink()
    load(give("b.csv", "id,day,score,text\n2,2026-07-02,4,\n"))
    with duckdb.connect(str(version_path(2)), read_only=True) as con:
        assert views_of(con, "hilo-2") == read_declared().views


def test_what_the_rows_of_an_earlier_version_say_is_kept(load, give):
    mapping = SCORES + 'segment = "group"\nteam = "desk"\nemail = "mail"\n'
    load(
        give(
            "a.csv", "id,day,score,text,group,desk,mail\n1,2026-08-01,5,good,gold,North,ana@x.es\n2,2026-08-01,5,,,,\n"
        ),
        mapping=mapping,
    )
    forget_what_is_new()
    with duckdb.connect(
        str(version_path(1))
    ) as con:  # a customer record, lost since, called the first answer's customer iron
        con.execute(
            "UPDATE responses SET segment = 'iron', said = {'segment': 'gold', 'country': NULL, 'language': NULL} WHERE record_id = 'scores:1'"
        )
    derive_again(load_settings(), build_rollups, now=NOW)
    rows = "SELECT record_id, segment, team, channel FROM responses ORDER BY 1"
    assert open_engine().query(rows).rows() == [
        ("scores:1", "gold", "North", "email"),
        ("scores:2", None, None, "email"),
    ]


def forget_what_is_new() -> None:
    """Make the published version one from before matters, further keys, comments, journeys, kinds of customers and seals, when
    rows kept in `said` what their export said where their customer's record said other."""
    with duckdb.connect(str(version_path(1))) as con:
        for table in (table for table in TABLES.values() if table.sql):
            con.execute(f"DROP VIEW {table.name}")
        for name in (
            "matters_of_several",
            "contact_costs",
            "comments",
            "journeys_at_pause",
            "spells_at_limit",
            "silences",
        ):
            con.execute(f"DROP TABLE {name}")
        con.execute(table_sql(TABLES["activity_spells"]))  # a table then
        con.execute("ALTER TABLE persons DROP COLUMN loyalty_class")
        con.execute("ALTER TABLE responses DROP COLUMN other_keys")
        for table in TABLES.values():
            for stated in table.stated.values():
                con.execute(f"ALTER TABLE {table.name} DROP COLUMN {stated}")
            if table.stated:
                con.execute(
                    f"ALTER TABLE {table.name} ADD COLUMN said STRUCT(segment VARCHAR, country VARCHAR, language VARCHAR)"
                )
        con.execute("CREATE TABLE journey_steps (journey_id BIGINT, position INTEGER)")
        con.execute("INSERT INTO journey_steps VALUES (1, 1)")
    seal_path(1).unlink()
