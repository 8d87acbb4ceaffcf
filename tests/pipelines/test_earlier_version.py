"""A version that an earlier Hilo built: pages say how to go on, and the next build brings it up to date."""

import duckdb
import pytest

from metrics.rollups import build_rollups
from pipelines.load import derive_again
from tests.pipelines.conftest import NOW
from warehouse.config.errors import HiloError
from warehouse.config.settings import load_settings
from warehouse.store.engine import open_engine
from warehouse.store.seal import seal_path
from warehouse.store.versions import version_path


def test_a_version_without_todays_tables_says_how_to_bring_it_up_to_date(load, give):
    load(give("a.csv", "id,day,score,text\n1,2026-08-01,5,good\n"))
    forget_what_is_new()
    with pytest.raises(HiloError, match=r"lacks comments.* python -m pipelines derive"):
        open_engine()


def test_deriving_again_adds_what_is_missing_and_keeps_the_records(load, give):
    load(give("a.csv", "id,day,score,text\n1,2026-08-01,5,good\n"))
    forget_what_is_new()
    assert derive_again(load_settings(), build_rollups, now=NOW).version == 2
    engine = open_engine()
    assert engine.query("SELECT record_id, score, other_keys FROM responses").rows() == [("scores:1", 5.0, None)]
    assert engine.query("SELECT count(*) FROM matters").item() == 0


def test_the_next_load_adds_what_is_missing_too(load, give):
    load(give("a.csv", "id,day,score,text\n1,2026-08-01,5,good\n"))
    forget_what_is_new()
    load(give("b.csv", "id,day,score,text\n2,2026-07-02,4,\n"))  # older: nobody is silent for longer by it
    assert open_engine().query("SELECT record_id, comment FROM comments").rows() == [("scores:1", "good")]
    assert open_engine().query("SELECT record_id FROM responses ORDER BY 1").rows() == [("scores:1",), ("scores:2",)]


def forget_what_is_new() -> None:
    """Make the published version one from before matters, further keys, comments, journeys, kinds of customers and seals."""
    with duckdb.connect(str(version_path(1))) as con:
        for table in ("matters", "comments", "journeys", "journey_steps"):
            con.execute(f"DROP TABLE {table}")
        con.execute("ALTER TABLE persons DROP COLUMN loyalty_class")
        con.execute("ALTER TABLE responses DROP COLUMN other_keys")
    seal_path(1).unlink()
